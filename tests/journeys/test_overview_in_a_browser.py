"""Walks of the overview and the map: by keyboard, narrow, without scripts, for those who see names and those who do not."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[..., Page]
Check = Callable[[Page], None]


def test_a_principal_adviser_starts_at_the_overview_and_goes_to_the_schools_behind_a_number(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa", overview=True)
    expect(page).to_have_url(re.compile(r"/overview/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    then_it_is_accessible(page)
    table = page.get_by_role("table", name="Maintained schools: suggested levels")
    number = table.get_by_role("link").first
    shown = re.search(r"\d+", number.inner_text())
    assert shown is not None
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/schools/\?phase="))
    expect(page.locator("#found")).to_contain_text(re.compile(rf"^{shown[0]} of "))


def test_the_map_is_walked_by_keyboard_and_each_shape_leads_to_its_school(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa", overview=True)
    page.get_by_role("link", name="Map of Severnshire").click()
    then_it_is_accessible(page)
    marks = page.locator("svg.trellis-map a")
    rows = page.get_by_role("table", name="The schools of the map").locator("tbody th a")
    assert marks.count() == rows.count() > 80
    # In the order of the table, so that the two are read alike
    assert str(marks.nth(1).get_attribute("aria-label")).startswith(rows.nth(1).inner_text())
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name="Map")).to_be_focused()
    page.keyboard.press("Tab")
    expect(marks.first).to_be_focused()
    assert marks.first.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    name = str(marks.first.get_attribute("aria-label")).split(",")[0]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_the_map_is_narrowed_by_phase_and_level_in_its_address(sign_in: SignIn) -> None:
    page = sign_in("pa", overview=True)
    page.goto(page.url + "map/")
    page.get_by_label("Phase", exact=True).select_option("secondary")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile(r"phase=secondary"))
    labels = [str(mark.get_attribute("aria-label")) for mark in page.locator("svg.trellis-map a").all()]
    assert labels
    assert all(", secondary: " in label for label in labels)
    page.get_by_role("link", name="The same as a list").click()
    expect(page.locator("#found")).to_contain_text(re.compile(rf"^{len(labels)} of "))


def test_on_a_narrow_screen_both_pages_reflow_and_the_map_scrolls_by_itself(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa", overview=True)
    page.set_viewport_size({"width": 320, "height": 640})
    start = page.url
    for address in (start, start + "map/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        then_it_is_accessible(page)
    region = page.get_by_role("region", name="Map")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")


def test_a_member_sees_numbers_and_the_outline_and_no_name(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("executive-member", overview=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    then_it_is_accessible(page)
    page.get_by_role("link", name="Map of Severnshire").click()
    then_it_is_accessible(page)
    assert page.locator("svg.trellis-map a").count() == 0
    assert page.locator("svg.trellis-map .land").count() == 1


def test_the_pages_are_read_without_scripts(sign_in: SignIn, browser: Browser) -> None:
    page = sign_in("pa", overview=True)
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(page.url + "map/")
    assert plain.locator("svg.trellis-map a").count() > 80
    context.close()
