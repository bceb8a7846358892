"""How far one group of pupils is behind another. Above nought: behind. So lower is better."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

_PANDEMIC = (2020, 2021)

_key_stage_2 = partial(
    Indicator,
    theme="gaps",
    unit="points",
    polarity="low",
    phases=peers.KEY_STAGE_2,
    compared="key_stage",
    key_stage=2,
    source="Key stage 2 performance tables",
    first_year=2016,
    not_published=(*_PANDEMIC, 2022),
    interval="difference",
    minimum_cohort=6,
    decimals=0,
    least=-100.0,
    most=100.0,
    gap_of="ks2_rwm_expected",
)
_key_stage_4 = partial(
    Indicator,
    theme="gaps",
    unit="points",
    polarity="low",
    phases=peers.KEY_STAGE_4,
    compared="key_stage",
    key_stage=4,
    source="Key stage 4 performance tables",
    first_year=2016,
    not_published=_PANDEMIC,
    minimum_cohort=6,
    least=-100.0,
    most=100.0,
)

KS2_DISADVANTAGED = _key_stage_2(
    id="ks2_rwm_gap_disadvantaged",
    name="Gap within the school, reading, writing and maths: disadvantaged pupils, key stage 2",
    definition="The share of pupils not disadvantaged who reached the expected standard in all three, less the share "
    "of disadvantaged pupils, in the same school.",
    inputs=("ks2_rwm_expected_other", "ks2_rwm_expected_disadvantaged"),
    formula=lambda v: v["ks2_rwm_expected_other"] - v["ks2_rwm_expected_disadvantaged"],
)
KS2_DISADVANTAGED_NATIONAL = _key_stage_2(
    id="ks2_rwm_gap_disadvantaged_national",
    name="Gap to pupils nationally, reading, writing and maths: disadvantaged pupils, key stage 2",
    definition="The share of pupils nationally not disadvantaged who reached the expected standard in all three, less "
    "the share of the school's disadvantaged pupils.",
    inputs=("ks2_rwm_expected_other@national", "ks2_rwm_expected_disadvantaged"),
    formula=lambda v: v["ks2_rwm_expected_other@national"] - v["ks2_rwm_expected_disadvantaged"],
)
KS2_BOYS = _key_stage_2(
    id="ks2_rwm_gap_sex",
    name="Gap within the school, reading, writing and maths: boys, key stage 2",
    definition="The share of girls who reached the expected standard in all three, less the share of boys, in the "
    "same school. Nearest to nought is best.",
    polarity="none",
    inputs=("ks2_rwm_expected_girls", "ks2_rwm_expected_boys"),
    formula=lambda v: v["ks2_rwm_expected_girls"] - v["ks2_rwm_expected_boys"],
)
KS2_EAL_NATIONAL = _key_stage_2(
    id="ks2_rwm_gap_eal_national",
    name="Gap to pupils nationally, reading, writing and maths: English as an additional language, key stage 2",
    definition="The national share of all pupils who reached the expected standard in all three, less the share of "
    "the school's pupils whose first language is other than English.",
    inputs=("ks2_rwm_expected@national", "ks2_rwm_expected_eal"),
    formula=lambda v: v["ks2_rwm_expected@national"] - v["ks2_rwm_expected_eal"],
)
KS2_SEN_SUPPORT_NATIONAL = _key_stage_2(
    id="ks2_rwm_gap_sen_support_national",
    name="Gap to the same pupils nationally, reading, writing and maths: SEN support, key stage 2",
    definition="The national share of pupils with SEN support who reached the expected standard in all three, less "
    "the share of the school's.",
    inputs=("ks2_rwm_expected_sen_support@national", "ks2_rwm_expected_sen_support"),
    formula=lambda v: v["ks2_rwm_expected_sen_support@national"] - v["ks2_rwm_expected_sen_support"],
)
KS4_DISADVANTAGED = _key_stage_4(
    id="ks4_attainment8_gap_disadvantaged",
    name="Gap within the school, Attainment 8: disadvantaged pupils",
    definition="Attainment 8 of the pupils not disadvantaged less that of the disadvantaged pupils of the same school.",
    inputs=("ks4_attainment8_other", "ks4_attainment8_disadvantaged"),
    formula=lambda v: v["ks4_attainment8_other"] - v["ks4_attainment8_disadvantaged"],
    gap_of="ks4_attainment8",
    least=-90.0,
    most=90.0,
)
KS4_DISADVANTAGED_NATIONAL = _key_stage_4(
    id="ks4_attainment8_gap_disadvantaged_national",
    name="Gap to pupils nationally, Attainment 8: disadvantaged pupils",
    definition="Attainment 8 of pupils nationally not disadvantaged less that of the school's disadvantaged pupils.",
    inputs=("ks4_attainment8_other@national", "ks4_attainment8_disadvantaged"),
    formula=lambda v: v["ks4_attainment8_other@national"] - v["ks4_attainment8_disadvantaged"],
    gap_of="ks4_attainment8",
    least=-90.0,
    most=90.0,
)
KS4_BASICS = _key_stage_4(
    id="ks4_basics_gap_disadvantaged",
    name="Gap within the school, grade 4 in English and maths: disadvantaged pupils",
    definition="The share of pupils not disadvantaged with grade 4 or above in English and maths less the share of "
    "disadvantaged pupils, in the same school.",
    first_year=2017,
    inputs=("ks4_basics_4plus_other", "ks4_basics_4plus_disadvantaged"),
    formula=lambda v: v["ks4_basics_4plus_other"] - v["ks4_basics_4plus_disadvantaged"],
    gap_of="ks4_basics_4plus",
    interval="difference",
    decimals=0,
)
KS4_BASICS_NATIONAL = _key_stage_4(
    id="ks4_basics_gap_disadvantaged_national",
    name="Gap to pupils nationally, grade 4 in English and maths: disadvantaged pupils",
    definition="The share of pupils nationally not disadvantaged with grade 4 or above in English and maths less the "
    "share of the school's disadvantaged pupils.",
    first_year=2017,
    inputs=("ks4_basics_4plus_other@national", "ks4_basics_4plus_disadvantaged"),
    formula=lambda v: v["ks4_basics_4plus_other@national"] - v["ks4_basics_4plus_disadvantaged"],
    gap_of="ks4_basics_4plus",
    interval="difference",
    decimals=0,
)
