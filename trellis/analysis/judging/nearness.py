"""How many schools stand close to a limit: a limit among many schools moves many of them when it moves a little."""

from dataclasses import dataclass
from math import floor, log10

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import setting as settings
from trellis.analysis.judging import wording
from trellis.analysis.judging.criterion import Leaf
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.setting import Setting
from trellis.analysis.store.facts import Facts

# What counts as close: a twentieth of the span that eight in ten schools lie in, as a round number; one percentile
# place; and one of what is counted in ones.
SHARE_OF_SPAN = 0.05
CLOSE_PERCENTILE = 1.0
_COUNTED = frozenset({"count", "pupils", "years"})
_FIELDS = frozenset({"limit", "by", "at_or_below", "at_or_above", "at_least"})


@dataclass(frozen=True, kw_only=True)
class Near:
    """How many schools lie within a small distance of a limit, of how many with a value; `distance` says it in words."""

    schools: int
    of: int
    within: float
    distance: str


def near(framework: Framework, one: Setting, facts: Facts, *, within: float | None = None) -> Near | None:
    """Return how many of the schools a criterion applies to stand close to one of its limits; None for no limit.

    `within` is the distance, where other schools have set it.
    """
    if one.kind != "number" or one.field not in _FIELDS or not one.places:
        return None
    criterion = framework.criterion(one.criterion)
    tree = settings.nodes(criterion.when)
    asked = np.ones(len(facts), dtype=np.bool_)
    if criterion.phases:
        asked &= np.isin(facts.phase_group, criterion.phases)
    if criterion.relationships:
        asked &= np.isin(facts.relationship, criterion.relationships)
    apart = [found for place in one.places if (found := _apart(tree[place], facts)) is not None]  # type: ignore[arg-type]
    if not apart:
        return None
    distance, words = _distance(tree[one.places[0]], apart[0][asked])  # type: ignore[arg-type]
    close = np.zeros(len(facts), dtype=np.bool_)
    held = np.zeros(len(facts), dtype=np.bool_)
    for column in apart:
        with np.errstate(invalid="ignore"):
            close |= np.abs(column) <= (distance if within is None else within) + 1e-9
        held |= ~np.isnan(column)
    return Near(
        schools=int((close & asked).sum()), of=int((held & asked).sum()), within=distance, distance=words
    )


def _apart(leaf: Leaf, facts: Facts) -> npt.NDArray[np.float64] | None:
    """Return float64[n], how far each school's value is from the line it is tested against; NaN where none."""
    if isinstance(leaf, language.Threshold):
        value = facts.statistic(leaf.indicator, "mean3" if leaf.value == "mean3" else "value")
        if leaf.limit is not None:
            return value - leaf.limit
        if leaf.than is not None:
            line = facts.statistic(leaf.indicator, leaf.than)
        else:
            line = facts.statistic(language.given(leaf.than_indicator), "value")
        return value - (line - leaf.by if leaf.test in ("below", "at_or_below") else line + leaf.by)
    if isinstance(leaf, language.Percentile):
        name = "percentile" if leaf.among == "national" else "similar_percentile"
        line_at = leaf.at_or_below if leaf.at_or_below is not None else language.given(leaf.at_or_above)
        return facts.statistic(leaf.indicator, name) - line_at
    if isinstance(leaf, language.Trend):
        slope = facts.statistic(leaf.indicator, f"slope{leaf.years}")
        return (slope if leaf.direction == "rising" else -slope) - leaf.by
    if isinstance(leaf, language.Gap):
        group, others = facts.statistic(leaf.group, "value"), facts.statistic(leaf.others, "value")
        return (others - group if leaf.behind == "lower" else group - others) - leaf.at_least
    return None


def _distance(leaf: Leaf, apart: npt.NDArray[np.float64]) -> tuple[float, str]:
    if isinstance(leaf, language.Percentile):
        return CLOSE_PERCENTILE, "1 percentile place"
    indicator = leaf.group if isinstance(leaf, language.Gap) else str(getattr(leaf, "indicator", ""))
    unit = wording.indicator_unit(indicator)
    is_trend = isinstance(leaf, language.Trend)
    held = apart[~np.isnan(apart)]
    if unit in _COUNTED and not is_trend:
        size = 1.0
    elif len(held):
        low, high = np.percentile(held, (10, 90))
        size = _round_down(SHARE_OF_SPAN * float(high - low))
    else:
        size = 0.0
    words = {
        "percent": "percentage points" if size != 1 else "percentage point",
        "rate_per_100": "per 100 pupils",
        "pounds": "pounds",
        "pupils": "pupils",
        "years": "years" if size != 1 else "year",
        "points": "points" if size != 1 else "point",
    }.get(unit, "")
    each = " a year" if is_trend else ""
    return size, f"{settings.written(size)} {words}".strip() + each


def _round_down(size: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above a size; 0 for none."""
    if size <= 0:
        return 0.0
    power = 10.0 ** floor(log10(size))
    return max(step * power for step in (1, 2, 5) if step * power <= size * (1 + 1e-9))
