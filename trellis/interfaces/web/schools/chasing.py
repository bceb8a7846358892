"""The chase list: what is missing, of which schools, and where it would come from. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.schools.filling import Filling, filling
from trellis.schools.models import PHASES
from trellis.screening.listed import ListedResult
from trellis.screening.models import Evidence, Result


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is missing of a school: what to do about it, and the criteria it would answer, each with why."""

    filling: Filling
    criteria: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Chased:
    """One school with too little evidence, and the criteria that are not known of it."""

    urn: int
    name: str
    phase: str
    coverage: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One thing that is missing, what to do about it, and of which schools it is missing."""

    filling: Filling
    anchor: str
    found: str
    schools: tuple[Chased, ...]


@dataclass(frozen=True, kw_only=True)
class ChaseList:
    """What to chase: the gaps, the widest first; the schools that only a person can settle; and those apart."""

    gaps: tuple[Gap, ...]
    judged_by_people: tuple[Chased, ...]
    apart: tuple[Chased, ...]
    found: str
    found_apart: str


def criteria_of(pack: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The criteria of a frozen pack by id."""
    return {str(criterion["id"]): criterion for criterion in pack.get("criteria", ())}


def how_to_fill(
    criterion: Mapping[str, Any], *, finding: Mapping[str, Any] | None = None, phase: str = ""
) -> tuple[str, str]:
    """Say how one unanswered criterion could be answered, with the pack's own hint; and the command for it."""
    one = filling(criterion, finding=finding, phase=phase)
    hint = criterion.get("hint")
    return f"{one.sentence} {hint}" if hint else f"{one.heading}. {one.sentence}", one.command


def stands_apart(result: Result | ListedResult) -> bool:
    """Whether the authority has no duty to a school and few criteria apply to it: an independent, a sixth form."""
    return result.relationship not in ("maintained", "academy") or result.school.phase_group in (
        "independent",
        "sixteen_plus",
    )


def present(evidence: Iterable[Evidence], *, pack: Mapping[str, Any]) -> ChaseList:
    """Return the chase list from the unanswered criteria, which come ordered by school."""
    criteria = criteria_of(pack)
    results: dict[int, Result] = {}
    gaps: dict[Filling, dict[int, list[str]]] = {}
    counting = set()
    for row in evidence:
        result, urn = row.result, row.result.school_id
        results.setdefault(urn, result)
        criterion = criteria.get(row.criterion, {})
        if stands_apart(result) or criterion.get("coverage") != "always":
            continue
        counting.add(urn)
        one = filling(criterion, finding=row.finding, phase=result.school.phase_group)
        named = f"{row.criterion} {criterion.get('name', '')}".strip()
        gaps.setdefault(one, {}).setdefault(urn, []).append(named)
    chased = {urn: _chased(result) for urn, result in results.items()}
    apart = [chased[urn] for urn, result in results.items() if stands_apart(result)]
    ours = [urn for urn, result in results.items() if not stands_apart(result)]
    widest = sorted(gaps.items(), key=lambda item: (-len(item[1]), item[0]))
    return ChaseList(
        gaps=tuple(
            Gap(
                filling=one,
                anchor=f"gap-{place}",
                found=words.count(len(of), "school"),
                schools=tuple(replace(chased[urn], missing=tuple(named)) for urn, named in of.items()),
            )
            for place, (one, of) in enumerate(widest, start=1)
        ),
        judged_by_people=tuple(chased[urn] for urn in ours if urn not in counting),
        apart=tuple(apart),
        found=words.count(len(ours), "school"),
        found_apart=words.count(len(apart), "school"),
    )


def _chased(result: Result) -> Chased:
    school = result.school
    return Chased(
        urn=school.urn,
        name=school.name,
        phase=PHASES.get(school.phase_group, ""),
        coverage=levels.coverage_percent(result.coverage),
    )
