"""Measures of an area about results at 11, at 16 and at the end of school."""

from functools import partial

from trellis.analysis.area_measure import AreaMeasure


def _published(lait: str, own: str = "") -> tuple[tuple[str, str], ...]:
    return ((f"lait:{lait}", "all"), *(((own, "all"),) if own else ()))


_key_stage_2 = partial(
    AreaMeasure, theme="attainment", phase="primary", unit="percent", polarity="high", decimals=0
)
_RWM = "Expected standard in reading, writing and maths, key stage 2"
RWM = _key_stage_2(
    id="ks2_rwm_expected",
    name=_RWM,
    topic="key_stage_2",
    series=_published("KS2RWM_Expected_STD", "ks2_rwm_expected"),
    indicator="ks2_rwm_expected",
    target="target_ks2_rwm_expected",
)
RWM_HIGHER = _key_stage_2(
    id="ks2_rwm_higher",
    name="Higher standard in reading, writing and maths, key stage 2",
    series=_published("KS2RWM_Higher_STD", "ks2_rwm_higher"),
)
READING = _key_stage_2(
    id="ks2_reading_expected",
    name="Expected standard in reading, key stage 2",
    series=_published("KS2R_Expected_STD", "ks2_reading_expected"),
)
WRITING = _key_stage_2(
    id="ks2_writing_expected",
    name="Expected standard in writing, key stage 2",
    series=_published("KS2W_Teacher_Assess", "ks2_writing_expected"),
)
MATHS = _key_stage_2(
    id="ks2_maths_expected",
    name="Expected standard in maths, key stage 2",
    series=_published("KS2M_Expected_STD", "ks2_maths_expected"),
)
SPELLING = _key_stage_2(
    id="ks2_gps_expected",
    name="Expected standard in grammar, punctuation and spelling, key stage 2",
    series=_published("KS2GPS_Expected_STD", "ks2_gps_expected"),
)
SCIENCE = _key_stage_2(
    id="ks2_science_expected",
    name="Expected standard in science, key stage 2",
    series=_published("KS2Sci_Teacher_Assess"),
)

_rwm_of = partial(_key_stage_2, topic="key_stage_2")
RWM_DISADVANTAGED = _rwm_of(
    id="ks2_rwm_expected_disadvantaged",
    name=f"{_RWM}, disadvantaged pupils",
    group="disadvantaged",
    series=_published("DAP_NEW_KS2_RWM", "ks2_rwm_expected_disadvantaged"),
)
RWM_FSM = _rwm_of(
    id="ks2_rwm_expected_fsm",
    name=f"{_RWM}, pupils eligible for free school meals",
    group="fsm",
    series=_published("FSM_NEW_KS2_RWM"),
)
RWM_SUPPORT = _rwm_of(
    id="ks2_rwm_expected_sen_support",
    name=f"{_RWM}, pupils with SEN support",
    group="sen_support",
    series=_published("NEW_KS2_RWM_Sen_W/Osta", "ks2_rwm_expected_sen_support"),
)
RWM_PLAN = _rwm_of(
    id="ks2_rwm_expected_ehc_plan",
    name=f"{_RWM}, pupils with an education, health and care plan",
    group="ehc_plan",
    series=_published("NEW_KS2_RWM_Sen_Withsta"),
)
RWM_EAL = _rwm_of(
    id="ks2_rwm_expected_eal",
    name=f"{_RWM}, pupils with English as an additional language",
    group="eal",
    series=(("ks2_rwm_expected_eal", "all"),),
    indicator="ks2_rwm_expected_eal",
)
RWM_LOOKED_AFTER = _rwm_of(
    id="ks2_rwm_expected_looked_after",
    name=f"{_RWM}, children looked after",
    group="looked_after",
    series=_published("LAC_KS2_ExpStd_RWM"),
)
RWM_SOCIAL_WORKER = _rwm_of(
    id="ks2_rwm_expected_social_worker",
    name=f"{_RWM}, children in need",
    group="social_worker",
    series=_published("CIN_KS2_ExpStd_RWM"),
)

