"""Severnshire's support from school to school over three years, played through the same actions as the pages take.

What came of it is planted by whom is helped: the schools of one provider are those that went on better than schools like
them, those of another went on as others did, and a third has helped too few to say. Nothing else is made up about them.
"""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from trellis.accounts.models import User
from trellis.interfaces.commands import lived_found
from trellis.interfaces.commands.lived_support_words import ATTENDANCE, NEEDS, Asked
from trellis.interfaces.commands.lived_year import People
from trellis.schools.models import School

if TYPE_CHECKING:
    from trellis.analysis.store.warehouse import Warehouse
    from trellis.brokering.queries.supports import SupportFile
    from trellis.leaders.models import Leader
    from trellis.providers.models import Provider

DAY = timedelta(days=1)
WAVES = (1130, 765)
"""How many days ago the two rounds of help with attendance began: early in a school year, so that a year was whole before."""
HELPS, DOES_NOT, TOO_FEW = (
    "Brightwater Attendance Hub",
    "Clearpath School Consulting",
    "Harbour Learning Trust",
)
OF_EACH = 9
FEW = 3
STAGES = (
    *("need",) * 4,
    *("matched",) * 3,
    *("checked",) * 2,
    *("offered",) * 4,
    *("accepted",) * 3,
    *("agreed",) * 2,
    *("active",) * 6,
    *("midpoint",) * 3,
    *("completed",) * 3,
    *("evaluated",) * 2,
    *("withdrawn",) * 2,
    *("ended",) * 2,
    "declined",
    "passed_over",
    "passed_over",
)
_OLDER = frozenset({"active", "midpoint", "completed", "evaluated", "ended", "withdrawn"})
_COMMISSIONED = frozenset({"offered", "accepted", "active", "midpoint", "completed", "evaluated"})
_ORDER = (
    "need",
    "matched",
    "checked",
    "offered",
    "accepted",
    "agreed",
    "active",
    "midpoint",
    "completed",
    "evaluated",
    "closed",
)


@dataclass(frozen=True, kw_only=True)
class _Playing:
    """Who acts, and the day on which it is told."""

    authority: str
    people: People
    traded: User
    at: datetime


@dataclass(frozen=True, kw_only=True)
class _Sides:
    """Who answers for those who help, for the school that is helped, and who closes it."""

    giver: User
    head: User
    keeper: User


def play(
    *, authority: str, at_home: set[int], people: People, traded: User, held: "Warehouse", at: datetime
) -> int:
    """Play sixty supports at every stage. `at_home` are the schools whose headteacher can sign in. Returns how many."""
    playing = _Playing(authority=authority, people=people, traded=traded, at=at)
    led = User.objects.filter(posts__role="headteacher", posts__authority_code=authority).values("posts__urn")
    schools = [
        each
        for each in School.objects.filter(authority_id=authority, is_open=True, pk__in=led).order_by("urn")
        if each.pk not in at_home
    ]
    told = _planted(playing, schools, held)
    told += _stages(playing, schools)
    for home in School.objects.filter(authority_id=authority, pk__in=at_home).order_by("pk")[:1]:
        lived_found.play(home, people=people, at=at)
    return told


def _planted(playing: _Playing, schools: list[School], held: "Warehouse") -> int:
    """Help with attendance by three providers, to schools chosen by how they went on."""
    found = sorted(_differences(schools, held, playing.at), key=lambda each: (each[0], each[1].urn))
    best = _of_schools(found, besides=frozenset())[:OF_EACH]
    taken = frozenset(each[1].pk for each in best)
    same = _of_schools(sorted(found, key=lambda each: abs(each[0])), besides=taken)[:OF_EACH]
    taken |= {each[1].pk for each in same}
    few = _of_schools(found, besides=taken)[:FEW]
    told = 0
    for name, kind, theirs in ((HELPS, "hub", best), (DOES_NOT, "company", same), (TOO_FEW, "trust", few)):
        provider = _approved(playing, name, kind)
        for place, (_, school, ago) in enumerate(theirs):
            began = playing.at - (ago - place) * DAY
            _through(
                playing, school, ATTENDANCE, provider, began, until="closed", helped=(4, 5, 3)[place % 3]
            )
            told += 1
    return told


def _of_schools(
    found: list[tuple[float, School, int]], *, besides: frozenset[int]
) -> list[tuple[float, School, int]]:
    """The first of each school, but for some."""
    told: dict[int, tuple[float, School, int]] = {}
    for each in found:
        if each[1].pk not in besides:
            told.setdefault(each[1].pk, each)
    return list(told.values())


