"""The strengths and needs of the area in a real browser: looked at, marked, shared, narrow, and with axe on every page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
NEED = "Persistent absence, children in need"


def given_the_page_of_the_need(page: Page) -> None:
    page.get_by_role("link", name="Strengths and needs").first.click()
    page.locator("table[aria-labelledby=needs]").get_by_role("link", name=NEED, exact=True).click()


def test_an_adviser_finds_a_need_follows_it_to_its_row_and_marks_it(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    page.get_by_role("link", name="Strengths and needs").first.click()
    expect(page.get_by_role("heading", name="Needs: 4")).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_label("Group of children").select_option(label="Children with a social worker")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Children with a social worker")
    expect(page.get_by_text("Not held:").first).to_be_visible()
    then_it_is_accessible(page)
    page.locator("table[aria-labelledby=needs]").get_by_role("link", name=NEED, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEED)
    expect(page.locator("svg.trellis-lines")).to_be_visible()
    then_it_is_accessible(page)
    page.locator("table[aria-labelledby=years] a").first.click()
    expect(page.get_by_role("row", name="Short Desc")).to_contain_text("CINPermAbsent_3Term")
    then_it_is_accessible(page)
    page.go_back()
    page.get_by_role("link", name="Mark it").click()
    then_it_is_accessible(page)
    page.get_by_label("High risk").check()
    page.get_by_label("Challenge: put it to the schools").check()
    page.get_by_label("Who owns it?").select_option(label="No owner yet")
    page.get_by_role("button", name="Save as complete").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    then_it_is_accessible(page)
    summary.get_by_role("link", name="Choose an owner").click()
    expect(page.get_by_label("Who owns it?")).to_be_focused()
    page.get_by_label("Who owns it?").select_option(index=1)
    page.get_by_role("button", name="Save as complete").click()
    expect(page.locator("#marked + dl").first).to_contain_text("High risk")
    then_it_is_accessible(page)
    page.get_by_role("link", name="Back to strengths and needs").click()
    expect(page.get_by_role("row", name=NEED)).to_contain_text("Challenge")


@pytest.mark.parametrize("role", ["headteacher", "executive-member"])
def test_a_partner_opens_the_scorecard(role: str, sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in(role)
    page.get_by_role("link", name="Strengths and needs").first.click()
    page.get_by_role("link", name="Partnership scorecard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Partnership scorecard")
    expect(page.get_by_role("heading", name="Children who most need us all")).to_be_visible()
    then_it_is_accessible(page)


def test_the_pages_of_the_area_fit_a_narrow_screen(sign_in: SignIn, then_it_is_accessible: Check) -> None:
    page = sign_in("pa")
    page.set_viewport_size({"width": 320, "height": 700})
    for address in ("/area/", "/area/scorecard/", "/area/ks2_rwm_expected/", "/area/ks2_rwm_expected/mark/"):
        page.goto("/".join(page.url.split("/")[:3]) + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        then_it_is_accessible(page)


def test_without_scripts_the_area_is_narrowed_and_a_need_is_kept_as_a_draft(
    browser: object, service: object
) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    email, password = service.sign_ins["pa"]  # type: ignore[attr-defined]
    page.goto(f"{service.address}/sign-in/?next=/area/")  # type: ignore[attr-defined]
    page.fill("#id_email", email)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    page.select_option("#phase", "post16")
    page.click("text=Show >> nth=0")
    assert "phase=post16" in page.url
    page.click("table[aria-labelledby=needs] a[href$='/mark/']")
    page.check("input[name=risk][value=other]")
    page.click("text=Save as a draft")
    assert "Draft, number" in page.inner_text("main")
    context.close()
