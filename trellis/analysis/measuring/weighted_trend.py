"""The trend of many schools over a few periods, each value weighted by how surely it is known, and its uncertainty.

Everything works on [T, n] arrays of periods and schools. SciPy is read in when a trend is asked for.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.analysis.measuring.intervals import Z

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# The fewest schools whose scatter says how much more than chance schools move about
LEAST_SCHOOLS = 10
# Of the schools' scatters, those above this share count as much as the school there
WINSORISED = 0.9


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Slopes a year, float64[n], with their standard errors; NaN with fewer than two values.

    `counted` is how many values each stands on and `freedom` the degrees of freedom of its error, infinite where
    the error comes from the intervals of the values themselves. `scatter` is by how much schools move about more
    than those intervals tell (a ratio of variances, at least 1), or the unit variance where there are none.
    """

    slope: Floats
    error: Floats
    counted: npt.NDArray[np.intp]
    freedom: Floats
    scatter: float

    def interval(self) -> tuple[Floats, Floats]:
        """Return the 95% interval of each slope."""
        reach = _quantile(self.freedom) * self.error
        return self.slope - reach, self.slope + reach

    def chance_of(self, direction: int) -> Floats:
        """Return the one-sided p-value of a slope this far in a direction (1 up, -1 down), were there no trend."""
        from scipy.special import ndtr, stdtr

        with np.errstate(divide="ignore", invalid="ignore"):
            by = direction * self.slope / self.error
        by = np.where(self.error > 0, by, np.where(direction * self.slope > 0, np.inf, -np.inf))
        known = np.isfinite(self.slope) & np.isfinite(self.error) & (self.freedom > 0)
        student = stdtr(np.where(np.isfinite(self.freedom), np.maximum(self.freedom, 1.0), 1.0), -by)
        return np.where(known, np.where(np.isinf(self.freedom), ndtr(-by), student), np.nan)


def fit(values: Floats, variances: Floats, times: Floats, used: Mask, *, measured: bool) -> Fit:
    """Return the weighted least-squares trend of each school over the values that are `used`.

    `variances` are those of the values by their own intervals (`measured`), or only in proportion (one over the pupils
    behind a value); `times` float64[T] in years. With measured variances the error of a slope is 1 / sqrt(S), where S
    is the weighted sum of squares of time about its weighted mean (weighted least squares, Aitken 1936), widened by the
    square root of `scatter`: the mean over schools of chi-square per degree of freedom, winsorised at a tenth, never
    below 1 (D. J. Spiegelhalter, "Handling over-dispersion of performance indicators", Quality and Safety in Health
    Care 14, 2005, 347-351). Fewer than LEAST_SCHOOLS say nothing of it. With proportional variances the scatter of all
    schools about their own lines is the unit variance, with their degrees of freedom together, so that three values of
    one school are not asked to tell their own error; a school that moves about more than that is judged by its own.
    """
    usable = used & np.isfinite(values) & np.isfinite(variances) & (variances > 0)
    weight = np.where(usable, 1.0 / np.where(usable, variances, 1.0), 0.0)
    counted = usable.sum(axis=0)
    total = np.where(counted > 0, weight.sum(axis=0), 1.0)
    y = np.where(usable, values, 0.0)
    t = times[:, None]
    off_t = np.where(usable, t - (weight * t).sum(axis=0) / total, 0.0)
    off_y = np.where(usable, values - (weight * y).sum(axis=0) / total, 0.0)
    spread = (weight * off_t**2).sum(axis=0)
    enough = (counted >= 2) & (spread > 0)
    slope = np.where(enough, (weight * off_t * off_y).sum(axis=0) / np.where(enough, spread, 1.0), np.nan)
    chi_square = (weight * (off_y - np.where(enough, slope, 0.0) * off_t) ** 2).sum(axis=0)
    spare = np.where(enough, counted - 2, 0)
    scatter, freedom = _scatter(chi_square, spare, measured=measured)
    unit = np.full(len(slope), scatter)
    if not measured:
        unit = np.maximum(unit, np.where(spare > 0, chi_square / np.maximum(spare, 1), 0.0))
    error = np.where(enough, np.sqrt(unit / np.where(enough, spread, 1.0)), np.nan)
    return Fit(
        slope=slope,
        error=error,
        counted=counted,
        freedom=np.full(len(slope), freedom),
        scatter=scatter,
    )


def _scatter(chi_square: Floats, spare: npt.NDArray[np.intp], *, measured: bool) -> tuple[float, float]:
    """Return (scatter, degrees of freedom) over all schools."""
    able = spare > 0
    if measured:
        if able.sum() < LEAST_SCHOOLS:
            return 1.0, np.inf
        return max(1.0, _pooled(chi_square[able], spare[able])), np.inf
    if not able.any():
        return np.nan, 0.0
    if able.sum() < LEAST_SCHOOLS:
        return float(chi_square[able].sum() / spare[able].sum()), float(spare[able].sum())
    return _pooled(chi_square[able], spare[able]), float(spare[able].sum())


def _pooled(chi_square: Floats, spare: npt.NDArray[np.intp]) -> float:
    each = chi_square / spare
    capped = np.minimum(each, np.quantile(each, WINSORISED))
    return float((capped * spare).sum() / spare.sum())


def variance_of(low: Floats, high: Floats) -> Floats:
    """Return the variance that a 95% interval stands for; NaN without one.

    Of a Wilson interval it is never nought, as that of the plain proportion would be with all or none of the pupils.
    """
    with np.errstate(invalid="ignore"):
        half = (high - low) / (2.0 * Z)
        return np.where(half > 0, half**2, np.nan)


def _quantile(freedom: Floats) -> Floats:
    from scipy.special import stdtrit

    finite = np.isfinite(freedom) & (freedom > 0)
    return np.where(
        np.isinf(freedom), Z, np.where(finite, stdtrit(np.where(finite, freedom, 1.0), 0.975), np.nan)
    )
