"""The programme is narrowed where it is kept: what is read is what is asked for, however much there was before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest
from django.db.models.signals import post_init
from django.utils import timezone

from tests import builders
from tests.events import acting
from tests.leadership import acting as leading
from trellis.accounts import access
from trellis.events.actions import plans
from trellis.events.models import ACADEMY, Booking, BookingStep, Event, EventPlan, Kind
from trellis.events.queries import charges, due, events
from trellis.leadership.queries import due as leadership_due
from trellis.leadership.queries import inductions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY


@contextmanager
def rows_read() -> Iterator[list[int]]:
    """How many rows of events are read meanwhile: with their plans, bookings and steps."""
    found = [0]

    def count(sender: type, **_: object) -> None:
        found[0] += sender in (Event, EventPlan, Booking, BookingStep)

    post_init.connect(count, weak=False)
    try:
        yield found
    finally:
        post_init.disconnect(count)


def held_before(*, years: int, kinds: tuple[str, ...] = tuple(Kind.values)) -> None:
    """So many years of events that are over, one of each kind a year, each with two who came."""
    by = acting.keeper()
    for year, kind in product(range(1, years + 1), kinds):
        day = TODAY - timedelta(days=365 * year + 150)
        at = timezone.make_aware(datetime.combine(day - timedelta(days=20), time(9)))
        made = Event.objects.create(authority_id="801", kind=kind, by=by, at=at)
        told = {**vars(acting.words(day=day, cancel_by=day)), "phases": ["primary"]}
        EventPlan.objects.create(event=made, number=1, by=by, at=at, **told)
        for name in ("Ann", "Bea"):
            booked = Booking.objects.create(
                event=made,
                authority_id="801",
                school_id=builders.BEECH,
                name=name,
                role="Teacher",
                by=by,
                at=at,
            )
            for number, (step, state) in enumerate((("book", "waiting"), ("attend", "attended")), 1):
                BookingStep.objects.create(
                    booking=booked, number=number, name=step, state=state, by=by, at=at
                )


def test_what_is_read_does_not_grow_with_ten_years_of_events_that_are_over() -> None:
    head, keeper, principal = acting.head(), acting.keeper(), builders.person("pa")
    acting.attended(acting.booked(acting.planned(day=TODAY, cancel_by=TODAY), "Ann"), at=AT)
    acting.booked(acting.planned(kind="learning"), "Ann")
    leading.typed("first", user=head)
    acting.booked(acting.planned(kind="day"), head.name)
    asks: dict[str, Callable[[], object]] = {
        "to come": lambda: events.at("801", today=TODAY, since=TODAY),
        "the academy": lambda: events.at("801", today=TODAY, since=TODAY, kinds=ACADEMY),
        "the list": lambda: events.first("801", today=TODAY, most=100, since=TODAY),
        "the list of what is over": lambda: events.first(
            "801", today=TODAY, most=0, until=TODAY - acting.A_DAY, newest=True
        ),
        "what is due of a keeper": lambda: due.of(keeper, access.of(keeper, on=TODAY), TODAY),
        "what is due of a head": lambda: due.of(head, access.of(head, on=TODAY), TODAY),
        "what inductions ask for": lambda: leadership_due.of(
            principal, access.of(principal, on=TODAY), TODAY
        ),
        "who mentors": lambda: inductions.mentees("801", today=TODAY),
        "what is to be charged": lambda: charges.to_raise(
            "801", since=date(2026, 9, 1), until=acting.DAY, today=acting.DAY
        ),
    }

    def read() -> dict[str, int]:
        found = {}
        for name, ask in asks.items():
            with rows_read() as rows:
                ask()
            found[name] = rows[0]
        return found

    before = read()
    assert sum(count > 0 for count in before.values()) == len(asks) - 1  # of what is over, none is asked for
    held_before(years=10)
    assert Event.objects.count() == 3 + 10 * len(Kind)
    assert read() == before


def test_the_programme_is_what_the_newest_plan_has_between_the_days_for_the_phase_and_kind() -> None:
    acting.planned(title="Soon")
    acting.planned(title="Both", phases=("primary", "secondary"), kind="learning", day=TODAY, cancel_by=TODAY)
    acting.planned(title="Elders", phases=("sixteen_plus",), kind="conference")
    moved = acting.planned(title="Moved", phases=("nursery",))
    later = acting.words(title="Moved", phases=("special",), day=acting.DAY + timedelta(days=90))
    plans.change(moved, plan=later, why="Snow.", by=acting.keeper(), at=AT)
    acting.planned(title="Another authority", authority="802")
    held_before(years=2, kinds=("course",))
    every = events.files(Event.objects.filter(authority="801"), today=TODAY)
    assert len(every) == 6
    for since, until, phase, kinds, newest in product(
        (None, TODAY, acting.DAY),
        (None, TODAY, acting.DAY),
        ("", "primary", "special", "nursery", "sixteen_plus"),
        ((), ACADEMY, ("course",)),
        (False, True),
    ):
        plainly = [
            each.plan.title
            for each in every
            if (since is None or each.plan.day >= since)
            and (until is None or each.plan.day <= until)
            and (not phase or phase in each.plan.phases)
            and (not kinds or each.event.kind in kinds)
        ]
        plainly = plainly[::-1] if newest else plainly
        listed, found = events.first(
            "801", today=TODAY, most=2, since=since, until=until, phase=phase, kinds=kinds, newest=newest
        )
        assert (found, [each.plan.title for each in listed]) == (len(plainly), plainly[:2])


def test_a_plan_that_is_written_later_does_not_count_as_of_the_day_before() -> None:
    file = acting.planned()
    later = AT + 3 * acting.A_DAY
    plans.change(
        file,
        plan=acting.words(day=acting.DAY + timedelta(days=90)),
        why="Snow.",
        by=acting.keeper(),
        at=later,
    )
    for today, found in ((TODAY, 1), (timezone.localdate(later), 0)):
        assert len(events.at("801", today=today, since=acting.DAY, until=acting.DAY)) == found
