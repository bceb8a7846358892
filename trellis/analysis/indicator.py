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
# What an interval is drawn from: what the publisher prints; else numerator and denominator as a proportion of
# pupils; as a rate of events; as the difference of two proportions (the first two inputs); or nothing.
Interval = Literal["published", "proportion", "rate", "difference", "none"]
# Whom a mainstream school is compared with: its own phase group, or, for the results of a key stage, every
# mainstream school that teaches it. See `trellis.analysis.peers`.
Compared = Literal["phase", "key_stage"]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator. `reads` are measures in order of preference: the first with an answer for a year is used.

    `formula`, where given, makes the value from `inputs` (other indicators' ids): it gets one array a school for
    each input, NaN where there is no value, of the same year ("id@-3" is three years before, "id@national" the
    national figure of the school's comparator group that year), and returns one. The denominator of a derived
    value is the least of its inputs' and its missing reason that of the first input that has none.
    `phases` are the groups of `trellis.analysis.peers` it applies to. `minimum_cohort` is the least
    denominator at which a value is judged; below it is shown and marked as small. `source` names the publication:
    indicators that share it are expected for the same years, so that one left out by design in the newest year
    reads as not published rather than as last year's. `least` and `most` bound what can be true.
    `key_stage` names the key stage whose results it is of: it does not apply to a school without pupils in the last
    year of it. `from_eleven` marks progress from age 11, which does not apply to a school whose pupils join it late.
    `counts_pupils` is False where the denominator is of others, such as parents who answered.
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
    least: float | None = None
    most: float | None = None
    compared: Compared = "phase"
    key_stage: Literal[2, 4, 5] | None = None
    from_eleven: bool = False
    counts_pupils: bool = True
    adds_up: bool = (
        False  # a number of things or pounds, so that two schools' make a sum; never averaged by size
    )
    local: bool = False  # only an authority's own return holds it: no national comparators
    gap_of: str | None = None
    not_published: tuple[int, ...] = ()  # years the publisher left out by design
    lait: tuple[str, ...] = ()  # "Short Desc" of the authority-level series for the same number
