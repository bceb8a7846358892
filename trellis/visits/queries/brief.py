"""What somebody who visits a school reads before: what changed, what is under way, what was agreed, and what to ask.

All of it is of the authority's own record and the last screening. Nothing restricted is in it: the school reads the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.analysis.judging.framework import Framework
from trellis.casework.queries import cases, levels
from trellis.casework.queries.days import end_of
from trellis.casework.queries.levels import LevelCase
from trellis.casework.queries.plans import VersionFile
from trellis.judgements import asking
from trellis.judgements.queries import circumstances, judgements, self_evaluations
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Evidence, Met, Result, Run
from trellis.visits import note
from trellis.visits.note import AgreedAction
from trellis.visits.queries import inspections, visits
from trellis.visits.queries.inspections import InspectionFile
from trellis.visits.queries.visits import VisitFile


@dataclass(frozen=True, kw_only=True)
class Change:
    """A criterion that is answered otherwise than before: how it was, and how it is. `criterion` is its id."""

    criterion: str
    sentence: str
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to ask on the visit, and what raises it: a criterion by its id, or "" for a question of the pack."""

    asks: str
    criterion: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """All of it, as known on `today`. `since` is the run that `changes` are counted from; None where there is none."""

    school: School
    run: Run | None
    result: Result | None
    since: Run | None
    changes: tuple[Change, ...]
    level_was: int | None
    happened: tuple[str, ...]
    questions: tuple[Question, ...]
    agreed: LevelCase | None
    case_state: str
    plan: VersionFile | None
    last: VisitFile | None
    agreed_before: tuple[AgreedAction, ...]
    inspection: InspectionFile | None
    today: date


def of(file: VisitFile, *, run: Run | None) -> Brief:
    """The brief of a visit. `run` is the screening that is shown today; None where there is none yet."""
    school, today = file.school, file.today
    last = visits.last_noted(visits.of_school(school, today=today), before=file.day)
    before = _run_before(run, last=last)
    told = screening.frozen(run, earlier=before, school=school) if run is not None else None
    evidence = told.evidence if told is not None else ()
    pack = asking.pack_of(school.authority_id)
    open_case = cases.open_of(school, today=today)
    plan = open_case.plan if open_case is not None else None
    shown = last.shown if last is not None else None
    upcoming = [each for each in inspections.of_school(school, today=today) if each.is_open]
    was = told.before if told is not None else None
    return Brief(
        school=school,
        run=run,
        result=told.result if told is not None else None,
        since=was.run if was is not None else None,
        changes=_changes(evidence, was.answers) if was is not None else (),
        level_was=was.standing.level if was is not None else None,
        happened=_happened(school, since=last.day if last is not None else None, today=today),
        questions=(*_raised(evidence, pack), *_asked(school, pack, today=today)),
        agreed=levels.standing_of(levels.cases_of(school, today=today), on=today),
        case_state=open_case.state_words if open_case is not None else "",
        plan=plan.active if plan is not None else None,
        last=last,
        agreed_before=note.content_of(shown).actions,
        inspection=upcoming[0] if upcoming else None,
        today=today,
    )


def _run_before(run: Run | None, *, last: VisitFile | None) -> Run | None:
    """The run that was shown at the last visit; the one before this where there was none, or it is the same."""
    if run is None:
        return None
    if last is not None:
        then = screening.runs_of(run.authority_id).filter(is_current=True, at__lt=end_of(last.day))
        found = then.defer("pack_text", "releases").first()
        if found is not None and found.pk != run.pk:
            return found
    return screening.run_before(run)


def _changes(evidence: Sequence[Evidence], held: Mapping[str, int]) -> tuple[Change, ...]:
    return tuple(
        Change(
            criterion=each.criterion,
            sentence=each.sentence,
            was=Met(held[each.criterion]).label,
            now=Met(each.met).label,
        )
        for each in evidence
        if each.criterion in held and held[each.criterion] != each.met
    )


def _raised(evidence: Sequence[Evidence], pack: Framework | None) -> tuple[Question, ...]:
    """A question for each criterion of concern that is met, and for each key one that nobody knows the answer to."""
    hints = {each.id: each.hint for each in pack.criteria} if pack is not None else {}
    found = [
        Question(
            asks=f"What is the school doing about this, and how will it know that it works? {each.sentence}",
            criterion=each.criterion,
            why="Met in the last screening",
        )
        for each in evidence
        if each.met == Met.MET and each.level > 1
    ]
    found += [
        Question(
            asks=f"Is this so? {each.sentence} {hints.get(each.criterion) or ''}".strip(),
            criterion=each.criterion,
            why="Not known in the last screening",
        )
        for each in evidence
        if each.met == Met.UNKNOWN and each.is_key
    ]
    return tuple(found)


def _asked(school: School, pack: Framework | None, *, today: date) -> tuple[Question, ...]:
    """The questions of the pack that no adviser's judgement answers today."""
    counting = {each.judgement.question for each in judgements.judgements_of(school, on=today) if each.counts}
    return tuple(
        Question(asks=each.question, criterion="", why="No adviser’s judgement counts today")
        for each in asking.questions(pack)
        if each.id not in counting
    )


def _happened(school: School, *, since: date | None, today: date) -> tuple[str, ...]:
    """What people recorded since the last visit, in words; all that holds today where there was none."""
    told = []
    written = self_evaluations.newest(school, on=today)
    if written is not None and (since is None or written.at >= end_of(since)):
        told.append(f"The school submitted its self-evaluation, revision {written.number}")
    so = [each for each in circumstances.circumstances_of(school, on=today) if each.is_so]
    new = [each for each in so if since is None or each.circumstance.at >= end_of(since)]
    if new:
        told.append(f"{len(new)} {'circumstance' if len(new) == 1 else 'circumstances'} recorded")
    judged = [
        each
        for each in judgements.judgements_of(school, on=today)
        if each.is_newest and (since is None or each.judgement.at >= end_of(since))
    ]
    if judged:
        told.append(f"{len(judged)} {'judgement' if len(judged) == 1 else 'judgements'} of advisers recorded")
    return tuple(told)
