"""The criteria that a school meets at level 2 or 3 by its newest screening: what a support plan answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Evidence, Met, Run


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value that a criterion rests on, as the screening kept it."""

    indicator: str
    name: str
    shown: str
    when: str
    value: float


@dataclass(frozen=True, kw_only=True)
class MetCriterion:
    """A criterion that the school meets, with the values it rests on and the screening that found it."""

    id: str
    name: str
    theme: str
    level: int
    sentence: str
    values: tuple[Value, ...]
    articles: tuple[int, ...]
    run: int
    as_of: date


def met(school: School) -> tuple[MetCriterion, ...]:
    """Return the criteria of levels 2 and 3 that the school meets by the screening that everybody sees, in the pack's order.

    None before the first screening. This will make three queries.
    """
    run = screening.run_for(school.authority_id)
    result = screening.result_for(run, school=school) if run is not None else None
    if run is None or result is None:
        return ()
    named = {each["id"]: each for each in run.pack_text.get("criteria", ())}
    return tuple(
        _criterion(row, named.get(row.criterion, {}), run=run)
        for row in screening.evidence_for(result)
        if row.met == Met.MET and row.level > 1
    )


def _criterion(row: Evidence, told: Mapping[str, Any], *, run: Run) -> MetCriterion:
    return MetCriterion(
        id=row.criterion,
        name=str(told.get("name", "")),
        theme=str(told.get("theme", "")),
        level=row.level,
        sentence=row.sentence,
        values=tuple(
            Value(
                indicator=str(fact["indicator"]),
                name=str(fact["name"]),
                shown=str(fact["shown"]),
                when=str(fact.get("when") or ""),
                value=float(fact["value"]),
            )
            for fact in screening.facts_of(row.finding)
            if fact.get("kind") == "indicator" and fact.get("value") is not None
        ),
        articles=tuple(told.get("articles") or ()),
        run=run.pk,
        as_of=run.as_of,
    )
