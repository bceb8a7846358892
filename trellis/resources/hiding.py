"""Which numbers of a table are hidden, so that no school can be known from it. Pure functions."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

FEWEST = 5
"""Numbers about fewer schools than this are hidden."""
K = TypeVar("K", bound=Hashable)


def hidden(schools: Mapping[K, Collection[int]], *, also: Collection[K] = ()) -> frozenset[K]:
    """The cells that are hidden, each with its schools, of cells that add up to a total that is shown.

    A cell of fewer than five schools is hidden; and then so much more, the smallest first, that what is hidden is of two
    cells at least and of five schools at least, however many cells one of them is in: else the total less the rest would
    tell it. `also` are cells that another table would tell something by.
    """
    of = {key: frozenset(each) for key, each in schools.items()}
    out = {key for key, each in of.items() if each and (len(each) < FEWEST or key in also)}
    rest = sorted((len(each), str(key), key) for key, each in of.items() if each and key not in out)
    while out and (len(out) < 2 or len(frozenset[int]().union(*(of[key] for key in out))) < FEWEST) and rest:
        out.add(rest.pop(0)[2])
    return frozenset(out)
