"""Which schools move for the worse while the pack still counts nothing against them, and how surely.

For every open school of an authority and every indicator that the pack judges by, the trend over the last three to five
periods held is fitted, each value weighted by the pupils behind it, and set beside England's schools of its phase, so that
a pandemic, a change of method or a hard paper that moved everybody marks nobody. Where England's figure is not held the
years before the last break are left out. Of the schools looked at for each indicator, Benjamini and Hochberg's procedure
marks those that are worth a call; what is missing or too short is told as too little to say, and never as well.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging import limits, wording
from trellis.analysis.judging.evaluation import Assessments
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.leaf_evaluation import academic_year
from trellis.analysis.measuring import comparability, false_discovery, statistics, weighted_trend
from trellis.analysis.measuring.panel import Floats, Panel, Panels
from trellis.analysis.store.facts import Facts

Mask = npt.NDArray[np.bool_]

# Of the trends marked, the share that may be chance in the long run. A call that was not needed costs little. It is held for
# each indicator over the authority's schools, which is the list that is asked about ("whose reading is falling?"); over all
# indicators together a clear sign in one would be lost among those of others. B. Efron, "Simultaneous inference: when
# should hypothesis testing problems be combined?", Annals of Applied Statistics 2, 2008, 197-223.
FALSE_SHARE = 0.20
LEAST_VALUES, MOST_PERIODS = 3, 5
# One value on this side of a break is a step and not yet a trend
LEAST_SINCE_BREAK = 2
# What is too small to act on, however sure: a twentieth of how far apart, of ten schools, the second and the ninth lie.
SHARE_OF_SPREAD = 0.05
_MET = 1
_NOT_APPLICABLE, _VALUE = 2, 0
# A value made of the largest of several schools before this one is not of the same pupils
_LARGEST = 3
_LEAST = 1e-9
_ONE_SIDED = 1.6448536269514722  # the 95th percentile of the normal distribution


class Kind(StrEnum):
    """What is told of one school and indicator."""

    CALL = "call"
    CHANCE = "chance"
    SHORT = "short"
    COUNTED = "counted"
    STEADY = "steady"


@dataclass(frozen=True, kw_only=True)
class Trends:
    """One indicator over all schools, in the order of `facts.urns`.

    `way` is 1 where up is worse. `used` bool[T, n] are the periods the fit stands on, `own` those after the last
    break. `beside_england`: the fit is of the values less England's. `slope`, `low` and `high` are of the fit; `own_slope`,
    `own_low` and `own_high` of the school's values alone after the last break. `adverse`: worse by itself and in the fit,
    by more than is too small to act on. `testable`: a move from the second to the ninth of ten schools would be seen. `met` bool[criteria, n] tells which of `criteria` are met.
    """

    panel: Panel
    way: int
    asked: Mask
    last: npt.NDArray[np.intp]
    used: Mask
    own: Mask
    beside_england: Mask
    slope: Floats
    low: Floats
    high: Floats
    p: Floats
    own_slope: Floats
    own_low: Floats
    own_high: Floats
    adverse: Mask
    reason: npt.NDArray[np.str_]
    lines: limits.Lines
    criteria: tuple[str, ...]
    met: Mask
    testable: Mask
    breaks: Mapping[int, comparability.Break]

    @property
    def counted(self) -> Mask:
        """Where the pack counts a criterion of level 2 or 3 that reads the indicator already."""
        return np.asarray(self.met.any(axis=0))


@dataclass(frozen=True, kw_only=True)
class EarlyWarnings:
    """Every trend looked at. `kinds` holds one of Kind for each school by indicator, "" where it does not apply.

    `tested` says by indicator how many schools' trends could be told from chance; `nothing_held` are indicators that the pack judges by and no value of which is held.
    """

    facts: Facts
    panels: Panels
    trends: Mapping[str, Trends]
    kinds: Mapping[str, npt.NDArray[np.str_]]
    tested: Mapping[str, int]
    marked: int
    nothing_held: tuple[str, ...] = ()
    rate: float = FALSE_SHARE


def work_out(
    pack: Framework, assessed: Assessments, panels: Panels, *, rate: float = FALSE_SHARE
) -> EarlyWarnings:
    """Return what moves for the worse. `panels` are of `needs(pack)` and in the order of the facts assessed."""
    facts = assessed.facts
    watched = limits.watched(pack)
    held = {name for name in watched if name in panels.panels and panels.panels[name].times}
    trends = {
        name: _trends(pack, assessed, panels.panels[name], way=way)
        for name, way in watched.items()
        if name in held
    }
    kinds, tested = {}, {}
    calls = 0
    for name, trend in trends.items():
        looked = trend.asked & trend.testable & ~trend.counted & (trend.reason == "")
        p = np.where(looked, trend.p, np.nan)
        marked = false_discovery.benjamini_hochberg(p, rate=rate) & trend.adverse
        tested[name] = int(np.isfinite(p).sum())
        calls += int(marked.sum())
        kinds[name] = np.select(
            [~trend.asked, trend.reason != "", ~trend.adverse, trend.counted, marked],
            ["", Kind.SHORT.value, Kind.STEADY.value, Kind.COUNTED.value, Kind.CALL.value],
            Kind.CHANCE.value,
        )
    return EarlyWarnings(
        facts=facts,
        panels=panels,
        trends=trends,
        kinds=kinds,
        tested=tested,
        marked=calls,
        nothing_held=tuple(name for name in watched if name not in held),
        rate=rate,
    )


def needs(pack: Framework) -> dict[str, tuple[float, ...]]:
    """Return what to ask of `Warehouse.panels` for a pack."""
    return {name: limits.places_wanted(pack, name) for name in limits.watched(pack)}


def _trends(pack: Framework, assessed: Assessments, panel: Panel, *, way: int) -> Trends:
    facts = assessed.facts
    declared = wording.indicators().get(panel.indicator)
    theme = declared.theme if declared is not None else ""
    measured = _is_measured(panel, declared is not None and declared.interval != "none")
    times = np.array(panel.times)
    broken = comparability.breaks(panel.indicator, theme, left_out=panel.left_out)
    last = _last(panel, facts)
    window = _windows(panel, last)
    disturbed = np.array([comparability.is_disturbed(theme, int(year)) for year in np.ceil(times)])
    held = window & np.isfinite(panel.values) & ~disturbed[:, None] & (panel.basis != _LARGEST)
    variances = _variances(panel, measured=measured)
    sized = held & np.isfinite(variances)
    sized &= _after_last_break(times, last, {year for year, each in broken.items() if not each.bridged})
    own = sized & _after_last_break(times, last, set(broken))
    crosses = (sized & ~own).any(axis=0)
    has_england = (np.isfinite(panel.england) | ~sized).all(axis=0) & sized.any(axis=0)
    used = np.where(has_england | ~crosses, sized, own)
    level = np.where(has_england, panel.england, 0.0)
    fitted = weighted_trend.fit(
        panel.values - np.where(np.isfinite(level), level, 0.0), variances, times, used, measured=measured
    )
    alone = weighted_trend.fit(panel.values, variances, times, own, measured=measured)
    low, high = fitted.interval()
    own_low, own_high = alone.interval()
    years = _span(times, used)
    small = np.where(np.isfinite(panel.spread), SHARE_OF_SPREAD * panel.spread, 0.0)
    with np.errstate(invalid="ignore"):
        worse = (way * fitted.slope > 0) & (way * fitted.slope * years >= small)
        worse &= np.isnan(alone.slope) | (way * alone.slope * _span(times, own) >= np.maximum(small, _LEAST))
        testable = ~(_ONE_SIDED * fitted.error * years > panel.spread)
    asked = _asked(panel, facts)
    at_last = np.take_along_axis(held, last[None, :], axis=0)[0]
    reason = _reasons(pack, panel, facts, last, at_last, held, sized, used, own, fitted)
    criteria = tuple(criterion.id for criterion in limits.reading(pack, panel.indicator))
    met = np.array([assessed.column(each) == _MET for each in criteria]).reshape(len(criteria), len(facts))
    return Trends(
        panel=panel,
        way=way,
        asked=asked,
        last=last,
        used=used,
        own=own,
        beside_england=has_england,
        slope=fitted.slope,
        low=low,
        high=high,
        p=fitted.chance_of(way),
        own_slope=alone.slope,
        own_low=np.where(alone.counted >= LEAST_VALUES, own_low, np.nan),
        own_high=np.where(alone.counted >= LEAST_VALUES, own_high, np.nan),
        adverse=worse,
        reason=reason,
        lines=limits.lines(pack, panel.indicator, facts, way=way, beyond=panel.beyond),
        criteria=criteria,
        met=met,
        testable=testable,
        breaks=broken,
    )


def _last(panel: Panel, facts: Facts) -> npt.NDArray[np.intp]:
    """Return the place in `times` of the period expected of each school: its own authority's newer one, where it has it."""
    times = np.array(panel.times)
    expected = panel.expected if panel.expected is not None else times[-1]
    place = np.full(len(facts), np.searchsorted(times, expected), dtype=np.intp)
    newer = panel.local & np.isfinite(panel.values) & (times[:, None] > expected)
    newest = len(times) - 1 - np.argmax(newer[::-1], axis=0)
    return np.where(newer.any(axis=0), newest, place)


