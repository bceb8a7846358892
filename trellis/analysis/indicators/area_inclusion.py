"""Measures of an area about what follows school, special educational needs, children in care and young offenders."""

from functools import partial

from trellis.analysis.area_measure import AreaMeasure

_after_16 = partial(AreaMeasure, theme="after 16", phase="post16", unit="percent", polarity="high")
DESTINATIONS = _after_16(
    id="ks4_destinations_sustained",
    name="Stayed in education, apprenticeship or employment after 16",
    series=(("lait:SusEdOverall_All", "all"), ("ks4_destinations_sustained", "all")),
)
NEET = _after_16(
    id="neet_or_not_known",
    name="16- and 17-year-olds not in education, employment or training, or not known",
    polarity="low",
    topic="after_16",
    years="financial",
    series=(("lait:16-17_not known_NEET", "all"),),
)
GUARANTEE = _after_16(
    id="september_guarantee",
    name="Offers of education or training made to 16- and 17-year-olds",
    years="calendar",
    series=(("lait:Sept_Guarantee", "all"),),
)
SEN_16_TO_17 = _after_16(
    id="education_at_16_sen",
    name="16- and 17-year-olds with special educational needs in education and training",
    group="ehc_plan",
    topic="after_16",
    years="financial",
    series=(("lait:16-17YroldSEN_ET", "all"),),
)
LEVEL_2 = _after_16(
    id="level_2_at_19",
    name="Level 2 with English and maths by the age of 19",
    series=(("lait:Level2Age19_E&M", "all"),),
)
LEVEL_3 = _after_16(
    id="level_3_at_19", name="Level 3 by the age of 19", series=(("lait:Level3Age19", "all"),)
)
LEVEL_2_FSM = _after_16(
    id="level_2_at_19_fsm",
    name="Level 2 with English and maths by 19, pupils who were eligible for free school meals",
    group="fsm",
    series=(("lait:Level2Age19_E&M_FSM", "all"),),
)
LEVEL_3_FSM = _after_16(
    id="level_3_at_19_fsm",
    name="Level 3 by 19, pupils who were eligible for free school meals",
    group="fsm",
    series=(("lait:Level3_FMS_Attain", "all"),),
)
CARE_LEAVERS = _after_16(
    id="care_leavers_in_education",
    name="Care leavers aged 19 to 21 in education, employment or training",
    group="looked_after",
    topic="after_16",
    decimals=0,
    years="financial",
    series=(("lait:CareLeaverEET", "all"),),
)

PLANS_IN_TIME = AreaMeasure(
    id="ehc_plans_in_20_weeks",
    name="New education, health and care plans issued within 20 weeks, exceptions apart",
    theme="inclusion",
    phase="all",
    unit="percent",
    polarity="high",
    group="ehc_plan",
    years="calendar",
    series=(("lait:SEN_EHC_Excpt_20wks", "all"),),
)
APPEALS = AreaMeasure(
    id="send_appeals",
    name="Appeals to the SEND tribunal for each 100 decisions that can be appealed",
    theme="inclusion",
    phase="all",
    unit="percent",
    polarity="low",
    group="ehc_plan",
    years="calendar",
    series=(("lait:SEN_AppealableDec", "all"),),
)

_safety = partial(
    AreaMeasure, theme="safety and stability", phase="all", unit="percent", polarity="low", decimals=0
)
SCHOOL_MOVES = _safety(
    id="school_moves_looked_after",
    name="Children looked after who moved school in the middle of a year",
    group="looked_after",
    years="financial",
    series=(("lait:Stability_School", "all"),),
)
OFFENCES = _safety(
    id="cautioned_or_sentenced",
    name="Young people aged 10 to 17 cautioned or sentenced, for each 10,000",
    unit="count",
    decimals=1,
    group="young_offenders",
    years="financial",
    series=(("lait:YJS_Caution-Sentence10-17_YO", "all"),),
)
REOFFENDING = _safety(
    id="reoffending",
    name="Young people aged 15 to 17 who offended again",
    decimals=1,
    group="young_offenders",
    years="financial",
    series=(("lait:ReoffYO15-17", "all"),),
)

_parents = partial(AreaMeasure, theme="parents", phase="all", unit="percent", polarity="high")
HAPPY = _parents(
    id="parent_view_happy",
    name="Parents who say their child is happy at school",
    indicator="parent_view_happy",
)
SAFE = _parents(
    id="parent_view_safe", name="Parents who say their child feels safe", indicator="parent_view_safe"
)