def _differences(
    schools: list[School], held: "Warehouse", at: datetime
) -> Iterator[tuple[float, School, int]]:
    """How each school's persistent absence changed beside schools like it, in each round."""
    from trellis.calendars.queries import academic_year

    like = {each.pk: [other.urn for other in held.similar(each.urn)][:20] for each in schools}
    urns = sorted({*like, *(other for others in like.values() for other in others)})
    values = held.values_by_year(urns, indicators=[ATTENDANCE.indicator])
    for school in schools:
        for ago in WAVES:
            year = academic_year(timezone.localdate(at - ago * DAY))
            before, after = (values.get((ATTENDANCE.indicator, each), {}) for each in (year, year + 1))
            if school.pk not in before or school.pk not in after:
                continue
            moves = [
                after[each] - before[each] for each in like[school.pk] if each in before and each in after
            ]
            if len(moves) >= 5:
                own = after[school.pk] - before[school.pk]
                yield own - statistics.median(moves), school, ago


def _approved(playing: _Playing, name: str, kind: str) -> "Provider":
    """A provider that was approved before the first round, and looked at again since."""
    from trellis.providers.actions import register, steps
    from trellis.providers.models import Seen

    at = playing.at - (WAVES[0] + 40) * DAY
    file = register.enter(
        authority=playing.authority,
        name=name,
        kind=kind,
        contact="The leader of the programme",
        offers="Work beside leaders on attendance: registers, first-day calls, weekly talks and plans for pupils.",
        areas=("attendance", "belonging"),
        phases=("primary", "secondary"),
        day_rate=480,
        why="Known to schools of the county.",
        by=playing.traded,
        at=at,
    )
    for ago in (0, WAVES[0] + 40 - 300):
        then = at + ago * DAY
        if ago:
            file = steps.take(file, "review", reasons="Two years have passed.", by=playing.traded, at=then)
        for seen in Seen.values:
            file = steps.see(
                file,
                kind=seen,
                words="Seen in the original, and in order.",
                seen_on=timezone.localdate(then),
                until=timezone.localdate(then) + 1090 * DAY if seen == Seen.INSURANCE else None,
                by=playing.traded,
                at=then + DAY,
            )
        file = steps.take(file, "check", reasons="All four were seen.", by=playing.traded, at=then + 2 * DAY)
        file = steps.take(
            file,
            "approve",
            reasons="The evidence is sound.",
            until=timezone.localdate(then) + 1000 * DAY,
            by=playing.people.principal,
            at=then + 3 * DAY,
        )
    return file.provider


def _stages(playing: _Playing, schools: list[School]) -> int:
    """One support for each stage, by the providers and leaders that are known today."""
    from trellis.providers.queries import register

    every = register.current(playing.authority, today=timezone.localdate(playing.at))
    sound = [each for each in every if each.quality.is_current and not each.quality.conditions]
    lapsed = [each for each in every if not each.quality.is_current]
    of_school = {each.provider.school_id: each.provider for each in sound if each.provider.school_id}
    able = _able(playing, of_school)
    asking = iter(schools[1::2] + schools[::2])
    for place, stage in enumerate(STAGES):
        school = next(asking)
        lead = able[place % len(able)] if able and place % 3 == 0 else None
        told = NEEDS[place % len(NEEDS)]
        ago = 24 + 3 * (place % 7) if stage in _OLDER else 4 + 2 * (place % 7)
        began = playing.at - ago * DAY
        pool = (lapsed or sound) if stage == "passed_over" else sound
        fit = [each for each in pool if set(each.offer.areas) & set(told.areas)] or pool
        others = [each.provider for each in fit if each.provider.school_id != school.pk] or [
            each.provider for each in pool if each.provider.school_id != school.pk
        ]
        if stage == "passed_over":
            _through(
                playing,
                school,
                told,
                others[place % len(others)],
                began,
                until="offered",
                over="Nobody else teaches this near by; its papers are with us and are looked at this month.",
            )
        else:
            route = "school" if stage in _COMMISSIONED and place % 2 else "authority"
            by = others[place % len(others)]
            if lead is not None and lead.school_id not in (None, school.pk):
                by = of_school[lead.school_id]
                able.remove(lead)
            else:
                lead = None
            _through(playing, school, told, by, began, until=stage, route=route, lead=lead)
    return len(STAGES)


def _able(playing: _Playing, of_school: "dict[int, Provider]") -> "list[Leader]":
    """The leaders of approved schools who are released, have days and accept what holds for both routes."""
    from trellis.brokering.queries import checking
    from trellis.calendars.queries import academic_year
    from trellis.leaders.queries import leaders

    today = timezone.localdate(playing.at)
    if academic_year(today - 42 * DAY) != academic_year(today + DAY):
        return []  # what is played reaches over two school years, and days were said of one
    routes = {
        route: checking.protocol_of(playing.authority, route=route, today=today)
        for route in ("school", "authority")
    }
    return [
        each.leader
        for each in leaders.current(playing.authority, today=today)
        if each.leader.school_id in of_school
        and each.released
        and each.days >= 4
        and all(held is not None and each.accepts(held.number, route=route) for route, held in routes.items())
    ]


