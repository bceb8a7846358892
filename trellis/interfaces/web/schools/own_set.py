"""A set of one's own choosing beside the system's, as a page. Pure functions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trellis.analysis.judging import wording
from trellis.analysis.store.records import School as Registered
from trellis.analysis.store.records import Standing
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools.panels import number
from trellis.schools.models import PHASES, ChosenSet

if TYPE_CHECKING:
    from trellis.analysis.indicator import Indicator
    from trellis.analysis.measuring.similar import Comparison

NEVER = (
    "A set chosen here stands beside the system’s. It never changes the suggested level by itself: criteria that ask"
    " for similar schools go on using the system’s set, until people agree otherwise."
)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One school that is in the set, or could be."""

    urn: int
    name: str
    about: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Against:
    """One figure of the school against both sets."""

    name: str
    value: str
    year: str
    system_median: str
    system_place: str
    chosen_median: str
    chosen_place: str
    held: str


@dataclass(frozen=True, kw_only=True)
class KeptSet:
    """One set that somebody chose, or took back."""

    id: int
    heading: str
    said: str
    reason: str
    holds: bool
    urns: tuple[int, ...]


def members(held: Sequence[Registered], *, phase: str) -> tuple[Member, ...]:
    """Return schools by name, and say of each that is of another phase, or closed, that it is."""
    return tuple(
        Member(
            urn=each.urn,
            name=each.name,
            about=f"{each.la_name}, URN {each.urn}" + (f", {each.roll:,} pupils" if each.roll else ""),
            note="closed"
            if not each.open
            else f"another phase: {PHASES.get(each.phase_group, each.phase_group).lower()}"
            if each.phase_group != phase
            else "",
        )
        for each in sorted(held, key=lambda each: (each.name, each.urn))
    )


def against(
    standings: Sequence[Standing], indicators: Sequence[str], compared: "Comparison"
) -> tuple[Against, ...]:
    """Return every figure of the school, with the middle of both sets and its place in each."""
    declared = wording.indicators()
    by_id = {held.indicator: held for held in standings}
    rows = []
    for i, name in enumerate(indicators):
        held, told = by_id[name], declared[name]
        if held.value is None:
            continue
        rows.append(
            Against(
                name=told.name,
                value=number(held.value, told),
                year=words.year(held.year) if held.year else "",
                system_median=number(held.similar_median, told) if held.similar_median is not None else "",
                system_place=_place(held.similar_percentile),
                chosen_median=_number(compared.median[i], told),
                chosen_place=_place(_finite(compared.percentile[i])),
                held=str(int(compared.held[i])),
            )
        )
    return tuple(rows)


def compared(standings: Sequence[Standing]) -> tuple[str, ...]:
    """Return the indicators that can be set against a set: those of which the school has a published value."""
    declared = wording.indicators()
    return tuple(
        held.indicator
        for held in standings
        if held.value is not None and held.indicator in declared and declared[held.indicator].unit != "yes_no"
    )


def kept(sets: Sequence[ChosenSet], *, names: Mapping[str, str]) -> tuple[KeptSet, ...]:
    """Return every set that was chosen, newest first. `names` says which side's each is."""
    seen: set[str] = set()
    found = []
    for each in sets:
        holds = each.side not in seen and bool(each.urns)
        seen.add(each.side)
        whose = names.get(each.side, each.side)
        what = f"Chosen by {whose}: {words.count(len(each.urns), 'school')}"
        found.append(
            KeptSet(
                id=each.pk,
                heading=what if each.urns else f"Taken back by {whose}",
                said=f"{each.by.name}, {words.moment(each.at)}",
                reason=each.reason,
                holds=holds,
                urns=tuple(each.urns),
            )
        )
    return tuple(found)


def read_urns(parts: Sequence[str], *, most: int = 300) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the URNs in what somebody typed or pasted, each once, and what is none."""
    good: dict[int, None] = {}
    bad = []
    for word in " ".join(parts).replace(",", " ").replace(";", " ").split()[:most]:
        if word.isascii() and word.isdecimal() and len(word) < 10:
            good[int(word)] = None
        else:
            bad.append(word[:20])
    return tuple(good), tuple(bad)


def _place(share: float | None) -> str:
    return "" if share is None else f"{share:.0f}%"


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _number(value: float, told: "Indicator") -> str:
    held = _finite(value)
    return number(held, told) if held is not None else "no value"
