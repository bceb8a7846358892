"""The chase list: what is missing, of which schools, and where it would come from. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.govuk import levels, words
from trellis.schools.models import PHASES
from trellis.screening.models import Evidence
from trellis.screening.queries import facts_of


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One criterion that could not be judged, and what would answer it."""

    name: str
    fill: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Chased:
    """One school with too little evidence."""

    urn: int
    name: str
    phase: str
    coverage: int
    missing: tuple[Missing, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class ChaseList:
    """The schools to chase, and the gaps that most of them share."""

    schools: tuple[Chased, ...]
    shared: tuple[tuple[str, str, str], ...]
    found: str


SHOWN = 6


def criteria_of(pack: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The criteria of a frozen pack by id."""
    return {str(criterion["id"]): criterion for criterion in pack.get("criteria", ())}


_BY_ROUTE = {
    "E": "Import the published figures, or enter the authority’s own with a local return.",
    "S": "An adviser or officer judges it, and enters the judgement with a local return.",
    "C": "The authority’s own records, entered with a local return.",
}
_BY_STATUS = {
    "suppressed by the publisher": "The publisher hides small groups: enter the authority’s own figures with a local return.",
    "not published": "Not published for this year: enter the authority’s own figures with a local return, if it has any.",
    "in dispute": "A figure is in dispute: settle it with the school first.",
}


def how_to_fill(criterion: Mapping[str, Any], *, finding: Mapping[str, Any] | None = None) -> str:
    """Say how a criterion could be answered: by why its facts are missing where they are known, else by its route."""
    statuses = [fact.get("status") for fact in facts_of(finding)] if finding is not None else []
    said = [sentence for status, sentence in _BY_STATUS.items() if status in statuses]
    lead = said[0] if said else _BY_ROUTE.get(str(criterion.get("route")), "Enter it with a local return.")
    return f"{lead} {criterion['hint']}" if criterion.get("hint") else lead


def present(evidence: Sequence[Evidence], *, pack: Mapping[str, Any]) -> ChaseList:
    """Return the chase list from the unanswered criteria, which come ordered by school."""
    criteria = criteria_of(pack)
    by_school: dict[int, list[Evidence]] = {}
    gaps: dict[str, int] = {}
    for row in evidence:
        if criteria.get(row.criterion, {}).get("coverage") == "always":
            by_school.setdefault(row.result.school_id, []).append(row)
            gaps[row.criterion] = gaps.get(row.criterion, 0) + 1
        else:
            by_school.setdefault(row.result.school_id, [])
    shared = sorted(gaps.items(), key=lambda item: (-item[1], item[0]))[:5]
    return ChaseList(
        schools=tuple(
            Chased(
                urn=urn,
                name=school.name,
                phase=PHASES.get(school.phase_group, ""),
                coverage=levels.coverage_percent(result.coverage),
                missing=tuple(
                    Missing(
                        name=_name(criteria, row.criterion), fill=how_to_fill(criteria.get(row.criterion, {}))
                    )
                    for row in rows[:SHOWN]
                ),
                more=max(0, len(rows) - SHOWN),
            )
            for urn, school, result, rows in _schools(evidence, by_school)
        ),
        shared=tuple(
            (_name(criteria, criterion), words.count(n, "school"), how_to_fill(criteria.get(criterion, {})))
            for criterion, n in shared
        ),
        found=words.count(len(by_school), "school"),
    )


def _schools(evidence: Sequence[Evidence], by_school: Mapping[int, list[Evidence]]):  # type: ignore[no-untyped-def]
    seen = set()
    for row in evidence:
        school = row.result.school
        if school.urn not in seen:
            seen.add(school.urn)
            yield school.urn, school, row.result, by_school[school.urn]


def _name(criteria: Mapping[str, Mapping[str, Any]], criterion: str) -> str:
    return str(criteria.get(criterion, {}).get("name") or criterion)