_key_stage_4 = partial(AreaMeasure, theme="attainment", phase="secondary", unit="percent", polarity="high")
_attainment_8 = partial(_key_stage_4, unit="score", topic="key_stage_4")
ATTAINMENT_8 = _attainment_8(
    id="ks4_attainment8",
    name="Attainment 8",
    series=_published("AVG_Attain8_Score", "ks4_attainment8"),
    indicator="ks4_attainment8",
    target="target_ks4_attainment8",
)
BASICS_4 = _key_stage_4(
    id="ks4_basics_4plus",
    name="Grade 4 or above in English and maths",
    series=_published("EngMaths9-4", "ks4_basics_4plus"),
)
BASICS_5 = _key_stage_4(
    id="ks4_basics_5plus",
    name="Grade 5 or above in English and maths",
    series=_published("EngMaths9-5", "ks4_basics_5plus"),
)
EBACC_POINTS = _key_stage_4(
    id="ks4_ebacc_aps",
    name="English Baccalaureate average point score",
    unit="score",
    decimals=2,
    series=_published("EngBacAvgPointScore", "ks4_ebacc_aps"),
)
EBACC_ENTRY = _key_stage_4(
    id="ks4_ebacc_entry",
    name="Entered for the English Baccalaureate",
    polarity="none",
    series=_published("EngBacEntries", "ks4_ebacc_entry"),
)
ATTAINMENT_8_DISADVANTAGED = _attainment_8(
    id="ks4_attainment8_disadvantaged",
    name="Attainment 8, disadvantaged pupils",
    group="disadvantaged",
    series=_published("DAP_KS4_ATT8", "ks4_attainment8_disadvantaged"),
)
ATTAINMENT_8_FSM = _attainment_8(
    id="ks4_attainment8_fsm",
    name="Attainment 8, pupils eligible for free school meals",
    group="fsm",
    series=_published("FSM_AVG_Attain8_Score"),
)
ATTAINMENT_8_SUPPORT = _attainment_8(
    id="ks4_attainment8_sen_support",
    name="Attainment 8, pupils with SEN support",
    group="sen_support",
    series=_published("SEN_WoStat_AVG_Attain8_Score"),
)
ATTAINMENT_8_PLAN = _attainment_8(
    id="ks4_attainment8_ehc_plan",
    name="Attainment 8, pupils with an education, health and care plan",
    group="ehc_plan",
    series=_published("SEN_Stat_AVG_Attain8_Score"),
)
ATTAINMENT_8_LOOKED_AFTER = _attainment_8(
    id="ks4_attainment8_looked_after",
    name="Attainment 8, children looked after",
    group="looked_after",
    series=_published("LAC_KS4_AVG_Attain8"),
)
ATTAINMENT_8_SOCIAL_WORKER = _attainment_8(
    id="ks4_attainment8_social_worker",
    name="Attainment 8, children in need",
    group="social_worker",
    series=_published("CIN_Avg_Attain8_KS4"),
)
BASICS_4_SOCIAL_WORKER = _key_stage_4(
    id="ks4_basics_4plus_social_worker",
    name="Grade 4 or above in English and maths, children in need",
    group="social_worker",
    series=_published("CIN_EngMaths9-4"),
)

_progress_8 = partial(
    AreaMeasure, theme="progress", phase="secondary", unit="score", polarity="high", decimals=2
)
PROGRESS_8 = _progress_8(
    id="ks4_progress8", name="Progress 8", series=_published("AVG_Prog8_Score", "ks4_progress8")
)
PROGRESS_8_DISADVANTAGED = _progress_8(
    id="ks4_progress8_disadvantaged",
    name="Progress 8, disadvantaged pupils",
    group="disadvantaged",
    series=_published("DAP_KS4_Prog8"),
)
PROGRESS_8_LOOKED_AFTER = _progress_8(
    id="ks4_progress8_looked_after",
    name="Progress 8, children looked after",
    group="looked_after",
    series=_published("LAC_KS4_AVG_Prog8"),
)
PROGRESS_8_SOCIAL_WORKER = _progress_8(
    id="ks4_progress8_social_worker",
    name="Progress 8, children in need",
    group="social_worker",
    series=_published("CINProgKS2-4_Avg_Prog8"),
)

GAP_RWM = AreaMeasure(
    id="ks2_rwm_gap_disadvantaged",
    name="Gap in reading, writing and maths within schools, key stage 2: other pupils less disadvantaged",
    theme="gaps",
    phase="primary",
    unit="points",
    polarity="low",
    group="disadvantaged",
    indicator="ks2_rwm_gap_disadvantaged",
)
A_LEVEL_POINTS = AreaMeasure(
    id="ks5_alevel_aps",
    name="Points for each A level",
    theme="attainment",
    phase="post16",
    unit="score",
    polarity="high",
    decimals=2,
    series=_published("APSE_Alevel", "ks5_alevel_aps"),
)
