"""What the school set out to reach, and how far from it the results were."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

_own = partial(
    Indicator,
    theme="targets",
    polarity="high",
    source="The authority's own return",
    first_year=2010,
    local=True,
)

KS2_TARGET = _own(
    id="target_ks2_rwm_expected",
    name="Target: expected standard in reading, writing and maths, key stage 2",
    definition="The share of the year's pupils whom the school aimed to bring to the expected standard in all three.",
    unit="percent",
    polarity="none",
    phases=peers.KEY_STAGE_2,
    key_stage=2,
    reads=("target_ks2_rwm_expected",),
    decimals=0,
    least=0.0,
    most=100.0,
)
KS2_AGAINST_TARGET = _own(
    id="ks2_rwm_against_target",
    name="Result less target: reading, writing and maths, key stage 2",
    definition="The share of pupils who reached the expected standard in all three less the share the school aimed "
    "for: below nought, short of the target.",
    unit="points",
    phases=peers.KEY_STAGE_2,
    key_stage=2,
    inputs=("ks2_rwm_expected", "target_ks2_rwm_expected"),
    formula=lambda v: v["ks2_rwm_expected"] - v["target_ks2_rwm_expected"],
    decimals=0,
    least=-100.0,
    most=100.0,
)
KS4_TARGET = _own(
    id="target_ks4_attainment8",
    name="Target: Attainment 8",
    definition="The Attainment 8 score the school aimed for in the year.",
    unit="score",
    polarity="none",
    phases=peers.KEY_STAGE_4,
    key_stage=4,
    reads=("target_ks4_attainment8",),
    least=0.0,
    most=90.0,
)
KS4_AGAINST_TARGET = _own(
    id="ks4_attainment8_against_target",
    name="Result less target: Attainment 8",
    definition="Attainment 8 less the score the school aimed for: below nought, short of the target.",
    unit="points",
    phases=peers.KEY_STAGE_4,
    key_stage=4,
    inputs=("ks4_attainment8", "target_ks4_attainment8"),
    formula=lambda v: v["ks4_attainment8"] - v["target_ks4_attainment8"],
    least=-90.0,
    most=90.0,
)
