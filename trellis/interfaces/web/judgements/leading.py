"""The panel of a school's leadership and governance: all that is known of both, dated, with where it comes from. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.schools import ledger
from trellis.interfaces.web.schools.ledger import Source
from trellis.screening.models import Evidence, Met
from trellis.screening.queries import facts_of

THEMES = ("leadership", "governance")
AREAS = ("leadership_and_governance", "leadership_and_management")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing known of leadership or governance: what, the value, its date, and where it comes from."""

    name: str
    value: str
    when: str
    bears_on: str
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What is known, and the names of the criteria that nobody has answered."""

    told: tuple[Told, ...]
    unknown: tuple[str, ...]


def panel(evidence: Sequence[Evidence], *, pack: Mapping[str, Any], urn: int, run_id: int | None) -> Panel:
    """Return what a run's evidence says of leadership and governance, and what of it is not known."""
    criteria = {each["id"]: each for each in pack.get("criteria", ())}
    found: dict[tuple[str, str], tuple[Mapping[str, Any], list[str]]] = {}
    unknown = []
    for row in evidence:
        criterion = criteria.get(row.criterion, {})
        is_of_it = criterion.get("theme") in THEMES
        if is_of_it and row.met == Met.UNKNOWN:
            unknown.append(f"{row.criterion} {criterion.get('name', '')}".strip())
        for said in facts_of(row.finding):
            of_area = said.get("kind") == "grade" and said.get("indicator") in AREAS
            if not (is_of_it or of_area) or said.get("value") is None:
                continue
            key = (str(said.get("indicator")), str(said.get("when")))
            found.setdefault(key, (said, []))[1].append(row.criterion)
    told = []
    for said, bearing in found.values():
        fact = ledger.fact(said, urn=urn, run_id=run_id)
        told.append(
            Told(
                name=fact.name,
                value=fact.value,
                when=fact.year,
                bears_on=", ".join(dict.fromkeys(bearing)),
                source=fact.source,
            )
        )
    return Panel(told=tuple(told), unknown=tuple(unknown))
