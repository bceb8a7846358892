"""The ambition that every school be at least good, in the terms of the inspection framework in force. Pure functions.

Each framework has its own terms, and shares under one are never set against shares under another: they ask different
things. What was reached under the earlier ones is kept beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trellis.analysis import inspection as terms
from trellis.interfaces.web.govuk import words

# From when inspections were made under each framework (Ofsted's published start dates)
_BEGAN = {
    "section5": date.min,
    "eif": date(2019, 9, 1),
    "eif_no_overall": date(2024, 9, 1),
    "report_card": date(2025, 11, 10),
}
AIMS = {
    "section5": "every school good or better for overall effectiveness",
    "eif": "every school good or better for overall effectiveness",
    "eif_no_overall": "every school good or better in every judgement, with safeguarding effective",
    "report_card": "every school at the expected standard or better in every area, with safeguarding met",
}
_GOOD = frozenset({*terms.FOUR_POINT[:2], *terms.FIVE_POINT[:3]})
_UNGRADED = frozenset({"", "not_judged", "not_applicable", "none"})
_JUDGEMENTS = {
    "section5": ("overall",),
    "eif": ("overall",),
    "eif_no_overall": (
        "quality_of_education",
        "behaviour_and_attitudes",
        "personal_development",
        "leadership_and_management",
        "early_years_provision",
        "sixth_form_provision",
    ),
    "report_card": terms.REPORT_CARD_AREAS,
}


@dataclass(frozen=True, kw_only=True)
class Under:
    """What the newest inspection of each school under one framework shows."""

    framework: str
    aim: str
    met: int
    inspected: int
    between: str

    @property
    def share(self) -> str:
        return f"{100 * self.met / self.inspected:.0f}%" if self.inspected else ""


@dataclass(frozen=True, kw_only=True)
class Ambition:
    """The ambition as the pack's framework states it, how far it is reached, and what was reached before."""

    aim: str
    framework: str
    sentence: str
    met: int
    inspected: int
    schools: int
    history: tuple[Under, ...]


def framework_of(pack: Mapping[str, Any]) -> str:
    """Return the inspection framework in whose time a frozen pack takes effect."""
    begins = date.fromisoformat(str(pack.get("effective_from") or date.max)[:10])
    return [framework for framework, began in _BEGAN.items() if began <= begins][-1]


def present(
    rows: Iterable[Mapping[str, Any]], *, schools: frozenset[int], pack: Mapping[str, Any]
) -> Ambition:
    """Return the ambition for these schools, by URN, from every graded outcome of theirs."""
    latest: dict[str, dict[int, tuple[date, dict[str, str]]]] = {name: {} for name in _BEGAN}
    for row in rows:
        if row["urn"] not in schools or row["framework"] not in latest:
            continue
        under = latest[row["framework"]]
        day, grades = under.get(row["urn"], (row["started"], {}))
        if row["started"] > day:
            grades = {}
        if row["started"] >= day:
            under[row["urn"]] = (row["started"], {**grades, row["area"]: row["grade"]})
    told = {name: _under(name, under) for name, under in latest.items()}
    current = framework_of(pack)
    now = told[current]
    return Ambition(
        aim=AIMS[current],
        framework=terms.FRAMEWORKS[current],
        sentence=_sentence(now, schools=len(schools)),
        met=now.met,
        inspected=now.inspected,
        schools=len(schools),
        history=tuple(told[name] for name in _BEGAN if name != current and told[name].inspected)[::-1],
    )


def is_met(framework: str, grades: Mapping[str, str]) -> bool | None:
    """Say whether one inspection's outcomes reach the ambition; None where it graded nothing that the aim names."""
    given = [grade for area in _JUDGEMENTS[framework] if (grade := grades.get(area, "")) not in _UNGRADED]
    if not given:
        return None
    return all(grade in _GOOD for grade in given) and grades.get("safeguarding") != "not_met"


def _under(framework: str, latest: Mapping[int, tuple[date, dict[str, str]]]) -> Under:
    answers = [(day, is_met(framework, grades)) for day, grades in latest.values()]
    days = sorted(day for day, answer in answers if answer is not None)
    return Under(
        framework=terms.FRAMEWORKS[framework],
        aim=AIMS[framework],
        met=sum(answer is True for _, answer in answers),
        inspected=len(days),
        between=f"{words.day(days[0])} to {words.day(days[-1])}" if days else "",
    )


def _sentence(under: Under, *, schools: int) -> str:
    left = schools - under.inspected
    if not under.inspected:
        return f"None of the {words.count(schools, 'school')} has been inspected under it yet, so how far it is reached is not known."
    reached = (
        f"{under.met} of the {words.count(under.inspected, 'school')} inspected under it"
        f" {'reaches' if under.met == 1 else 'reach'} it ({under.share})."
    )
    if not left:
        return reached
    return f"{reached} {left} of {schools} {'has' if left == 1 else 'have'} not been inspected under it yet, and {'is' if left == 1 else 'are'} not counted as reaching or missing it."