def _windows(panel: Panel, last: npt.NDArray[np.intp]) -> Mask:
    """Return bool[T, n], the periods within reach of a trend up to each school's last."""
    window = np.zeros(panel.values.shape, dtype=np.bool_)
    if not all(time == int(time) for time in panel.times):
        # Terms follow one another: the last so many, wherever they stand
        places = np.arange(len(panel.times))[:, None]
        return (places <= last[None, :]) & (places > last[None, :] - MOST_PERIODS)
    years = [int(time) for time in panel.times]
    for place in np.unique(last):
        reach = statistics.window(years, years[place], MOST_PERIODS, panel.left_out)
        inside = np.isin(years, reach)
        window[:, last == place] = inside[:, None]
    return window


def _after_last_break(times: Floats, last: npt.NDArray[np.intp], broken: Collection[int]) -> Mask:
    """Return bool[T, n], the periods that lie on the same side of every break as each school's last."""
    side = np.searchsorted(np.array(sorted(broken), dtype=np.float64), np.ceil(times), side="right")
    return side[:, None] == side[last][None, :]


def _is_measured(panel: Panel, declared: bool) -> bool:
    """Whether the values' own intervals tell how surely they are known: they are printed for at least half of them."""
    held = np.isfinite(panel.values)
    return declared and bool((np.isfinite(panel.low) & held).sum() * 2 >= max(1, held.sum()))


