"""What is due, of whom and by which day, by examples worked out by hand."""

from datetime import date, timedelta

import pytest

from tests import builders
from tests.casework import acting, meeting
from trellis.casework.actions import cases, level_reviews, meetings
from trellis.casework.queries import due
from trellis.casework.queries.due import Board, Due
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
AT, DAY = builders.AT, timedelta(days=1)  # Friday 20 November 2026


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()


def on(day: date) -> Board:
    return due.board(School.objects.all(), authority="801", today=day)


def asked(day: date, *, urn: int = builders.OAK) -> dict[str, Due]:
    return {each.ask.kind: each for each in on(day).of_school.get(urn, ())}


def test_a_case_at_level_2_that_is_planned_without_a_task_group_is_not_compliant() -> None:
    acting.with_plan(acting.confirmed())
    asks = asked(AT.date())
    assert asks["group"].ask.what == "Set up the task group: every school at level 2 has one"
    assert asks["group"].ask.non_compliant
    assert "meeting" not in asks


def test_a_task_group_is_asked_to_meet_once_a_term_and_is_late_since_the_term_that_had_none() -> None:
    meeting.set_up()
    now = asked(AT.date())["meeting"]
    assert (now.ask.what, now.overdue) == ("Call this term’s task-group meeting (Autumn 2026)", 0)
    later = asked(date(2027, 6, 1))["meeting"]
    assert "(Summer 2027)" in later.ask.what
    assert later.ask.note == "There was none last term either."
    assert later.ask.by is not None
    assert date(2027, 3, 20) < later.ask.by < date(2027, 4, 15)  # the end of the spring term
    assert later.overdue == (date(2027, 6, 1) - later.ask.by).days


def test_papers_are_due_five_working_days_before_a_meeting_and_each_step_asks_for_the_next() -> None:
    file = meeting.called()
    assert date(2026, 12, 10) == meeting.PLANNED  # a Thursday
    papers = asked(AT.date())["papers"]
    assert papers.ask.by == date(2026, 12, 3)
    assert "meeting" not in asked(AT.date())
    meetings.cancel(file, meeting.the(file), reasons="Snow.", by=acting.principal(), at=AT)
    assert {"papers"} & set(asked(AT.date())) == set()
    assert "meeting" in asked(AT.date())


def test_after_the_meeting_its_minutes_are_due_of_who_writes_papers() -> None:
    meeting.held()
    minutes = asked(meeting.PLANNED)["minutes"]
    assert minutes.ask.roles == ("spa", "ssa")
    assert minutes.ask.what == "Circulate the minutes of 10 December"


def test_a_level_of_more_than_a_year_ago_is_agreed_anew_and_never_changes_by_itself() -> None:
    acting.in_force(level=1)
    assert "level_yearly" not in asked(date(2027, 11, 21))
    late = asked(date(2027, 11, 22))["level_yearly"]
    assert (late.ask.by, late.overdue) == (date(2027, 11, 21), 1)
    standing = on(date(2029, 1, 10))
    assert [each.state for each in _levels(date(2029, 1, 10))] == ["in_force"]
    assert standing.of_school[builders.OAK]


def _levels(day: date) -> list[object]:
    from trellis.casework.queries import levels

    return list(levels.cases_of(School.objects.get(pk=builders.OAK), today=day))


def test_a_level_is_looked_at_each_term_and_the_look_ends_the_asking_for_that_term() -> None:
    acting.in_force(level=1)
    assert "level_review" not in asked(AT.date())  # it was proposed this term
    spring = date(2027, 2, 1)
    look = asked(spring)["level_review"]
    assert look.ask.what == "Look at the level this term (Spring 2027)"
    board = on(spring)
    assert (board.reviewed, board.to_review) == (0, 1)
    level_reviews.review(
        school=School.objects.get(pk=builders.OAK),
        words="Attendance and last week's visit.",
        by=acting.adviser(),
        at=AT + 73 * DAY,
    )
    assert "level_review" not in asked(spring)
    assert on(spring).reviewed == 1
    assert "level_review" in asked(date(2027, 6, 1))


def test_a_school_that_is_asked_and_does_not_answer_is_late_from_the_day_after() -> None:
    case = acting.shared()
    assert case.reply_by is not None
    assert asked(case.reply_by)["reply"].overdue == 0
    late = asked(case.reply_by + DAY)["reply_late"]
    assert late.overdue == 1
    assert late.ask.note == "Not heard: the headteacher and the chair of governors."


def test_a_school_at_level_3_without_a_case_is_asked_for_one_by_the_day_of_the_visit() -> None:
    acting.in_force(level=3)
    identify = asked(AT.date())["identify"]
    assert identify.ask.what == "Open a case: the school is at level 3"
    assert identify.ask.by == date(2026, 11, 27)  # five school days
    acting.identified(level=3)
    assert "identify" not in asked(AT.date())


def test_a_paused_case_asks_for_no_meeting() -> None:
    file = meeting.set_up()
    assert "meeting" in asked(AT.date())
    cases.pause(
        file,
        reason="appeal",
        review_on=date(2027, 1, 11),
        reasons="A complaint is being heard.",
        by=acting.senior(),
        at=AT,
    )
    assert "meeting" not in asked(AT.date())