def _through(
    playing: _Playing,
    school: School,
    told: Asked,
    provider: "Provider",
    began: datetime,
    *,
    until: str,
    helped: int = 4,
    over: str = "",
    route: str = "authority",
    lead: "Leader | None" = None,
) -> None:
    """Take a support from its need to a stage, each step some days after the one before, and none after today."""
    from trellis.brokering.actions import giving, matches, needs, steps
    from trellis.brokering.actions.matches import Agreed, Chosen, PassedOver
    from trellis.brokering.actions.needs import Wanted

    people, leader = playing.people, playing.people.leader
    head = people.head_of(school)
    keeper = leader if route == "authority" else head
    giver = people.head_of(provider.school) if provider.school is not None else keeper
    file = needs.ask(
        school=school,
        route=route,
        wanted=Wanted(areas=told.areas, what=told.what, hoped=told.hoped, indicator=told.indicator),
        by=head,
        at=began,
    )
    target = {"withdrawn": "need", "declined": "offered", "ended": "active"}.get(until, until)
    reaches = _ORDER.index(target)

    def due(stage: str) -> bool:
        return reaches >= _ORDER.index(stage)

    if until == "withdrawn":
        steps.take(
            file, "withdraw", reasons="We found somebody at a meeting of heads.", by=head, at=began + 6 * DAY
        )
    if not due("matched"):
        return
    chosen = Chosen(
        provider=provider,
        leader=lead,
        because=("Chosen from a talk with the headteacher, before there was a ranking.",),
    )
    first = timezone.localdate(began) + 5 * DAY
    length = 150 if until == "closed" else 90 if due("agreed") and until != "ended" else 120
    if until == "midpoint":
        length = 24
    agreed = Agreed(
        what=told.what,
        days=Decimal(len(told.done)) + Decimal("0.5"),
        cost=Decimal(480) * len(told.done),
        funding="dedelegated" if until == "checked" else "school",
        begins=first,
        ends=first + length * DAY,
    )
    why = "They have helped schools of this size before."
    if route == "school":
        file = matches.commission(
            file, chosen=chosen, agreed=agreed, reasons=why, by=head, at=began + 3 * DAY
        )
    else:
        file = matches.match(file, chosen=chosen, reasons=why, by=leader, at=began + 2 * DAY)
        if until != "matched" or school.pk % 2:
            file = matches.agree_terms(file, agreed=agreed, by=leader, at=began + 2 * DAY)
        if not due("checked"):
            return
        file = matches.check(
            file, passed_over=PassedOver(reasons={"quality": over}), by=leader, at=began + 3 * DAY
        )
        if not due("offered"):
            return
        said = "Could you begin soon? The school is ready."
        file = steps.take(file, "offer", reasons=said, by=leader, at=began + 3 * DAY)
    if until == "declined":
        steps.take(
            file, "decline", reasons="Our people are promised until Easter.", by=giver, at=began + 4 * DAY
        )
    if not due("accepted"):
        return
    file = steps.take(file, "accept", reasons="Gladly. We can begin as agreed.", by=giver, at=began + 4 * DAY)
    if not due("agreed"):
        return
    signed = began + 4 * DAY + timedelta(hours=2)
    file = giving.sign(file, side="receiving", by=head, at=signed)
    file = giving.sign(
        file,
        side="giving",
        said="" if provider.school is not None else "Their director, by letter.",
        by=giver,
        at=signed,
    )
    if route == "authority":
        file = giving.sign(file, side="authority", by=leader, at=signed)
    if due("active"):
        _given(
            file,
            told,
            _Sides(giver=giver, head=head, keeper=keeper),
            first,
            now=playing.at,
            until=until,
            due=reaches,
            helped=helped,
        )


def _given(
    file: "SupportFile",
    told: Asked,
    sides: _Sides,
    first: date,
    *,
    now: datetime,
    until: str,
    due: int,
    helped: int,
) -> None:
    from trellis.brokering.actions import giving, steps

    apart = 40 if until == "closed" else 4
    today = timezone.localdate(now)
    on = first
    for what in told.done:
        if on > today:
            break
        at = min(now - (today - on), now)
        file = giving.log(file, on=on, days=Decimal(1), what=what, who=file.giver_name, by=sides.giver, at=at)
        on += apart * DAY
    at = min(now - (today - on), now)
    if until == "ended":
        said = "The teacher who gave it has left, and the school has what it needs."
        steps.take(file, "end", reasons=said, by=sides.keeper, at=at)
        return
    if due >= _ORDER.index("midpoint"):
        said = "Half is done, and the rest stands as agreed."
        file = steps.take(file, "look_back", reasons=said, by=sides.head, at=at)
    if due >= _ORDER.index("completed"):
        file = steps.take(file, "complete", reasons="All days were given.", by=sides.head, at=at)
    if due < _ORDER.index("evaluated"):
        return
    for side, by, how in (("receiving", sides.head, helped), ("giving", sides.giver, 4)):
        file = giving.evaluate(
            file, side=side, helped=how, difference=told.came, learned="", again=how > 2, by=by, at=at
        )
    if until == "closed":
        said = "Both sides have said what came of it."
        steps.take(file, "close", reasons=said, by=sides.keeper, at=at)
