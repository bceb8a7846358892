"""One school as a page: who it is, the suggested level, and what would change it. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.interfaces.web.schools import chasing, ledger, listing
from trellis.interfaces.web.schools.ledger import LevelSection
from trellis.schools.models import PHASES, RELATIONSHIPS, School
from trellis.screening.models import Evidence, Met, Result, Run


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The suggested level, what it rests on, and how much is known."""

    heading: str
    tag: LevelTag
    standing: str
    next_step: str
    reasons: tuple[str, ...]
    coverage: int
    needed: int
    coverage_words: str
    rests_on: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """Another outcome, and the fewest changes that would lead to it."""

    heading: str
    ways: tuple[str, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class InspectionShown:
    """The latest inspection in its own terms."""

    sentence: str
    predecessor: str
    grades: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class SchoolPage:
    """The page of one school."""

    name: str
    caption: str
    notice: str
    details: tuple[tuple[str, str], ...]
    inspection: InspectionShown | None
    suggestion: Suggestion | None
    changes: tuple[Change, ...]
    ledger: tuple[LevelSection, ...]
    missing: tuple[chasing.Missing, ...]


WAYS_SHOWN = 5


def present(
    school: School,
    *,
    run: Run | None,
    result: Result | None,
    evidence: Sequence[Evidence],
    history: str,
    inspection: InspectionShown | None,
    run_id: int | None = None,
    looking_back: bool = False,
) -> SchoolPage:
    """Return the page. `history` tells predecessors in one line.

    `run_id` is the run that the address asks for, which its links keep; `looking_back` is whether that is another
    run than the one everybody sees.
    """
    named = levels.names(run.pack_text) if run is not None else {}
    return SchoolPage(
        name=school.name,
        caption=f"{PHASES.get(school.phase_group, 'School')}, URN {school.urn}",
        notice=_notice(school, run=run, result=result, looking_back=looking_back),
        details=_details(school, history=history),
        inspection=inspection,
        suggestion=None
        if run is None or result is None
        else suggestion(
            run, result, named=named, lesser=sum(row.met == Met.MET and row.level > 1 for row in evidence)
        ),
        changes=() if run is None or result is None else changes(run, result, named=named),
        ledger=()
        if run is None or result is None
        else ledger.present(
            evidence,
            pack=run.pack_text,
            named=named,
            decided_by=frozenset(result.decided_by),
            urn=school.urn,
            run_id=run_id,
        ),
        missing=() if run is None else missing(evidence, pack=run.pack_text),
    )


def suggestion(run: Run, result: Result, *, named: Mapping[int, str], lesser: int = 0) -> Suggestion:
    """Return the suggested level as the page says it. For an academy it is a concern, never a level.

    `lesser` is how many criteria of level 2 or 3 are met.
    """
    concern = result.relationship != "maintained"
    needs = run.pack_text.get("coverage") or {}
    needed = round(100 * float(needs.get("minimum_share", 0)))
    percent = levels.coverage_percent(result.coverage)
    if concern:
        standing = "The authority agrees no level for this school: it raises any concern with the school and its trust."
    else:
        standing = (
            "A level is agreed with the headteacher and the chair of governors, and ratified at a meeting."
        )
    return Suggestion(
        heading="Suggested concern" if concern else "Suggested level",
        tag=levels.tag(result.level, named=named, raises_concerns=concern, ground=result.ground),
        standing=standing,
        next_step=next_step(
            result, concern=concern, entitlement=_entitlement(run, result.level), lesser=lesser
        ),
        reasons=tuple(result.reasons),
        coverage=percent,
        needed=needed,
        coverage_words=(
            f"{result.known} of the {result.counted} criteria that count are known ({percent}%). "
            f"The pack asks for {needed}% before it calls a school secure."
        ),
        rests_on=(
            f"Suggested by {run.pack_title}, version {run.pack_version}, from data known on {words.day(run.as_of)}."
        ),
    )


def next_step(result: Result, *, concern: bool, entitlement: str, lesser: int) -> str:
    """Say what a suggestion asks of the adviser, who decides."""
    if result.ground == "between":
        return (
            "Enough is known, and the pack’s rule suggests neither level 1 nor level 2: a person must judge. Start with"
            " the level 1 criteria that are not met."
        )
    if result.level is None:
        return "Fill what is missing below, or judge what only a person can judge on a visit. This is not “secure”."
    if concern and result.level > 1:
        return "Check the evidence below, then raise it with the headteacher and the trust."
    if result.level > 1:
        lead = "Adviser and headteacher check the evidence below together before a level is proposed."
        return f"{lead} What the level brings: {entitlement}" if entitlement else lead
    if lesser:
        are = "lesser concern is met" if lesser == 1 else "lesser concerns are met"
        return f"{lesser} {are}, too few to suggest level 2 by the pack’s rule. They are for the next visit."
    return (
        "Nothing here asks for more than the usual contact. Look at what is not known before you rely on it."
    )


def _entitlement(run: Run, level: int | None) -> str:
    for one in run.pack_text.get("levels", ()):
        if one["number"] == level:
            return str(one.get("entitlement", ""))
    return ""


def changes(run: Run, result: Result, *, named: Mapping[int, str]) -> tuple[Change, ...]:
    """Return the smallest changes that lead elsewhere: first of what is known, then of what is not."""
    criteria = chasing.criteria_of(run.pack_text)
    concern = result.relationship != "maintained"
    found = []
    for kind, lead, such in (("known", "It would be", "if"), ("unknown", "It could be", "once known")):
        for change in result.changes.get(kind, ()):
            words_of = levels.tag(change["level"], named=named, raises_concerns=concern).words
            ways = tuple(_way(together, criteria) for together in change["sets"][:WAYS_SHOWN])
            left = int(change["total"]) - len(ways)
            found.append(
                Change(
                    heading=f"{lead} “{words_of}” {such}",
                    ways=ways,
                    more=f"And {words.count(left, 'other way', 'other ways')} of the same size."
                    if left > 0
                    else "",
                )
            )
    return tuple(found)


def missing(evidence: Sequence[Evidence], *, pack: Mapping[str, Any]) -> tuple[chasing.Missing, ...]:
    """Return what is not known and counts, what can be read from published data first."""
    criteria = chasing.criteria_of(pack)
    unknown = [row for row in evidence if row.met == Met.UNKNOWN]
    counting = [row for row in unknown if criteria.get(row.criterion, {}).get("coverage") == "always"]
    return tuple(
        chasing.Missing(
            name=f"{row.criterion} {criteria[row.criterion].get('name', '')}",
            fill=chasing.how_to_fill(criteria[row.criterion], finding=row.finding),
            why=row.sentence,
        )
        for row in counting
    )


def _way(together: Sequence[Mapping[str, Any]], criteria: Mapping[str, Mapping[str, Any]]) -> str:
    parts = []
    for one in together:
        criterion = str(one["criterion"])
        if criterion == "self_identified":
            name = "The school’s own view of itself as vulnerable"
        else:
            name = f"{criterion} {criteria.get(criterion, {}).get('name', '')}".strip()
        was, becomes = Met(one["was"]).label.lower(), Met(one["becomes"]).label.lower()
        parts.append(f"{name}: {becomes} (now {was})")
    return "; and ".join(parts)


def _details(school: School, *, history: str) -> tuple[tuple[str, str], ...]:
    where = ", ".join(part for part in (school.town, school.postcode) if part)
    rows = [
        ("Type", school.school_type),
        ("Relationship", RELATIONSHIPS.get(school.relationship, school.relationship)),
        ("Trust", school.trust_name),
        ("Where", where),
        ("Pupils", f"{school.roll:,}" if school.roll is not None else ""),
        ("Opened", words.day(school.opened_date)),
        ("Closed", words.day(school.closed_date) if not school.is_open else ""),
        ("History", history),
    ]
    return tuple((key, value) for key, value in rows if value)


def _notice(school: School, *, run: Run | None, result: Result | None, looking_back: bool) -> str:
    if not school.is_open:
        return "This school has closed. What is shown is what was held of it."
    if run is None:
        return (
            "No screening by the pack in force has been run for this authority yet, so no level is suggested."
        )
    if result is None:
        return f"This school was not in the run of {words.moment(run.at)}. The next run will include it."
    return listing.notice(run) if looking_back else ""
