"""Where an authority stands on each measure: beside its neighbours, its region and England; its strengths and its needs.

The rule. A measure is proposed as a strength where the authority is in the best quarter of all authorities and the whole
interval of its figure is better than the median of its statistical neighbours; as a need where it is in the worst
quarter and the whole interval is worse. Everything else is neither. Nothing is proposed where the figure is missing, is
older than RECENT years, or is of a measure of which neither way is better; nor without an interval, or with fewer than
LEAST_NEIGHBOURS neighbours or LEAST_AUTHORITIES authorities to set it beside.

The quarters are those of the Local Authority Interactive Tool (Department for Education, LAIT user guide, "quartile
banding"), with authorities of one figure sharing the middle of their ranks. The interval is that of `interval`.
The order is by the distance to the neighbours' median in robust standard deviations of all authorities, 1.4826 times
the median absolute deviation: P. J. Rousseeuw and C. Croux, "Alternatives to the median absolute deviation", Journal of
the American Statistical Association 88, 1993, so that a point of attainment and a tenth of an exclusion can be ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from trellis.analysis.area_measure import AreaMeasure
from trellis.analysis.measuring.area_figures import ENGLAND, AreaFigures, AreaSource

Floats = npt.NDArray[np.float64]

RECENT = 3  # academic years: an older figure says what was, and proposes nothing
LEAST_NEIGHBOURS, LEAST_AUTHORITIES = 5, 10
LEAST_CHANGES = 3
TREND_YEARS = 5
_PANDEMIC = (2020, 2021)  # no year to measure a change from
_MAD = 1.4826
# Student's t, two-sided at 95%, by degrees of freedom: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2
_T = {3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}
CHANCE = 0.025  # how often chance alone puts a whole interval on one side, at 95%

# "typical": compared, and neither. The rest were not compared, and say why: no figure at all, none in the newest year,
# too old, too few to compare with, no telling chance from difference, and neither way better.
Verdict = Literal["strength", "need", "typical", "not_held", "missing", "old", "few", "chance", "context"]
COMPARED = frozenset({"strength", "need", "typical"})


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of one area in one year. `status` is of `Status`; `value` is None where it is not VALUE."""

    year: int
    value: float | None
    status: int
    low: float | None = None
    high: float | None = None
    schools: int = 0
    source: AreaSource | None = None


@dataclass(frozen=True, kw_only=True)
class Comparator:
    """Another area's figure of the same year. `area` is its code."""

    area: str
    name: str
    value: float
    source: AreaSource | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An authority on one measure. `figure` is the newest it has; None where it has none in any year.

    `missing` is the status of the newest year in which any authority has a figure, where this one has none then.
    `rank` 1 is the best of `ranked` (the highest where neither way is better); `quarter` 1 the best to 4 the worst.
    `distance` is from the neighbours' median, in robust standard deviations, positive where better. `change` is the
    difference from the year `since` to the newest, and `england_change` England's over the same years. `history` has
    every year, the oldest first; `others` are the values of all authorities in the newest year.
    """

    measure: AreaMeasure
    verdict: Verdict
    figure: Figure | None
    newest_year: int | None = None
    missing: int | None = None
    neighbours: tuple[Comparator, ...] = ()
    neighbour_median: float | None = None
    region: Comparator | None = None
    england: Comparator | None = None
    rank: int | None = None
    ranked: int = 0
    quarter: int | None = None
    distance: float | None = None
    change: float | None = None
    since: int | None = None
    england_change: float | None = None
    history: tuple[Figure, ...] = ()
    england_history: tuple[tuple[int, float], ...] = ()
    region_history: tuple[tuple[int, float], ...] = ()
    neighbour_history: tuple[tuple[int, float], ...] = ()
    others: tuple[float, ...] = ()

    @property
    def from_schools(self) -> bool:
        """Whether the figure was put together from the authority's schools rather than published of it."""
        return self.figure is not None and self.figure.schools > 0


def stand(figures: AreaFigures, authority: str, *, year: int) -> tuple[Standing, ...]:
    """Return where an authority stands on every measure, in their order. `year` is the academic year it is now."""
    own = figures.place(authority)
    return tuple(
        Standing(measure=measure, verdict="not_held", figure=None)
        if own is None
        else _one(figures, m, own, authority=authority, year=year)
        for m, measure in enumerate(figures.measures)
    )


