"""Booking a visit and taking it on: who may, what is refused in words, and what is kept."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from tests import builders
from tests.visits import acting
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.problem import Refusal
from trellis.schools.actions import interests
from trellis.schools.standing_aside import StandsAside
from trellis.visits.actions import visits
from trellis.visits.models import Booking, Purpose, Visit
from trellis.visits.queries import visits as kept
from trellis.workflow import TransitionRefused

AT, TODAY = acting.AT, acting.TODAY
WRITES = {"sia", "sitl", "spa", "pa"}
ROLES = (
    "sia",
    "sitl",
    "spa",
    "ssa",
    "pa",
    "data_officer",
    "director",
    "leadership_team",
    "executive_member",
    "headteacher",
    "chair",
    "governor",
    "trust_officer",
    "auditor",
    "administrator",
)
OWN = {"sia", "headteacher", "chair", "governor", "trust_officer"}


def somebody(role: str) -> User:
    return builders.person(role, urns=(builders.BEECH,) if role in OWN else ())


def declared(user: User) -> None:
    interests.declare(
        school=acting.school(),
        user=user,
        kind="child",
        reason="A child there.",
        from_date=TODAY,
        to_date=None,
        by=user,
        at=AT,
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_visit_is_booked_by_those_who_write_notes_and_by_nobody_else(role: str) -> None:
    if role in WRITES:
        assert acting.booked(by=somebody(role)).state == "booked"
        return
    with pytest.raises(PermissionDenied):
        acting.booked(by=somebody(role))
    assert not Visit.objects.exists()


def test_a_visit_is_not_booked_from_a_second_authority_or_for_somebody_who_may_not_go() -> None:
    with pytest.raises(PermissionDenied):
        acting.booked(by=builders.person("pa", authority="802"))
    with pytest.raises(CannotTake, match="does not work with Beech Lane"):
        acting.booked(lead=builders.person("sia", urns=(builders.OAK,)))
    with pytest.raises(CannotTake, match="does not work with Beech Lane"):
        acting.booked(lead=builders.person("pa", authority="802"))


def test_whoever_has_an_interest_neither_books_nor_goes() -> None:
    declared(acting.adviser())
    with pytest.raises(StandsAside):
        acting.booked(lead=acting.senior())
    with pytest.raises(CannotTake, match="has an interest in Beech Lane"):
        acting.booked(by=acting.leader())
    assert acting.adviser() not in kept.leads(acting.school(), on=TODAY)
    assert acting.senior() in kept.leads(acting.school(), on=TODAY)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"purpose": "tea"}, "Choose what the visit is for."),
        ({"day": TODAY + timedelta(days=401)}, "more than a year away"),
        ({"day": TODAY - timedelta(days=401)}, "more than a year away"),
        ({"about": "x" * 4001}, "4,000 characters or fewer"),
    ],
)
def test_a_booking_that_cannot_be_is_refused_in_words(more: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotTake, match=said):
        acting.booked(**more)


def test_a_booking_that_is_sent_twice_is_kept_once_and_another_day_is_another_visit() -> None:
    one, other = acting.booked(), acting.booked()
    assert one.visit == other.visit
    assert acting.booked(day=TODAY + timedelta(days=1)).visit != one.visit
    assert Visit.objects.count() == 2
    assert Event.objects.filter(verb=Verb.VISIT_MOVED).count() == 2


def test_a_booking_is_changed_with_a_reason_and_both_are_kept() -> None:
    file = acting.booked()
    given: dict[str, Any] = {"day": TODAY + timedelta(days=3), "lead": acting.senior(), "by": acting.leader()}
    with pytest.raises(CannotTake, match="Say why the booking changes"):
        visits.rebook(file, reasons=" ", at=AT, **given)
    moved = visits.rebook(file, reasons="The head is away.", at=AT, **given)
    assert [row.day for row in moved.bookings] == [TODAY, TODAY + timedelta(days=3)]
    assert moved.lead == acting.senior()
    with pytest.raises(CannotTake, match="Nothing of the booking has changed"):
        visits.rebook(moved, reasons="Again.", at=AT, **given)
    with pytest.raises(PermissionDenied, match="Stella Senior goes on this visit"):
        visits.cancel(moved, reasons="I am ill.", by=acting.adviser(), at=AT)


def test_a_visit_is_held_on_a_day_that_has_come() -> None:
    file = acting.booked(day=TODAY + timedelta(days=3))
    with pytest.raises(CannotTake, match="cannot have been held after today"):
        visits.hold(file, held_on=TODAY + timedelta(days=1), by=acting.adviser(), at=AT)
    with pytest.raises(CannotTake, match="too long ago"):
        visits.hold(file, held_on=date(2020, 1, 1), by=acting.adviser(), at=AT)
    held = visits.hold(file, held_on=TODAY, by=acting.adviser(), at=AT)
    assert (held.state, held.held_on, held.day) == ("held", TODAY, TODAY)


def test_a_visit_that_was_held_is_neither_cancelled_nor_booked_again() -> None:
    file = acting.held()
    with pytest.raises(TransitionRefused, match="“Cancel the visit” cannot be done now: this is held"):
        visits.cancel(file, reasons="Late.", by=acting.adviser(), at=AT)
    cancelled = visits.cancel(
        acting.booked(purpose=Purpose.MONITORING), reasons="Snow.", by=acting.adviser(), at=AT
    )
    assert cancelled.state == "cancelled"
    with pytest.raises(TransitionRefused, match="this is cancelled"):
        visits.hold(cancelled, held_on=TODAY, by=acting.adviser(), at=AT)


def test_a_step_from_where_the_visit_stood_before_is_refused_and_leaves_nothing() -> None:
    old = acting.booked()
    visits.hold(old, held_on=TODAY, by=acting.adviser(), at=AT)
    events = Event.objects.count()
    for act in (
        lambda: visits.cancel(old, reasons="Snow.", by=acting.leader(), at=AT),
        lambda: visits.rebook(
            old, day=TODAY, lead=acting.senior(), reasons="Snow.", by=acting.leader(), at=AT
        ),
    ):
        with pytest.raises(CannotTake, match="it stands at “Held” now"):
            act()
    assert Event.objects.count() == events
    assert Booking.objects.count() == 1


STEPS: dict[str, Callable[[User], object]] = {
    "hold": lambda by: visits.hold(acting.booked(), held_on=TODAY, by=by, at=AT),
    "cancel": lambda by: visits.cancel(acting.booked(), reasons="Snow.", by=by, at=AT),
    "rebook": lambda by: visits.rebook(
        acting.booked(), day=TODAY + timedelta(days=1), lead=acting.adviser(), reasons="Snow.", by=by, at=AT
    ),
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("role", ROLES)
def test_a_step_is_taken_by_who_goes_and_by_who_oversees_visits_alone(name: str, role: str) -> None:
    by = somebody(role) if role != "sia" else acting.adviser()
    if role in ("sia", "sitl", "pa"):
        STEPS[name](by)
        return
    with pytest.raises(PermissionDenied):
        STEPS[name](by)


def test_an_adviser_who_does_not_go_reads_no_draft_and_takes_no_step() -> None:
    file, other = acting.drafted(), acting.other_adviser()
    held = access.of(other, on=TODAY)
    assert not kept.may_write(other, file, held=held)
    assert kept.readable(other, file, held=held) is None
    leader = acting.leader()
    assert kept.readable(leader, file, held=access.of(leader, on=TODAY)) == file.note


def test_a_visit_is_known_as_it_stood_on_a_day() -> None:
    acting.finished()
    acting.booked(day=TODAY, at=AT + timedelta(days=2))
    assert kept.of_school(acting.school(), today=TODAY - timedelta(days=1)) == []
    assert [each.state for each in kept.of_school(acting.school(), today=TODAY)] == ["final"]
    later = kept.of_school(acting.school(), today=TODAY + timedelta(days=2))
    assert sorted(each.state for each in later) == ["booked", "final"]


def test_rows_are_neither_changed_nor_removed_and_say_what_they_must() -> None:
    file = acting.booked()
    with pytest.raises(CannotChange):
        Visit.objects.update(purpose="summer")
    with pytest.raises(CannotChange):
        file.visit.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(
            visit=file.visit, number=2, day=TODAY, lead=acting.adviser(), by=acting.adviser(), at=AT
        )
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Visit.objects.create(
            authority_id="801", school=acting.school(), purpose="tea", by=acting.adviser(), at=AT
        )


def test_every_refusal_here_is_one_that_people_are_shown() -> None:
    assert issubclass(CannotTake, Refusal)
    assert issubclass(StandsAside, Refusal)
