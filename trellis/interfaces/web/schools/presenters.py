"""One school as a page: the suggested level, the evidence, and what would change it. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.interfaces.web.schools import chasing, ledger, listing
from trellis.interfaces.web.schools.filling import Filling, filling
from trellis.interfaces.web.schools.ledger import LevelSection
from trellis.schools.models import PHASES, School
from trellis.screening.models import Evidence, Met, Result, Run


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The suggested level, what it rests on, and how much is known."""

    heading: str
    tag: LevelTag
    standing: str
    next_step: str
    reasons: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
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
class SchoolPage:
    """The suggested level of one school and the evidence behind it."""

    name: str
    caption: str
    notice: str
    suggestion: Suggestion | None
    changes: tuple[Change, ...]
    ledger: tuple[LevelSection, ...]
    missing: tuple[chasing.Missing, ...]


WAYS_SHOWN = 5
CONTEXTUAL = "Contextual vulnerability"
CAPACITY = "Capacity to support others"


def present(
    school: School,
    *,
    run: Run | None,
    result: Result | None,
    evidence: Sequence[Evidence],
    run_id: int | None = None,
    looking_back: bool = False,
) -> SchoolPage:
    """Return what the page says of the suggested level.

    `run_id` is the run that the address asks for, which its links keep; `looking_back` is whether that is another
    run than the one everybody sees.
    """
    named = levels.names(run.pack_text) if run is not None else {}
    return SchoolPage(
        name=school.name,
        caption=caption(school),
        notice=_notice(school, run=run, result=result, looking_back=looking_back),
        suggestion=None
        if run is None or result is None
        else suggestion(run, result, named=named, evidence=evidence),
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
            phase=school.phase_group,
        ),
        missing=() if run is None else missing(evidence, pack=run.pack_text, phase=school.phase_group),
    )


def caption(school: School) -> str:
    """Return what stands over the school's name."""
    return f"{PHASES.get(school.phase_group, 'School')}, URN {school.urn}"


def suggestion(
    run: Run, result: Result, *, named: Mapping[int, str], evidence: Sequence[Evidence] = ()
) -> Suggestion:
    """Return the suggested level as the page says it. For an academy it is a concern, never a level."""
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
            result, concern=concern, entitlement=_entitlement(run, result.level), evidence=evidence
        ),
        flags=flags(run, result),
        reasons=tuple(result.reasons),
        coverage=percent,
        needed=needed,
        coverage_words=coverage_words(run, result, evidence=evidence),
        rests_on=(
            f"Suggested by {run.pack_title}, version {run.pack_version}, from data known on {words.day(run.as_of)}."
        ),
    )


def coverage_words(run: Run, result: Result, *, evidence: Sequence[Evidence]) -> str:
    """Say how much is known of what counts, how many others nobody has answered, and what the pack asks for."""
    criteria = chasing.criteria_of(run.pack_text)
    needs = run.pack_text.get("coverage") or {}
    others = sum(
        row.met == Met.UNKNOWN and criteria.get(row.criterion, {}).get("coverage") != "always"
        for row in evidence
    )
    said = (
        f"{result.known} of the {result.counted} criteria that count are known"
        f" ({levels.coverage_percent(result.coverage)}%). Those count that published data can answer, and those that"
        " somebody has answered."
    )
    if others:
        verb = "waits" if others == 1 else "wait"
        said += f" {words.count(others, 'other')} {verb} for a person or a return, and {'is' if others == 1 else 'are'} not counted."
    return f"{said} The pack asks for {round(100 * float(needs.get('minimum_share', 0)))}% before it calls a school secure."


def flags(run: Run, result: Result) -> tuple[tuple[str, str], ...]:
    """Return what is said of a school beside its level: a name, and a sentence."""
    told = []
    if result.changes.get("contextually_vulnerable"):
        about = run.pack_text.get("contextual_vulnerability") or {}
        told.append(
            (
                str(about.get("name") or CONTEXTUAL),
                str(about.get("support") or "Nothing in its practice is a concern; its circumstances are."),
            )
        )
    if result.changes.get("capacity"):
        least = (run.pack_text.get("capacity") or {}).get("at_least")
        told.append(
            (
                CAPACITY,
                "It is suggested as secure and shows"
                + (f" at least {words.count(int(least), 'sign')}" if least else " signs")
                + " that the pack asks for. Ask the headteacher before anybody counts on it.",
            )
        )
    return tuple(told)


