"""Walks of comparing schools and of keeping lists, by keyboard, without scripts, narrow and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
TICKS = ".trellis-schools input[name=urn]"


def given_the_primary_schools(page: Page) -> None:
    page.get_by_label("Phase", exact=True).select_option("primary")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()


def test_an_adviser_compares_schools_from_the_list_with_the_keyboard_alone(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    given_the_primary_schools(page)
    compare = page.get_by_role("button", name="Compare the ticked schools")
    # The button comes before the boxes, so one tabs on from it to them and back again
    compare.focus()
    first, second = page.locator(TICKS).nth(0), page.locator(TICKS).nth(1)
    for box in (first, second):
        for _ in range(12):
            page.keyboard.press("Tab")
            if box.evaluate("e => e === document.activeElement"):
                break
        expect(box).to_be_focused()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/compare/\?urn=\d+&urn=\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare 2 schools")
    assert page.locator("svg.trellis-strip").count() > 10
    then_it_is_accessible(page)
    # A table wider than the window is reached and scrolled with the keyboard
    region = page.get_by_role("region", name="Attainment")
    region.focus()
    expect(region).to_be_focused()


def test_a_school_is_set_against_its_similar_schools(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("pa")
    given_the_primary_schools(page)
    page.locator("table tbody th a").first.click()
    page.get_by_role("navigation", name="About this school").get_by_role("link", name="Similar").click()
    then_it_is_accessible(page)
    page.locator("table input[name=urn]").nth(0).check()
    page.locator("table input[name=urn]").nth(1).check()
    page.get_by_role("button", name="Compare the ticked schools").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare 3 schools")
    then_it_is_accessible(page)
    page.go_back()
    page.get_by_role("link", name="compare it with the whole set").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("and its similar schools")
    then_it_is_accessible(page)


def test_a_list_is_saved_and_a_school_watched(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("sitl")
    given_the_primary_schools(page)
    page.get_by_role("link", name="Save this list").click()
    page.get_by_role("button", name="Save the list").click()
    expect(page).to_have_title(re.compile("^Error: Save this list"))
    then_it_is_accessible(page)
    page.get_by_label("Name of the list").fill("All the primaries")
    page.get_by_role("button", name="Save the list").click()
    expect(page.get_by_role("link", name="All the primaries")).to_be_visible()
    page.locator(".trellis-schools tbody tr").nth(2).get_by_role("button", name="Watch").click()
    page.wait_for_url(re.compile(r"phase=primary#u\d+$"))
    then_it_is_accessible(page)
    page.get_by_role("link", name="Your watchlist (1)").click()
    expect(page.locator(".trellis-schools tbody tr")).to_have_count(1)
    then_it_is_accessible(page)
    page.get_by_role("button", name="Stop watching").click()
    expect(page.get_by_text("Your watchlist is empty.")).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("button", name="Remove the list All the primaries").click()
    expect(page.get_by_role("link", name="All the primaries")).to_have_count(0)


def test_the_list_is_downloaded_as_it_is_narrowed(sign_in: SignIn) -> None:
    page = sign_in("pa")
    given_the_primary_schools(page)
    found = int(page.locator("#found").inner_text().split()[0])
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    assert len(download.value.path().read_text(encoding="utf-8-sig").splitlines()) == found + 1


def test_without_scripts_schools_are_compared_and_watched(browser: object, service: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    email, password = service.sign_ins["pa"]  # type: ignore[attr-defined]
    page.goto(f"{service.address}/sign-in/")  # type: ignore[attr-defined]
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    page.goto(f"{service.address}/schools/")  # type: ignore[attr-defined]
    page.click(".trellis-schools button[form=keep] >> nth=0")
    assert "Your watchlist (1)" in page.inner_text("main")
    page.click(".trellis-schools button[form=keep][name=remove]")
    assert "Your watchlist (0)" in page.inner_text("main")
    page.check(f"{TICKS} >> nth=0")
    page.check(f"{TICKS} >> nth=3")
    page.click("text=Compare the ticked schools")
    assert "Compare 2 schools" in page.inner_text("h1")
    context.close()


def test_one_ticked_school_is_answered_with_what_to_do(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("pa")
    page.locator(TICKS).first.check()
    page.get_by_role("button", name="Compare the ticked schools").click()
    expect(page.get_by_text("Choose 2 to 6 different schools to compare. One is chosen now.")).to_be_visible()
    then_it_is_accessible(page)


def test_at_320_pixels_the_comparison_scrolls_within_itself_alone(sign_in: SignIn) -> None:
    page = sign_in("pa")
    for i in range(3):
        page.locator(TICKS).nth(i).check()
    page.get_by_role("button", name="Compare the ticked schools").click()
    page.wait_for_url(re.compile(r"/compare/"))
    page.set_viewport_size({"width": 320, "height": 640})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_paper_the_comparison_is_whole_and_what_is_for_the_screen_is_gone(sign_in: SignIn) -> None:
    page = sign_in("pa")
    for i in range(3):
        page.locator(TICKS).nth(i).check()
    page.get_by_role("button", name="Compare the ticked schools").click()
    page.wait_for_url(re.compile(r"/compare/"))
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Leave out").first).to_be_hidden()
    page.get_by_role("region").first.focus()
    expect(page.get_by_role("region").first.get_by_role("table")).to_be_visible()
