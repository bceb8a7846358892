"""What an authority's schools aim for together: their own targets, from its own returns, as one figure."""

from dataclasses import dataclass

import numpy as np

from trellis.analysis.area_measure import AreaMeasure
from trellis.analysis.measuring.area_figures import LEAST_SCHOOLS
from trellis.schools import data


@dataclass(frozen=True, kw_only=True)
class Target:
    """The mean of the targets of some schools for a year, each by its pupils where those are known of all."""

    value: float
    year: int
    schools: int


def of_area(measure: AreaMeasure, *, authority: str) -> tuple[Target | None, str]:
    """Return the target of an authority's schools together for a measure, or None and why there is none.

    Fewer than LEAST_SCHOOLS schools with a target give none, so that no one school's is told.
    """
    if not measure.target:
        return None, ""

    def read() -> tuple[Target | None, str]:
        held = data.warehouse()
        if held is None:
            return None, ""
        facts = held.facts(
            indicators={measure.target: ("last_value", "last_year"), measure.indicator: ("cohort",)},
            authority=authority,
            sources=False,
        )
        return together(
            facts.statistic(measure.target, "last_value"),
            facts.statistic(measure.target, "last_year"),
            facts.statistic(measure.indicator, "cohort"),
        )

    none: tuple[Target | None, str] = (None, "")
    found, nothing = data.told(read, otherwise=none)
    return (found[0], nothing or found[1])


def together(
    values: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    years: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    pupils: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> tuple[Target | None, str]:
    """Return the mean of the newest year's targets by pupils, or None and a sentence that says why there is none."""
    held = np.isfinite(values) & np.isfinite(years)
    if not held.any():
        return None, "No local target is held: the authority’s return of targets would give one."
    newest = int(years[held].max())
    chosen = held & (years == newest)
    count = int(chosen.sum())
    if count < LEAST_SCHOOLS:
        return (
            None,
            f"Fewer than {LEAST_SCHOOLS} schools have returned a target, too few to show one of the area.",
        )
    weights = pupils[chosen]
    if not (np.isfinite(weights) & (weights > 0)).all():
        weights = np.ones(count)
    return Target(value=float(np.average(values[chosen], weights=weights)), year=newest, schools=count), ""