def best_first(standings: Sequence[Standing], verdict: Verdict) -> tuple[Standing, ...]:
    """Return those with the verdict, furthest from the neighbours' median first, and by id where they are as far."""
    chosen = [each for each in standings if each.verdict == verdict]
    return tuple(sorted(chosen, key=lambda each: (-abs(each.distance or 0.0), each.measure.id)))


def interval(own: Floats, england: Floats, *, decimals: int) -> tuple[float, float] | None:
    """Return the interval of the newest of an authority's figures from how much they jump from year to year.

    `own` and `england` are float64[years] in order, NaN where there is none. The jumps are of the difference from
    England, between years that follow one another, so that what moves the nation is not taken for chance. Half the
    mean of their squares is the variance of one figure (J. von Neumann, R. H. Kent, H. R. Bellinson and B. I. Hart,
    "The mean square successive difference", Annals of Mathematical Statistics 12, 1941); the interval is Student's t
    times its root, with a degree of freedom for each jump, and never narrower than the last place printed. None with
    fewer than LEAST_CHANGES jumps. Where a figure truly moved the interval is too wide, which proposes less.
    """
    held = np.flatnonzero(np.isfinite(own))
    if not len(held):
        return None
    newest = own[held[-1]]
    jumps = np.diff(own - england)
    jumps = jumps[np.isfinite(jumps)][-max(_T) :]
    if len(jumps) < LEAST_CHANGES:
        return None
    half = _T[len(jumps)] * float(np.sqrt(np.mean(jumps**2) / 2.0))
    half = max(half, 0.5 * 10.0**-decimals)
    return float(newest - half), float(newest + half)


def quarter_of(value: float, values: Floats, *, better: Literal["high", "low"]) -> tuple[int, int]:
    """Return the rank of a value among values that hold it, 1 the best, and its quarter, 1 to 4.

    Those of one figure have the best rank of them, and the quarter of the middle of their ranks.
    """
    ahead = int(np.sum(values > value) if better == "high" else np.sum(values < value))
    level = int(np.sum(values == value))
    share = (ahead + level / 2.0) / len(values)
    return ahead + 1, min(4, int(share * 4) + 1)


def _one(figures: AreaFigures, m: int, own: int, *, authority: str, year: int) -> Standing:
    measure, values = figures.measures[m], figures.values[m]
    of_authorities = values[figures.authorities]
    anyone = np.flatnonzero(np.isfinite(of_authorities).any(axis=0))
    if not len(anyone):
        return Standing(measure=measure, verdict="not_held", figure=None)
    newest = int(anyone[-1])
    history = tuple(_figure(figures, m, own, int(y)) for y in anyone)
    held = np.flatnonzero(np.isfinite(values[own]))
    missing = None if np.isfinite(values[own, newest]) else int(figures.statuses[m, own, newest])
    if not len(held):
        return Standing(
            measure=measure,
            verdict="missing",
            figure=None,
            newest_year=figures.years[newest],
            missing=missing,
            history=history,
        )
    at = int(held[-1])
    england, near = figures.place(ENGLAND), _places(figures, figures.neighbours.get(authority, ()))
    region = figures.place(figures.regions.get(authority, ""))
    nation = values[england] if england is not None else np.full(len(figures.years), np.nan)
    figure = _with_interval(_figure(figures, m, own, at), values[own], nation, measure)
    others = of_authorities[:, at][np.isfinite(of_authorities[:, at])]
    neighbours = tuple(c for p in near if (c := _comparator(figures, m, p, at)) is not None)
    median = float(np.median([each.value for each in neighbours])) if neighbours else None
    better: Literal["high", "low"] = "low" if measure.polarity == "low" else "high"
    rank, quarter = quarter_of(float(values[own, at]), others, better=better)
    since = next(
        (int(y) for y in held if y >= at - TREND_YEARS and figures.years[int(y)] not in _PANDEMIC), at
    )
    distance = _distance(figure, median, others, better)
    return Standing(
        measure=measure,
        verdict=_verdict(
            measure,
            figure,
            missing=missing,
            year=year,
            quarter=quarter,
            median=median,
            n=(len(neighbours), len(others)),
        ),
        figure=figure,
        newest_year=figures.years[newest],
        missing=missing,
        neighbours=neighbours,
        neighbour_median=median,
        region=_comparator(figures, m, region, at) if region is not None else None,
        england=_comparator(figures, m, england, at) if england is not None else None,
        rank=rank,
        ranked=len(others),
        quarter=quarter if measure.polarity != "none" else None,
        distance=distance if measure.polarity != "none" else None,
        change=float(values[own, at] - values[own, since]) if since != at else None,
        since=figures.years[since] if since != at else None,
        england_change=_change(nation, since, at),
        history=history,
        england_history=_line(figures, nation),
        region_history=_line(figures, values[region]) if region is not None else (),
        neighbour_history=_line(figures, _medians(values[near])),
        others=tuple(float(each) for each in np.sort(others)),
    )


