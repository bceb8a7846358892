"""Booking a day of an adviser ahead, and what became of it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.resources import years
from trellis.resources.actions import ledger
from trellis.resources.actions.allocations import MOST_A_DAY, check_adviser
from trellis.resources.models import BookingStep, DayBooking, DayMovement, Kind
from trellis.resources.queries import days, entitlements
from trellis.resources.queries.days import BookingFile
from trellis.resources.workflows.booking import BOOKING, RELEASES
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School

FURTHEST = timedelta(days=400)
OF_SCHOOL = frozenset({"cancel"})
ASKED = {
    "keep": "Say what came of it.",
    "cancel": "Say why the school cancels it.",
    "call_off": "Say why the adviser cancels it.",
}
"""What is said where the reason of a step is missing."""
_WEEKEND = 5


@transaction.atomic(durable=True)
def book(
    school: School, *, adviser: User, day: date, quarters: int, purpose: str, by: User, at: datetime
) -> BookingFile:
    """Book a day of an adviser for a school: as its headteacher, or as one who gives services to it.

    Raises PermissionDenied, StandsAside or CannotTake, with the numbers where fewer days are left.
    """
    today = timezone.localdate(at)
    if not schools.reaches(access.of(by, on=today), Permission.SERVICE_ORDER, school=school):
        require(by, Permission.SERVICE_DELIVER, school=school, on=today)
        standing_aside.check(by, Permission.SERVICE_DELIVER, school=school, on=today)
    said = check_text(purpose, "Say what the day is for.")
    if not school.is_open:
        raise CannotTake("A school that has closed books no days.")
    if not today <= day <= today + FURTHEST:
        raise CannotTake("Choose a day from today to a little more than a year ahead.")
    if day.weekday() >= _WEEKEND:
        raise CannotTake("This day is at a weekend: choose a day from Monday to Friday.")
    if not 0 < quarters <= MOST_A_DAY:
        raise CannotTake("Book between a quarter of a day and one day.")
    check_adviser(adviser, school=school, on=day)
    ledger.lock(school)
    User.objects.select_for_update().filter(pk=adviser.pk).first()
    taken = days.booked_of(adviser.pk, day)
    if taken + quarters > MOST_A_DAY:
        raise CannotTake(
            f"{adviser.name} has {years.days(taken)} booked on this day already, so {years.days(quarters)} more cannot be. "
            "Choose another day or another adviser."
        )
    year = years.year_of(day)
    parts = ledger.draw(school, year=year, quarters=quarters)
    made = DayBooking.objects.create(
        school=school, adviser=adviser, day=day, quarters=quarters, purpose=said, by=by, at=at
    )
    BookingStep.objects.create(
        booking=made, number=1, name="book", state=BOOKING.initial, reasons=said, by=by, at=at
    )
    ledger.write(
        school,
        year=year,
        rows=[
            {
                "kind": Kind.BOOKED,
                "route": route,
                "quarters": part,
                "on": day,
                "what": said,
                "adviser": adviser,
                "booking": made,
            }
            for route, part in parts
        ],
        by=by,
        at=at,
    )
    trail.record(
        Verb.SERVICE_ORDERED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"{years.days(quarters)} of {adviser.name} on {day.day} {day:%B %Y}",
    )
    return read(made, at=at)


@transaction.atomic(durable=True)
def take(file: BookingFile, name: str, *, reasons: str, by: User, at: datetime) -> BookingFile:
    """Say that a booked day was kept, or cancel it: then its days come back. Raises TransitionRefused, StandsAside or CannotTake."""
    if name not in ASKED:
        raise KeyError(name)
    said, school = check_text(reasons, ASKED[name]), file.booking.school
    ledger.lock(school)
    taking.step(
        BOOKING,
        file,
        name,
        rows=BookingStep,
        of={"booking": file.booking},
        school=school,
        verb=Verb.ORDER_MOVED,
        by=by,
        at=at,
        reasons=said,
        for_school=name in OF_SCHOOL,
    )
    held = list(
        DayMovement.objects.filter(booking=file.booking, kind=Kind.BOOKED, counters=None, countered_by=None)
    )
    today, year = timezone.localdate(at), years.year_of(file.booking.day)
    why = "The booking was cancelled: " if name in RELEASES else "The booked day was kept: "
    rows = [ledger.counter(each, why=why + said, on=today) for each in held]
    if name not in RELEASES:
        on = file.booking.day
        level = entitlements.levels_of([school.pk], on=on).get(school.pk)
        rows += [
            {
                "kind": Kind.USED,
                "route": each.route,
                "quarters": each.quarters,
                "on": on,
                "what": file.booking.purpose,
                "level": level,
                "adviser": file.booking.adviser,
                "booking": file.booking,
            }
            for each in held
        ]
    ledger.write(school, year=year, rows=rows, by=by, at=at)
    return read(file.booking, at=at)


def read(booking: DayBooking, *, at: datetime) -> BookingFile:
    """Read a booking again after something was written of it."""
    found = days.one(booking.pk, authorities=(booking.school.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("a booking that was just written is there")
    return found
