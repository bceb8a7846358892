"""Who the pupils are. Context: neither way is good or bad in itself."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

_census = partial(
    Indicator,
    theme="pupils",
    unit="percent",
    polarity="none",
    phases=peers.STATE,
    source="Schools, pupils and their characteristics",
    first_year=2010,
    interval="none",
    minimum_cohort=11,
    least=0.0,
    most=100.0,
)

FSM = _census(
    id="fsm_eligible",
    name="Eligible for free school meals",
    definition="Of the pupils on roll in January, the share known to be eligible for free school meals.",
    reads=("fsm_eligible", "fsm_gias"),
)
FSM_EVER_6 = _census(
    id="fsm_ever6",
    name="Eligible for free school meals in the last six years",
    definition="Of the pupils on roll in January, the share known to have been eligible for free school meals at any "
    "time in the last six years.",
    reads=("fsm_ever6",),
)
EAL = _census(
    id="eal",
    name="English as an additional language",
    definition="Of the pupils on roll in January, the share whose first language is known or believed to be other "
    "than English.",
    reads=("eal",),
)
SEN_SUPPORT = _census(
    id="sen_support",
    name="SEN support",
    definition="Of the pupils on roll in January, the share who get special educational needs support without an "
    "education, health and care plan.",
    reads=("sen_support",),
)
EHC_PLAN = _census(
    id="ehc_plan",
    name="Education, health and care plan",
    definition="Of the pupils on roll in January, the share with an education, health and care plan (a statement, "
    "until 2018).",
    reads=("ehc_plan",),
)
GIRLS = _census(
    id="girls_share",
    name="Girls",
    definition="Of the pupils on roll in January, the share who are girls.",
    reads=("girls_share",),
)
IDACI = _census(
    id="idaci_quintile",
    name="Deprivation quintile (IDACI)",
    definition="Which fifth of schools the school is in by the income deprivation affecting the children on its roll, "
    "as the inspectorate publishes it: 5 is the most deprived fifth.",
    theme="deprivation",
    unit="score",
    decimals=0,
    source="State-funded schools inspections and outcomes",
    reads=("idaci_quintile",),
    first_year=2018,
    minimum_cohort=0,
    least=1.0,
    most=5.0,
)
