"""The slow, obvious twin of the weighted trend and of false discovery control: one school and one test at a time."""

from collections.abc import Sequence
from math import inf, isfinite, nan, sqrt

from scipy import stats

Values = Sequence[float | None]


def lines(
    schools: Sequence[Values], variances: Sequence[Sequence[float]], times: Sequence[float], *, measured: bool
) -> list[tuple[float, float, float]]:
    """Return (slope, standard error, degrees of freedom) of each school by the textbook sums."""
    fitted = []
    for values, variance in zip(schools, variances, strict=True):
        points = [(t, y, 1 / v) for t, y, v in zip(times, values, variance, strict=True) if y is not None]
        if len(points) < 2:
            fitted.append((nan, nan, 0.0, 0))
            continue
        weight = sum(w for _, _, w in points)
        mean_t = sum(w * t for t, _, w in points) / weight
        mean_y = sum(w * y for _, y, w in points) / weight
        spread = sum(w * (t - mean_t) ** 2 for t, _, w in points)
        slope = sum(w * (t - mean_t) * (y - mean_y) for t, y, w in points) / spread
        left = sum(w * (y - mean_y - slope * (t - mean_t)) ** 2 for t, y, w in points)
        fitted.append((slope, spread, left, len(points) - 2))
    able = [(left, spare) for _, _, left, spare in fitted if spare > 0]
    unit, freedom = _unit(able, measured=measured)
    told = []
    for slope, spread, left, spare in fitted:
        if not isfinite(slope):
            told.append((nan, nan, freedom))
            continue
        own = unit if measured or spare == 0 else max(unit, left / spare)
        told.append((slope, sqrt(own / spread) if isfinite(own) else nan, freedom))
    return told


def _unit(able: Sequence[tuple[float, int]], *, measured: bool) -> tuple[float, float]:
    if measured and len(able) < 10:
        return 1.0, inf
    if not able:
        return nan, 0.0
    if len(able) < 10:
        return sum(left for left, _ in able) / sum(spare for _, spare in able), sum(s for _, s in able)
    each = sorted(left / spare for left, spare in able)
    at = 0.9 * (len(each) - 1)
    low = int(at)
    cap = each[low] + (at - low) * (each[min(low + 1, len(each) - 1)] - each[low])
    pooled = sum(min(left / spare, cap) * spare for left, spare in able) / sum(s for _, s in able)
    return (max(1.0, pooled), inf) if measured else (pooled, sum(s for _, s in able))


def chance(slope: float, error: float, freedom: float, direction: int) -> float:
    """Return the one-sided p-value by SciPy's own distributions."""
    if not (isfinite(slope) and isfinite(error)) or freedom <= 0:
        return nan
    if error == 0:
        return 0.0 if direction * slope > 0 else 1.0
    of = stats.norm if freedom == inf else stats.t(freedom)
    return float(of.sf(direction * slope / error))


def marked(p: Sequence[float], rate: float) -> list[bool]:
    """Return which tests Benjamini and Hochberg mark: those no larger than some p(k) that is at most k / m * rate."""
    tested = [each for each in p if isfinite(each)]
    m = len(tested)
    line = max((at for at in tested if at <= sum(other <= at for other in tested) / m * rate), default=-1.0)
    return [isfinite(each) and each <= line for each in p]
