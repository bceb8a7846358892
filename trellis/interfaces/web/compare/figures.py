"""What the warehouse holds of the schools compared. The one place here that asks it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trellis.analysis.judging import wording
from trellis.analysis.store.records import Standing
from trellis.schools import data
from trellis.schools.models import School

if TYPE_CHECKING:
    from trellis.analysis.store.facts import Facts

_STATISTICS = (
    "value",
    "year",
    "low",
    "high",
    "small_cohort",
    "last_value",
    "last_year",
    "national_median",
    "authority_median",
    "similar_median",
    "comparator_year",
    "local",
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One indicator of one school in its expected year. `status` is of `wording.STATUS_WORDS`.

    An authority's own return can be of a newer year than what is published, and so than the medians, which are of
    `comparator_year`.
    """

    status: int
    value: float | None = None
    year: int | None = None
    low: float | None = None
    high: float | None = None
    last_value: float | None = None
    last_year: int | None = None
    national_median: float | None = None
    authority_median: float | None = None
    similar_median: float | None = None
    comparator_year: int | None = None
    small_cohort: bool = False
    local: bool = False


@dataclass(frozen=True, kw_only=True)
class SchoolHeld:
    """One school with its figures by indicator. `seen` is true where the user may open it."""

    urn: int
    name: str
    authority: str
    phase: str
    seen: bool
    figures: Mapping[str, Figure] = field(default_factory=dict)


def of_schools(urns: Sequence[int], *, seen: Sequence[School]) -> tuple[SchoolHeld, ...]:
    """Return the schools in the order of `urns`.

    Those seen come with their own authority's returns; of every other, what is published and nothing else.
    """
    held = data.warehouse()
    indicators = tuple(wording.indicators())
    figures: dict[int, dict[str, Figure]] = {}
    told = {school.urn: (school.name, school.authority.name, school.phase_group) for school in seen}
    if held is not None:
        for school in seen:
            figures[school.urn] = {
                each.indicator: _figure(each)
                for each in held.standings(school.urn, authority=school.authority_id)
            }
        others = [urn for urn in urns if urn not in told]
        if others:
            facts = held.facts(indicators=indicators, urns=others, statistics=_STATISTICS, sources=False)
            figures |= _figures(facts, indicators)
            names = held.authorities()
            for i, urn in enumerate(facts.urns.tolist()):
                code = str(facts.authority[i])
                told[urn] = (str(facts.names[i]), names.get(code, code), str(facts.phase_group[i]))
    here = {school.urn for school in seen}
    return tuple(
        SchoolHeld(
            urn=urn,
            name=told[urn][0],
            authority=told[urn][1],
            phase=told[urn][2],
            seen=urn in here,
            figures=figures.get(urn, {}),
        )
        for urn in urns
        if urn in told
    )


def unread(seen: Sequence[School]) -> tuple[SchoolHeld, ...]:
    """Return the schools as they are where no figure can be read."""
    return tuple(
        SchoolHeld(
            urn=school.urn,
            name=school.name,
            authority=school.authority.name,
            phase=school.phase_group,
            seen=True,
        )
        for school in seen
    )


def similar_set(urn: int) -> tuple[int, ...]:
    """The URNs of the school's similar schools, nearest first."""
    held = data.warehouse()
    return tuple(other.urn for other in held.similar(urn)) if held is not None else ()


def _figures(facts: "Facts", indicators: Sequence[str]) -> dict[int, dict[str, Figure]]:
    found: dict[int, dict[str, Figure]] = {urn: {} for urn in facts.urns.tolist()}
    for indicator in indicators:
        status = facts.status(indicator)
        columns = {name: facts.statistic(indicator, name) for name in _STATISTICS}
        for i, urn in enumerate(facts.urns.tolist()):
            row = {
                name: None if math.isnan(column[i]) else float(column[i]) for name, column in columns.items()
            }
            found[urn][indicator] = Figure(
                status=int(status[i]),
                value=row["value"],
                year=_whole(row["year"]),
                low=row["low"],
                high=row["high"],
                last_value=row["last_value"],
                last_year=_whole(row["last_year"]),
                national_median=row["national_median"],
                authority_median=row["authority_median"],
                similar_median=row["similar_median"],
                comparator_year=_whole(row["comparator_year"]),
                small_cohort=row["small_cohort"] == 1,
                local=row["local"] == 1,
            )
    return found


def _figure(held: Standing) -> Figure:
    return Figure(
        status=held.status,
        value=held.value,
        year=held.year,
        low=held.low,
        high=held.high,
        last_value=held.last_value,
        last_year=held.last_year,
        national_median=held.national_median,
        authority_median=held.authority_median,
        similar_median=held.similar_median,
        comparator_year=held.comparator_year,
        small_cohort=held.small_cohort,
        local=held.local,
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