def _variances(panel: Panel, *, measured: bool) -> Floats:
    """Return what each value's weight is one over: its variance, or one over the pupils behind it.

    The variance of a proportion or rate is taken at the school's own level over the years, in proportion to one over the
    pupils of each: by each year's own interval, a year of all or none of the pupils would outweigh the others. A year
    whose pupils are not told is weighed as the school's others are.
    """
    sizes = np.where(panel.sizes > 0, panel.sizes, np.nan)
    if not measured:
        with np.errstate(divide="ignore"):
            own = 1.0 / sizes
        if not np.isfinite(own).any():
            return np.ones(panel.values.shape)
        filled = np.where(np.isfinite(own), own, _mean(own)[None, :])
        return np.where(np.isfinite(filled), filled, np.nanmedian(own))
    variances = weighted_trend.variance_of(panel.low, panel.high)
    of_one = _mean(variances * sizes)
    filled = np.where(np.isfinite(sizes), of_one[None, :] / sizes, np.nan)
    filled = np.where(np.isfinite(filled), filled, variances)
    return np.where(np.isfinite(filled), filled, _mean(variances)[None, :])


def _mean(values: Floats) -> Floats:
    """Return the mean of each school's values, NaN where there are none."""
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)


def _span(times: Floats, used: Mask) -> Floats:
    first = np.where(used, times[:, None], np.inf).min(axis=0)
    final = np.where(used, times[:, None], -np.inf).max(axis=0)
    return np.where(used.any(axis=0), final - first, 0.0)


def _asked(panel: Panel, facts: Facts) -> Mask:
    """Where the indicator applies to the school at all: a value is held, or the newest is missing for another reason."""
    applies = facts.status(panel.indicator) != _NOT_APPLICABLE
    declared = wording.indicators().get(panel.indicator)
    if declared is not None:
        applies &= np.isin(facts.phase_group, declared.phases)
    return applies


def _reasons(
    pack: Framework,
    panel: Panel,
    facts: Facts,
    last: npt.NDArray[np.intp],
    at_last: Mask,
    held: Mask,
    sized: Mask,
    used: Mask,
    own: Mask,
    fitted: weighted_trend.Fit,
) -> npt.NDArray[np.str_]:
    """Return why nothing can be said of a school's trend, "" where something can."""
    names = np.array(panel.names)
    times = np.array(panel.times)
    counted = held.sum(axis=0)
    status = np.take_along_axis(panel.statuses, last[None, :], axis=0)[0]
    missing = np.array([wording.STATUS_WORDS[code] if code != _VALUE else "" for code in range(6)])
    dated = np.char.add(np.char.add(missing[status], ": "), names[last])
    limit = academic_year(facts.as_of) - pack.evidence.stale_after_years
    old = np.ceil(times[last]) < limit
    few = np.array(["no value is held", "one value is held", "two values are held", *[""] * 3])
    return np.select(
        [
            status != _VALUE,
            old,
            ~at_last,
            counted < LEAST_VALUES,
            sized.sum(axis=0) < LEAST_VALUES,
            used.sum(axis=0) < LEAST_VALUES,
            own.sum(axis=0) < LEAST_SINCE_BREAK,
            ~np.isfinite(fitted.chance_of(1)),
        ],
        [
            dated,
            np.char.add("the newest is of ", names[last]),
            np.char.add("cannot be compared with the years before: ", names[last]),
            few[np.minimum(counted, MOST_PERIODS)],
            "the number of pupils behind it is not published",
            "too few years since the last break in the figures",
            "one year alone since the last break in the figures",
            "too few values to tell chance from change",
        ],
        "",
    )
