"""What is made of an indicator's values: means, trends, ranks, and the middle of those a school is set beside.

Everything works on whole columns, one entry a school, NaN where there is no value; a suppressed or missing value
is NaN and so never enters a median, a mean or a rank. Numpy only. Results are rounded to nine decimals, since a slope
of exactly the threshold must test as equal to it however it was added up.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
DECIMALS = 9

# A year counts as published once half as many schools have something printed as in the best-covered year: a few
# early rows (one authority's own file, a pilot) do not turn every other school's newest year into "not held".
PUBLISHED_SHARE = 0.5
# The most calendar years from a window's first year to its last: what that many years in a row span, and the two of the
# pandemic (2020 and 2021), in which next to nothing was published.
LONGEST_SPAN = {3: 4, 5: 6}
LEAST_VALUES = {3: 3, 5: 4}


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Least-squares slope a year, its standard error and how many values it is of, float64[n] each; NaN with too few values."""

    slope: Floats
    standard_error: Floats
    counted: Floats


def published_years(years: npt.NDArray[np.int16], printed: Integers) -> list[int]:
    """Return the years published, ascending, from how many schools have something printed in each of `years`."""
    if not len(years):
        return []
    enough = printed >= PUBLISHED_SHARE * printed.max()
    return sorted(int(year) for year in years[enough & (printed > 0)])


def window(years: list[int], last: int, length: int, left_out: Collection[int] = ()) -> list[int]:
    """Return those of `years`, held, that lie within `length` years of publication in a row, up to `last`.

    A year that the publisher left out (`left_out`) does not break the row, as nothing elapsed in print: 2018, 2019 and
    2022 are three years in a row of a figure not published for the pandemic. A year that was published but is not held
    does count, so that two values with unseen ones between them are not taken for neighbours. However many years were
    left out, a window spans LONGEST_SPAN at most: a school is another after more, with other pupils, staff and head.
    """
    reach = range(last, last - LONGEST_SPAN[length] - 1, -1)
    in_print = [year for year in reach if year in years or year not in left_out][:length]
    return [year for year in reversed(in_print) if year in years]


@dataclass(frozen=True, kw_only=True)
class Mean:
    """Means over years, float64[n] each; NaN with fewer than two values.

    `counted` is how many values each is of and `first_year` the oldest of them; `years` says which, as the sum of
    2**(the expected year - year) over them.
    """

    value: Floats
    counted: Floats
    first_year: Floats
    years: Floats


def mean(values: Floats, years: list[int], expected: int) -> Mean:
    """Return the mean over years of float64[years, n], the `years` ascending, where a school has at least two values.

    Each year's value counts the same. The years are those of a `window`; a mean of one value would be no mean, and
    says nothing that the value does not.
    """
    held = np.isfinite(values)
    counted = held.sum(axis=0)
    enough = counted >= 2
    at = np.asarray(years, dtype=np.float64)[:, None]
    total = np.where(held, values, 0.0).sum(axis=0)
    return Mean(
        value=rounded(np.where(enough, total / np.maximum(counted, 1), np.nan)),
        counted=np.where(enough, counted, np.nan),
        first_year=np.where(enough, np.where(held, at, np.inf).min(axis=0, initial=np.inf), np.nan),
        years=np.where(enough, np.where(held, 2.0 ** (expected - at), 0.0).sum(axis=0), np.nan),
    )


def trend(values: Floats, years: list[int], *, least: int) -> Trend:
    """Return the least-squares trend over years of float64[years, n], each year's value counting the same.

    A school with fewer than `least` values has none. The standard error is that of the slope from the residuals,
    with two degrees of freedom fewer than there are values. Time is the year itself, so a gap of four years between
    two values counts as four years.
    """
    held = np.isfinite(values)
    counted = held.sum(axis=0)
    enough = counted >= least
    at = np.asarray(years, dtype=np.float64)[:, None]
    divisor = np.maximum(counted, 1)
    y = np.where(held, values, 0.0)
    from_mean_t = np.where(held, at - np.where(held, at, 0.0).sum(axis=0) / divisor, 0.0)
    from_mean_y = np.where(held, values - y.sum(axis=0) / divisor, 0.0)
    spread = (from_mean_t**2).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (from_mean_t * from_mean_y).sum(axis=0) / spread
        residual = ((from_mean_y - slope * from_mean_t) ** 2).sum(axis=0)
        error = np.sqrt(residual / (counted - 2) / spread)
    return Trend(
        slope=rounded(np.where(enough, slope, np.nan)),
        standard_error=rounded(np.where(enough & (counted > 2), error, np.nan)),
        counted=np.where(enough, counted, np.nan),
    )


def percentile(values: Floats, groups: Integers) -> Floats:
    """Return the share, 0 to 100, of a school's group with a value at or below its own; NaN where it has none.

    `groups` is int32[n], -1 for a school that is compared with no one.
    """
    result = np.full(len(values), np.nan)
    for _, members in _groups(values, groups):
        own = values[members]
        result[members] = 100.0 * np.searchsorted(np.sort(own), own, side="right") / len(own)
    return rounded(result)


def counts(values: Floats, groups: Integers) -> Floats:
    """Return how many of a school's group have a value."""
    return _spread(groups, {group: float(len(members)) for group, members in _groups(values, groups)})


def group_medians(values: Floats, groups: Integers) -> Floats:
    """Return the median of a school's group, for every school of it, with or without a value of its own."""
    return _spread(
        groups, {group: _middle(np.sort(values[members])) for group, members in _groups(values, groups)}
    )


