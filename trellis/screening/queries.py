"""Every read of what was screened. Each takes the schools that may be seen; none widens them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Sum, When

from trellis.schools.models import School
from trellis.screening.models import EarlyWarning, EarlyWarningList, Evidence, Met, Result, Run, Trend


def runs_of(authority_code: str) -> QuerySet[Run]:
    """The authority's runs, newest first, without the text of their packs and releases."""
    return Run.objects.filter(authority_id=authority_code).defer("pack_text", "releases").select_related("by")


def run_for(authority_code: str, *, run_id: int | None = None) -> Run | None:
    """The run asked for, if it is the authority's, or else the newest current one; None where there is none."""
    runs = Run.objects.filter(authority_id=authority_code).select_related("authority")
    runs = runs.defer("pack_text", "releases")
    asked = runs.filter(pk=run_id) if run_id is not None else runs.filter(is_current=True)
    found = asked.first()
    if found is not None:
        found.pack_text = _pack_text(found.pk, found.pack_hash, found.at)
    return found


def run_at(authority_code: str, *, before: datetime) -> Run | None:
    """The run that everybody saw just before a moment; None where there was none yet."""
    shown = Run.objects.filter(authority_id=authority_code, is_current=True, at__lt=before)
    found = shown.select_related("authority").defer("pack_text", "releases").first()
    if found is not None:
        found.pack_text = _pack_text(found.pk, found.pack_hash, found.at)
    return found


def runs_shown() -> dict[str, Run]:
    """The run by which the schools of each authority are shown, by the authority's code."""
    codes = Run.objects.filter(is_current=True).values_list("authority_id", flat=True).distinct()
    found = {code: run_for(code) for code in codes.order_by("authority_id")}
    return {code: run for code, run in found.items() if run is not None}


@lru_cache(maxsize=32)
def _pack_text(run_id: int, pack_hash: str, at: datetime) -> Any:
    """The pack that a run froze, read once: it is long, and no row of a run is ever written again.

    Hash and moment are in the name of what is kept beside the number, so that it is not taken for that of a run in
    another database which has been put in this one's place.
    """
    del pack_hash, at
    return Run.objects.filter(pk=run_id).values_list("pack_text", flat=True).get()


def is_shown(run: Run) -> bool:
    """Whether a run is the one that everybody sees who asks for none."""
    newest = Run.objects.filter(authority_id=run.authority_id, is_current=True)
    return newest.values_list("pk", flat=True).first() == run.pk


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
    # Why a value is missing is asked of the criteria that count: the findings of the others are not read
    counting = [each["id"] for each in run.pack_text.get("criteria", ()) if each.get("coverage") == "always"]
    found: list[Any] = list(
        Evidence.objects.filter(result__in=short.values("pk"), met=Met.UNKNOWN)
        .defer("sentence", "finding")
        .annotate(said=Case(When(criterion__in=counting, then=F("finding"))))
    )
    for row in found:
        row.result, row.finding = results[row.result_id], row.said or {}
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


@dataclass(frozen=True, kw_only=True)
class PhaseCount:
    """How many schools of one phase and relationship have one suggested level, and how much is known of them.

    `known` of the `counted` criteria are known, over these schools together.
    """

    phase: str
    relationship: str
    level: int | None
    ground: str
    schools: int
    known: int
    counted: int


def counts_by_phase(run: Run) -> tuple[PhaseCount, ...]:
    """How many schools of each phase have each level, over the whole run: names nobody."""
    rows = (
        Result.objects.filter(run=run)
        .values("relationship", "level", "ground", phase=F("school__phase_group"))
        .annotate(schools=Count("pk"), known=Sum("known"), counted=Sum("counted"))
    )
    return tuple(
        PhaseCount(**row) for row in rows.order_by("school__phase_group", "relationship", "level", "ground")
    )


