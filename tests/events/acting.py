"""Events and the bookings of places on them, for the tests."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests import builders
from tests.casework import acting as casework
from trellis.accounts.models import User
from trellis.events.actions import bookings, plans, turns
from trellis.events.actions.plans import Plan
from trellis.events.queries.events import EventFile, Place
from trellis.schools.models import School

AT = builders.AT
TODAY = builders.AS_OF
A_DAY = timedelta(days=1)
DAY = date(2026, 12, 4)
"""The day of the event: two weeks after AT."""
HELD = AT + 15 * A_DAY
"""The morning after it."""


def school(urn: int = builders.BEECH) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def head(urn: int = builders.BEECH) -> User:
    return casework.head(urn)


def keeper() -> User:
    return builders.person("traded_services")


def words(**more: Any) -> Plan:
    given: dict[str, Any] = {
        "title": "Teaching writing well",
        "what_for": "So that teachers of years 3 to 6 plan a sequence of writing together.",
        "day": DAY,
        "hours": "9.30am to 3pm",
        "where": "Arlingford Teachers’ Centre",
        "places": 2,
        "led_by": "Ada Winterbourne",
        "cancel_by": DAY - 7 * A_DAY,
        "phases": ("primary",),
        "price_maintained": Decimal("95.00"),
        "price_academy": Decimal("120.00"),
    }
    return Plan(**{**given, **more})


def planned(*, kind: str = "course", at: datetime = AT, authority: str = "801", **more: Any) -> EventFile:
    by = builders.person("traded_services", authority=authority)
    return plans.plan(authority=authority, kind=kind, plan=words(**more), by=by, at=at)


def booked(
    file: EventFile, name: str, urn: int | None = builders.BEECH, *, by: User | None = None, at: datetime = AT
) -> EventFile:
    return bookings.book(
        file,
        name=name,
        role="Teacher",
        school=school(urn) if urn is not None else None,
        by=by or head(urn or builders.BEECH),
        at=at,
    )


def cancelled(file: EventFile, name: str, *, by: User | None = None, at: datetime = AT) -> EventFile:
    return bookings.cancel(file, of(file, name), why="Needed in class.", by=by or head(), at=at)


def attended(file: EventFile, *, away: tuple[str, ...] = (), at: datetime = HELD) -> EventFile:
    now = again(file, at=at)
    came = {each.booking.pk: each.booking.name not in away for each in now.placed}
    return bookings.attendance(now, came=came, by=keeper(), at=at)


def evaluated(file: EventFile, name: str, score: int = 4, *, by: User | None = None) -> EventFile:
    urn = of(file, name).booking.school_id
    bookings.evaluate(
        file, of(file, name), score=score, words="Of use on Monday.", by=by or head(urn or 0), at=HELD
    )
    return again(file, at=HELD)


def of(file: EventFile, name: str) -> Place:
    return next(each for each in reversed(file.bookings) if each.booking.name == name)


def again(file: EventFile, *, at: datetime = AT) -> EventFile:
    return turns.read(file.event, at=at)


def stands(file: EventFile) -> dict[str, str]:
    """Where each booking stands, by who comes."""
    return {each.booking.name: each.state for each in file.bookings}
