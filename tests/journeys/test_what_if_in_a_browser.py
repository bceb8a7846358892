"""Trying other criteria in a real browser: by keyboard, without scripts, narrow, and with axe on every page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
LIMIT = "L2-8.absence_overall.percentile-national.at_or_above"


def given_a_change_that_moves_schools(page: Page) -> None:
    page.get_by_role("link", name="What if").click()
    page.locator("#of-L2-8 > summary").click()
    page.locator(f'[id="{LIMIT}"]').fill("75")
    page.locator("#of-L2-8").get_by_label("Key: met by itself").uncheck()
    page.get_by_role("button", name="See which schools move").click()
    page.wait_for_url(re.compile(r"at_or_above=75.*#result"))


def test_an_adviser_tries_a_limit_sees_who_moves_keeps_a_draft_and_proposes_it(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    page.get_by_role("link", name="What if").click()
    expect(page.get_by_text("Nothing you do here changes how any school is judged")).to_be_visible()
    then_it_is_accessible(page)
    given_a_change_that_moves_schools(page)
    expect(page.get_by_text(re.compile(r"of \d[\d,]* schools would move"))).to_have_count(2)
    expect(page.locator("#of-L2-8")).to_have_attribute("open", "")
    then_it_is_accessible(page)
    page.locator("table[aria-labelledby=movers] tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("what would change")
    then_it_is_accessible(page)
    page.get_by_role("link", name="Back to the sandbox").click()
    page.get_by_label("Title").fill("Attendance not key")
    page.get_by_role("button", name="Keep as a new draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance not key")
    then_it_is_accessible(page)
    page.get_by_role("button", name="Propose version 1 for approval").click()
    expect(page.get_by_text("It waits for a second person")).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name="Back to draft packs").click()
    expect(page.locator("table tbody tr").first).to_contain_text("Proposed")
    then_it_is_accessible(page)


def test_a_mistake_leads_from_the_summary_to_its_field(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("data-officer")
    page.get_by_role("link", name="What if").click()
    page.locator("#of-L2-8 > summary").click()
    page.locator(f'[id="{LIMIT}"]').fill("most of them")
    page.get_by_role("button", name="See which schools move").click()
    expect(page).to_have_title(re.compile("^Error: What if"))
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    then_it_is_accessible(page)
    summary.get_by_role("link").first.click()
    expect(page.locator(f'[id="{LIMIT}"]')).to_be_focused()


def test_with_the_keyboard_alone_one_opens_a_criterion_changes_its_limit_and_sees_who_moves(
    sign_in: SignIn,
) -> None:
    page = sign_in("pa")
    page.get_by_role("link", name="What if").press("Enter")
    page.wait_for_url(re.compile(r"/what-if/"))
    page.get_by_role("link", name="Skip to main content").focus()
    page.keyboard.press("Enter")
    summary = page.locator("#of-L2-8 > summary")
    _tab_to(page, summary, 60)
    page.keyboard.press("Enter")
    field = page.locator(f'[id="{LIMIT}"]')
    _tab_to(page, field, 5)
    page.keyboard.press("Control+A")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"at_or_above=60"))
    expect(page.get_by_role("heading", name="What would follow")).to_be_visible()


def _tab_to(page: Page, wanted: object, most: int) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):  # type: ignore[attr-defined]
            return
    pytest.fail("the keyboard does not reach it")


def test_at_320_pixels_nothing_is_lost_sideways(sign_in: SignIn) -> None:
    page = sign_in("pa")
    given_a_change_that_moves_schools(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_a_change_is_tried_and_taken_back(browser: object, service: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    email, password = service.sign_ins["pa"]  # type: ignore[attr-defined]
    page.goto(f"{service.address}/sign-in/")  # type: ignore[attr-defined]
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    given_a_change_that_moves_schools(page)
    assert page.locator("table[aria-labelledby=movers] tbody tr").count() > 0
    page.get_by_role("link", name="Take back").first.click()
    page.get_by_role("link", name="Take back").first.click()
    assert page.locator("text=What would follow").count() == 0
    context.close()