def run_before(run: Run) -> Run | None:
    """The newest current run before this one, without the text of its pack; None where this is the first."""
    earlier = Run.objects.filter(authority_id=run.authority_id, is_current=True, at__lt=run.at)
    return earlier.defer("pack_text", "releases").first()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What one run suggests for one school."""

    level: int | None
    ground: str
    relationship: str


def standings(run: Run) -> dict[int, Standing]:
    """What a run suggests for every school in it, by URN. The caller shows of it what the reader may see."""
    rows = Result.objects.filter(run=run).values_list("school_id", "level", "ground", "relationship")
    return {
        urn: Standing(level=level, ground=ground, relationship=relationship)
        for urn, level, ground, relationship in rows
    }


@dataclass(frozen=True, kw_only=True)
class Before:
    """What the run before suggested for a school, and how it answered each criterion (`Met`, by its id)."""

    run: Run
    standing: Standing
    answers: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """All that a run wrote of one school, and what the run before said of it (None: there was none, or not of it)."""

    result: Result | None
    evidence: tuple[Evidence, ...] = ()
    before: Before | None = None


NOTHING_FROZEN = Frozen(result=None)


def frozen(run: Run, *, earlier: Run | None, school: School) -> Frozen:
    """What two runs wrote of a school. This will make two queries, whether or not there was a run before."""
    runs = [run.pk] if earlier is None else [run.pk, earlier.pk]
    found = {result.run_id: result for result in Result.objects.filter(run__in=runs, school=school)}
    now, then = found.get(run.pk), found.get(earlier.pk) if earlier is not None else None
    if now is None:
        return NOTHING_FROZEN
    # Of the run before only the answers are read: the findings are long
    rows: list[Any] = list(
        Evidence.objects.filter(result__in=[result.pk for result in found.values()])
        .defer("sentence", "finding")
        .annotate(
            said=Case(When(result=now.pk, then=F("sentence"))),
            found=Case(When(result=now.pk, then=F("finding"))),
        )
        .order_by("position")
    )
    own = tuple(row for row in rows if row.result_id == now.pk)
    for row in own:
        row.sentence, row.finding = row.said, row.found
    if earlier is None or then is None:
        return Frozen(result=now, evidence=own)
    return Frozen(
        result=now,
        evidence=own,
        before=Before(
            run=earlier,
            standing=Standing(level=then.level, ground=then.ground, relationship=then.relationship),
            answers={row.criterion: row.met for row in rows if row.result_id == then.pk},
        ),
    )


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


def early_warning_list(run: Run) -> EarlyWarningList | None:
    """What a run made of trends; None for a run kept before trends were worked out."""
    return EarlyWarningList.objects.filter(run=run).first()


@lru_cache(maxsize=32)
def _early_warning_list(run_id: int, pack_hash: str, at: datetime) -> EarlyWarningList | None:
    """What a run made of trends, which is written with the run or never; named as `_pack_text` is."""
    del pack_hash, at
    return EarlyWarningList.objects.filter(run=run_id).first()


def early_warnings(
    run: Run, *, schools: QuerySet[School], kinds: Sequence[str] = (), indicator: str = ""
) -> list[EarlyWarning]:
    """What a run tells of the trends of these schools, each with its school, the surest first.

    `kinds` are of `Trend` (none: all), `indicator` the id of one.
    """
    rows = EarlyWarning.objects.filter(listed__run=run, school__in=schools)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if indicator:
        rows = rows.filter(indicator=indicator)
    return list(
        rows.select_related("school").order_by(
            F("p").asc(nulls_last=True), "school__name", "school_id", "indicator"
        )
    )


def early_warning_counts(run: Run, *, schools: QuerySet[School]) -> dict[tuple[str, str], int]:
    """How many trends of these schools are of each kind of `Trend`, by (kind, indicator)."""
    rows = EarlyWarning.objects.filter(listed__run=run, school__in=schools).values("kind", "indicator")
    return {
        (str(row["kind"]), str(row["indicator"])): int(row["rows"])
        for row in rows.annotate(rows=Count("pk")).order_by()
    }


def worth_a_call(run: Run, *, schools: QuerySet[School]) -> list[EarlyWarning]:
    """The schools of a run that an early warning marks, without the values behind it: for an overview."""
    return list(
        EarlyWarning.objects.filter(listed__run=run, school__in=schools, kind=Trend.CALL)
        .select_related("school")
        .defer("periods", "details")
        .order_by("p", "school__name", "school_id", "indicator")
    )


def early_warnings_of(run: Run, *, school: School) -> tuple[EarlyWarningList | None, list[EarlyWarning]]:
    """What a run tells of one school's trends, the surest first; no list where trends were not worked out in it."""
    # The values behind those that are marked: of some twenty trends seldom more than one is drawn
    rows: list[Any] = list(
        EarlyWarning.objects.filter(listed__run=run, school=school)
        .defer("periods", "details")
        .annotate(
            marked_periods=Case(When(kind=Trend.CALL, then=F("periods"))),
            marked_details=Case(When(kind=Trend.CALL, then=F("details"))),
        )
        .order_by(F("p").asc(nulls_last=True), "indicator")
    )
    for row in rows:
        row.school = school
        if row.kind == Trend.CALL:
            row.periods, row.details = row.marked_periods, row.marked_details
    return _early_warning_list(run.pk, run.pack_hash, run.at), rows
