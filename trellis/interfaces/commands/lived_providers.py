"""Severnshire's register of providers, played through the same actions as the pages take."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trellis.accounts.models import User
from trellis.interfaces.commands.lived_providers_words import PROVIDERS, Told
from trellis.interfaces.commands.lived_year import People
from trellis.schools.models import School

if TYPE_CHECKING:
    from trellis.providers.queries.register import ProviderFile

DAY = timedelta(days=1)
SAID = {
    "references": "Two headteachers who had its help last year, by telephone: both would ask for it again.",
    "safeguarding": "Its record of checks was seen, and each person who comes to schools is on it.",
    "insurance": "The certificate was seen: public liability and professional indemnity.",
    "outcomes": "Three reports at the end of support, each with what had changed and how that was known.",
}
_BEGAN = {"lapsed": 420, "waiting": 12, "checked": 16}
_WHY = {
    "suspend": "A school told of a visit by somebody who was not on the record of checks. It is suspended while that is looked into.",
    "refuse": "No school could be named in which its work had changed anything.",
}


def play(
    *, authority: str, manager: User, schools: Sequence[School], people: People, at: datetime
) -> "dict[str, ProviderFile]":
    """Play each provider to where its story ends; `schools` are those that could provide. Returns them by name."""
    from trellis.providers.actions import register

    found: dict[str, ProviderFile] = {}
    of_phase = {
        phase: [each for each in schools if each.phase_group == phase] for phase in ("primary", "secondary")
    }
    for number, told in enumerate(PROVIDERS):
        began = at - _BEGAN.get(told.stage, 200 - 4 * number) * DAY
        school = None
        if told.kind == "school":
            rest = (*of_phase[told.phases[0]], *schools)
            school = next((each for each in rest if each.name not in found), None)
            if school is None:
                continue
        made = register.enter(
            authority=authority,
            name=told.name,
            kind=told.kind,
            school=school,
            contact=told.contact,
            offers=told.offers,
            areas=told.areas,
            phases=told.phases,
            day_rate=told.rate,
            why="It was asked for by schools.",
            by=people.head_of(school) if school is not None else manager,
            at=began,
        )
        found[made.provider.name] = _to_its_stage(made, told, manager, people.principal, began, now=at)
    return found


def _to_its_stage(
    file: "ProviderFile", told: Told, manager: User, principal: User, at: datetime, *, now: datetime
) -> "ProviderFile":
    from trellis.providers.actions import steps

    if told.stage == "waiting":
        return _seen(file, ("references", "safeguarding"), manager, now - 6 * DAY, until=_day(now, 300))
    insured = _day(now, -20 if told.stage == "uninsured" else 260)
    file = _seen(
        file, tuple(SAID), manager, at + 6 * DAY, until=_day(at, 300) if told.stage == "lapsed" else insured
    )
    said = "All four kinds of evidence were seen, and nothing is left open."
    file = steps.take(file, "check", reasons=said, by=manager, at=at + 9 * DAY)
    if told.stage == "checked":
        return file
    if told.stage == "refused":
        return steps.take(file, "refuse", reasons=_WHY["refuse"], by=principal, at=at + 14 * DAY)
    name = "approve_conditions" if told.conditions else "approve"
    until = {"lapsed": _day(now, -40), "soon": _day(now, 35)}.get(told.stage, _day(now, 280))
    file = steps.take(
        file,
        name,
        reasons="Schools have been helped by it, and its evidence is whole.",
        until=until,
        conditions=told.conditions,
        by=principal,
        at=at + 14 * DAY,
    )
    if told.stage == "suspended":
        return steps.take(file, "suspend", reasons=_WHY["suspend"], by=principal, at=now - 12 * DAY)
    return file


def _seen(
    file: "ProviderFile", kinds: tuple[str, ...], manager: User, at: datetime, *, until: date
) -> "ProviderFile":
    from trellis.providers.actions import steps

    for kind in kinds:
        file = steps.see(
            file,
            kind=kind,
            words=SAID[kind],
            seen_on=timezone.localdate(at),
            until=until if kind == "insurance" else None,
            by=manager,
            at=at,
        )
    return file


def _day(moment: datetime, days: int) -> date:
    return timezone.localdate(moment) + days * DAY
