"""Writing rows of the ledger of days: each checked against what is left, under the lock of its school."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from trellis.accounts.models import User
from trellis.casework.actions.taking import CannotTake
from trellis.resources import years
from trellis.resources.models import DayMovement, Kind
from trellis.resources.queries import days
from trellis.resources.queries.days import Balance
from trellis.schools.models import School

MOVED_ON = (
    "Somebody else has moved days of this school at the same moment. Nothing of yours was saved: "
    "look at what is left, and send it again."
)


def lock(school: School) -> None:
    """Let nobody else write in a school’s ledger until this transaction ends."""
    School.objects.select_for_update().filter(pk=school.pk).first()


def next_numbers(urns: list[int], *, year: int) -> dict[int, int]:
    """The number of the next row of each school’s ledger. This will make one query."""
    found = dict(
        DayMovement.objects.filter(school__in=urns, year=year)
        .order_by()
        .values_list("school")
        .annotate(Max("number"))
    )
    return {urn: found.get(urn, 0) + 1 for urn in urns}


def write(
    school: School, *, year: int, rows: list[Mapping[str, Any]], by: User, at: datetime
) -> list[DayMovement]:
    """Write rows one after another. The lock of the school is held. Raises CannotTake where somebody was first."""
    number, made = next_numbers([school.pk], year=year)[school.pk], []
    try:
        with transaction.atomic():
            for place, row in enumerate(rows):
                made.append(
                    DayMovement.objects.create(
                        school=school, year=year, number=number + place, by=by, at=at, **row
                    )
                )
    except IntegrityError as error:
        raise CannotTake(MOVED_ON) from error
    return made


def draw(school: School, *, year: int, quarters: int) -> list[tuple[str, int]]:
    """From which routes so many quarters come. Raises CannotTake, with the numbers, where fewer are left."""
    held = days.balance(school, year=year)
    if quarters > held.left:
        raise CannotTake(
            f"{years.days(quarters)} would be more than is left: of {years.days(held.given)} for {years.named(year)}, "
            f"{years.days(held.used)} were used and {years.days(held.booked)} are booked, so {years.days(held.left)} are left. "
            "The school can buy more from the catalogue."
        )
    return held.drawn(quarters)


def counter(row: DayMovement, *, why: str, on: date) -> Mapping[str, Any]:
    """The row that takes another back, whole."""
    return {
        "kind": row.kind,
        "route": row.route,
        "quarters": -row.quarters,
        "on": on,
        "what": why,
        "level": row.level,
        "adviser": row.adviser,
        "order": row.order,
        "booking": row.booking,
        "counters": row,
    }


def refuse_overdrawn(row: DayMovement, held: Balance) -> None:
    """Raise CannotTake where days that a row gave are used or booked already."""
    left = held.left_of(row.route)
    if row.kind in (Kind.ALLOCATED, Kind.BOUGHT) and row.quarters > left:
        raise CannotTake(
            f"These {years.days(row.quarters)} cannot be taken back: {years.days(max(0, left))} of that route are left, "
            "and the rest is used or booked. Cancel bookings first, or correct what was used."
        )
