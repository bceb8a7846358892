"""How many pupils there are, how many there is room for, and how that changes."""

from functools import partial

import numpy as np

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator, Values

_roll = partial(
    Indicator,
    theme="roll and capacity",
    unit="pupils",
    polarity="none",
    phases=peers.STATE,
    source="Schools, pupils and their characteristics",
    first_year=2010,
    decimals=0,
)
_register = partial(_roll, source="Get information about schools")


def _change(now: Values, before: Values) -> Values:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(before > 0, 100.0 * (now - before) / before, np.nan)


def _surplus(roll: Values, capacity: Values) -> Values:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(capacity > 0, 100.0 * (capacity - roll) / capacity, np.nan)


PUPILS = _roll(
    id="roll",
    adds_up=True,
    name="Pupils on roll",
    definition="The number of pupils on the school's roll on the January census day.",
    reads=("roll", "roll_gias"),
    least=0.0,
)
CAPACITY = _register(
    id="capacity",
    adds_up=True,
    name="Capacity",
    definition="The number of pupils the school has room for, as the register of schools gives it.",
    reads=("capacity",),
    first_year=2017,
    least=0.0,
)
SURPLUS = _register(
    id="surplus_places",
    name="Surplus places",
    definition="Places without a pupil as a share of the school's capacity; below nought, more pupils than places.",
    unit="percent",
    polarity="low",
    decimals=1,
    first_year=2017,
    inputs=("roll", "capacity"),
    formula=lambda v: _surplus(v["roll"], v["capacity"]),
    most=100.0,
)
CHANGE_1 = _roll(
    id="roll_change_1y",
    name="Change in roll over one year",
    definition="Pupils on roll now less those a year before, as a share of those a year before.",
    unit="percent",
    polarity="high",
    decimals=1,
    inputs=("roll", "roll@-1"),
    formula=lambda v: _change(v["roll"], v["roll@-1"]),
    least=-100.0,
)
CHANGE_3 = _roll(
    id="roll_change_3y",
    name="Change in roll over three years",
    definition="Pupils on roll now less those three years before, as a share of those three years before: below "
    "nought, the roll is falling.",
    unit="percent",
    polarity="high",
    decimals=1,
    inputs=("roll", "roll@-3"),
    formula=lambda v: _change(v["roll"], v["roll@-3"]),
    least=-100.0,
)
FIRST_PREFERENCES = _roll(
    id="first_preferences",
    adds_up=True,
    name="First preferences",
    definition="The number of families who named the school first for the next September's intake.",
    polarity="high",
    source="The authority's own return",
    local=True,
    reads=("first_preferences",),
    least=0.0,
)
MOBILITY = _roll(
    id="mobility_in_year",
    name="Mobility within the year",
    definition="Pupils who joined or left outside the usual times in the year, as a share of the roll.",
    theme="mobility",
    unit="percent",
    decimals=1,
    source="The authority's own return",
    local=True,
    reads=("mobility_in_year",),
    least=0.0,
)
