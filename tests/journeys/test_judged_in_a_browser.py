"""How schools are judged and the patterns, walked in a real browser with the accessibility of each page on the way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
BASE = "/how-schools-are-judged/"
TELLINGS = ("in-full", "school", "members", "method", "atrs")


def test_a_headteacher_reads_how_schools_are_judged_and_comes_to_the_schools_own_values(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("headteacher")
    page.get_by_role("link", name="How schools are judged", exact=True).click()
    expect(page.get_by_role("link", name="For headteachers and chairs")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.get_by_text("Not agreed yet: a proposal")).to_be_visible()
    then_it_is_accessible(page)
    how = page.get_by_text(re.compile("^How it is tested")).first
    how.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".trellis-how[open] .trellis-tests").first).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name="See it with your own school’s values").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("how it is judged")
    expect(page.locator(".trellis-answer").first).to_be_visible()
    then_it_is_accessible(page)
    page.locator(".trellis-sources a").first.click()
    expect(page.get_by_role("heading", name="The row as it was published")).to_be_visible()


@pytest.mark.parametrize("telling", TELLINGS)
def test_each_telling_is_accessible_and_loses_nothing_sideways(
    telling: str, sign_in: SignIn, service: object, then_it_is_accessible: Check
) -> None:
    page = sign_in("executive-member")
    page.goto(f"{service.address}{BASE}{telling}/")  # type: ignore[attr-defined]
    assert page.get_by_role("heading", level=1).count() == 1
    then_it_is_accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_for_members_is_one_side_of_paper(sign_in: SignIn, service: object) -> None:
    page = sign_in("executive-member")
    page.goto(f"{service.address}{BASE}members/")  # type: ignore[attr-defined]
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_a_member_takes_the_transparency_record_as_a_spreadsheet(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("scrutiny-member")
    page.get_by_role("link", name="How schools are judged", exact=True).click()
    page.get_by_role("link", name="The method, for anybody").click()
    page.get_by_role("link", name="the record, with what the authority still has to fill in").click()
    expect(page.get_by_text("For the authority to complete").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as OpenDocument (ODS)").click()
    assert re.fullmatch(r"atrs-\d+-reportcard-2025-[\d-]+\.ods", taken.value.suggested_filename)


def test_without_scripts_the_tellings_can_be_read(browser: object, service: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    email, password = service.sign_ins["chair"]  # type: ignore[attr-defined]
    page.goto(f"{service.address}/sign-in/")  # type: ignore[attr-defined]
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    for telling in TELLINGS:
        page.goto(f"{service.address}{BASE}{telling}/")  # type: ignore[attr-defined]
        assert page.locator("h2").count() > 3, telling
    context.close()


def test_the_patterns_are_accessible_and_fit_a_narrow_screen(
    sign_in: SignIn, service: object, then_it_is_accessible: Check
) -> None:
    page = sign_in("data-officer")
    page.goto(f"{service.address}/patterns/")  # type: ignore[attr-defined]
    then_it_is_accessible(page)
    page.get_by_text(re.compile("^The code: Line with intervals")).click()
    expect(page.get_by_text("line_chart(line,")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
