"""Walks of the early-warning list: by an adviser, by the school itself, narrow, by keyboard and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def given_the_list(page: Page, more: str = "") -> None:
    address = re.match(r"https?://[^/]+", page.url)
    assert address is not None
    page.goto(f"{address[0]}/early-warning/{more}")


def test_an_adviser_reads_the_list_and_goes_on_to_the_school(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    given_the_list(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Early warning")
    card = page.locator(".trellis-warning").first
    expect(card).to_contain_text("Worth a call.")
    expect(card.get_by_role("img")).to_be_visible()
    then_it_is_accessible(page)
    card.get_by_text("The values").click()
    expect(card.get_by_role("table")).to_be_visible()
    then_it_is_accessible(page)
    card.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Where it has been going")).to_be_visible()
    then_it_is_accessible(page)


def test_each_kind_of_trend_is_a_page_of_its_own(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("pa")
    given_the_list(page)
    for name in (
        "Counted by the pack already",
        "Within chance",
        "Too little to say",
        "Not moving for the worse",
    ):
        page.get_by_role("navigation", name="Kinds of trend").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=2).first).to_contain_text(f"{name}:")
        then_it_is_accessible(page)


def test_the_list_is_narrowed_with_the_keyboard_alone(sign_in: SignIn) -> None:
    page = sign_in("pa")
    given_the_list(page, "?kind=chance")
    page.get_by_label("Phase", exact=True).focus()
    page.keyboard.type("Sec")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("phase=secondary"))
    expect(page).to_have_url(re.compile("kind=chance"))


def test_one_indicator_is_seen_over_all_schools_as_a_funnel(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    given_the_list(page)
    page.get_by_role("link", name="Expected standard in reading, writing and maths, key stage 2").last.click()
    expect(page.locator("svg.trellis-funnel").first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Tidewater Primary School"))).to_contain_text(
        "Within chance"
    )
    then_it_is_accessible(page)


def test_a_headteacher_sees_of_the_school_what_the_authority_sees(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("headteacher")
    page.get_by_role("link", name="Suggested level", exact=True).click()
    expect(page.get_by_role("heading", name="Where it has been going")).to_be_visible()
    given_the_list(page, "?kind=steady")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("in 1 school")
    then_it_is_accessible(page)


def test_at_320_pixels_nothing_is_wider_than_the_window(sign_in: SignIn) -> None:
    page = sign_in("pa")
    page.set_viewport_size({"width": 320, "height": 640})
    for more in ("", "?kind=chance", "?kind=short", "ks2_rwm_expected/"):
        given_the_list(page, more)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, more
