"""What is to be charged for places, for whoever raises charges: of those who came, and of places given up too late or not used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.events.models import Booking
from trellis.events.queries import events
from trellis.events.queries.events import EventFile, Place
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Charge:
    """One place to be charged for to a school. `why` says of what it comes."""

    booking: Booking
    school: School
    title: str
    day: date
    amount: Decimal
    why: str


def to_raise(authority: str, *, since: date, until: date, today: date) -> list[Charge]:
    """The charges of events between two days, both counted, by day and school. Places of no school and free ones give none."""
    found = [
        charge
        for file in events.at(authority, today=today, since=since, until=until)
        for place in file.bookings
        if (charge := _of(file, place)) is not None
    ]
    return sorted(found, key=lambda each: (each.day, each.school.name, each.booking.pk))


def why(file: EventFile, place: Place) -> str:
    """Why a place is charged for; "" where it is not."""
    if file.plan.is_off:
        return ""
    if place.state == "attended":
        return "Attended"
    if place.state == "absent" and not file.was_given_late(place):
        return "Did not come, and had not cancelled"
    return "Cancelled after the last day to do so without charge" if place.is_late else ""


def _of(file: EventFile, place: Place) -> Charge | None:
    said, school = why(file, place), place.booking.school
    if not said or school is None:
        return None
    amount = file.price_of(place)
    if not amount:
        return None
    return Charge(
        booking=place.booking,
        school=school,
        title=file.plan.title,
        day=file.plan.day,
        amount=amount,
        why=said,
    )
