"""A school and its adviser judge it: written, commented on, judged, answered, mismatched, and talked of; axe at every stop."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def _people(sign_in: SignIn, role: str, address: str = "") -> Page:
    page = sign_in(role)
    if address:
        page.goto(address)
    else:
        page.wait_for_url(re.compile(r"/schools/\d+/"))
        page.get_by_role("link", name="Judged by people", exact=True).click()
    return page


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def _press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_the_head_writes_and_submits_the_adviser_comments_judges_and_the_head_answers(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = _people(sign_in, "headteacher")
    people = page.url
    then_it_is_accessible(page)
    page.get_by_role("link", name="Self-evaluation", exact=True).first.click()
    then_it_is_accessible(page)
    _press(page, "Write the next revision")
    then_it_is_accessible(page)
    page.locator("input[name=grade-attendance][value=strong]").check()
    page.get_by_label("Attendance: what it rests on").fill("")
    _press(page, "Submit to the authority")
    expect(page.get_by_role("alert")).to_contain_text("Attendance: say what the grade rests on")
    then_it_is_accessible(page)
    page.get_by_label("Attendance: what it rests on").fill("Our assemblies celebrate it.")
    _press(page, "Submit to the authority")
    expect(page.get_by_text("Our assemblies celebrate it.").first).to_be_visible()
    _sign_out(page)

    page = _people(sign_in, "sia", people)
    page.get_by_role("link", name="Self-evaluation", exact=True).first.click()
    expect(page.get_by_role("button", name="Write the next revision")).to_have_count(0)
    _press(page, "Comment")
    page.get_by_label("What it is about").select_option("attendance")
    page.get_by_label("Your comment").fill("Let us look at Fridays together.")
    then_it_is_accessible(page)
    _press(page, "Comment")
    expect(page.get_by_text("Let us look at Fridays together.")).to_be_visible()
    page.get_by_role("link", name="Judgements", exact=True).click()
    then_it_is_accessible(page)
    _press(page, "Record a judgement")
    then_it_is_accessible(page)
    page.get_by_label("Do leaders need more support, or is their capacity limited?").check()
    _press(page, "Continue")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What it rests on").fill("The visit of this week.")
    then_it_is_accessible(page)
    _press(page, "Record this judgement")
    expect(page.get_by_text(re.compile("None yet. The school is asked to answer by"))).to_be_visible()
    then_it_is_accessible(page)
    judgement = page.url
    _sign_out(page)

    page = _people(sign_in, "chair", judgement)
    _press(page, "Answer for the school")
    page.get_by_label("The school’s answer").fill("Governors agree.")
    then_it_is_accessible(page)
    _press(page, "Send the school’s answer")
    expect(page.get_by_text("Governors agree.")).to_be_visible()


def test_a_mismatch_is_seen_before_the_visit_by_the_adviser_and_by_the_school(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    # Planted: attendance called strong where absence is among the worst
    page.goto(page.url.split("/schools/")[0] + "/schools/?q=Elmsward")
    page.get_by_role("link", name=re.compile("^Elmsward Primary School")).first.click()
    page.get_by_role("link", name="Judged by people", exact=True).click()
    page.get_by_role("link", name="Before the visit", exact=True).click()
    row = page.get_by_role("row", name=re.compile("^Attendance"))
    expect(row).to_contain_text("Strong")
    expect(row).to_contain_text("in the worst quarter of schools of its phase")
    expect(row).to_contain_text("Mismatch")
    then_it_is_accessible(page)


def test_a_circumstance_and_a_fourth_thing_said_are_recorded_and_the_review_is_asked_for_until_it_is_done(
    service: Service, browser: Browser, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = _people(sign_in, "headteacher")
    people = page.url
    page.get_by_role("link", name="Circumstances", exact=True).click()
    _press(page, "Record a circumstance")
    page.get_by_label("Something has happened in the school’s community").check()
    page.get_by_label("What shows it").fill("A fire in the next street.")
    page.get_by_label("Day from which it is so").fill("1/9/2026")
    then_it_is_accessible(page)
    _press(page, "Record it")
    expect(page.get_by_text("No criterion of the pack in force reads this").first).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name="Soft intelligence", exact=True).click()
    expect(page.get_by_text("None of them makes a level, and no screening reads them.")).to_be_visible()
    expect(page.get_by_text("Governors have not met this term.")).to_have_count(0)
    then_it_is_accessible(page)
    _sign_out(page)

    page = _people(sign_in, "sia", people)
    page.get_by_role("link", name="Soft intelligence", exact=True).first.click()
    expect(page.get_by_text("Asked to review:")).to_be_visible()
    then_it_is_accessible(page)
    _press(page, "Log an entry")
    page.get_by_label("What was said").fill("Lessons are often covered.")
    page.get_by_label("What it is about").select_option("staffing")
    page.get_by_label("Who said it").select_option("parent")
    page.get_by_label("Usually reliable").check()
    page.get_by_label("What bears it out").fill("The cover list.")
    then_it_is_accessible(page)
    _press(page, "Log it")
    expect(page.get_by_text("4 corroborated entries within 12 months.")).to_be_visible()
    page.get_by_role("link", name="every school that asks for a review").click()
    then_it_is_accessible(page)
    page.get_by_role("link", name=re.compile("^Review ")).first.click()
    page.get_by_label("Visit the school").check()
    page.get_by_label("What was decided, and why").fill("A visit on Tuesday, about cover.")
    then_it_is_accessible(page)
    _press(page, "Record the review")
    expect(page.get_by_text("Asked to review:")).to_have_count(0)
    expect(page.get_by_text("A visit on Tuesday, about cover.")).to_be_visible()
    _sign_out(page)


def test_two_who_write_at_once_are_shown_the_difference_without_scripts_on_a_narrow_screen(
    service: Service, browser: Browser, sign_in: SignIn
) -> None:
    page = _people(sign_in, "headteacher")
    write = page.url.replace("judged-by-people", "self-evaluation/write")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    plain = context.new_page()
    email, password = service.sign_ins["headteacher"]
    plain.goto(f"{service.address}/sign-in/")
    plain.get_by_label("Email address").fill(email)
    plain.get_by_label("Password", exact=True).fill(password)
    plain.get_by_role("button", name="Sign in").click()
    plain.goto(write)
    page.goto(write)
    page.get_by_label("What we will improve, the most pressing first").fill("Writing")
    _press(page, "Save as a draft")
    plain.get_by_label("What we will improve, the most pressing first").fill("Reading")
    plain.get_by_role("main").get_by_role("button", name="Save as a draft").click()
    expect(plain.get_by_role("heading", name="Somebody saved another revision")).to_be_visible()
    difference = plain.get_by_role("row", name=re.compile("^Priorities"))
    expect(difference).to_contain_text("Writing")
    expect(difference).to_contain_text("Reading")
    plain.get_by_role("main").get_by_role("button", name="Save as a draft").click()
    expect(plain.get_by_text("It is a draft: the authority does not see it.")).to_be_visible()
    context.close()
