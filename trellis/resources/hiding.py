"""Which numbers of a table are hidden, so that no school can be known from it. Pure functions."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

FEWEST = 5
"""Numbers about fewer schools than this are hidden."""
K = TypeVar("K", bound=Hashable)


def hidden(counts: Mapping[K, int], *, also: Collection[K] = ()) -> frozenset[K]:
    """The cells that are hidden, of cells that add up to a total that is shown.

    A cell of fewer than five schools is hidden; and then so much more, the smallest first, that what is hidden is of two
    cells at least and of five schools at least: else the total less the rest would tell it. `also` are cells that another
    table would tell something by.
    """
    out = {key for key, count in counts.items() if count > 0 and (count < FEWEST or key in also)}
    rest = sorted((count, str(key), key) for key, count in counts.items() if count and key not in out)
    while out and (len(out) < 2 or sum(counts[key] for key in out) < FEWEST) and rest:
        out.add(rest.pop(0)[2])
    return frozenset(out)
