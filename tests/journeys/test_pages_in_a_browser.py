"""Walks of the first pages in a real browser, with the accessibility of every page on the way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
DECIDED = ".trellis-ledger details[open]"


def given_a_school_with_a_suggested_level(page: Page, level: int = 2) -> None:
    page.get_by_label("Suggested level", exact=True).select_option(str(level))
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    page.locator("table tbody th a").first.click()
    page.wait_for_url(re.compile(r"/schools/\d+/"))


def test_an_adviser_goes_from_the_list_to_the_row_of_the_file_behind_a_level(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    expect(page.get_by_role("heading", level=1)).to_have_text("Schools")
    then_it_is_accessible(page)
    given_a_school_with_a_suggested_level(page)
    expect(page.get_by_text("This is a suggestion. People decide.")).to_be_visible()
    expect(page.locator(".trellis-suggestion .trellis-level")).to_contain_text("2")
    then_it_is_accessible(page)
    # One click from the suggested level: the criterion that decided is open already
    page.locator(f"{DECIDED} a[href*='/source/']").first.click()
    expect(page.get_by_role("heading", name="The row as it was published")).to_be_visible()
    expect(page.get_by_text("Fingerprint (SHA-256)")).to_be_visible()
    assert page.locator("table tbody tr").count() > 3
    then_it_is_accessible(page)


def test_every_source_in_the_ledger_opens_in_two_clicks(sign_in: SignIn) -> None:
    page = sign_in("pa")
    given_a_school_with_a_suggested_level(page)
    school = page.url
    links = page.locator(".trellis-ledger a[href*='/source/']")
    addresses = sorted({links.nth(i).get_attribute("href") or "" for i in range(links.count())})
    assert addresses
    for address in addresses:
        response = page.goto(school.split("/schools/")[0] + address)
        assert response is not None
        assert response.status == 200, address


@pytest.mark.parametrize("part", ["Indicators over time", "Similar schools", "How it is judged"])
def test_each_part_of_a_school_is_accessible(
    part: str, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("sitl")
    given_a_school_with_a_suggested_level(page)
    page.get_by_role("navigation", name="About this school").get_by_role("link", name=part).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(part.split()[0].lower())
    then_it_is_accessible(page)


@pytest.mark.parametrize(
    "address",
    [
        "/schools/chase/",
        "/how-schools-are-judged/",
        "/runs/",
        "/runs/new/",
        "/account/",
        "/account/password/",
        "/accessibility/",
        "/nothing/",
    ],
)
def test_each_other_page_is_accessible(
    address: str, sign_in: SignIn, then_it_is_accessible: Check, service: object
) -> None:
    page = sign_in("data-officer")
    page.goto(f"{service.address}{address}")  # type: ignore[attr-defined]
    assert page.get_by_role("heading", level=1).count() == 1
    then_it_is_accessible(page)


def test_a_run_is_accessible_from_the_list_of_runs(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("data-officer")
    page.get_by_role("link", name="Screening runs").click()
    page.locator("table tbody th a").first.click()
    expect(page.get_by_role("heading", name="Data it was run on")).to_be_visible()
    then_it_is_accessible(page)


def test_a_wrong_password_leads_from_the_summary_to_the_field(
    visitor: Page, service: object, then_it_is_accessible: Check
) -> None:
    visitor.goto(f"{service.address}/sign-in/")  # type: ignore[attr-defined]
    then_it_is_accessible(visitor)
    visitor.get_by_label("Email address").fill("somebody@example.org")
    visitor.get_by_label("Password", exact=True).fill("not-the-password")
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor).to_have_title(re.compile("^Error: Sign in"))
    summary = visitor.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    then_it_is_accessible(visitor)
    summary.get_by_role("link").first.click()
    expect(visitor.get_by_label("Password", exact=True)).to_be_focused()


def test_with_the_keyboard_alone_one_skips_to_the_list_opens_a_school_and_a_criterion(
    sign_in: SignIn,
) -> None:
    page = sign_in("pa")
    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    first = page.locator("table tbody th a").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("e => e === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/schools/\d+/"))
    closed = page.locator(".trellis-ledger details:not([open]) summary").first
    closed.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".trellis-ledger summary:focus")
    expect(opened).to_have_count(1)
    assert opened.evaluate("e => e.parentElement.open")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.trellis-ledger') !== null")


def test_at_320_pixels_nothing_is_lost_sideways(sign_in: SignIn) -> None:
    page = sign_in("pa")
    page.set_viewport_size({"width": 320, "height": 640})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("table tbody th a").first.click()
    page.wait_for_url(re.compile(r"/schools/\d+/"))
    parts = page.get_by_role("navigation", name="About this school").get_by_role("link")
    addresses = [parts.nth(i).get_attribute("href") or "" for i in range(parts.count())]
    for address in addresses:
        page.goto(page.url.split("/schools/")[0] + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_without_scripts_the_list_filters_and_the_ledger_opens(browser: object, service: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    email, password = service.sign_ins["pa"]  # type: ignore[attr-defined]
    page.goto(f"{service.address}/sign-in/")  # type: ignore[attr-defined]
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    page.click("text=Schools >> nth=0")
    page.select_option("#level", "2")
    page.click("text=Show >> nth=0")
    assert "level=2" in page.url
    page.click("table tbody th a >> nth=0")
    page.click(".trellis-ledger details:not([open]) summary >> nth=0")
    assert page.locator(".trellis-ledger details[open]").count() > 0
    context.close()


def test_a_headteacher_sees_their_own_school_alone(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("headteacher")
    page.get_by_role("link", name="Suggested level", exact=True).click()
    expect(page).to_have_url(re.compile(r"/schools/\d+/$"))
    expect(page.get_by_text("This is a suggestion. People decide.")).to_be_visible()
    then_it_is_accessible(page)


def test_a_data_officer_runs_a_screening_from_the_pages(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("data-officer")
    page.get_by_role("link", name="Screening runs").click()
    page.get_by_role("button", name="Run a screening").click()
    page.get_by_label("Data cut-off").fill("tomorrow")
    page.get_by_role("button", name="Run the screening").click()
    expect(page).to_have_title(re.compile("^Error: Run a screening"))
    then_it_is_accessible(page)
    page.get_by_label("Framework pack").select_option("eif-2019")
    page.get_by_label("Data cut-off").fill("31/8/2026")
    page.get_by_role("button", name="Run the screening").click(timeout=120_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Screening run", timeout=60_000)
    expect(page.get_by_text("31 August 2026").first).to_be_visible()
    expect(page.get_by_text("Those who follow its link")).to_be_visible()
    # What everybody sees is still the run of its own day
    page.get_by_role("link", name="Schools", exact=True).click()
    expect(page.get_by_text("31 August 2026")).to_have_count(0)


def test_signing_out_ends_it(sign_in: SignIn, service: object) -> None:
    page = sign_in("pa")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{service.address}/schools/")  # type: ignore[attr-defined]
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_on_paper_the_evidence_is_open_and_the_menus_are_gone(sign_in: SignIn) -> None:
    page = sign_in("pa")
    given_a_school_with_a_suggested_level(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Sections")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() > 0
