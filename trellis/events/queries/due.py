"""What the programme asks for, derived from what has happened: who came, and what they made of it. Nothing here is stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.events.models import Event
from trellis.events.queries import events
from trellis.events.queries.events import EventFile
from trellis.events.workflows.booking import KEEPER
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School

RECORD_DAYS = 7
EVALUATE_DAYS = 14
_BACK = timedelta(days=120)
"""For how long after it an event still asks anything of those who came."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due of an event. `school` is empty for what is due of the authority itself."""

    authority: str
    school: School | None
    what: str
    by: date
    page: str
    args: tuple[int, ...]
    event: int
    permission: Permission
    who: str
    people_named: tuple[tuple[int, str], ...] = ()

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose it is, by account: of the person for whom a place was booked, else of those whose post lets them."""
        if self.people_named:
            return dict(self.people_named)
        may = holders.who_may(self.permission, school=self.school)
        if self.school is None:
            return may
        at_school = {each.user_id for each in holders.every if each.post.role.at_school}
        return {pk: name for pk, name in may.items() if pk in at_school}

    @property
    def key(self) -> tuple[str, tuple[int, ...]]:
        return self.page, self.args


def of(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What waits for the user, the earliest day first."""
    found = [
        each
        for file, place in events.mine(user, held, today=today, since=today - _BACK)
        if place.state == "attended" and place.evaluation is None
        for each in _evaluate(file, place, today=today)
    ]
    for code in sorted(held.authorities(Permission.EVENT_KEEP)):
        found += [each for file in _held_lately(code, today=today) for each in _record(file)]
    return tuple(sorted(found, key=_first))


def of_others(held: Access, today: date, *, authority: str, mine: tuple[Due, ...]) -> tuple[Due, ...]:
    """What waits for others of the schools that somebody reaches, for whoever keeps the programme of an authority."""
    if not events.keeps(held, authority):
        return ()
    told = {each.key for each in mine}
    every = [
        each
        for file in _held_lately(authority, today=today)
        for place in file.attended
        if place.evaluation is None
        for each in _evaluate(file, place, today=today)
        if each.school is None or schools.reaches(held, Permission.EVENT_KEEP, school=each.school)
    ]
    return tuple(sorted((each for each in every if each.key not in told), key=_first))


def _held_lately(authority: str, *, today: date) -> list[EventFile]:
    rows = Event.objects.filter(authority=authority, plans__day__gte=today - _BACK, plans__day__lte=today)
    found = events.files(Event.objects.filter(pk__in=rows.values("pk")), today=today)
    return [each for each in found if today - _BACK <= each.plan.day <= today and not each.plan.is_off]


def _record(file: EventFile) -> list[Due]:
    open_ones = [each for each in file.placed if each.state == "placed"]
    if not open_ones or file.plan.day > file.today:
        return []
    return [
        Due(
            authority=file.event.authority_id,
            school=None,
            what=f"Record who came: {file.plan.title}",
            by=file.plan.day + timedelta(days=RECORD_DAYS),
            page="event_people",
            args=(file.event.pk,),
            event=file.event.pk,
            permission=Permission.EVENT_KEEP,
            who=KEEPER,
        )
    ]


def _evaluate(file: EventFile, place: events.Place, *, today: date) -> list[Due]:
    if file.plan.day < today - _BACK:
        return []
    booking = place.booking
    return [
        Due(
            authority=file.event.authority_id,
            school=booking.school,
            what=f"Say what {booking.name} made of it: {file.plan.title}",
            by=file.plan.day + timedelta(days=EVALUATE_DAYS),
            page="evaluate_event",
            args=(booking.pk,),
            event=file.event.pk,
            permission=Permission.EVENT_BOOK,
            who=booking.name,
            people_named=((booking.person.pk, booking.person.name),) if booking.person is not None else (),
        )
    ]


def _first(each: Due) -> tuple[date, str, int]:
    return each.by, each.what, each.event
