"""The limits of a funnel plot: where results of as many pupils would lie by chance alone. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log

# Two-sided: the limits that 19 in 20, and 499 in 500, would lie within.
WARNING, ACTION = 0.95, 0.998


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The control limits of a percentage at one cohort size, 0 to 100."""

    size: int
    low: float
    high: float
    outer_low: float
    outer_high: float


def binomial_limits(percent: float, sizes: Sequence[int]) -> tuple[Limits, ...]:
    """Return the 95% and 99.8% limits around a percentage for cohorts of these sizes.

    The exact binomial quantile, interpolated so that the limits are smooth in size: with r the least count whose
    cumulative probability is at least p, the limit is (r - a) / n, a = (P(R <= r) - p) / P(R = r), kept within 0 to n.
    D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24, 2005,
    1185-1202, appendix A.1.1. Raises ValueError for a percentage outside 0 to 100 or a size below 1.
    """
    if not 0.0 <= percent <= 100.0:
        raise ValueError("a percentage lies between 0 and 100")
    if any(size < 1 for size in sizes):
        raise ValueError("a cohort has at least one pupil")
    return tuple(_limits(percent, int(size)) for size in sizes)


@lru_cache(maxsize=4096)
def _limits(percent: float, size: int) -> Limits:
    share = percent / 100.0
    chances = [(1 - ACTION) / 2, (1 - WARNING) / 2, (1 + WARNING) / 2, (1 + ACTION) / 2]
    if share in (0.0, 1.0):
        outer_low = low = high = outer_high = percent
    else:
        outer_low, low, high, outer_high = (100.0 * at / size for at in _quantiles(share, size, chances))
    return Limits(size=size, low=low, high=high, outer_low=outer_low, outer_high=outer_high)


def _quantiles(share: float, size: int, chances: Sequence[float]) -> list[float]:
    """Return the interpolated quantiles of a binomial count for ascending chances."""
    found: list[float] = []
    wanted = list(chances)
    so_far = 0.0
    for count in range(size + 1):
        here = exp(
            lgamma(size + 1)
            - lgamma(count + 1)
            - lgamma(size - count + 1)
            + count * log(share)
            + (size - count) * log(1.0 - share)
        )
        so_far += here
        while wanted and (so_far >= wanted[0] or count == size):
            within = (so_far - wanted.pop(0)) / here if here > 0 else 0.0
            found.append(max(count - min(max(within, 0.0), 1.0), 0.0))
        if not wanted:
            break
    return found
