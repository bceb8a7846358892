"""Measures of an area about children under five and the check of phonics at six."""

from functools import partial

from trellis.analysis.area_measure import AreaMeasure

_of_five = partial(
    AreaMeasure,
    theme="attainment",
    phase="early_years",
    unit="percent",
    polarity="high",
    topic="good_development",
)
_NAME = "Good level of development at five"
DEVELOPMENT = _of_five(id="good_development", name=_NAME, series=(("lait:FSP_NEW_GOODDEV", "all"),))
DEVELOPMENT_FSM = _of_five(
    id="good_development_fsm",
    name=f"{_NAME}, pupils eligible for free school meals",
    group="fsm",
    series=(("lait:FSP_Gooddev_FSM", "all"),),
)
DEVELOPMENT_SUPPORT = _of_five(
    id="good_development_sen_support",
    name=f"{_NAME}, pupils with SEN support",
    group="sen_support",
    series=(("lait:FSP_Gooddev_Without_SENSTATE", "all"),),
)
DEVELOPMENT_PLAN = _of_five(
    id="good_development_ehc_plan",
    name=f"{_NAME}, pupils with an education, health and care plan",
    group="ehc_plan",
    series=(("lait:FSP_Gooddev_With_SENSTATE", "all"),),
)
DEVELOPMENT_LOOKED_AFTER = _of_five(
    id="good_development_looked_after",
    name=f"{_NAME}, children looked after",
    group="looked_after",
    series=(("lait:LAC_Good_Develop", "all"),),
)
DEVELOPMENT_SOCIAL_WORKER = _of_five(
    id="good_development_social_worker",
    name=f"{_NAME}, children in need",
    group="social_worker",
    series=(("lait:CIN_Good _Develop", "all"),),
)
LITERACY = _of_five(
    id="literacy_at_five",
    name="Expected level in literacy at five",
    topic="",
    series=(("lait:FSP_NEW_LIT", "all"),),
)
MATHS = _of_five(
    id="maths_at_five",
    name="Expected level in maths at five",
    topic="",
    series=(("lait:FSP_NEW_MATHS", "all"),),
)
LANGUAGE = _of_five(
    id="language_at_five",
    name="Expected level in communication and language at five",
    topic="",
    series=(("lait:FSP_NEW_COMMS", "all"),),
)

_childcare = partial(
    AreaMeasure, theme="early years and childcare", phase="early_years", unit="percent", polarity="high"
)
TWO_YEAR_OLDS = _childcare(
    id="childcare_at_two",
    name="Two-year-olds who take up a funded place",
    series=(("lait:%_2yr_olds", "all"),),
)
THREE_AND_FOUR = _childcare(
    id="childcare_at_three_and_four",
    name="Three- and four-year-olds who take up a funded place",
    series=(("lait:%_3&4yr_olds", "all"),),
)
GOOD_AT_TWO = _childcare(
    id="good_childcare_at_two",
    name="Funded two-year-olds with a provider that Ofsted found good or outstanding",
    series=(("lait:2yr_Ofsted_rating", "all"),),
)
GOOD_AT_THREE = _childcare(
    id="good_childcare_at_three_and_four",
    name="Funded three- and four-year-olds with a provider that Ofsted found good or outstanding",
    series=(("lait:3&4yr_Ofsted_rating", "all"),),
)

_phonics = partial(
    AreaMeasure, theme="attainment", phase="primary", unit="percent", polarity="high", decimals=0
)
PHONICS = _phonics(
    id="phonics", name="Expected standard in phonics, Year 1", series=(("lait:KS1P_all", "all"),)
)
PHONICS_FSM = _phonics(
    id="phonics_fsm",
    name="Expected standard in phonics, Year 1, pupils eligible for free school meals",
    group="fsm",
    series=(("lait:KS1P_FSM", "all"),),
)
PHONICS_SUPPORT = _phonics(
    id="phonics_sen_support",
    name="Expected standard in phonics, Year 1, pupils with SEN support",
    group="sen_support",
    series=(("lait:KS1P_SEND", "all"),),
)
PHONICS_PLAN = _phonics(
    id="phonics_ehc_plan",
    name="Expected standard in phonics, Year 1, pupils with an education, health and care plan",
    group="ehc_plan",
    series=(("lait:KS1P_EHCP", "all"),),
)
TABLES = AreaMeasure(
    id="multiplication_score",
    name="Multiplication tables check, average score out of 25",
    theme="attainment",
    phase="primary",
    unit="score",
    polarity="high",
    series=(("lait:Multiplication_Total_APS", "all"),),
)
