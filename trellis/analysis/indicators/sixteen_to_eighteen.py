"""What students achieve by the end of 16 to 18 study."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

_results = partial(
    Indicator,
    theme="16 to 18",
    unit="score",
    polarity="high",
    phases=peers.KEY_STAGE_5,
    compared="key_stage",
    key_stage=5,
    source="16 to 18 performance tables",
    first_year=2016,
    not_published=(2020, 2021),
    minimum_cohort=11,
    decimals=1,
    least=0.0,
    most=60.0,
)

A_LEVEL_POINTS = _results(
    id="ks5_alevel_aps",
    name="A level average point score for each entry",
    definition="The mean points of the students' A level entries: 60 for an A*, 10 for an E.",
    reads=("ks5_alevel_aps",),
    lait=("APSE_Alevel",),
)
ACADEMIC_POINTS = _results(
    id="ks5_academic_aps",
    name="Academic average point score for each entry",
    definition="The mean points of the students' entries for A levels and other academic qualifications of that "
    "level.",
    reads=("ks5_academic_aps",),
)
A_LEVEL_AAB = _results(
    id="ks5_alevel_aab",
    name="AAB or better at A level, two of them in facilitating subjects",
    definition="Of the A level students, the share with grades AAB or better, at least two of them in the subjects "
    "that universities most often ask for.",
    unit="percent",
    interval="proportion",
    reads=("ks5_alevel_aab",),
    most=100.0,
    lait=("Alevel_2FacilSubs",),
)
# Value added rests on GCSE grades; it came back for 2023/24 after the pandemic's years.
VALUE_ADDED = _results(
    id="ks5_value_added",
    name="A level value added",
    definition="How many grades higher or lower in each A level the students achieved than students nationally with "
    "the same results at 16, on average; 0 is the national average.",
    theme="progress",
    reads=("ks5_value_added",),
    interval="published",
    not_published=(2020, 2021, 2022, 2023),
    decimals=2,
    least=-6.0,
    most=6.0,
)
