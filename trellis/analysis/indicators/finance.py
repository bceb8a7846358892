"""Money: what comes in, what goes out, and what is left. A maintained school's year ends in March, an academy's in August."""

from functools import partial

import numpy as np

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator, Values

_finance = partial(
    Indicator,
    theme="finance",
    unit="pounds",
    polarity="none",
    phases=peers.STATE,
    source="Consistent financial reporting and academies accounts returns",
    first_year=2010,
    decimals=0,
)


def _share(part: Values, whole: Values) -> Values:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(whole > 0, 100.0 * part / whole, np.nan)


INCOME = _finance(
    id="income",
    adds_up=True,
    name="Income",
    definition="All the school's income in its financial year.",
    reads=("income",),
    least=0.0,
)
EXPENDITURE = _finance(
    id="expenditure",
    adds_up=True,
    name="Expenditure",
    definition="All the school's spending in its financial year.",
    reads=("expenditure",),
    least=0.0,
)
IN_YEAR_BALANCE = _finance(
    id="in_year_balance",
    adds_up=True,
    name="In-year balance",
    definition="Income less expenditure in the financial year; below nought, the school spent more than it got.",
    polarity="high",
    reads=("in_year_balance",),
)
RESERVE = _finance(
    id="revenue_reserve",
    adds_up=True,
    name="Revenue reserve",
    definition="What the school held at the end of its financial year for running costs; below nought, a deficit.",
    polarity="high",
    reads=("revenue_reserve",),
)
SPEND_PER_PUPIL = _finance(
    id="spend_per_pupil",
    name="Spending for each pupil",
    definition="The school's spending in its financial year divided by its pupils.",
    reads=("spend_per_pupil",),
    least=0.0,
)
IN_YEAR_BALANCE_SHARE = _finance(
    id="in_year_balance_percent_income",
    name="In-year balance as a share of income",
    definition="Income less expenditure in the financial year as a share of income; below nought, the school spent "
    "more than it got.",
    unit="percent",
    polarity="high",
    decimals=1,
    inputs=("in_year_balance", "income"),
    formula=lambda v: _share(v["in_year_balance"], v["income"]),
)
RESERVE_SHARE = _finance(
    id="reserve_percent_income",
    name="Revenue reserve as a share of income",
    definition="What the school held at the end of its financial year as a share of the year's income: below nought a "
    "deficit; far above, money not spent on the pupils it was given for.",
    unit="percent",
    polarity="none",
    decimals=1,
    inputs=("revenue_reserve", "income"),
    formula=lambda v: _share(v["revenue_reserve"], v["income"]),
)
INCOME_PER_PUPIL = _finance(
    id="income_per_pupil",
    name="Income for each pupil",
    definition="The school's income in its financial year divided by the pupils on its roll in January.",
    inputs=("income", "roll"),
    formula=lambda v: _share(v["income"], v["roll"]) / 100.0,
    least=0.0,
)
