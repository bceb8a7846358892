"""What pupils know and can do at the end of key stage 2 and key stage 4."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

_PANDEMIC = (2020, 2021)
# Key stage 2 results of schools were not published for 2021/22, the first year after the pandemic.
_KEY_STAGE_2_GAPS = (*_PANDEMIC, 2022)

_key_stage_2 = partial(
    Indicator,
    theme="attainment",
    unit="percent",
    polarity="high",
    phases=peers.KEY_STAGE_2,
    compared="key_stage",
    key_stage=2,
    source="Key stage 2 performance tables",
    first_year=2016,
    not_published=_KEY_STAGE_2_GAPS,
    interval="proportion",
    minimum_cohort=11,
    decimals=0,
    least=0.0,
    most=100.0,
)

RWM_EXPECTED = _key_stage_2(
    id="ks2_rwm_expected",
    name="Expected standard in reading, writing and maths, key stage 2",
    definition="Of the pupils at the end of Year 6, the share who reached the expected standard in all three of the "
    "reading test, the teacher's assessment of writing and the maths test.",
    reads=("ks2_rwm_expected",),
    lait=("KS2RWM_Expected_STD",),
)
RWM_HIGHER = _key_stage_2(
    id="ks2_rwm_higher",
    name="Higher standard in reading, writing and maths, key stage 2",
    definition="Of the pupils at the end of Year 6, the share with a scaled score of 110 or more in reading and in "
    "maths, and working at greater depth in writing.",
    reads=("ks2_rwm_higher",),
    lait=("KS2RWM_Higher_STD",),
)
READING_EXPECTED = _key_stage_2(
    id="ks2_reading_expected",
    name="Expected standard in reading, key stage 2",
    definition="Of the pupils at the end of Year 6, the share with a scaled score of 100 or more in the reading test.",
    reads=("ks2_reading_expected",),
    lait=("KS2R_Expected_STD",),
)
WRITING_EXPECTED = _key_stage_2(
    id="ks2_writing_expected",
    name="Expected standard in writing, key stage 2",
    definition="Of the pupils at the end of Year 6, the share whose teacher assessed their writing as at the "
    "expected standard or above.",
    reads=("ks2_writing_expected",),
    lait=("KS2W_Teacher_Assess",),
)
MATHS_EXPECTED = _key_stage_2(
    id="ks2_maths_expected",
    name="Expected standard in maths, key stage 2",
    definition="Of the pupils at the end of Year 6, the share with a scaled score of 100 or more in the maths test.",
    reads=("ks2_maths_expected",),
    lait=("KS2M_Expected_STD",),
)
GPS_EXPECTED = _key_stage_2(
    id="ks2_gps_expected",
    name="Expected standard in grammar, punctuation and spelling, key stage 2",
    definition="Of the pupils at the end of Year 6, the share with a scaled score of 100 or more in the test of "
    "grammar, punctuation and spelling.",
    reads=("ks2_gps_expected",),
    lait=("KS2GPS_Expected_STD",),
)
READING_HIGHER = _key_stage_2(
    id="ks2_reading_higher",
    name="Higher standard in reading, key stage 2",
    definition="Of the pupils at the end of Year 6, the share with a scaled score of 110 or more in the reading test.",
    reads=("ks2_reading_higher",),
    lait=("KS2R_Higher_STD",),
)
WRITING_HIGHER = _key_stage_2(
    id="ks2_writing_higher",
    name="Greater depth in writing, key stage 2",
    definition="Of the pupils at the end of Year 6, the share whose teacher assessed their writing as at greater "
    "depth than the expected standard.",
    reads=("ks2_writing_higher",),
    lait=("KS2GDW_Teacher_Assess",),
)
MATHS_HIGHER = _key_stage_2(
    id="ks2_maths_higher",
    name="Higher standard in maths, key stage 2",
    definition="Of the pupils at the end of Year 6, the share with a scaled score of 110 or more in the maths test.",
    reads=("ks2_maths_higher",),
    lait=("KS2M_Higher_STD",),
)

_scaled_score = partial(
    _key_stage_2,
    unit="score",
    interval="none",
    decimals=1,
    least=80.0,
    most=120.0,
)
READING_SCORE = _scaled_score(
    id="ks2_reading_score",
    name="Average scaled score in reading, key stage 2",
    definition="The mean scaled score in the reading test of the pupils who took it, from 80 to 120; 100 is the "
    "expected standard.",
    reads=("ks2_reading_score",),
    lait=("KS2R_AVG_Scaled_Score",),
)
MATHS_SCORE = _scaled_score(
    id="ks2_maths_score",
    name="Average scaled score in maths, key stage 2",
    definition="The mean scaled score in the maths test of the pupils who took it, from 80 to 120; 100 is the "
    "expected standard.",
    reads=("ks2_maths_score",),
    lait=("KS2M_AVG_Scaled_Score",),
)

RWM_DISADVANTAGED = _key_stage_2(
    id="ks2_rwm_expected_disadvantaged",
    name="Expected standard in reading, writing and maths, disadvantaged pupils, key stage 2",
    definition="Of the disadvantaged pupils at the end of Year 6 (eligible for free school meals in the last six "
    "years, looked after or adopted from care), the share who reached the expected standard in all three.",
    reads=("ks2_rwm_expected_disadvantaged",),
    group="disadvantaged",
    minimum_cohort=6,
    lait=("DAP_NEW_KS2_RWM",),
)
RWM_OTHER = _key_stage_2(
    id="ks2_rwm_expected_other",
    name="Expected standard in reading, writing and maths, pupils not disadvantaged, key stage 2",
    definition="Of the pupils at the end of Year 6 who are not disadvantaged, the share who reached the expected "
    "standard in all three.",
    reads=("ks2_rwm_expected_other",),
    group="other",
    minimum_cohort=6,
    lait=("NonDAP_NEW_KS2_RWM",),
)
RWM_BOYS = _key_stage_2(
    id="ks2_rwm_expected_boys",
    name="Expected standard in reading, writing and maths, boys, key stage 2",
    definition="Of the boys at the end of Year 6, the share who reached the expected standard in all three.",
    reads=("ks2_rwm_expected_boys",),
    group="boys",
    minimum_cohort=6,
)
RWM_GIRLS = _key_stage_2(
    id="ks2_rwm_expected_girls",
    name="Expected standard in reading, writing and maths, girls, key stage 2",
    definition="Of the girls at the end of Year 6, the share who reached the expected standard in all three.",
    reads=("ks2_rwm_expected_girls",),
    group="girls",
    minimum_cohort=6,
)
RWM_SEN_SUPPORT = _key_stage_2(
    id="ks2_rwm_expected_sen_support",
    name="Expected standard in reading, writing and maths, pupils with SEN support, key stage 2",
    definition="Of the pupils at the end of Year 6 who get SEN support without an education, health and care plan, "
    "the share who reached the expected standard in all three.",
    reads=("ks2_rwm_expected_sen_support",),
    group="sen_support",
    minimum_cohort=6,
)
RWM_EAL = _key_stage_2(
    id="ks2_rwm_expected_eal",
    name="Expected standard in reading, writing and maths, pupils with English as an additional language",
    definition="Of the pupils at the end of Year 6 whose first language is other than English, the share who "
    "reached the expected standard in all three.",
    reads=("ks2_rwm_expected_eal",),
    group="eal",
    minimum_cohort=6,
)

_key_stage_4 = partial(
    Indicator,
    theme="attainment",
    unit="percent",
    polarity="high",
    phases=peers.KEY_STAGE_4,
    compared="key_stage",
    key_stage=4,
    source="Key stage 4 performance tables",
    first_year=2016,
    not_published=_PANDEMIC,
    interval="proportion",
    minimum_cohort=11,
    decimals=0,
    least=0.0,
    most=100.0,
)
_attainment_8 = partial(_key_stage_4, unit="score", interval="none", decimals=1, most=90.0)

ATTAINMENT_8 = _attainment_8(
    id="ks4_attainment8",
    name="Attainment 8",
    definition="The mean over pupils at the end of key stage 4 of their points in eight qualifications, English and "
    "maths counting twice, three of the rest from the English Baccalaureate subjects.",
    reads=("ks4_attainment8",),
    lait=("AVG_Attain8_Score",),
)
BASICS_4 = _key_stage_4(
    id="ks4_basics_4plus",
    name="Grade 4 or above in English and maths",
    definition="Of the pupils at the end of key stage 4, the share with grade 4 or above in both English and maths "
    "GCSE.",
    first_year=2017,
    reads=("ks4_basics_4plus",),
    lait=("EngMaths9-4",),
)
BASICS_5 = _key_stage_4(
    id="ks4_basics_5plus",
    name="Grade 5 or above in English and maths",
    definition="Of the pupils at the end of key stage 4, the share with grade 5 or above in both English and maths "
    "GCSE.",
    first_year=2017,
    reads=("ks4_basics_5plus",),
    lait=("EngMaths9-5",),
)
EBACC_ENTRY = _key_stage_4(
    id="ks4_ebacc_entry",
    name="Entered for the English Baccalaureate",
    definition="Of the pupils at the end of key stage 4, the share entered for English, maths, two sciences, a "
    "language, and history or geography.",
    polarity="none",
    reads=("ks4_ebacc_entry",),
    lait=("EngBacEntries",),
)
EBACC_4 = _key_stage_4(
    id="ks4_ebacc_4plus",
    name="English Baccalaureate at grade 4 or above",
    definition="Of the pupils at the end of key stage 4, the share with grade 4 or above in every subject of the "
    "English Baccalaureate.",
    first_year=2017,
    reads=("ks4_ebacc_4plus",),
    lait=("EngBac9-4",),
)
EBACC_POINTS = _key_stage_4(
    id="ks4_ebacc_aps",
    name="English Baccalaureate average point score",
    definition="The mean over pupils at the end of key stage 4 of their points in the six parts of the English "
    "Baccalaureate, a part not taken counting nought.",
    unit="score",
    interval="none",
    decimals=2,
    most=9.0,
    first_year=2018,
    reads=("ks4_ebacc_aps",),
    lait=("EngBacAvgPointScore",),
)
ATTAINMENT_8_DISADVANTAGED = _attainment_8(
    id="ks4_attainment8_disadvantaged",
    name="Attainment 8, disadvantaged pupils",
    definition="Attainment 8 of the disadvantaged pupils at the end of key stage 4.",
    reads=("ks4_attainment8_disadvantaged",),
    group="disadvantaged",
    minimum_cohort=6,
)
ATTAINMENT_8_OTHER = _attainment_8(
    id="ks4_attainment8_other",
    name="Attainment 8, pupils not disadvantaged",
    definition="Attainment 8 of the pupils at the end of key stage 4 who are not disadvantaged.",
    reads=("ks4_attainment8_other",),
    group="other",
    minimum_cohort=6,
)
BASICS_4_DISADVANTAGED = _key_stage_4(
    id="ks4_basics_4plus_disadvantaged",
    name="Grade 4 or above in English and maths, disadvantaged pupils",
    definition="Of the disadvantaged pupils at the end of key stage 4, the share with grade 4 or above in both "
    "English and maths GCSE.",
    first_year=2017,
    reads=("ks4_basics_4plus_disadvantaged",),
    group="disadvantaged",
    minimum_cohort=6,
)
BASICS_4_OTHER = _key_stage_4(
    id="ks4_basics_4plus_other",
    name="Grade 4 or above in English and maths, pupils not disadvantaged",
    definition="Of the pupils at the end of key stage 4 who are not disadvantaged, the share with grade 4 or above "
    "in both English and maths GCSE.",
    first_year=2017,
    reads=("ks4_basics_4plus_other",),
    group="other",
    minimum_cohort=6,
)
