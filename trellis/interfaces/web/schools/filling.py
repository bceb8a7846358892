"""What would answer a criterion that is not known: which publication, which return or which person. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from trellis.analysis.judging import wording
from trellis.screening.queries import facts_of

_PLACE_OF_INSPECTIONS = "Ofsted’s inspection outcomes"
# The return that holds each of the authority's own measures; what is not here goes into the return of own values.
_RETURNS = {
    "governor_vacancies": "local_governance",
    "governor_vacancy_weeks": "local_governance",
    "governor_meetings_inquorate": "local_governance",
    "head_post_vacant": "local_governance",
    "head_in_first_year": "local_governance",
    "section175_gaps": "local_section175",
    "target_ks2_rwm_expected": "local_targets",
    "target_ks4_attainment8": "local_targets",
    "ks2_rwm_against_target": "local_targets",
    "ks4_attainment8_against_target": "local_targets",
    "lesson_quality": "local_school_year",
    "complaints": "local_school_year",
    "first_preferences": "local_school_year",
    "mobility_in_year": "local_school_year",
    "staff_turnover": "local_school_year",
    "staff_vacancies": "local_school_year",
}
_HEADINGS = {
    "local_governance": "The governance return",
    "local_section175": "The safeguarding audit",
    "local_targets": "The return of targets",
    "local_school_year": "The return of staff, moves, preferences and complaints",
    "local_indicators": "The authority’s own values",
    "local_judgements": "Advisers’ judgements",
    "local_events": "The register of events",
}


@dataclass(frozen=True, kw_only=True, order=True)
class Filling:
    """One thing that is missing, what to do about it, and the command that writes the return to fill in."""

    heading: str
    sentence: str
    command: str = ""


def leaves(node: object, *, phase: str = "") -> tuple[Mapping[str, Any], ...]:
    """Return every test within a frozen criterion that applies to a phase (all, without one), in order."""
    return _leaves(_Same(node), phase)


class _Same:
    """Stands for one part of a frozen pack, which nothing writes to: the same object says the same."""

    __slots__ = ("of",)

    def __init__(self, of: object) -> None:
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.of is self.of


@lru_cache(maxsize=2_048)
def _leaves(node: _Same, phase: str) -> tuple[Mapping[str, Any], ...]:
    found: list[Mapping[str, Any]] = []
    _gather(node.of, phase, found)
    return tuple(found)


def _gather(node: object, phase: str, found: list[Mapping[str, Any]]) -> None:
    if isinstance(node, dict):
        phases = node.get("phases")
        if phase and phases and phase not in phases:
            return
        if node.get("indicator") or node.get("judgement") or node.get("event") or node.get("area"):
            found.append(node)
        within: Iterable[object] = node.values()
    elif isinstance(node, list | tuple):
        within = node
    else:
        return
    for value in within:
        if isinstance(value, dict | list | tuple):
            _gather(value, phase, found)


def filling(
    criterion: Mapping[str, Any], *, finding: Mapping[str, Any] | None = None, phase: str = ""
) -> Filling:
    """Return what would answer a criterion: by why its facts are missing where that is known, else by what it reads."""
    statuses = {fact.get("status") for fact in facts_of(finding)} if finding is not None else set()
    tests = leaves(criterion.get("when"), phase=phase)
    read = [str(test["indicator"]) for test in tests if test.get("indicator")]
    declared = [known for name in read if (known := wording.indicators().get(name)) is not None]
    published = [known for known in declared if not known.local]
    if "in dispute" in statuses:
        return Filling(
            heading="Figures in dispute",
            sentence="Settle the figure with the school, then enter the agreed one.",
            command=_template("local_indicators"),
        )
    if "suppressed by the publisher" in statuses:
        return Filling(
            heading="Hidden by the publisher, the group being small",
            sentence="Nothing that is published will answer it. Enter the authority’s own figures.",
            command=_template("local_indicators"),
        )
    if any(test.get("area") for test in tests):
        return Filling(
            heading=_PLACE_OF_INSPECTIONS,
            sentence="Import Ofsted’s monthly file. A school that has not been inspected yet stays unknown.",
        )
    if published:
        return Filling(
            heading=published[0].source,
            sentence="Import the publication. Where it leaves the school out, enter the authority’s own figures.",
            command=_template("local_indicators"),
        )
    if any(test.get("judgement") for test in tests):
        return Filling(
            heading=_HEADINGS["local_judgements"],
            sentence="An adviser or officer judges it, and the answer is returned.",
            command=_template("local_judgements"),
        )
    for known in declared:
        name = _RETURNS.get(known.id, "local_indicators")
        return Filling(heading=_HEADINGS[name], sentence="Fill in the return.", command=_template(name))
    if any(test.get("event") for test in tests):
        return Filling(
            heading=_HEADINGS["local_events"],
            sentence="Enter the event, or that there was none.",
            command=_template("local_events"),
        )
    return Filling(heading="Other evidence", sentence="Enter it with a local return.")


def _template(name: str) -> str:
    return f"trellis template {name}"
