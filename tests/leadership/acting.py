"""System leaders, inductions, networks and enquiries, for the tests."""

from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from tests.casework import acting as casework
from tests.events import acting as events
from trellis.accounts.models import User
from trellis.calendars.queries import academic_year
from trellis.events.queries.events import EventFile
from trellis.leaders.models import Capacity, Designation, Leader, Release
from trellis.leadership.actions import academy, inductions, networks
from trellis.leadership.actions.academy import Words
from trellis.leadership.queries.academy import EnquiryFile
from trellis.leadership.queries.inductions import InductionFile
from trellis.leadership.queries.networks import NetworkFile
from trellis.schools.models import School

AT = builders.AT
TODAY = builders.AS_OF
A_DAY = timedelta(days=1)
STARTED = date(2026, 9, 1)
NAME = "Nora Quill"


def school(urn: int = builders.BEECH) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def head(urn: int = builders.BEECH) -> User:
    return casework.head(urn)


def principal() -> User:
    return builders.person("pa")


def leader(
    name: str,
    *,
    kind: str = "lle",
    urn: int = builders.OAK,
    days: int = 9,
    released: bool = True,
    phases: tuple[str, ...] = ("primary",),
    user: User | None = None,
    at: datetime = AT,
) -> Leader:
    """A system leader who is designated, has days and is released for them."""
    by, year = principal(), academic_year(TODAY)
    made = Leader.objects.create(
        authority_id="801", name=name, school=school(urn), user=user, by=by, at=at - A_DAY
    )
    Designation.objects.create(
        leader=made,
        kind=kind,
        body="The National College",
        from_date=STARTED,
        phases=list(phases),
        by=by,
        at=at - A_DAY,
    )
    Capacity.objects.create(leader=made, year=year, days=days, by=by, at=at - A_DAY)
    if released:
        Release.objects.create(leader=made, year=year, days=days, agrees=True, by=by, at=at - A_DAY)
    return made


def notified(
    urn: int = builders.BEECH,
    *,
    name: str = NAME,
    user: User | None = None,
    at: datetime = AT,
    by: User | None = None,
) -> InductionFile:
    return inductions.notify(
        school=school(urn),
        name=name,
        user=user,
        started_on=STARTED,
        why="The governors wrote.",
        by=by or principal(),
        at=at,
    )


def typed(kind: str = "later", **more: Any) -> InductionFile:
    return inductions.set_type(
        notified(**more), kind=kind, reasons="It is in the letter.", by=principal(), at=AT
    )


def take(file: InductionFile, name: str, by: User | None = None, *, at: datetime = AT) -> InductionFile:
    return inductions.take(file, name, reasons="As was agreed.", by=by or principal(), at=at)


def inducted(kind: str = "later", **more: Any) -> InductionFile:
    return take(typed(kind, **more), "without_day")


def analysed(kind: str = "later", *, eligible: bool | None = None, **more: Any) -> InductionFile:
    file = inducted(kind, **more)
    if eligible is not None:
        inductions.record_eligibility(file, eligible=eligible, words="By letter.", by=principal(), at=AT)
        file = again(file)
    return answered(file, by=file.induction.user or principal())


def answered(file: InductionFile, by: User, **needs: str) -> InductionFile:
    needs = needs or {"governors": "How to work with a new chair.", "means": "Reading a budget."}
    return inductions.analyse(file, strengths="Reading, and people.", needs=needs, by=by, at=AT)


def matched(file: InductionFile, to: Leader, *, at: datetime = AT) -> InductionFile:
    return inductions.match(file, leader=to.pk, why="They know small schools.", by=principal(), at=at)


def again(file: InductionFile, *, at: datetime = AT) -> InductionFile:
    return inductions.read(file.induction, at=at)


def came(kind: str, name: str = NAME, *, title: str = "A morning", days: int = 14) -> EventFile:
    """An event some days after AT to which the headteacher came."""
    day = TODAY + days * A_DAY
    file = events.planned(kind=kind, title=title, day=day, cancel_by=day, places=20)
    file = events.booked(file, name, by=principal())
    return events.attended(file, at=AT + (days + 1) * A_DAY)


def network(
    name: str = "Rivers", *, lead: int = builders.BEECH, began_on: date = STARTED, at: datetime = AT
) -> NetworkFile:
    return networks.enter(
        authority="801",
        name=name,
        purpose="Small schools that share a curriculum.",
        lead=school(lead),
        began_on=began_on,
        by=principal(),
        at=at,
    )


def joined(file: NetworkFile, urn: int = builders.OAK, *, on: date = TODAY, at: datetime = AT) -> NetworkFile:
    return networks.join(file, school=school(urn), from_date=on, by=principal(), at=at)


def logged(file: NetworkFile, *, on: date = TODAY, at: datetime = AT) -> NetworkFile:
    return networks.log(file, on=on, what="A morning of maths lessons.", by=principal(), at=at)


def words(**more: Any) -> Words:
    given: dict[str, Any] = {
        "title": "Talk in mathematics",
        "question": "Do pupils reason better where they talk first?",
        "method": "Two classes over a term, with books compared by teachers of another school.",
        "found": "Pupils who talked first wrote longer reasons, and those who spoke least gained most.",
        "applies": "Years 3 to 6",
        "areas": ("mathematics", "oracy"),
    }
    return Words(**{**given, **more})


def enquiry(
    urn: int | None = builders.BEECH, *, by: User | None = None, at: datetime = AT, **more: Any
) -> EnquiryFile:
    return academy.post(
        authority="801",
        school=school(urn) if urn is not None else None,
        words=words(**more),
        by=by or (head(urn) if urn is not None else principal()),
        at=at,
    )


def one_of_each() -> dict[str, object]:
    """One of each thing that an address here can name, all of Beech Lane."""
    day = TODAY + 2 * A_DAY
    course = events.booked(events.planned(day=day, cancel_by=day), "Ann")
    course = events.attended(course, at=AT + 3 * A_DAY)
    file = analysed("first")
    steward = academy.seat(
        authority="801",
        name="Ruth Amber",
        post="Headteacher, Beech Lane",
        stands_for="primary",
        is_head=True,
        is_chair=True,
        from_date=STARTED,
        by=principal(),
        at=AT,
    )
    rivers = network()
    return {
        "event": course.event.pk,
        "booking": course.bookings[0].booking.pk,
        "induction": file.induction.pk,
        "need": file.items[0].row.pk,
        "move": "begin",
        "steward": steward.pk,
        "enquiry": enquiry(by=principal()).enquiry.pk,
        "network": rivers.network.pk,
        "member": rivers.memberships[0].row.pk,
    }
