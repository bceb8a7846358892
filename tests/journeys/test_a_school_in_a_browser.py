"""Walks over the pages of one school: by keyboard, narrow, without scripts and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
PARTS = ("Suggested level", "Indicators over time", "Groups and gaps", "Similar schools", "How it is judged")


def given_the_headteachers_school(sign_in: SignIn) -> Page:
    page = sign_in("headteacher")
    page.get_by_role("link", name="Suggested level", exact=True).click()
    page.wait_for_url(re.compile(r"/schools/\d+/$"))
    return page


def part(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("navigation", name="About this school").get_by_role("link", name=name).click()


def in_the_set(page: Page) -> int:
    return int(re.findall(r"In the set: (\d+) school", page.inner_text("main"))[0])


def test_every_page_of_a_school_is_reached_and_accessible(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = given_the_headteachers_school(sign_in)
    for name in PARTS:
        part(page, name)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        then_it_is_accessible(page)


def test_the_page_tells_who_what_and_since_when(sign_in: SignIn) -> None:
    page = given_the_headteachers_school(sign_in)
    for name in ("Who and where", "Outcomes and experience", "Strengths worth sharing", "Inspections"):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Inspections").click()
    expect(page.get_by_role("img", name="Inspections, in the order in which they were made")).to_be_visible()
    page.locator(".trellis-inspections table a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Row ")


def test_a_headteacher_questions_the_set_with_the_keyboard_alone(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = given_the_headteachers_school(sign_in)
    part(page, "Similar schools")
    page.get_by_role("link", name="question the set").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/own-set/"))
    left = in_the_set(page) - 1
    then_it_is_accessible(page)
    first = page.locator(".trellis-set-choice input[name=urn]").first
    first.focus()
    page.keyboard.press("Space")
    expect(first).not_to_be_checked()
    page.get_by_label("Find schools by name").focus()
    page.keyboard.type("primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=primary"))
    assert in_the_set(page) == left
    expect(page.get_by_role("heading", name="Found for “primary”")).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("button", name="Keep this set").press("Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("link", name=re.compile("Say why"))).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_label(re.compile(f"Why these {left}")).fill("One of the thirty is a boarding school")
    page.get_by_role("button", name="Keep this set").press("Enter")
    page.wait_for_url(re.compile("/similar/#chosen$"))
    expect(page.get_by_text(f"Chosen by the school: {left} schools").first).to_be_visible()
    expect(page.get_by_text("One of the thirty is a boarding school").first).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name=re.compile("See the school against it")).first.click()
    page.get_by_label(re.compile("Why these")).fill("Asked and answered")
    page.get_by_role("button", name="Take back the set now kept").click()
    expect(page.get_by_text("Taken back by the school").first).to_be_visible()


def test_a_set_with_a_closed_or_unknown_school_is_answered_with_which(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = given_the_headteachers_school(sign_in)
    part(page, "Similar schools")
    page.get_by_role("link", name="question the set").click()
    page.get_by_label("Or add URNs").fill("123456, seven")
    page.get_by_role("button", name="Look again with the ticked schools").click()
    expect(page.get_by_role("alert")).to_contain_text("Not a URN: seven")
    expect(page.get_by_role("alert")).to_contain_text("URN 123456: no such school is in the register.")
    then_it_is_accessible(page)


@pytest.mark.parametrize("address", ["", "indicators/", "gaps/", "similar/", "own-set/"])
def test_at_320_pixels_nothing_is_wider_than_the_window(
    address: str, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = given_the_headteachers_school(sign_in)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(page.url + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    then_it_is_accessible(page)


@pytest.mark.parametrize("address", ["", "indicators/", "gaps/"])
def test_on_paper_a_page_says_what_it_is_and_leaves_the_screens_own_things_out(
    address: str, sign_in: SignIn
) -> None:
    page = given_the_headteachers_school(sign_in)
    page.goto(page.url + address)
    expect(page.locator(".trellis-paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".trellis-paper")).to_contain_text(
        re.compile(r"URN \d+.*Printed from Trellis on .* Run on ")
    )
    for hidden in (".trellis-parts", ".govuk-service-navigation", ".trellis-footer"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_without_scripts_a_school_is_read_and_its_set_questioned(browser: object, service: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    email, password = service.sign_ins["headteacher"]  # type: ignore[attr-defined]
    page.goto(f"{service.address}/sign-in/")  # type: ignore[attr-defined]
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    page.locator("main a[href$='/where-we-are/']").first.click()
    assert "What is under way, and what comes next" in page.inner_text("main")
    page.click("text=Suggested level")
    assert "Who and where" in page.inner_text("main")
    page.click("text=Groups and gaps")
    assert "When a gap counts as one" in page.inner_text("main")
    page.click("text=Similar schools")
    page.click("text=question the set")
    left = in_the_set(page) - 1
    page.uncheck(".trellis-set-choice input[name=urn] >> nth=0")
    page.click("text=Look again with the ticked schools")
    assert in_the_set(page) == left
    context.close()
