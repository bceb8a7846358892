"""What the newest inspection held says of special measures: filled in for a review, where a person confirms it."""

from dataclasses import dataclass

from trellis.interfaces.web.govuk import words
from trellis.schools import data
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Told:
    """The answer to fill in ("" for none), and what it rests on."""

    answer: str
    sentence: str


def special_measures(school: School) -> Told:
    """Return what the newest graded inspection of the school makes of special measures."""
    held = data.warehouse()
    rows = held.inspections(school.urn) if held is not None else []
    graded = [row for row in rows if row.kind in ("graded", "report_card") and row.started is not None]
    if not graded:
        return Told(answer="", sentence="No inspection of the school is held, so this is for you to say.")
    day = max(row.started for row in graded if row.started is not None)
    found = any(
        row.area == "category_of_concern" and row.grade == "special_measures"
        for row in graded
        if row.started == day
    )
    said = "found it to be in special measures" if found else "did not put it in special measures"
    return Told(
        answer="yes" if found else "no",
        sentence=f"The newest inspection held, begun on {words.day(day)}, {said}. Say what holds now.",
    )
