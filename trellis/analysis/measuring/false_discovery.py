"""How many of the trends that are marked may be chance, when many are looked at."""

import numpy as np
import numpy.typing as npt


def benjamini_hochberg(p: npt.NDArray[np.float64], *, rate: float) -> npt.NDArray[np.bool_]:
    """Return which of the tests are marked so that, in the long run, at most `rate` of those marked are chance.

    With m tests, sorted by p, the first k are marked, k being the largest with p(k) <= k / m * rate. Y. Benjamini and
    Y. Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57, 1995, 289-300.
    It holds for tests that are independent, and for those that rise and fall together (Benjamini and Yekutieli 2001),
    as the indicators of one school do. NaN is no test: it is never marked and counts for nothing.
    """
    tested = np.flatnonzero(np.isfinite(p))
    marked = np.zeros(len(p), dtype=np.bool_)
    if not len(tested):
        return marked
    order = tested[np.argsort(p[tested], kind="stable")]
    allowed = np.arange(1, len(order) + 1) / len(order) * rate
    passing = np.flatnonzero(p[order] <= allowed)
    if len(passing):
        marked[order[: passing[-1] + 1]] = True
    return marked
