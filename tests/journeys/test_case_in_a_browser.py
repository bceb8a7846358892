"""The whole diagram once in Chromium: a school is found to be at risk, and seven people take it through visit, plan, task
group, review and evaluation to its follow-up. Each test begins where the one before it ends."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
SCHOOL = "St Egwin’s Church of England Primary School"
HEAD, CHAIR = "Morwenna Tallis", "Idris Quenby"
INTERIM = "Interim: it changed since the last edition."
BEST_INTERESTS = "How this serves the best interests of the children at the school"


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
    """The address of a school of the adviser's for which no level has been agreed, with a head and a chair who sign in."""
    page = everybody.at("sia", "/schools/")
    page.get_by_role("link", name=SCHOOL).first.click()
    found = re.search(r"/schools/(\d+)/", page.url)
    assert found is not None
    urn = found[1]
    for role, name, words in (("head", HEAD, "Headteacher"), ("chairs", CHAIR, "Chair of governors")):
        page = everybody.at("administrator", "/people/add/")
        email = f"{role}-{urn}-new@example.org"
        page.get_by_label("Full name").fill(name)
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Role", exact=True).select_option(label=words)
        page.get_by_label("Schools, by URN").fill(urn)
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{name} has been added")
        everybody.knows(role, email=email, password=page.locator("code").inner_text())
    return f"/schools/{urn}/"


def _stands(page: Page, state: str) -> None:
    """The case says in its first line that it has come to a state."""
    expect(page.locator("main .govuk-body-l").first).to_contain_text(f"{state}.")


def _hear(everybody: Everybody, school: str) -> None:
    """The headteacher and the chair answer to a level that is with them."""
    for role in ("head", "chairs"):
        page = everybody.at(role, f"{school}level/")
        everybody.take(page, "Answer for the school", {"Agrees": CHOSEN})


def _record_and_ratify(everybody: Everybody, school: str) -> None:
    page = everybody.at("sia", f"{school}level/")
    everybody.take(
        page,
        "Record by note of visit or letter",
        {"Note of visit": CHOSEN, "What it says": "We met, and agreed what comes next."},
    )
    page = everybody.at("pa", f"{school}level/")
    everybody.take(
        page,
        "Ratify at a meeting",
        {"Meeting": "Quality and Standards meeting", BEST_INTERESTS: "They are taught well every day."},
    )


def _note_in_the_register(everybody: Everybody) -> str:
    page = everybody.at("data-officer", "/register/")
    return page.get_by_role("row", name=re.compile(re.escape(SCHOOL))).inner_text()


