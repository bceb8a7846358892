"""Suspensions and permanent exclusions. A suspension was called a fixed-period exclusion until 2021."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

_exclusions = partial(
    Indicator,
    theme="suspensions and exclusions",
    unit="rate_per_100",
    polarity="low",
    phases=peers.COMPULSORY,
    source="Suspensions and permanent exclusions in England",
    first_year=2007,
    minimum_cohort=11,
    decimals=2,
    least=0.0,
)

SUSPENSIONS = _exclusions(
    id="suspension_rate",
    name="Suspension rate",
    definition="Suspensions in the year for each 100 pupils on roll; one pupil may be suspended several times.",
    reads=("suspension_rate",),
    interval="rate",
    lait=("TotFixedEx",),
)
PERMANENT = _exclusions(
    id="permanent_exclusion_rate",
    name="Permanent exclusion rate",
    definition="Permanent exclusions in the year for each 100 pupils on roll.",
    reads=("permanent_exclusion_rate",),
    interval="rate",
    lait=("TotPermEx",),
)
REPEAT = _exclusions(
    id="repeat_suspension_rate",
    name="Repeat suspension rate",
    definition="Pupils suspended twice or more in the year for each 100 pupils on roll.",
    reads=("repeat_suspension_rate",),
    interval="proportion",
    most=100.0,
)
SUSPENSIONS_COUNT = _exclusions(
    id="suspensions",
    adds_up=True,
    name="Suspensions",
    definition="The number of suspensions in the year.",
    unit="count",
    decimals=0,
    reads=("suspensions",),
)
PERMANENT_COUNT = _exclusions(
    id="permanent_exclusions",
    adds_up=True,
    name="Permanent exclusions",
    definition="The number of permanent exclusions in the year.",
    unit="count",
    decimals=0,
    reads=("permanent_exclusions",),
)
