"""People given posts, schools allocated, an interest declared, and a headteacher who sees where their school stands."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def _is_narrow_enough(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size({"width": 1280, "height": 720})


def test_an_administrator_adds_somebody_who_signs_in_and_whose_post_is_then_ended(
    service: Service, browser: Browser, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("administrator")
    page.get_by_role("link", name="People", exact=True).click()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    page.get_by_role("button", name="Add a person").click()
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the person’s full name")
    then_it_is_accessible(page)
    email = f"sam-{service.address.rpartition(':')[2]}@example.org"
    page.get_by_label("Full name").fill("Sam Newcomer")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Role", exact=True).select_option("leadership_team")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sam Newcomer has been added")
    then_it_is_accessible(page)
    password = page.locator("code").inner_text()
    person = page.get_by_role("link", name="See Sam Newcomer and their posts")

    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{service.address}/sign-in/")
    plain.get_by_label("Email address").fill(email)
    plain.get_by_label("Password", exact=True).fill(password)
    plain.get_by_role("button", name="Sign in").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Change your password")
    then_it_is_accessible(page)
    plain.get_by_label("Current password").fill(password)
    plain.get_by_label("New password").fill("four quite unlike words")
    plain.get_by_role("button", name="Change password").click()
    expect(plain.get_by_role("alert")).to_contain_text("Your password has been changed")
    plain.goto(f"{service.address}/")
    expect(plain).to_have_url(re.compile("/home/$"))

    person.click()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    page.get_by_role("link", name=re.compile("^Give it a last day")).click()
    then_it_is_accessible(page)
    page.get_by_role("button", name="Give it this last day").click()
    expect(page.get_by_role("row", name=re.compile("Departmental leadership team member"))).to_contain_text(
        " to "
    )
    context.close()


def test_the_team_leader_allocates_a_school_by_keyboard_alone(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("sitl")
    page.get_by_role("link", name="Allocation", exact=True).click()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    page.get_by_label("Adviser", exact=True).focus()
    page.keyboard.press("ArrowDown")
    name = page.get_by_label("Adviser", exact=True).locator("option:checked").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    school = page.locator("input[name=urn]:checked + label").inner_text().split(" (")[0]
    page.get_by_label("First day").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    row = page.get_by_role("row", name=re.compile(f"^{re.escape(name)}")).first
    expect(row).to_contain_text(school)
    then_it_is_accessible(page)


def test_a_head_sees_where_the_school_stands_what_is_held_and_who_looked_and_keeps_the_record(
    service: Service, browser: Browser, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("headteacher")
    expect(page).to_have_url(re.compile(r"/schools/\d+/where-we-are/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where are we?")
    for part in ("The level now", "What the authority holds about the school"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    page.get_by_role("link", name="Everything done about the school, in order").click()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename.startswith("chronology-")
    where = page.url.replace("/record/", "/where-we-are/")
    _sign_out(page)

    page = sign_in("governor")
    expect(page).to_have_url(re.compile(r"/schools/\d+/level/$"))
    then_it_is_accessible(page)
    page.goto(where)
    expect(page.get_by_role("heading", level=1)).to_have_text("You cannot open this page")


def test_an_adviser_declares_an_interest_and_stands_aside_and_another_says_that_it_has_passed(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    page.get_by_role("row").nth(2).get_by_role("link").first.click()
    page.get_by_role("link", name="Where are we?", exact=True).click()
    then_it_is_accessible(page)
    where = page.url
    page.get_by_role("link", name="Declare an interest in this school").click()
    then_it_is_accessible(page)
    page.get_by_label("Own child goes to the school").check()
    page.get_by_label("In your words").fill("My daughter is in Year 4.")
    page.get_by_role("button", name="Declare this interest").click()
    expect(page.get_by_text("My daughter is in Year 4.")).to_be_visible()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    page.goto(where.replace("/where-we-are/", "/level/"))
    expect(page.get_by_text("so you stand aside: somebody else decides about it").first).to_be_visible()
    then_it_is_accessible(page)
    page.goto(where.replace("/where-we-are/", "/readings/"))
    then_it_is_accessible(page)
    _sign_out(page)

    page = sign_in("administrator")
    page.get_by_role("link", name="Your account").click()
    then_it_is_accessible(page)
    page.get_by_role("link", name="Register of interests").click()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    page.get_by_role("link", name=re.compile("^It has passed")).first.click()
    page.get_by_label("Why it has passed").fill("She has changed school.")
    then_it_is_accessible(page)
    page.get_by_role("button", name="It has passed").click()
    expect(page.get_by_text("She has changed school.")).to_be_visible()


def test_what_each_role_may_do_is_one_page_that_reads_narrow_and_prints(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("chair")
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="What each role may do").click()
    expect(page.get_by_role("heading", name="Chair of governors (yours)")).to_be_visible()
    then_it_is_accessible(page)
    _is_narrow_enough(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Principal Adviser", exact=True)).to_be_visible()