def test_an_adviser_opens_a_case_and_the_team_leader_tells_the_senior_adviser_by_keyboard_alone(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("sia", school)
    page.get_by_role("link", name="Case", exact=True).click()
    expect(page.get_by_text("No case is open for this school, and none has been.")).to_be_visible()
    everybody.take(
        page,
        "Open a case",
        {
            "A school improvement adviser’s visit": CHOSEN,
            "What was seen": "Reading has fallen for two years.",
            "Level 2: Vulnerable": CHOSEN,
        },
    )
    _stands(page, "Identified")

    page = everybody.at("sitl", f"{school}case/")
    page.get_by_role("main").get_by_role("link", name="Tell the senior adviser", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/inform/$"))
    _tab_to(page, "Tell the senior adviser")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/case/$"))
    _stands(page, "Visit due")


def _tab_to(page: Page, button: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == button:
            return
    pytest.fail(f"no Tab comes to “{button}” on {page.url}")


def test_the_level_it_enters_at_is_heard_ratified_entered_and_interim_until_the_next_edition(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("sia", f"{school}level/")
    everybody.take(page, "Propose a level", {"Level 2": CHOSEN, "What it rests on": "Reading has fallen."})
    everybody.take(page, "Share with the school")
    _hear(everybody, school)
    _record_and_ratify(everybody, school)
    page = everybody.at("data-officer", f"{school}level/")
    everybody.take(page, "Enter in the register")
    expect(page.locator("#in-force + p")).to_have_text(re.compile("Level 2"))
    assert INTERIM in _note_in_the_register(everybody)

    page = everybody.at("data-officer", "/register/")
    everybody.take(
        page, "Close a term", {"Term that is closed": "Autumn 2026, first half"}, button="Freeze this edition"
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("Edition 3")
    expect(page.get_by_role("listitem").filter(has_text=SCHOOL)).to_have_text(
        re.compile("none agreed before, Level 2.* now")
    )
    assert INTERIM not in _note_in_the_register(everybody)


def test_the_senior_adviser_visits_draws_up_a_plan_of_action_and_confirms_the_risk(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("spa", "/due/")
    page.get_by_role("link", name=re.compile(re.escape(SCHOOL))).first.click()
    page = everybody.at("spa", f"{school}case/")
    everybody.take(
        page,
        "Record a visit",
        {
            "Headteacher whom you met": HEAD,
            "Chair of governors whom you met": CHAIR,
            "Is the risk confirmed?::Yes": CHOSEN,
            "Note of visit": "Phonics is taught in three ways.",
            "What is to be done (1)": "One way of teaching phonics",
            "Who at the school owns it (1)": "The headteacher",
            "What the authority does to support it (1)": "A lead teacher for six days",
            "By when (1)": _day(60),
        },
    )
    expect(page.get_by_text("One way of teaching phonics").first).to_be_visible()
    everybody.take(page, "Confirm the risk")
    _stands(page, "Planning")


def test_a_plan_is_written_and_agreed_and_its_task_group_set_up_and_support_begins(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("spa", f"{school}case/")
    page.get_by_role("link", name="Write the support plan").or_(
        page.get_by_role("link", name="Open the support plan")
    ).or_(page.get_by_role("link", name="Support plan", exact=True)).first.click()
    everybody.take(page, "Begin the support plan")
    everybody.take(
        page,
        "Write an objective",
        {
            "Area of the school’s work": "Reading",
            "What is to improve": "More children read well at six.",
            "How it is to improve": "One way of teaching phonics.",
            "Where it stands": "58% met the standard.",
            "Where it is to stand": "75% or more.",
            "How success will be seen": "The check in June.",
            "Who at the school answers for it": "The headteacher",
            "Milestone 1: what is to be seen": "Every class is taught the same way",
            "Milestone 1: by when": _day(90),
            "Action 1: what the school does": "Train every teacher",
            "Action 1: who at the school owns it": "The deputy head",
            "None is needed": CHOSEN,
        },
        button="Save the objective",
    )
    everybody.take(
        page,
        "Write a condition",
        {"What must be true before the school steps down a level": "75% read well at six."},
        button="Save the condition",
    )
    everybody.take(page, "Share with the school")
    for role in ("head", "chairs"):
        page = everybody.at(role, f"{school}plan/")
        everybody.take(page, "Answer for the school", {"Agrees": CHOSEN})
    page = everybody.at("spa", f"{school}plan/")
    everybody.take(page, "Put into action")

    page = everybody.at("pa", f"{school}task-group/")
    page.get_by_role("main").get_by_role("button", name="Set up the task group").click()
    for seat, name in (("Headteacher", HEAD), ("Chair of governors", CHAIR)):
        expect(page.get_by_label(seat, exact=True)).to_have_value(name)
    everybody.send(page, "Set up the task group")
    expect(page.get_by_text("The group has not met yet.")).to_be_visible()

    page = everybody.at("spa", f"{school}case/")
    everybody.take(page, "Begin support")
    _stands(page, "Supported")


def test_a_meeting_is_called_and_papers_issued_and_it_cannot_be_recorded_as_held_before_its_day(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("pa", f"{school}task-group/")
    everybody.take(page, "Call a meeting", {"Day of the meeting": _day(1), "Place": "At the school"})
    meeting = f"{school}task-group/meetings/1/"
    page = everybody.at("spa", meeting)
    everybody.take(page, "Make the agenda from the support plan")
    everybody.take(page, "Issue the papers", {"Why the papers are late": "The group begins this week."})
    expect(page.get_by_role("listitem").filter(has_text="More children read well").first).to_be_visible()
    page = everybody.at("spa", meeting)
    page.get_by_role("link", name="Note who came").first.click()
    for each in page.get_by_label("Came", exact=True).all():
        each.check()
    everybody.send(page, "Note who came")
    page = everybody.at("pa", meeting)
    expect(page.get_by_text("it cannot have been held before")).to_be_visible()


def test_the_outcomes_of_a_meeting_that_was_held_are_seen_and_reported_to_the_executive_member(
    everybody: Everybody,
) -> None:
    page = everybody.at("leadership-team", "/task-groups/")
    link = page.get_by_role("link", name=re.compile("^Mark as seen")).first
    meeting = link.inner_text().split(": ")[1]
    link.click()
    everybody.send(page, "Mark the outcomes as seen")
    page = everybody.at("director", "/task-groups/")
    report = page.get_by_role("link").filter(has_text=f"Report to the Executive Member: {meeting}")
    report.click()
    page.get_by_label("Report in which the Executive Member was told").fill(
        "Termly report on schools at risk"
    )
    everybody.send(page, "Report to the Executive Member")
    page = everybody.at("executive-member", "/task-groups/")
    expect(page.get_by_role("heading", name=meeting)).to_be_visible()
    page = everybody.at("spa", "/cases/")
    page.get_by_role("link", name=meeting.split(", ")[0]).first.click()
    page.get_by_role("link", name="Task group", exact=True).click()
    page.get_by_role("row", name=re.compile("Reported")).get_by_role("link").click()
    for part in ("Agenda", "Who came", "Impact of the support", "Minutes", "Outcome for the leadership team"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()


def test_the_term_is_reviewed_and_evaluated_and_the_lower_level_ratified_and_stepped_down_to_follow_up(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("spa", f"{school}plan/")
    everybody.take(
        page,
        "Finish with the review",
        {
            "Who took part": "The headteacher, the chair and the senior adviser",
            "Objective 1::Met": CHOSEN,
            "Condition 1::Met": CHOSEN,
            "Good progress": CHOSEN,
            "What the review found": "Reading has risen.",
            "Is the school in special measures?::No": CHOSEN,
        },
        button="Review the plan",
    )
    page = everybody.at("spa", f"{school}case/")
    everybody.take(
        page,
        "Evaluate the term",
        {
            "Lower the level of support": CHOSEN,
            "Level 1: Secure": CHOSEN,
            "What it rests on": "What was asked for has been seen.",
        },
    )
    everybody.take(page, "Take a new level to ratification")
    _stands(page, "Ratification")
    page = everybody.at("spa", f"{school}level/")
    everybody.take(page, "Share with the school")
    _hear(everybody, school)
    _record_and_ratify(everybody, school)
    page = everybody.at("spa", f"{school}case/")
    everybody.take(page, "Step down to follow-up")
    _stands(page, "Follow-up")
    page = everybody.at("data-officer", f"{school}level/")
    everybody.take(page, "Enter in the register")
    assert INTERIM in _note_in_the_register(everybody)


def test_the_head_and_the_chair_read_what_comes_next_who_decides_by_when_and_what_is_held_and_comment(
    everybody: Everybody, school: str
) -> None:
    for role, words in (("head", "We shall keep to it."), ("chairs", "Governors will look each term.")):
        page = everybody.at(role, "/")
        page.get_by_role("table", name="My schools").get_by_role("link", name=SCHOOL).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Where are we?")
        for column in ("What may come next", "Who decides", "By when"):
            expect(page.get_by_role("columnheader", name=column).first).to_be_visible()
        row = page.get_by_role("row", name=re.compile("Close: improvement has lasted"))
        expect(row).to_contain_text("the senior adviser of the school’s phase")
        expect(page.get_by_role("table", name="What the authority holds about the school")).to_be_visible()
        page = everybody.at(role, f"{school}case/")
        everybody.take(page, "Comment", {"Your comment": words})
        expect(page.get_by_text(words).first).to_be_visible()
    page = everybody.at("sia", f"{school}case/")
    expect(page.get_by_text("Governors will look each term.").first).to_be_visible()


@pytest.mark.parametrize("role", ["pa", "head"])
def test_the_pages_of_a_case_are_read_without_scripts_at_a_phone_s_width(
    everybody: Everybody, school: str, role: str
) -> None:
    context = everybody.signed_in(role, java_script_enabled=False, viewport=PHONE)
    page = context.pages[0]
    pages = {
        "case/": f"Case of {SCHOOL}",
        "plan/": f"Support plan of {SCHOOL}",
        "task-group/": f"Task group of {SCHOOL}",
        "where-we-are/": "Where are we?",
    }
    for place, title in pages.items():
        page.goto(f"{everybody.address}{school}{place}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        is_narrow_enough(page)
    for place, title in {"/cases/": "Cases", "/due/": "What is due"}.items() if role == "pa" else ():
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        is_narrow_enough(page)
    context.close()
