"""How far a value of a small cohort may be from what the school would show over many: intervals, and words for them.

Confidence is 95% throughout. Published intervals are used where there are any; what is worked out here is for the rest.
Importing this costs numpy alone; the exact ones import SciPy when they are called.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Z = 1.959963984540054  # the 97.5th percentile of the normal distribution

Verdict = Literal["above", "below", "within chance", "not known"]


def wilson(share: Floats, cohort: Floats) -> tuple[Floats, Floats]:
    """Return the Wilson score interval of shares 0 to 1 of cohorts; NaN where the cohort is not known or empty.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927. Unlike the textbook
    interval it stays within 0 to 1 and holds its confidence for small cohorts and shares near the ends.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        n = np.where(cohort > 0, cohort, np.nan)
        centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
        return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def clopper_pearson(successes: Floats, cohort: Floats) -> tuple[Floats, Floats]:
    """Return the exact binomial interval of a count out of a cohort, as shares 0 to 1.

    C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits", 1934: never too narrow, often too wide.
    """
    from scipy.special import betaincinv

    with np.errstate(invalid="ignore"):
        low = np.where(successes > 0, betaincinv(successes, cohort - successes + 1, 0.025), 0.0)
        high = np.where(successes < cohort, betaincinv(successes + 1, cohort - successes, 0.975), 1.0)
        known = np.isfinite(successes) & (cohort > 0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def poisson(events: Floats) -> tuple[Floats, Floats]:
    """Return the exact interval of the number of events to be expected, from the number that happened.

    F. Garwood, "Fiducial limits for the Poisson distribution", 1936. Events of one pupil come together, so the
    truth is wider still: an interval of suspensions is the least that chance explains.
    """
    from scipy.special import gammaincinv

    with np.errstate(invalid="ignore"):
        low = np.where(events > 0, gammaincinv(events, 0.025), 0.0)
        high = gammaincinv(events + 1, 0.975)
    known = np.isfinite(events)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def difference(
    first: Floats, first_cohort: Floats, second: Floats, second_cohort: Floats
) -> tuple[Floats, Floats]:
    """Return Newcombe's interval of the first share less the second; a cohort of infinity is a share known exactly.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions", 1998, method 10.
    """
    low1, high1 = _wilson_or_exact(first, first_cohort)
    low2, high2 = _wilson_or_exact(second, second_cohort)
    d = first - second
    return (
        d - np.sqrt((first - low1) ** 2 + (high2 - second) ** 2),
        d + np.sqrt((high1 - first) ** 2 + (second - low2) ** 2),
    )


def _wilson_or_exact(share: Floats, cohort: Floats) -> tuple[Floats, Floats]:
    exact = np.isinf(cohort)
    low, high = wilson(share, np.where(exact, np.nan, cohort))
    return np.where(exact, share, low), np.where(exact, share, high)


def of_percent(percent: Floats, numerator: Floats, denominator: Floats) -> tuple[Floats, Floats]:
    """Return the Wilson interval, 0 to 100, of a printed percentage; the numerator is used where it is known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(np.isfinite(numerator), numerator / denominator, percent / 100.0)
    low, high = wilson(np.clip(share, 0.0, 1.0), denominator)
    return 100.0 * low, 100.0 * high


def of_rate(rate: Floats, numerator: Floats, denominator: Floats) -> tuple[Floats, Floats]:
    """Return the exact Poisson interval of a rate for each 100; events are worked back where they are not printed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(denominator > 0, denominator, np.nan)
        events = np.where(np.isfinite(numerator), numerator, np.round(rate * size / 100.0))
        low, high = poisson(np.maximum(events, 0.0))
        return 100.0 * low / size, 100.0 * high / size


def verdict(low: float | None, high: float | None, comparator: float | None) -> Verdict:
    """Return where a value stands against a comparator once chance is allowed for."""
    if low is None or high is None or comparator is None or not np.isfinite([low, high, comparator]).all():
        return "not known"
    if low > comparator:
        return "above"
    if high < comparator:
        return "below"
    return "within chance"


def verdicts(low: Floats, high: Floats, comparator: Floats) -> npt.NDArray[np.int8]:
    """Return `verdict` of whole columns: 1 above, -1 below, 0 within chance, 2 not known."""
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(comparator)
    with np.errstate(invalid="ignore"):
        told = np.where(low > comparator, 1, np.where(high < comparator, -1, 0))
    return np.where(known, told, 2).astype(np.int8)


def words(
    *,
    low: float | None,
    high: float | None,
    comparator: float | None,
    comparator_name: str,
    cohort: float | None = None,
    decimals: int = 1,
) -> str:
    """Return the sentence a page says about a value's interval and a comparator."""
    told = verdict(low, high, comparator)
    if told == "not known" or low is None or high is None:
        return "How much of this is chance is not known: the number of pupils behind it is not published."
    pupils = f" with {cohort:,.0f} pupils" if cohort is not None and np.isfinite(cohort) else ""
    span = f"{low:,.{decimals}f} to {high:,.{decimals}f}"
    if told == "within chance":
        return f"Within chance of {comparator_name}: a result{pupils} may by chance be anywhere from {span}."
    return f"Clearly {told} {comparator_name}: chance{pupils} explains only {span}."
