"""The type of an indicator: a named number per school and year with a unit, a polarity and a source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

Unit = Literal[
    "percent", "points", "score", "rate_per_100", "ratio", "pounds", "pupils", "count", "yes_no", "years"
]
# Which way is better. "none" is for context: neither way is good or bad in itself.
Polarity = Literal["high", "low", "none"]
# What an interval is drawn from when the publisher prints none.
Interval = Literal["published", "proportion", "rate", "none"]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator. `reads` are measures in order of preference: the first with an answer for a year is used.

    `formula`, where given, makes the value from `inputs` (other indicators' ids): it gets one array a school for
    each input, NaN where there is no value, of the same year (and, as "id@-1", the year before), and returns one.
    `phases` are the groups of `trellis.analysis.peers` it applies to. `minimum_cohort` is the least
    denominator at which a value is judged; below it is shown and marked as small.
    """

    id: str
    name: str
    definition: str
    theme: str
    unit: Unit
    polarity: Polarity
    phases: tuple[str, ...]
    source: str
    first_year: int
    last_year: int | None = None
    reads: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    formula: Callable[[Mapping[str, Values]], Values] | None = None
    group: str = "all"
    interval: Interval = "none"
    minimum_cohort: int = 0
    decimals: int = 1
    gap_of: str | None = None
    not_published: tuple[int, ...] = ()  # years the publisher left out by design
    lait: tuple[str, ...] = ()  # "Short Desc" of the authority-level series for the same number
