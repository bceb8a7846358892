"""What is due of somebody of visits and inspections: the right thing, to the right person, by the right day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.visits import acting
from trellis.accounts import access
from trellis.accounts.actions import accounts
from trellis.accounts.models import User
from trellis.schools.actions import interests
from trellis.schools.models import School
from trellis.visits.actions import inspections, visits
from trellis.visits.models import Purpose
from trellis.visits.queries import due
from trellis.visits.queries.due import Due

AT, TODAY = acting.AT, acting.TODAY


def of(user: User, *, on: date = TODAY) -> tuple[Due, ...]:
    return due.of(user, access.of(user, on=on), on)


def said(user: User, *, on: date = TODAY) -> list[tuple[str, date | None]]:
    return [(each.what, each.by) for each in of(user, on=on)]


def test_a_visit_waits_for_who_goes_and_for_nobody_else_and_is_late_once_its_day_is_past() -> None:
    file = acting.booked(day=TODAY + timedelta(days=2))
    assert said(acting.adviser()) == [("Visit", TODAY + timedelta(days=2))]
    for other in (acting.other_adviser(), acting.senior(), acting.leader(), acting.head()):
        assert of(other) == ()
    (late,) = of(acting.adviser(), on=TODAY + timedelta(days=5))
    assert late.what == "Record the visit as held, or book it for another day"
    assert late.overdue == 3
    assert (late.name, late.args) == ("visit", (builders.BEECH, file.visit.pk))


def test_the_note_is_due_ten_working_days_after_the_visit() -> None:
    acting.drafted()
    assert said(acting.adviser()) == [("Write the note of visit, and share it", date(2026, 12, 4))]


def test_a_note_that_is_shared_waits_for_the_headteacher_then_for_its_author() -> None:
    acting.shared()
    assert of(acting.adviser()) == ()
    assert said(acting.head()) == [("Check the facts of the note of visit", TODAY + timedelta(days=7))]
    assert of(acting.chair()) == ()
    later = TODAY + timedelta(days=8)
    assert said(acting.adviser(), on=later) == [
        ("Make the note of visit final: the headteacher has not answered", None)
    ]


def test_what_is_checked_and_what_is_challenged_wait_for_the_author_and_what_is_final_for_nobody() -> None:
    acting.checked(purpose=Purpose.MONITORING)
    acting.challenged()
    assert [what for what, _ in said(acting.adviser())] == [
        "Answer the changes that the headteacher asks for",
        "Make the note of visit final: its facts are checked",
    ]
    assert of(acting.head()) == ()


def test_nothing_waits_once_all_is_done_or_cancelled() -> None:
    acting.finished()
    visits.cancel(acting.booked(purpose=Purpose.REQUESTED), reasons="Snow.", by=acting.adviser(), at=AT)
    for user in (acting.adviser(), acting.head(), acting.leader()):
        assert of(user) == ()


def test_an_inspection_waits_for_the_senior_adviser_then_for_its_representative_alone() -> None:
    other = builders.person("ssa")
    file = acting.notified()
    assert said(acting.senior()) == [("Assign who attends the inspection’s feedback", TODAY)]
    assert [each.what for each in of(acting.principal())] == ["Assign who attends the inspection’s feedback"]
    assert of(other) == ()  # a primary school
    assert of(acting.adviser()) == ()
    inspections.assign(file, representative=acting.senior(), by=acting.senior(), at=AT)
    assert said(acting.senior()) == [("Attend the inspection’s feedback, and record it", TODAY)]
    assert of(acting.principal()) == ()


def test_what_waits_for_somebody_who_has_left_waits_for_who_oversees_it() -> None:
    acting.drafted()
    inspections.assign(acting.notified(), representative=acting.senior(), by=acting.senior(), at=AT)
    assert said(acting.principal()) == []
    for gone in (acting.adviser(), acting.senior()):
        for post in gone.posts.all():
            accounts.end_post(post, to_date=TODAY - timedelta(days=1))
    assert [what for what, _ in said(acting.principal())] == [
        "Attend the inspection’s feedback, and record it",
        "Write the note of visit, and share it",
    ]
    assert [what for what, _ in said(acting.leader())] == ["Write the note of visit, and share it"]
    assert of(acting.head()) == ()


def test_what_is_due_tells_nobody_of_a_provisional_outcome_who_may_not_read_it() -> None:
    acting.provisional()
    assert [each.what for each in of(acting.senior())] == [
        "Enter the outcome of the inspection once it is published"
    ]
    for role, urns in (
        ("sia", (builders.BEECH,)),
        ("sitl", ()),
        ("headteacher", (builders.BEECH,)),
        ("director", ()),
    ):
        assert of(builders.person(role, urns=urns)) == ()


def test_each_open_next_step_is_due_on_its_day_the_earliest_first() -> None:
    file = acting.published()
    assert [by for _, by in said(acting.senior())] == [
        date(2026, 11, 27),
        date(2026, 12, 4),
        date(2026, 12, 4),
        date(2026, 12, 18),
    ]
    for number in range(1, 5):
        file = inspections.do(
            file, number=number, needed=True, done_on=TODAY, words="Done.", by=acting.senior(), at=AT
        )
    assert said(acting.senior()) == [("Close the inspection: its next steps are done", None)]


@pytest.mark.parametrize("role", ["executive_member", "scrutiny_member", "forum_member", "administrator"])
def test_nothing_is_due_of_a_role_without_visits(role: str) -> None:
    acting.shared()
    assert of(builders.person(role)) == ()


def test_nothing_of_another_authority_is_due_of_anybody() -> None:
    acting.notified()
    acting.shared()
    for role in ("pa", "spa", "sitl"):
        assert of(builders.person(role, authority="802")) == ()


def test_the_number_of_queries_does_not_grow_with_the_visits() -> None:
    leader = acting.leader()

    def asked() -> int:
        held = access.of(leader, on=TODAY)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            due.of(leader, held, TODAY)
        return len(captured)

    def books(urn: int, purpose: str) -> None:
        school = School.objects.get(pk=urn)
        file = visits.book(school=school, purpose=purpose, day=TODAY, lead=leader, by=leader, at=AT)
        visits.hold(file, held_on=TODAY, by=leader, at=AT)

    books(builders.BEECH, "termly")
    few = asked()
    for urn in (builders.BEECH, builders.OAK, builders.ELM):
        books(urn, "monitoring")
        books(urn, "requested")
    assert asked() == few
    assert len(of(leader)) == 7


def test_an_inspection_asks_nothing_of_somebody_with_an_interest_in_the_school() -> None:
    senior = acting.senior()
    acting.provisional()
    assert [what for what, _ in said(senior)] == ["Enter the outcome of the inspection once it is published"]
    interests.declare(
        school=acting.school(),
        user=senior,
        kind="child",
        reason="A child at the school.",
        from_date=TODAY,
        to_date=None,
        by=senior,
        at=AT,
    )
    assert said(senior) == []


def test_whoever_reads_all_that_is_due_is_told_of_whom_and_nothing_under_embargo() -> None:
    acting.drafted()
    acting.shared(purpose=Purpose.MONITORING)
    acting.attended()
    everywhere = School.objects.filter(authority_id="801")
    assert [
        (each.kind, each.what, each.whom) for each in due.of_all(due.open_at(everywhere, today=TODAY))
    ] == [
        ("check", "Check the facts of the note of visit", "The headteacher"),
        ("note", "Write the note of visit, and share it", "Sia Adler"),
        ("inspection", "Enter the outcome of the inspection once it is published", "Stella Senior"),
    ]
    # She who may read it is told what is next
    assert said(acting.senior()) == [
        ("Record the provisional outcome of the inspection, or enter what was published", None)
    ]
    assert due.of_all(due.open_at(School.objects.filter(authority_id="802"), today=TODAY)) == ()
