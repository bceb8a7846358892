"""Strengths worth sharing, as the data suggest them: what others could come and see, once somebody has. Pure functions.

A figure counts where the school is in the best fifth of its similar schools in the newest year and in the year before
that was published, where its whole interval is better than the middle of them, and where it is not of a few pupils.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trellis.analysis.judging import wording
from trellis.analysis.store.records import Standing
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools.ledger import Source
from trellis.interfaces.web.schools.panels import Where, bare, number

if TYPE_CHECKING:
    from trellis.analysis.indicator import Indicator

BEST = 20.0  # per cent of the similar schools
LEAST_SIMILAR = 15  # with a value: the best fifth of fewer is a school or two
YEARS_BACK = 3
# Circumstances, money and what a person has judged are no practice that others could come and see
_THEMES = frozenset(
    {
        "attainment",
        "progress",
        "attendance",
        "suspensions and exclusions",
        "destinations",
        "gaps",
        "parents",
        "16 to 18",
    }
)
RULE = (
    "A figure is here where the school is in the best fifth of its similar schools in its newest two published years,"
    " where its whole interval is better than the middle of them, and where enough pupils are behind it."
)


@dataclass(frozen=True, kw_only=True)
class Strength:
    """One figure by which the school stands well."""

    id: str
    name: str
    sentence: str
    pupils: str
    source: Source | None


Values = Mapping[tuple[str, int], Mapping[int, float]]


def candidates(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Return the figures that may be strengths by the newest year alone, so that no more years are read in vain."""
    declared = wording.indicators()
    return tuple(held for held in standings if _stands_well(held, declared.get(held.indicator)))


def present(
    standings: Sequence[Standing], *, urn: int, similar: Sequence[int], values: Values, where: Where
) -> tuple[Strength, ...]:
    """Return the strengths. `values` are those of the school and of its similar schools, by indicator and year."""
    declared = wording.indicators()
    found = []
    for held in candidates(standings):
        told = declared[held.indicator]
        before = _year_before(held, urn=urn, values=values)
        if before is None or held.year is None:
            continue
        now = _share_beaten(told, held.value, _beside(values, told.id, held.year, similar))
        then = _share_beaten(told, values[told.id, before][urn], _beside(values, told.id, before, similar))
        if now is None or then is None or min(now, then) < 100.0 - BEST:
            continue
        found.append(
            Strength(
                id=told.id,
                name=told.name,
                sentence=_sentence(held, told, before=before, then=values[told.id, before][urn], share=now),
                pupils=_pupils(held, told),
                source=where(held),
            )
        )
    return tuple(found)


def _stands_well(held: Standing, told: "Indicator | None") -> bool:
    if told is None or told.polarity == "none" or told.theme not in _THEMES or told.local or held.local:
        return False
    if held.value is None or held.similar_median is None or held.similar_percentile is None:
        return False
    if held.low is None or held.high is None or held.small_cohort or held.basis != "own":
        return False
    # The share at or below; so for a figure where low is good, of its similar schools few may be lower
    if told.polarity == "high":
        return held.low > held.similar_median and held.similar_percentile >= 100.0 - BEST
    return held.high < held.similar_median and held.similar_percentile <= BEST + 100.0 / LEAST_SIMILAR


def _year_before(held: Standing, *, urn: int, values: Values) -> int | None:
    """Return the newest published year before the one expected, of which the school has a value; None for a gap.

    However far back the values of other figures reach, a year more than YEARS_BACK before is no year before.
    """
    newest = held.year or 0
    years = sorted(
        year for name, year in values if name == held.indicator and newest - YEARS_BACK <= year < newest
    )
    if not years or urn not in values[held.indicator, years[-1]]:
        return None
    return years[-1]


def _beside(values: Values, name: str, year: int, similar: Sequence[int]) -> list[float]:
    held = values.get((name, year), {})
    return [held[other] for other in similar if other in held]


def _share_beaten(told: "Indicator", own: float | None, others: Sequence[float]) -> float | None:
    """Return the share, 0 to 100, of others that the school is better than or equal to; None beside too few."""
    if own is None or len(others) < LEAST_SIMILAR:
        return None
    better = sum(other <= own if told.polarity == "high" else other >= own for other in others)
    return 100.0 * better / len(others)


def _sentence(held: Standing, told: "Indicator", *, before: int, then: float, share: float) -> str:
    if held.value is None or held.low is None or held.high is None or held.similar_median is None:
        raise ValueError("a strength has a value, an interval and a middle to be set beside")
    return (
        f"{number(held.value, told)} in {words.year(held.year or 0)}"
        f" ({bare(held.low, told)} to {bare(held.high, told)} by chance), and {number(then, told)} in"
        f" {words.year(before)}. The middle of its similar schools is {number(held.similar_median, told)};"
        f" it does as well as, or better than, {'all' if share >= 100.0 else f'{share:.0f}%'} of them."
    )


def _pupils(held: Standing, told: "Indicator") -> str:
    if held.cohort is None:
        return "Number not published"
    kind = "pupil" if told.counts_pupils else "answer"
    return ("about " if held.cohort_estimated else "") + words.count(round(held.cohort), kind)
