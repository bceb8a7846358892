"""Where the schools of an authority stand: what lists and what is due rest on, kept between pages.

Every row of casework and of the calendars is append-only, so where none has been added since, what was read still stands.
What else it rests on is compared each time: the rules of the pack, and the register's row of each school. The changed name of
somebody to whom a thing was given is shown within ten minutes, which is as long as anything is kept.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection

from trellis.activity.newest import newest_of
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import Calendar, NoTermSetUp, Term
from trellis.casework.models import Evaluation, LevelReview, Proposal
from trellis.casework.queries import in_brief
from trellis.casework.queries.asking import Ask
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.days import end_of
from trellis.casework.queries.levels import LevelCase
from trellis.casework.rules import Rules
from trellis.schools.models import School

Key = TypeVar("Key", bound=Hashable)

KEPT_SECONDS = 600.0
MOST_KEPT = 8  # authorities and days
MOST_FEW_KEPT = 200  # the schools of one adviser or headteacher, who ask for the same at every page
FEW = 60  # schools that are read by themselves sooner than all of their authority


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Schools by URN: their current levels, open case and calendar. Shared between readers: nobody changes it.

    `term` is the one that the day falls in, and `looked_at` those whose level was looked at in it. `asks` is for what was
    derived of a school, which holds for as long as the rest.
    """

    levels: Mapping[int, Sequence[LevelCase]]
    cases: Mapping[int, CaseFile]
    calendars: Mapping[int, Calendar]
    term: Term | None
    looked_at: frozenset[int]
    asks: dict[int, tuple[Ask, ...]] = field(default_factory=dict, compare=False)

    def narrowed(self, urns: frozenset[int]) -> "Standing":
        if urns.issuperset(self.calendars):
            return self
        return Standing(
            levels={urn: each for urn, each in self.levels.items() if urn in urns},
            cases={urn: each for urn, each in self.cases.items() if urn in urns},
            calendars={urn: each for urn, each in self.calendars.items() if urn in urns},
            term=self.term,
            looked_at=self.looked_at & urns,
            asks=self.asks,
        )


@dataclass(frozen=True, kw_only=True)
class _Kept:
    standing: Standing
    newest: tuple[Any, ...]
    rules: Rules
    rows: Mapping[int, tuple[Any, ...]]
    at: float


_held: OrderedDict[tuple[str, date], _Kept] = OrderedDict()
_few: OrderedDict[tuple[str, date, frozenset[int]], _Kept] = OrderedDict()
_lock = threading.Lock()


def of(schools: Sequence[School], *, authority: str, rules: Rules, today: date) -> Standing:
    """Return where these schools of an authority stood at the end of a day. This will make one query where it is kept."""
    urns = frozenset(each.pk for each in schools)
    if connection.in_atomic_block:  # what this transaction has written is nobody else's yet
        return _read(schools, authority=authority, today=today)
    rows = {each.pk: row_of(each) for each in schools}
    newest = newest_row()
    kept = _held.get((authority, today))
    if kept is not None and _stands(kept, newest=newest, rules=rules, rows=rows):
        return kept.standing.narrowed(urns)
    if len(urns) <= FEW:
        return _of_few(schools, authority=authority, rules=rules, today=today, newest=newest, rows=rows)
    every = list(School.objects.filter(authority_id=authority, relationship="maintained", is_open=True))
    standing = _read(every, authority=authority, today=today)
    if newest is not None:
        _keep(
            _held,
            (authority, today),
            _Kept(
                standing=standing,
                newest=newest,
                rules=rules,
                rows={each.pk: row_of(each) for each in every},
                at=time.monotonic(),
            ),
            most=MOST_KEPT,
        )
    return standing.narrowed(urns)


def _of_few(
    schools: Sequence[School],
    *,
    authority: str,
    rules: Rules,
    today: date,
    newest: tuple[Any, ...] | None,
    rows: Mapping[int, tuple[Any, ...]],
) -> Standing:
    """The same of a few schools, by themselves."""
    key = (authority, today, frozenset(rows))
    kept = _few.get(key)
    if kept is not None and _stands(kept, newest=newest, rules=rules, rows=rows):
        return kept.standing
    standing = _read(schools, authority=authority, today=today)
    if newest is not None:
        fresh = _Kept(standing=standing, newest=newest, rules=rules, rows=rows, at=time.monotonic())
        _keep(_few, key, fresh, most=MOST_FEW_KEPT)
    return standing


def _read(schools: Sequence[School], *, authority: str, today: date) -> Standing:
    urns = frozenset(each.pk for each in schools)
    rows = School.objects.filter(pk__in=urns)
    levels = in_brief.current_levels(rows, on=today)
    cases = in_brief.open_cases(rows, current=levels, today=today)
    own, of_school = calendars.of_both(schools, authority=authority, on=today, known_on=today)
    term = _term(own, today)
    return Standing(
        levels=levels,
        cases={each.case.school_id: each for each in cases},
        calendars=of_school,
        term=term,
        looked_at=_looked_at(urns, term=term, today=today) if term is not None else frozenset(),
    )


def _looked_at(urns: frozenset[int], *, term: Term, today: date) -> frozenset[int]:
    """The schools whose level was looked at in a term: reviewed, proposed anew, or evaluated in their case."""
    known = {"at__lt": end_of(today)}
    in_term = {**known, "at__gte": end_of(term.starts - timedelta(days=1))}
    reviewed = LevelReview.objects.filter(school__in=urns, term=term.name, **known)
    proposed = Proposal.objects.filter(school__in=urns, **in_term)
    evaluated = Evaluation.objects.filter(case__school__in=urns, **in_term)
    return frozenset(
        [
            *reviewed.values_list("school_id", flat=True),
            *proposed.values_list("school_id", flat=True),
            *evaluated.values_list("case__school_id", flat=True),
        ]
    )


def _term(calendar: Calendar, today: date) -> Term | None:
    try:
        return calendar.term_of(today)
    except NoTermSetUp:
        return None


def _stands(
    kept: _Kept, *, newest: tuple[Any, ...] | None, rules: Rules, rows: Mapping[int, tuple[Any, ...]]
) -> bool:
    return (
        newest == kept.newest
        and time.monotonic() - kept.at < KEPT_SECONDS
        and rules == kept.rules
        and all(kept.rows.get(urn) == row for urn, row in rows.items())
    )


def _keep(held: OrderedDict[Key, _Kept], key: Key, kept: _Kept, *, most: int) -> None:
    with _lock:
        held[key] = kept
        held.move_to_end(key)
        while len(held) > most:
            held.popitem(last=False)


def row_of(school: School) -> tuple[Any, ...]:
    return tuple(getattr(school, field.attname) for field in School._meta.concrete_fields)


def newest_row() -> tuple[Any, ...] | None:
    """The newest row of each table of casework and of the calendars; None while somebody is adding one."""
    return newest_of(_tables())


@cache
def _tables() -> tuple[str, ...]:
    return tuple(
        model._meta.db_table
        for name in ("casework", "calendars")
        for model in apps.get_app_config(name).get_models()
    )
