"""How many pupils stand behind a value where the publisher does not say: an estimate, always marked as one.

A value of nobody knows how many pupils must not pass for one of many: a school of twenty-five has four in Year 6. The
nearest year's cohort of the same figure comes first; else the roll, shared among the school's year groups for the results
of a key stage. A part of the cohort (disadvantaged pupils, girls) is as large a share of it as of the school. Where that
share is not known, the part is no more than the whole: where the whole is too few, so is the part, and else nothing is
known.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import intervals, statistics
from trellis.analysis.measuring.series import Series

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

# The indicator that tells what share of a school's pupils, out of 100, a group is; the "not" of it for those outside it.
SHARES = {
    "disadvantaged": ("fsm_ever6", False),
    "other": ("fsm_ever6", True),
    "girls": ("girls_share", False),
    "boys": ("girls_share", True),
    "sen_support": ("sen_support", False),
    "eal": ("eal", False),
}

# A school's year groups change size slowly; after more years it may be another school.
NEAREST = 3


@dataclass(frozen=True, kw_only=True)
class Cohorts:
    """The cohort behind each school's value, float64[m], NaN where nothing tells it, and whether it is estimated.

    `small` is 1 below the indicator's least cohort, 0 at or above it or where it has none, NaN where the cohort is not
    known.
    """

    size: Floats
    estimated: npt.NDArray[np.bool_]
    small: Floats


def cohorts(
    indicator: Indicator,
    series: Series,
    *,
    schools: Integers,
    expected: int,
    printed: Floats,
    roll: Floats,
    year_groups: Floats,
    share: Floats | None,
) -> Cohorts:
    """Return the cohorts of `schools`, whose `printed` denominators of the expected year are NaN where not known.

    `series` is the indicator's whole; `roll`, `year_groups` and `share` are float64[n] over all schools. `share` is what
    part of a school's pupils the indicator is of, 0 to 1; None where it is of all.
    """
    if not indicator.minimum_cohort:
        return Cohorts(
            size=printed, estimated=np.zeros(len(schools), dtype=np.bool_), small=np.zeros(len(schools))
        )
    known = np.isfinite(printed)
    size = np.where(known, printed, _nearest(series, len(roll), expected)[schools])
    most = roll / year_groups if indicator.key_stage is not None else roll
    if indicator.counts_pupils:
        of_roll = most[schools]
        if share is not None:
            few = np.where(of_roll < indicator.minimum_cohort, of_roll, np.nan)
            of_roll = np.where(np.isfinite(share[schools]), of_roll * share[schools], few)
        size = np.where(np.isfinite(size), size, statistics.rounded(of_roll))
    small = np.where(np.isfinite(size), (size < indicator.minimum_cohort).astype(np.float64), np.nan)
    return Cohorts(size=size, estimated=~known & np.isfinite(size), small=small)


def _nearest(series: Series, n: int, expected: int) -> Floats:
    """Return each school's denominator of the year nearest to the expected one, the later of two as near."""
    found = np.full(n, np.nan)
    if not len(series):
        return found
    held = np.flatnonzero(series["denominator"] > 0)
    school, away = series.school[held], series.year[held].astype(np.int32) - expected
    denominator = series["denominator"][held]
    near = (away != 0) & (np.abs(away) <= NEAREST)
    school, away, denominator = school[near], away[near], denominator[near]
    order = np.lexsort((away, -np.abs(away)))  # the nearest last, so that it stays
    found[school[order]] = denominator[order]
    return found


def drawn(
    indicator: Indicator, behind: Cohorts, value: Floats, low: Floats, high: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return (low, high, 1 where they are drawn from an estimated cohort) of a proportion's values.

    Wilson's interval of a cohort about as large keeps a tiny school from being judged by chance.
    """
    wanting = behind.estimated & np.isfinite(value) & ~np.isfinite(low) & (indicator.interval == "proportion")
    if not wanting.any():
        return low, high, np.zeros(len(value))
    about = np.where(wanting, behind.size, np.nan)
    lowest, highest = intervals.of_percent(value, np.full(len(value), np.nan), about)
    return (
        np.where(wanting, lowest, low),
        np.where(wanting, highest, high),
        wanting.astype(np.float64),
    )
