"""The outcome of an inspection as a plain value: by area on a report card, or without grades; and what is wrong with one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trellis.analysis.inspection import (
    AREAS,
    CATEGORIES,
    FIVE_POINT,
    GRADES,
    REPORT_CARD_AREAS,
    SAFEGUARDING,
)
from trellis.visits.models import Framework

OPTIONAL = ("early_years", "post_16_provision")
"""Areas that many schools do not have."""
WITHOUT_GRADES = ("standards_maintained", "improved_significantly", "some_aspects_not_as_strong")


@dataclass(frozen=True, kw_only=True)
class Area:
    """One thing that an outcome says, and what it may say of it."""

    id: str
    name: str
    grades: tuple[tuple[str, str], ...]
    is_optional: bool


def _words(grades: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((each, GRADES[each]) for each in grades)


BY_AREA = (
    *(
        Area(id=each, name=AREAS[each], grades=_words(FIVE_POINT), is_optional=each in OPTIONAL)
        for each in REPORT_CARD_AREAS
    ),
    Area(id="safeguarding", name=AREAS["safeguarding"], grades=_words(SAFEGUARDING), is_optional=False),
    Area(
        id="category_of_concern",
        name=AREAS["category_of_concern"],
        grades=_words(
            (
                "none",
                *(each for each in CATEGORIES if each not in ("serious_weaknesses", "notice_to_improve")),
            )
        ),
        is_optional=False,
    ),
)
"""What a report card says."""
UNGRADED = (
    Area(
        id="ungraded_outcome",
        name=AREAS["ungraded_outcome"],
        grades=_words(WITHOUT_GRADES),
        is_optional=True,
    ),
    Area(id="safeguarding", name=AREAS["safeguarding"], grades=_words(SAFEGUARDING), is_optional=True),
)
"""What an inspection without grades says."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """An outcome: the grade of each area, and in short what it comes to."""

    framework: str
    grades: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def is_concern(self) -> bool:
        """Whether the school is in a category of concern, or any area calls for urgent improvement."""
        in_category = self.grades.get("category_of_concern", "none") != "none"
        return in_category or "urgent_improvement" in self.grades.values()

    @property
    def safeguarding_not_met(self) -> bool:
        return self.grades.get("safeguarding") == "not_met"


def areas_of(framework: str) -> tuple[Area, ...]:
    return BY_AREA if framework == Framework.REPORT_CARD else UNGRADED


def tidy(said: Said) -> Said:
    """The same with the areas of its framework alone, those that have a grade, and its summary without spaces around it."""
    known = {each.id for each in areas_of(said.framework)}
    return Said(
        framework=said.framework,
        grades={area: grade for area, grade in said.grades.items() if area in known and grade},
        summary=said.summary.replace("\r\n", "\n").strip(),
    )


def problems(said: Said) -> tuple[tuple[str, str], ...]:
    """What keeps an outcome from being recorded, as (area or "", sentence)."""
    if said.framework not in Framework:
        return (("framework", "Choose whether the outcome is by area or without grades."),)
    found = []
    for area in areas_of(said.framework):
        grade = said.grades.get(area.id, "")
        if grade and grade not in dict(area.grades):
            found.append((area.id, f"{area.name}: choose a grade from the list."))
        elif not grade and not area.is_optional:
            found.append((area.id, f"{area.name}: choose a grade."))
    if not said.summary:
        found.append(("summary", "Say in short what the outcome comes to."))
    return tuple(found)


def in_words(framework: str, grades: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Each area of an outcome with its grade in words, in the order of the report."""
    return tuple(
        (area.name, GRADES.get(grades[area.id], grades[area.id]))
        for area in areas_of(framework)
        if grades.get(area.id)
    )
