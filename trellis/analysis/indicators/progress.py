"""How far pupils came from where they began, against pupils of the same starting point nationally."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

# Key stage 2 progress: nothing for the pandemic or 2021/22; then the pupils of 2023/24 and 2024/25 had sat no key
# stage 1 assessment to start from.
_key_stage_2 = partial(
    Indicator,
    theme="progress",
    unit="score",
    polarity="high",
    phases=peers.KEY_STAGE_2,
    compared="key_stage",
    key_stage=2,
    source="Key stage 2 performance tables",
    first_year=2016,
    not_published=(2020, 2021, 2022, 2024, 2025),
    interval="published",
    minimum_cohort=11,
    decimals=1,
    least=-40.0,
    most=40.0,
)

READING = _key_stage_2(
    id="ks2_reading_progress",
    name="Progress in reading, key stage 1 to key stage 2",
    definition="How much higher or lower the school's pupils scored in the reading test than pupils nationally with "
    "the same results at age 7, on average; 0 is the national average.",
    reads=("ks2_reading_progress",),
    lait=("KS2R_Prog_VA",),
)
WRITING = _key_stage_2(
    id="ks2_writing_progress",
    name="Progress in writing, key stage 1 to key stage 2",
    definition="How much higher or lower the school's pupils were assessed in writing than pupils nationally with "
    "the same results at age 7, on average; 0 is the national average.",
    reads=("ks2_writing_progress",),
    lait=("KS2W_Prog_VA",),
)
MATHS = _key_stage_2(
    id="ks2_maths_progress",
    name="Progress in maths, key stage 1 to key stage 2",
    definition="How much higher or lower the school's pupils scored in the maths test than pupils nationally with "
    "the same results at age 7, on average; 0 is the national average.",
    reads=("ks2_maths_progress",),
    lait=("KS2M_Prog_VA",),
)

# Progress 8 cannot be worked out for the pupils of 2024/25 and 2025/26, who sat no key stage 2 tests.
_progress_8 = partial(
    Indicator,
    theme="progress",
    unit="score",
    polarity="high",
    phases=peers.KEY_STAGE_4,
    compared="key_stage",
    key_stage=4,
    from_eleven=True,
    source="Key stage 4 performance tables",
    first_year=2016,
    not_published=(2020, 2021, 2025, 2026),
    interval="published",
    decimals=2,
    least=-9.0,
    most=9.0,
)
PROGRESS_8 = _progress_8(
    id="ks4_progress8",
    name="Progress 8",
    definition="How many grades higher or lower, in each of eight subjects, the school's pupils achieved than pupils "
    "nationally with the same results at age 11, on average; 0 is the national average.",
    reads=("ks4_progress8",),
    minimum_cohort=11,
    lait=("AVG_Prog8_Score",),
)
PROGRESS_8_DISADVANTAGED = _progress_8(
    id="ks4_progress8_disadvantaged",
    name="Progress 8, disadvantaged pupils",
    definition="Progress 8 of the disadvantaged pupils; 0 is the national average of all pupils.",
    reads=("ks4_progress8_disadvantaged",),
    group="disadvantaged",
    minimum_cohort=6,
    lait=("DAP_KS4_Prog8",),
)
PROGRESS_8_GAP = _progress_8(
    id="ks4_progress8_gap_disadvantaged",
    name="Progress 8 gap: all pupils less disadvantaged pupils",
    definition="Progress 8 of all the school's pupils less that of its disadvantaged pupils: above nought, "
    "disadvantaged pupils made less progress.",
    theme="gaps",
    polarity="low",
    inputs=("ks4_progress8", "ks4_progress8_disadvantaged"),
    formula=lambda v: v["ks4_progress8"] - v["ks4_progress8_disadvantaged"],
    gap_of="ks4_progress8",
    interval="none",
    minimum_cohort=6,
)