def next_step(result: Result, *, concern: bool, entitlement: str, evidence: Sequence[Evidence] = ()) -> str:
    """Say what a suggestion asks of the adviser, who decides."""
    lesser = sum(row.met == Met.MET and row.level > 1 for row in evidence)
    if result.ground == "between":
        return between(evidence)
    if result.level is None:
        return "Fill what is missing below, or judge what only a person can judge on a visit. This is not “secure”."
    if concern and result.level > 1:
        return "Check the evidence below, then raise it with the headteacher and the trust."
    if result.level > 1:
        lead = "Adviser and headteacher check the evidence below together before a level is proposed."
        return f"{lead} What the level brings: {entitlement}" if entitlement else lead
    if lesser:
        if lesser == 1:
            return "1 lesser concern is met, too few to suggest level 2 by the pack’s rule. It is for the next visit."
        return (
            f"{lesser} lesser concerns are met, too few to suggest level 2 by the pack’s rule."
            " They are for the next visit."
        )
    return (
        "Nothing here asks for more than the usual contact. Look at what is not known before you rely on it."
    )


def between(evidence: Sequence[Evidence]) -> str:
    """Say why neither level follows: which key criteria of level 1 are not met, and which nobody can tell."""
    keys = [row for row in evidence if row.level == 1 and row.is_key]
    unmet = [row.criterion for row in keys if row.met == Met.NOT_MET]
    unknown = [row.criterion for row in keys if row.met == Met.UNKNOWN]
    why = []
    if unmet:
        why.append(f"{' and '.join(unmet)} {'is' if len(unmet) == 1 else 'are'} not met")
    if unknown:
        why.append(f"{' and '.join(unknown)} {'is' if len(unknown) == 1 else 'are'} not known")
    said = f", because {', and '.join(why)}" if why else ""
    return f"Nothing suggests level 2, and level 1 is not shown{said}. A person must judge."


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
    for kind, opening in (("known", "It would be"), ("unknown", "Once more is known, it could be")):
        for change in result.changes.get(kind, ()):
            sets, total = change["sets"], int(change["total"])
            if change["level"] is None:
                # What only takes away from what is known, or shown, tells nobody anything
                sets = [together for together in sets if kind == "known" and not _loses(together, criteria)]
                total = len(sets)
            if not sets:
                continue
            words_of = levels.tag(change["level"], named=named, raises_concerns=concern).words
            lead = f"{opening} “{words_of}”" if change["level"] is not None else "No level would be suggested"
            ways = tuple(_way(together, criteria) for together in sets[:WAYS_SHOWN])
            left = total - len(ways)
            found.append(
                Change(
                    heading=lead,
                    ways=ways,
                    more=f"And {words.count(left, 'other way', 'other ways')} of the same size."
                    if left > 0
                    else "",
                )
            )
    return tuple(found)


def missing(
    evidence: Sequence[Evidence], *, pack: Mapping[str, Any], phase: str = ""
) -> tuple[chasing.Missing, ...]:
    """Return what is not known and counts, by what would answer it, in the order of the pack."""
    criteria = chasing.criteria_of(pack)
    found: dict[Filling, list[tuple[str, str]]] = {}
    for row in evidence:
        criterion = criteria.get(row.criterion, {})
        if row.met != Met.UNKNOWN or criterion.get("coverage") != "always":
            continue
        one = filling(criterion, finding=row.finding, phase=phase)
        found.setdefault(one, []).append(
            (f"{row.criterion} {criterion.get('name', '')}".strip(), row.sentence)
        )
    return tuple(chasing.Missing(filling=one, criteria=tuple(named)) for one, named in found.items())


def _loses(together: Sequence[Mapping[str, Any]], criteria: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a set of changes has a criterion of level 1 stop being met."""
    return any(
        one["becomes"] != Met.MET and criteria.get(str(one["criterion"]), {}).get("level") == 1
        for one in together
    )


def _way(together: Sequence[Mapping[str, Any]], criteria: Mapping[str, Mapping[str, Any]]) -> str:
    """Say one set of changes in plain words: "if L2-5 Teaching inconsistent were no longer met"."""
    return f"if {' and '.join(_one_change(one, criteria) for one in together)}"


def _one_change(one: Mapping[str, Any], criteria: Mapping[str, Mapping[str, Any]]) -> str:
    met = one["becomes"] == Met.MET
    unknown = one["was"] == Met.UNKNOWN
    criterion = str(one["criterion"])
    if criterion == "self_identified":
        return f"the school {'said' if met else 'no longer said'} that it is vulnerable"
    name = f"{criterion} {criteria.get(criterion, {}).get('name', '')}".strip()
    if unknown:
        return f"{name} turned out to be {'met' if met else 'not met'}"
    return f"{name} were {'met' if met else 'no longer met'}"


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
