"""How many standard errors of a slope chance would rarely exceed, on as few years as schools have.

Student's t, two-sided at 95%, with two degrees of freedom fewer than there are years, since a line has two numbers of
its own. The quantiles are those of the standard tables (for one, NIST/SEMATECH e-Handbook of Statistical Methods,
section 1.3.6.7.2, https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm), kept here since SciPy takes longer
to import than a screening takes; a test holds them equal to SciPy's.
"""

import numpy as np
import numpy.typing as npt

# By the number of years: 3, 4 and 5.
QUANTILES = {3: 12.706204736, 4: 4.302652730, 5: 3.182446305}
_TABLE = np.array([QUANTILES[years] for years in (3, 4, 5)])


def years_of(length: int, counted: float | None) -> int:
    """Return how many years a trend over `length` stands on, which is `counted` for one over five.

    One over three years needs all three; one over five needs four, which is what is taken where it is not known.
    """
    return 3 if length == 3 else min(5, max(4, int(counted) if counted is not None else 4))


def quantiles(length: int, counted: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the quantile for each school: `years_of` as columns."""
    if length == 3:
        return np.full(len(counted), QUANTILES[3])
    years = np.clip(np.where(np.isnan(counted), 4, counted), 4, 5).astype(np.intp)
    return _TABLE[years - 3]
