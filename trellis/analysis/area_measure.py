"""The type of a measure of an area: a number about all the children of an authority, or of one group of them."""

from dataclasses import dataclass
from typing import Literal

from trellis.analysis.indicator import Polarity, Unit

PHASES = {
    "early_years": "Early years",
    "primary": "Primary",
    "secondary": "Secondary",
    "post16": "14 to 19",
    "special": "Special",
    "all": "All phases together",
}
THEMES = {
    "early years and childcare": "Early years and childcare",
    "attainment": "Attainment",
    "progress": "Progress",
    "gaps": "Gaps",
    "attendance": "Attendance",
    "suspensions and exclusions": "Suspensions and exclusions",
    "after 16": "After 16",
    "inclusion": "Inclusion and special educational needs",
    "safety and stability": "Safety and stability",
    "parents": "What parents say",
    "workforce": "Workforce",
}
GROUPS = {
    "all": "All children",
    "disadvantaged": "Disadvantaged pupils",
    "fsm": "Pupils eligible for free school meals",
    "sen_support": "Pupils with SEN support",
    "ehc_plan": "Pupils with an education, health and care plan",
    "eal": "Pupils with English as an additional language",
    "looked_after": "Children looked after",
    "social_worker": "Children with a social worker",
    "young_offenders": "Young people who have offended",
    "excluded": "Pupils who have been suspended or excluded",
}
# What is asked of every group: each is there, or is said not to be held.
TOPICS = {
    "absence": "Overall absence",
    "persistent_absence": "Persistent absence",
    "suspensions": "Suspensions",
    "exclusions": "Permanent exclusions",
    "good_development": "A good level of development at five",
    "key_stage_2": "Expected standard in reading, writing and maths at 11",
    "key_stage_4": "Attainment 8 at 16",
    "after_16": "In education, employment or training after 16",
}

YearKind = Literal["academic", "calendar", "financial"]


@dataclass(frozen=True, kw_only=True)
class AreaMeasure:
    """One measure of an area. Its `id` is that of the indicator where it is the same number.

    `series` are published series in order of preference, each a measure of `area_observation` and a group of schools:
    a year is read from the first that has any authority's figure for it, for every area alike. Without any,
    `indicator` names the indicator of schools that is put together from them, each school by its pupils. `target`
    names the indicator that holds schools' own targets for it. `topic` is of TOPICS, "" for what no group is asked.
    """

    id: str
    name: str
    theme: str
    phase: str
    unit: Unit
    polarity: Polarity
    decimals: int = 1
    group: str = "all"
    topic: str = ""
    series: tuple[tuple[str, str], ...] = ()
    indicator: str = ""
    target: str = ""
    years: YearKind = "academic"


_IN_NEED = (
    "Outcomes for children in need, including children looked after, by authority (Department for Education)"
)
_BY_TOPIC = {
    "absence": "Pupil absence in schools in England, by pupil characteristics (Department for Education)",
    "persistent_absence": "Pupil absence in schools in England, by pupil characteristics (Department for Education)",
    "suspensions": "Suspensions and permanent exclusions in England, by pupil characteristics (Department for Education)",
    "exclusions": "Suspensions and permanent exclusions in England, by pupil characteristics (Department for Education)",
    "good_development": "Early years foundation stage profile results, by characteristics (Department for Education)",
    "key_stage_2": "Key stage 2 attainment, by authority and characteristics (Department for Education)",
    "key_stage_4": "Key stage 4 performance, by authority and characteristics (Department for Education)",
    "after_16": "Participation in education, training and NEET age 16 to 17 by authority (Department for Education)",
}
_OFFENDED = (
    "Education, children’s social care and offending (Department for Education and Ministry of Justice)"
)


def would_fill(group: str, topic: str) -> str:
    """Return the publication that would give the figure of a topic for a group, or whose own data would."""
    match group:
        case "looked_after" | "social_worker":
            return _IN_NEED
        case "young_offenders":
            return f"{_OFFENDED}, which is for England; the authority’s own youth justice service holds its figures"
        case "excluded" if topic in ("suspensions", "exclusions"):
            return _BY_TOPIC[topic]
        case "excluded":
            return (
                "nobody’s publication: the authority’s own records of suspended and excluded pupils hold it"
            )
        case _:
            return _BY_TOPIC[topic]
