"""An inspection in Chromium, with axe at every stop: notified, its feedback attended, its provisional outcome held for named roles
and found by nobody else, and published with the next steps of the pack. Each test begins where the one before it ends."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, fill, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
SCHOOL = "Adderbourne Primary School"  # of the adviser, the headteacher and the chair who sign in
HEARD = "Phonics was called threadbare in the room."
TOLD = "Threadbare phonics, and pupils out of school too often."
SECRETS = ("hreadbare", "rovisional outcome", "Under embargo")
PUBLISHED = "The report asks for phonics to be put right first."
REPORT = "https://reports.example.org/adderbourne"
GRADES = {
    "Inclusion": "Expected standard",
    "Curriculum and teaching": "Needs attention",
    "Achievement": "Urgent improvement",
    "Attendance and behaviour": "Needs attention",
    "Personal development and wellbeing": "Strong standard",
    "Leadership and governance": "Expected standard",
    "Safeguarding": "Met",
    "Category of concern": "Requires significant improvement",
}
MEET = "Meet the headteacher and the chair of governors about the outcome"
STEPS = (
    "Decide whether formal intervention is called for, and record why",
    MEET,
    "Write to the school: what the authority makes of the outcome, and what follows",
    "Look at the support level again, and propose another where it no longer fits",
    "See that the school’s plan answers what the inspection asked for",
)


def _day(ahead: int = 0) -> str:
    on = timezone.localdate() + timedelta(days=ahead)
    return f"{on.day}/{on.month}/{on.year}"


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def school(everybody: Everybody) -> str:
    page = everybody.at("headteacher", "/schools/")
    page.get_by_role("link", name=SCHOOL).first.click()
    found = re.search(r"/schools/\d+/", page.url)
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
def inspection(everybody: Everybody, school: str) -> str:
    """The address of an inspection that the adviser records, of which the school told them yesterday and which begins today."""
    page = everybody.at("sia", f"{school}visits/")
    page.get_by_role("link", name="Inspections").click()
    everybody.looked_at(page)
    everybody.take(
        page,
        "Record that one was notified",
        {
            "Full inspection, with a report card": CHOSEN,
            "Day on which it was notified": _day(-1),
            "Day on which it begins": _day(),
        },
        button="Save",
    )
    return page.url.removeprefix(everybody.address)


def _stands(page: Page, state: str) -> None:
    expect(page.get_by_role("main").get_by_text(f"{state}.", exact=True)).to_be_visible()


def _says_nothing_of_it(page: Page) -> None:
    said = page.content()
    assert [secret for secret in SECRETS if secret in said] == [], page.url


def test_an_inspection_is_notified_and_whoever_may_finds_at_home_to_assign_somebody(
    everybody: Everybody, inspection: str
) -> None:
    page = everybody.at("headteacher", inspection)
    _stands(page, "Notified")
    expect(page.get_by_text("Nobody is assigned to attend the feedback yet.")).to_be_visible()
    senior = everybody.name_of("spa")
    page = everybody.at("spa", "/home/")
    page.get_by_role(
        "link", name=re.compile("^Assign who attends the inspection’s feedback.*" + SCHOOL)
    ).click()
    page.wait_for_url(re.compile(inspection))
    everybody.take(page, "Assign a representative", {"Who attends the feedback": senior}, button="Save")
    _stands(page, "Representative assigned")
    expect(page.get_by_text(f"{senior} attends the feedback for the authority.")).to_be_visible()


def test_the_feedback_is_recorded_by_keyboard_and_is_under_embargo_at_once(
    everybody: Everybody, inspection: str
) -> None:
    page = everybody.at("spa", "/due/?kind=visits&person=me")
    page.get_by_role(
        "link", name=re.compile("^Attend the inspection’s feedback, and record it.*" + SCHOOL)
    ).click()
    page.wait_for_url(re.compile(inspection))
    page.get_by_role("main").get_by_role("button", name="Record the feedback meeting").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/attend/$"))
    everybody.looked_at(page)
    page.get_by_role("radio", name="Yes").focus()
    for key in ("Space", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type(HEARD)
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(re.compile(f"{inspection}$"))
    everybody.looked_at(page)
    _stands(page, "Feedback recorded")
    expect(page.get_by_role("heading", name="Under embargo")).to_be_visible()
    expect(page.get_by_text(HEARD)).to_be_visible()


def test_a_provisional_outcome_that_lacks_a_grade_is_refused_with_all_that_was_chosen(
    everybody: Everybody, inspection: str
) -> None:
    page = everybody.at("spa", inspection)
    page.get_by_role("main").get_by_role("button", name="Record the provisional outcome").click()
    expect(page.get_by_text("Under embargo: named roles alone read it")).to_be_visible()
    everybody.looked_at(page)
    fill(page, "By area, on a report card", CHOSEN)
    for area, grade in GRADES.items():
        if area != "Safeguarding":
            fill(page, area, grade)
    fill(page, "In short", TOLD)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Safeguarding: choose a grade.")
    everybody.looked_at(page)
    fill(page, "Safeguarding", GRADES["Safeguarding"])
    everybody.send(page, "Save")
    _stands(page, "Provisional outcome held")
    told = page.get_by_role("table", name="The provisional outcome")
    for area, grade in GRADES.items():
        expect(told.get_by_role("row", name=f"{area} {grade}")).to_be_visible()


@pytest.mark.parametrize("role", ["pa", "director", "auditor"])
def test_the_named_roles_read_what_is_held_and_that_they_do_is_said(
    everybody: Everybody, inspection: str, role: str
) -> None:
    page = everybody.at(role, inspection)
    expect(page.get_by_text(TOLD)).to_be_visible()
    expect(page.get_by_text(HEARD)).to_be_visible()
    expect(page.get_by_text("that you read it is kept. Do not pass it on.")).to_be_visible()


@pytest.mark.parametrize("role", ["headteacher", "sia", "leadership-team"])
def test_nobody_else_finds_anything_of_it_at_the_school_in_lists_by_search_or_at_home(
    everybody: Everybody, school: str, inspection: str, role: str
) -> None:
    page = everybody.at(role, inspection)
    _stands(page, "Waiting for the report")
    _says_nothing_of_it(page)
    places = [school + part for part in ("", "where-we-are/", "visits/", "inspections/", "record/")]
    for place in (
        *places,
        "/home/",
        "/schools/",
        "/due/?kind=visits",
        "/notices/",
        "/search/?q=phonics+called",
    ):
        page.goto(everybody.address + place)
        _says_nothing_of_it(page)
    page = everybody.at(role, f"{inspection}publish/")
    expect(page.get_by_label("In short")).to_have_count(0)
    _says_nothing_of_it(page)


def test_the_outcome_is_published_from_what_was_told_and_the_steps_of_the_pack_open_with_their_days(
    everybody: Everybody, inspection: str
) -> None:
    page = everybody.at("spa", "/due/?kind=visits&person=me")
    page.get_by_role(
        "link", name=re.compile("^Enter the outcome of the inspection once it is published.*" + SCHOOL)
    ).click()
    page.wait_for_url(re.compile(inspection))
    page.get_by_role("main").get_by_role("button", name="Enter the published outcome").click()
    expect(page.get_by_text("Hold every grade and word against the report")).to_be_visible()
    expect(page.get_by_label("In short")).to_have_value(TOLD)
    everybody.looked_at(page)
    fill(page, "In short", PUBLISHED)
    fill(page, "Where it is published", REPORT)
    everybody.send(page, "Save")
    _stands(page, "Next steps under way")
    steps = page.get_by_role("table", name="Next steps")
    for step in STEPS:
        expect(steps.get_by_role("row", name=re.compile(re.escape(step)))).to_contain_text(
            "days, counted from"
        )


def test_the_school_reads_what_is_published_and_nothing_of_what_was_told_before(
    everybody: Everybody, inspection: str
) -> None:
    page = everybody.at("headteacher", inspection)
    _stands(page, "Next steps under way")
    expect(page.get_by_text(PUBLISHED)).to_be_visible()
    expect(page.get_by_role("row", name="Achievement Urgent improvement")).to_be_visible()
    expect(page.get_by_role("link", name=REPORT)).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(MEET))).to_contain_text("Open")
    _says_nothing_of_it(page)


def test_each_next_step_stands_with_its_day_among_what_is_due_and_at_home_and_is_done_from_there(
    everybody: Everybody, inspection: str
) -> None:
    page = everybody.at("spa", inspection)
    steps = page.get_by_role("table", name="Next steps").locator("tbody tr")
    days = {
        row.locator("th").inner_text(): row.locator("td").first.inner_text().split("\n")[0]
        for row in steps.all()
    }
    assert set(days) == set(STEPS)
    page = everybody.at("spa", "/due/?kind=visits&person=me")
    for step, day in days.items():
        row = page.get_by_role("row", name=re.compile(f"{re.escape(step)}.*{SCHOOL}"))
        expect(row.locator("td").last).to_have_text(day)
    page = everybody.at("spa", "/home/")
    row = page.get_by_role("row", name=re.compile(f"{re.escape(MEET)}.*{SCHOOL}"))
    expect(row.locator("td").last).to_have_text(days[MEET])
    row.get_by_role("link", name=re.compile(MEET)).click()
    page.wait_for_url(re.compile(f"{inspection}"))
    page.get_by_role("link", name=re.compile(f"^Say what came of it ?: {MEET}")).click()
    everybody.looked_at(page)
    fill(page, "It is done", CHOSEN)
    fill(page, "What was done, or why it is not needed", "We met, and agreed three steps.")
    everybody.send(page, "Save")
    done = page.get_by_role("table", name="Next steps").get_by_role("row", name=re.compile(MEET))
    expect(done).to_contain_text("We met, and agreed three steps.")
    expect(
        page.get_by_text("4 next steps are still to be done, or to be marked as not needed.")
    ).to_be_visible()
    page = everybody.at("spa", "/due/?kind=visits&person=me")
    expect(page.get_by_role("link", name=re.compile(f"{re.escape(MEET)}.*{SCHOOL}"))).to_have_count(0)


@pytest.mark.parametrize("role", ["spa", "headteacher"])
def test_the_pages_of_an_inspection_are_read_without_scripts_at_a_phone_s_width(
    everybody: Everybody, school: str, inspection: str, role: str
) -> None:
    context = everybody.signed_in(role, viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    works = (f"{inspection}enter-again/", f"{inspection}steps/1/") if role == "spa" else ()
    for place in (f"{school}inspections/", inspection, *works):
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    context.close()


def test_once_its_last_steps_are_done_without_scripts_it_is_closed(
    everybody: Everybody, inspection: str
) -> None:
    context = everybody.signed_in("spa", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    page.goto(everybody.address + inspection)
    for _ in range(len(STEPS) - 1):
        page.get_by_role("link", name=re.compile("^Say what came of it")).first.click()
        fill(page, "It is not needed", CHOSEN)
        fill(page, "What was done, or why it is not needed", "The plan of the school says it.")
        page.get_by_role("button", name="Save").click()
    page.get_by_role("main").get_by_role("button", name="Close the inspection").click()
    page.get_by_role("button", name="Save").click()
    _stands(page, "Closed")
    is_narrow_enough(page)
    context.close()