def pooled_mean(values: Floats, weights: Floats, groups: Integers) -> tuple[Floats, str]:
    """Return each group's national figure, for every school of it, and how it was made.

    "pooled": values weighted by the pupils or sessions behind each, which is the sum of numerators over the sum of
    denominators, over schools that have both; "mean of schools": the plain mean, where fewer than half of the
    schools with a value have a denominator.
    """
    held = np.isfinite(values) & (groups >= 0)
    weighted = held & np.isfinite(weights) & (weights > 0)
    pooled = weighted.sum() >= 0.5 * max(int(held.sum()), 1)
    used = weighted if pooled else held
    figures = {}
    for group, members in _groups(np.where(used, values, np.nan), groups):
        of = weights[members] if pooled else np.ones(len(members))
        figures[group] = float((values[members] * of).sum() / of.sum())
    return rounded(_spread(groups, figures)), "pooled" if pooled else "mean of schools"


@dataclass(frozen=True)
class Segments:
    """Sets of schools that may overlap, such as the schools of each authority's statistical neighbours.

    `member` lists schools, `segment` the set each is listed for, `size` how many sets there are, and
    `of_school` the set that a school is told the median of, -1 for none.
    """

    member: Integers
    segment: Integers
    size: int
    of_school: Integers

    @classmethod
    def by(cls, keys: Integers) -> "Segments":
        """Return the sets of schools that share a key; those with -1 are in none."""
        inside = np.flatnonzero(keys >= 0).astype(np.int32)
        size = int(keys.max(initial=-1)) + 1
        return cls(member=inside, segment=keys[inside].astype(np.int32), size=size, of_school=keys)


def segment_medians(values: Floats, segments: Segments) -> Floats:
    """Return, for every school, the median of the values of its set; NaN where the set has none."""
    if not len(segments.member):
        return _none(values)
    return _segment_medians(values, segments)[segments.of_school]


def _segment_medians(values: Floats, segments: Segments) -> Floats:
    order = np.argsort(values, kind="stable")
    rank = np.empty(len(values), dtype=np.int64)
    rank[order] = np.arange(len(values))
    held = np.isfinite(values[segments.member])
    # Sorting one integer that holds both the set and the rank of the value sorts every set at once.
    keyed = np.sort(segments.segment[held].astype(np.int64) * len(values) + rank[segments.member[held]])
    sizes = np.bincount(segments.segment[held], minlength=segments.size)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    medians = np.full(segments.size + 1, np.nan)  # the last entry answers for -1
    some = np.flatnonzero(sizes > 0)
    low = keyed[starts[some] + (sizes[some] - 1) // 2] % len(values)
    high = keyed[starts[some] + sizes[some] // 2] % len(values)
    medians[some] = (values[order[low]] + values[order[high]]) / 2.0
    return rounded(medians)


def against_set(
    values: Floats, own: Integers, others: Integers, own_values: Floats | None = None
) -> tuple[Floats, Floats, Floats]:
    """Return each school's set's median, the share 0 to 100 of the set at or below the school, and its decile.

    `own` is int32[m], the schools; `others` int32[m, k], the schools of each one's set, -1 where it has fewer.
    The decile is 1 to 10: 1 when fewer than a tenth of the set are at or below the school, 10 when nine tenths or
    more are. Only values that are held count; a set without any gives NaN. `own_values` stand for the schools' own
    values where they are not those of `values` (an authority's own figures against published ones).
    """
    mine = values[own] if own_values is None else own_values
    if not others.shape[1]:
        return _none(mine), _none(mine), _none(mine)
    padded = np.concatenate([values, [np.nan]])
    beside = padded[others]
    with np.errstate(invalid="ignore"):
        held = np.isfinite(beside).sum(axis=1)
        below = (beside <= mine[:, None]).sum(axis=1)
    ordered = np.sort(beside, axis=1)  # NaN sorts last
    rows = np.arange(len(own))
    some = held > 0
    low = ordered[rows, np.maximum(held - 1, 0) // 2]
    high = ordered[rows, np.minimum(held // 2, others.shape[1] - 1)]
    median = np.where(some, (low + high) / 2.0, np.nan)
    known = some & np.isfinite(mine)
    share = np.where(known, 100.0 * below / np.maximum(held, 1), np.nan)
    decile = np.where(known, np.minimum(below * 10 // np.maximum(held, 1) + 1, 10), np.nan)
    return rounded(median), rounded(share), decile


def rounded(values: Floats) -> Floats:
    """Return `values` to DECIMALS places, never minus nought."""
    return np.round(values, DECIMALS) + 0.0


def _none(values: Floats) -> Floats:
    return np.full(len(values), np.nan)


def _groups(values: Floats, groups: Integers) -> list[tuple[int, npt.NDArray[np.intp]]]:
    """Return (group, schools of it that have a value) for each group that has any."""
    usable = np.flatnonzero(np.isfinite(values) & (groups >= 0))
    if not len(usable):
        return []
    order = usable[np.argsort(groups[usable], kind="stable")]
    found, starts = np.unique(groups[order], return_index=True)
    return [(int(group), members) for group, members in zip(found, np.split(order, starts[1:]), strict=True)]


def _middle(ordered: Floats) -> float:
    n = len(ordered)
    return float(np.round((ordered[(n - 1) // 2] + ordered[n // 2]) / 2.0, DECIMALS) + 0.0)


def _spread(groups: Integers, figures: dict[int, float]) -> Floats:
    table = np.full(int(groups.max(initial=-1)) + 2, np.nan)  # the last entry answers for -1
    for group, figure in figures.items():
        table[group] = figure
    return table[groups]
