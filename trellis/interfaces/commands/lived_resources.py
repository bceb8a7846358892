"""Severnshire's services: its catalogue, the days of two years, orders at every stage, a plan and a bulletin, by the actions of the pages."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trellis.accounts.models import User
from trellis.interfaces.commands.lived_resources_words import SAID, SERVICES, VALUE
from trellis.interfaces.commands.lived_year import People
from trellis.schools.models import School

if TYPE_CHECKING:
    from trellis.resources.queries.catalogue import ServiceFile

DAY = timedelta(days=1)
MOST_OF_A_SORT = 6
READING, A_DAY_MORE, CASEWORK = (
    "Reading across the primary school",
    "School improvement adviser day",
    "Human resources casework",
)
# How far each order comes, by the service and the place of its school among those that order
_STAGES: tuple[tuple[str, int, str], ...] = (
    *((READING, place, "charged" if place < 3 else "evaluated") for place in range(5)),
    ("Teaching and learning review", 5, "delivered"),
    (CASEWORK, 0, "charged"),
    (CASEWORK, 6, "confirmed"),
    (A_DAY_MORE, 1, "confirmed"),
    ("Review of governance", 2, "ordered"),
    ("Early years quality review", 8, "charged"),
    ("Minority ethnic achievement support", 9, "charged"),
    ("Budget recovery planning", 3, "declined"),
    ("Mathematics in the primary school", 4, "cancelled"),
)
_WAYS = {
    "ordered": (),
    "confirmed": ("confirm",),
    "delivered": ("confirm", "deliver"),
    "evaluated": ("confirm", "deliver", "evaluate"),
    "charged": ("confirm", "deliver", "evaluate", "charge"),
    "declined": ("decline",),
    "cancelled": ("cancel",),
}
_REASONS = {
    "confirm": "In the half-term that you asked for, by the adviser who knows the school.",
    "deliver": "Given over three visits, with the leaders of the school.",
    "charge": "Nothing beside the price.",
    "decline": "The finance team begins with schools whose deficit is this year’s.",
    "cancel": "We will do this with our neighbours instead.",
}


def play(*, authority: str, at_home: set[int], people: People, at: datetime) -> int:
    """Play the services of two school years. `at_home` are the schools whose headteacher can sign in. Returns how many services there are."""
    from trellis.resources import years
    from trellis.resources.actions import allocations, bulletins, charges, planning

    manager = User.objects.filter(posts__role="traded_services", posts__authority_code=authority).first()
    if manager is None:
        return 0
    year = years.year_of(timezone.localdate(at))
    began = at - 300 * DAY
    files = _catalogue(authority, manager, at=began)
    planning.plan(
        authority=authority,
        year=year,
        central=4 * 130,
        de_delegated=4 * 180,
        traded=4 * 60,
        budget=420_000_00,
        note="What four advisers have for schools beside their statutory work, and what the council set for the year.",
        by=manager,
        at=at - 41 * DAY,
    )
    for which, when in ((year - 1, began), (year, at - 40 * DAY)):
        allocations.allocate_all(authority=authority, year=which, by=manager, at=when)
    schools = _schools(authority, at_home, at=at)
    for place, (name, who, stage) in enumerate(_STAGES):
        _order(
            schools[who],
            files[name],
            stage,
            manager,
            people,
            at=at - (38 - place) * DAY,
            said=SAID[place % len(SAID)],
        )
    charges.export(authority=authority, by=manager, at=at - 6 * DAY)
    _days(schools, people, at=at)
    _used_by_others(authority, people, at=at, but={each.pk for each in schools} | at_home)
    for school in School.objects.filter(pk__in=at_home, authority=authority).order_by("pk")[:1]:
        _order(school, files[CASEWORK], "delivered", manager, people, at=at - 12 * DAY, said="")
    _order(schools[7], files[A_DAY_MORE], "charged", manager, people, at=at - 4 * DAY, said=SAID[0])
    told = bulletins.send(
        authority=authority,
        title="How inspection reports are worded from this autumn",
        text="Reports now give a grade for each area and a paragraph for parents. Our briefing says what changes for you, and what does not.",
        by=manager,
        at=at - 20 * DAY,
    )
    for school in schools[:6]:
        bulletins.read(told, by=people.head_of(school), at=at - 15 * DAY)
    return len(files)


def _catalogue(authority: str, manager: User, *, at: datetime) -> "dict[str, ServiceFile]":
    from trellis.resources.actions import catalogue

    files = {}
    for told in SERVICES:
        words = catalogue.Words(
            name=told.name,
            about=told.about,
            kind=told.kind,
            funding=told.funding,
            unit=told.unit,
            price_maintained=told.price * 100,
            price_academy=(told.academy or told.price) * 100,
            provider=told.provider,
            share=told.share,
            for_academies=told.for_academies,
            phases=told.phases,
            areas=told.areas,
            eligibility=told.eligibility,
            evidence=told.evidence,
        )
        file = catalogue.add(authority=authority, words=words, by=manager, at=at)
        if told.value:
            file = catalogue.note_value(file, said=VALUE, by=manager, at=at)
        files[told.name] = file
    return files


def _schools(authority: str, at_home: set[int], *, at: datetime) -> list[School]:
    """A dozen schools with a level that have a headteacher already, and in whose name nobody signs in."""
    from trellis.resources.queries import entitlements

    led = User.objects.filter(posts__role="headteacher", posts__authority_code=authority).values("posts__urn")
    found = School.objects.filter(authority_id=authority, is_open=True, pk__in=led).exclude(pk__in=at_home)
    every = list(found.order_by("urn"))
    held = entitlements.levels_of([each.pk for each in every], on=timezone.localdate(at))
    return [each for each in every if each.pk in held][2:14]


def _order(
    school: School,
    service: "ServiceFile",
    stage: str,
    manager: User,
    people: People,
    *,
    at: datetime,
    said: str,
) -> None:
    from trellis.resources.actions import orders

    head = people.head_of(school)
    file = orders.order(
        school,
        service=service,
        quantity=1,
        wishes="Before the spring half-term, please, with our two phase leaders.",
        by=head,
        at=at,
    )
    for day, name in enumerate(_WAYS[stage], start=1):
        of_head = name in ("evaluate", "cancel")
        scores = {"quality": 4 + day % 2, "responsiveness": 4, "value": 3 + school.pk % 3}
        file = orders.take(
            file,
            name,
            reasons=said if name == "evaluate" else _REASONS[name],
            scores=scores if name == "evaluate" else None,
            by=head if of_head else manager,
            at=at + timedelta(hours=day),
        )


def _days(schools: list[School], people: People, *, at: datetime) -> None:
    """Days that were used, one that was kept, one that was cancelled, and two that are ahead."""
    from trellis.resources.actions import allocations, bookings

    today = timezone.localdate(at)
    for place, school in enumerate(schools):
        adviser = people.adviser_of(school)
        allocations.use(
            school,
            adviser=adviser,
            on=_weekday(today - (9 + place) * DAY),
            quarters=2 + place % 3,
            what="Walked the school with its leaders and looked at the plan.",
            by=adviser,
            at=at - 5 * DAY,
        )
    for school, name in zip(schools[:4], ("keep", "cancel", "", ""), strict=False):
        adviser, when = people.adviser_of(school), at - 12 * DAY
        file = bookings.book(
            school,
            adviser=adviser,
            day=_weekday(today - 3 * DAY if name == "keep" else today + 10 * DAY),
            quarters=2,
            purpose="Look at mathematics in year 5 with the subject leader.",
            by=people.head_of(school),
            at=when,
        )
        if name:
            who = adviser if name == "keep" else people.head_of(school)
            said = (
                "Two lessons seen, and next steps agreed."
                if name == "keep"
                else "The subject leader is away."
            )
            file = bookings.read(file.booking, at=at)
            bookings.take(file, name, reasons=said, by=who, at=at - DAY)


def _used_by_others(authority: str, people: People, *, at: datetime, but: set[int]) -> None:
    """Some time of the team leader at a few more schools of each level, and at academies, so that the report has what to tell."""
    from trellis.resources.actions import allocations
    from trellis.resources.queries import entitlements

    today = timezone.localdate(at)
    every = School.objects.filter(authority_id=authority, is_open=True, relationship__in=entitlements.SERVED)
    every = every.exclude(pk__in=but).order_by("urn")
    held, taken = entitlements.levels_of([each.pk for each in every], on=today), Counter[object]()
    for place, school in enumerate(every):
        sort = held.get(school.pk) if school.relationship == "maintained" else "academy"
        taken[sort] += 1
        if sort is None or taken[sort] > MOST_OF_A_SORT:
            continue
        allocations.use(
            school,
            adviser=people.leader,
            on=_weekday(today - (8 + place % 14) * DAY),
            quarters=1 + place % 2,
            what="Met the headteacher about what the year’s results ask for.",
            by=people.leader,
            at=at - 5 * DAY,
        )


def _weekday(day: date) -> date:
    """The day, or the Friday before where it is at a weekend."""
    return day - max(0, day.weekday() - 4) * DAY