def _verdict(
    measure: AreaMeasure,
    figure: Figure,
    *,
    missing: int | None,
    year: int,
    quarter: int,
    median: float | None,
    n: tuple[int, int],
) -> Verdict:
    if missing is not None:
        return "missing"
    if figure.year < year - RECENT:
        return "old"
    if measure.polarity == "none":
        return "context"
    if median is None or n[0] < LEAST_NEIGHBOURS or n[1] < LEAST_AUTHORITIES:
        return "few"
    if figure.low is None or figure.high is None:
        return "chance"
    above, below = figure.low > median, figure.high < median
    good, bad = (above, below) if measure.polarity == "high" else (below, above)
    if good and quarter == 1:
        return "strength"
    return "need" if bad and quarter == 4 else "typical"


def _with_interval(figure: Figure, own: Floats, nation: Floats, measure: AreaMeasure) -> Figure:
    if figure.low is not None:
        return figure
    found = interval(own, nation, decimals=measure.decimals)
    if found is None:
        return figure
    low, high = found
    if measure.unit in ("percent", "rate_per_100", "count"):
        low = max(low, 0.0)
    if measure.unit == "percent":
        high = min(high, 100.0)
    return Figure(
        year=figure.year, value=figure.value, status=figure.status, low=low, high=high, source=figure.source
    )


def _distance(figure: Figure, median: float | None, others: Floats, better: str) -> float | None:
    if median is None or figure.value is None:
        return None
    spread = _MAD * float(np.median(np.abs(others - np.median(others))))
    if spread <= 0:
        return None
    gap = figure.value - median if better == "high" else median - figure.value
    return gap / spread


def _figure(figures: AreaFigures, m: int, area: int, year: int) -> Figure:
    value, low, high = (float(each[m, area, year]) for each in (figures.values, figures.low, figures.high))
    return Figure(
        year=figures.years[year],
        value=value if np.isfinite(value) else None,
        status=int(figures.statuses[m, area, year]),
        low=low if np.isfinite(low) else None,
        high=high if np.isfinite(high) else None,
        schools=int(figures.schools[m, area, year]),
        source=figures.source(m, area, year),
    )


def _comparator(figures: AreaFigures, m: int, area: int, year: int) -> Comparator | None:
    value = float(figures.values[m, area, year])
    code = figures.areas[area]
    if not np.isfinite(value):
        return None
    return Comparator(
        area=code, name=figures.names.get(code, code), value=value, source=figures.source(m, area, year)
    )


def _places(figures: AreaFigures, codes: Sequence[str]) -> list[int]:
    return [place for code in codes if (place := figures.place(code)) is not None]


def _medians(values: Floats) -> Floats:
    """Return the median of each year over the neighbours that have a figure; NaN where too few have."""
    counts = np.isfinite(values).sum(axis=0) if len(values) else np.zeros(values.shape[-1])
    made = np.full(values.shape[-1], np.nan)
    enough = np.flatnonzero(counts >= LEAST_NEIGHBOURS)
    if len(enough):
        made[enough] = np.nanmedian(values[:, enough], axis=0)
    return made


def _line(figures: AreaFigures, values: Floats) -> tuple[tuple[int, float], ...]:
    return tuple((figures.years[int(y)], float(values[y])) for y in np.flatnonzero(np.isfinite(values)))


def _change(values: Floats, since: int, at: int) -> float | None:
    found = float(values[at] - values[since])
    return found if since != at and np.isfinite(found) else None
