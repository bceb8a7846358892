"""Every read of what was screened. Each takes the schools that may be seen; none widens them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet

from trellis.schools.models import School
from trellis.screening.models import Evidence, Met, Result, Run


def runs_of(authority_code: str) -> QuerySet[Run]:
    """The authority's runs, newest first, without the text of their packs and releases."""
    return Run.objects.filter(authority_id=authority_code).defer("pack_text", "releases").select_related("by")


def run_for(authority_code: str, *, run_id: int | None = None) -> Run | None:
    """The run asked for, if it is the authority's, or else the newest current one; None where there is none."""
    runs = Run.objects.filter(authority_id=authority_code).defer("releases").select_related("by", "authority")
    return runs.filter(pk=run_id).first() if run_id is not None else runs.filter(is_current=True).first()


def is_shown(run: Run) -> bool:
    """Whether a run is the one that everybody sees who asks for none."""
    newest = Run.objects.filter(authority_id=run.authority_id, is_current=True)
    return newest.values_list("pk", flat=True).first() == run.pk


def results(run: Run, *, schools: QuerySet[School]) -> list[Result]:
    """The run's results for these schools, each with its school, in the order of their names."""
    return list(
        Result.objects.filter(run=run, school__in=schools)
        .select_related("school")
        .defer("decided_by", "reasons", "changes")
        .annotate(
            contextually_vulnerable=F("changes__contextually_vulnerable"), has_capacity=F("changes__capacity")
        )
        .order_by("school__name", "school_id")
    )


def result_for(run: Run, *, school: School) -> Result | None:
    return Result.objects.filter(run=run, school=school).first()


def evidence_for(result: Result) -> list[Evidence]:
    """The evidence behind one result, in the pack's order."""
    return list(Evidence.objects.filter(result=result).order_by("position"))


def unanswered(run: Run, *, schools: QuerySet[School]) -> list[Evidence]:
    """What is not known of the schools with too little evidence for a suggestion, by school and criterion."""
    short = (
        Result.objects.filter(run=run, school__in=schools, ground="short")
        .select_related("school")
        .defer("decided_by", "reasons", "changes")
    )
    # A school has some twenty criteria: its row is read once, and not beside each of them
    results = {result.pk: result for result in short}
    found = list(Evidence.objects.filter(result__in=short.values("pk"), met=Met.UNKNOWN).defer("sentence"))
    for row in found:
        row.result = results[row.result_id]
    return sorted(found, key=lambda row: (row.result.school.name, row.result.school_id, row.position))


@dataclass(frozen=True, kw_only=True)
class LevelCount:
    """How many schools of one relationship have one suggested level (None: no level), on one ground."""

    level: int | None
    ground: str
    relationship: str
    schools: int


def counts(run: Run) -> tuple[LevelCount, ...]:
    """How many schools have each level, over the whole run: names nobody."""
    rows = (
        Result.objects.filter(run=run).values("level", "ground", "relationship").annotate(schools=Count("pk"))
    )
    return tuple(LevelCount(**row) for row in rows.order_by("level", "ground", "relationship"))


def run_in_full(run_id: int) -> Run | None:
    """One run with all that was frozen of its pack and its releases. The caller checks whose it is."""
    return Run.objects.select_related("authority", "by").filter(pk=run_id).first()


def is_cited(result: Result, *, release: str, row: int) -> bool:
    """Whether the evidence behind a result rests on this row of this release."""
    findings = Evidence.objects.filter(result=result).values_list("finding", flat=True)
    return any(
        fact.get("release") == release and fact.get("row") == row
        for finding in findings
        for fact in facts_of(finding)
    )


def facts_of(finding: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give every fact of a frozen finding and of the findings within it."""
    yield from finding.get("because") or ()
    for child in finding.get("children") or ():
        yield from facts_of(child)
