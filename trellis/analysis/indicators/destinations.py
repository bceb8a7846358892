"""Where pupils went next, and whether they were still there two terms on."""

from functools import partial

from trellis.analysis import peers
from trellis.analysis.indicator import Indicator

# The year is that in which pupils left; the figures come out two years after.
_after_16 = partial(
    Indicator,
    theme="destinations",
    unit="percent",
    polarity="high",
    phases=peers.KEY_STAGE_4,
    compared="key_stage",
    key_stage=4,
    source="Key stage 4 destinations",
    first_year=2012,
    interval="proportion",
    minimum_cohort=11,
    decimals=0,
    least=0.0,
    most=100.0,
)
_after_18 = partial(_after_16, phases=peers.KEY_STAGE_5, key_stage=5, source="16 to 18 destinations")

SUSTAINED = _after_16(
    id="ks4_destinations_sustained",
    name="Sustained destination after key stage 4",
    definition="Of the pupils who finished key stage 4, the share in education, an apprenticeship or work for at "
    "least two terms of the next year.",
    reads=("ks4_destinations_sustained",),
)
NOT_SUSTAINED = _after_16(
    id="ks4_destinations_not_sustained",
    name="Destination not sustained after key stage 4",
    definition="Of the pupils who finished key stage 4, the share who began education, an apprenticeship or work but "
    "did not stay for two terms of the next year.",
    polarity="low",
    reads=("ks4_destinations_not_sustained",),
)
SUSTAINED_DISADVANTAGED = _after_16(
    id="ks4_destinations_sustained_disadvantaged",
    name="Sustained destination after key stage 4, disadvantaged pupils",
    definition="Of the disadvantaged pupils who finished key stage 4, the share in education, an apprenticeship or "
    "work for at least two terms of the next year.",
    reads=("ks4_destinations_sustained_disadvantaged",),
    group="disadvantaged",
)
APPRENTICESHIPS = _after_16(
    id="ks4_destinations_apprenticeships",
    name="Apprenticeships after key stage 4",
    definition="Of the pupils who finished key stage 4, the share in an apprenticeship for at least two terms of the "
    "next year.",
    polarity="none",
    reads=("ks4_destinations_apprenticeships",),
)
SUSTAINED_GAP = _after_16(
    id="ks4_destinations_gap_disadvantaged",
    name="Gap within the school, sustained destination after key stage 4: disadvantaged pupils",
    definition="The share of all the school's pupils with a sustained destination less the share of its disadvantaged "
    "pupils: above nought, disadvantaged pupils are behind.",
    theme="gaps",
    unit="points",
    polarity="low",
    inputs=("ks4_destinations_sustained", "ks4_destinations_sustained_disadvantaged"),
    formula=lambda v: v["ks4_destinations_sustained"] - v["ks4_destinations_sustained_disadvantaged"],
    gap_of="ks4_destinations_sustained",
    interval="none",
    least=-100.0,
)
SUSTAINED_18 = _after_18(
    id="ks5_destinations_sustained",
    name="Sustained destination after 16 to 18 study",
    definition="Of the students who finished 16 to 18 study, the share in education, an apprenticeship or work for at "
    "least two terms of the next year.",
    reads=("ks5_destinations_sustained",),
)
HIGHER_EDUCATION = _after_18(
    id="ks5_destinations_higher_education",
    name="Higher education after 16 to 18 study",
    definition="Of the students who finished 16 to 18 study, the share in a university or other higher education for "
    "at least two terms of the next year.",
    polarity="none",
    reads=("ks5_destinations_higher_education",),
)
