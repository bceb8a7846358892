"""The results of a run as lists show them: every school that may be seen, and in one line what the run suggests."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import F, QuerySet

from trellis.schools.models import School
from trellis.screening.models import Result, Run


class SchoolListed(NamedTuple):
    """What a list tells of a school, as the register has it today."""

    urn: int
    name: str
    phase_group: str
    school_type: str
    town: str
    postcode: str
    trust_name: str


class Suggested(NamedTuple):
    """What a run suggests for one school, without its reasons: frozen with the run."""

    level: int | None
    ground: str
    known: int
    counted: int
    coverage: float
    relationship: str
    main_reason: str
    contextually_vulnerable: bool | None
    has_capacity: bool | None


class ListedResult(NamedTuple):
    """One line of a list."""

    school: SchoolListed
    school_id: int
    level: int | None
    ground: str
    known: int
    counted: int
    coverage: float
    relationship: str
    main_reason: str
    contextually_vulnerable: bool | None
    has_capacity: bool | None


def results(run: Run, *, schools: QuerySet[School]) -> list[ListedResult]:
    """The run's results for these schools, each with its school, in the order of their names.

    Which schools, and what they are called, is asked each time; what the run froze of them is read once.
    """
    suggested = _suggested(run.pk, run.pack_hash, run.at)
    rows = schools.order_by("name", "urn").values_list(*SchoolListed._fields)
    return [
        ListedResult(SchoolListed(*row), row[0], *found)
        for row in rows
        if (found := suggested.get(row[0])) is not None
    ]


@lru_cache(maxsize=8)
def _suggested(run_id: int, pack_hash: str, at: datetime) -> Mapping[int, Suggested]:
    """What a run suggests for each of its schools, by URN; named as `queries` names the text of a pack."""
    del pack_hash, at
    rows = (
        Result.objects.filter(run=run_id)
        .annotate(
            contextually_vulnerable=F("changes__contextually_vulnerable"), has_capacity=F("changes__capacity")
        )
        .values_list("school_id", *Suggested._fields)
    )
    return {row[0]: Suggested(*row[1:]) for row in rows}
