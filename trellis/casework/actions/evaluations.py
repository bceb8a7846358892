"""What a term’s support comes to: next steps, or another level, taken to its ratification; and decisions that are demanded."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.casework.actions import cases
from trellis.casework.actions import levels as levelling
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import Decision, Evaluation, Outcome
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.levels import LevelCase
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Result
from trellis.workflow import TransitionRefused


@transaction.atomic(durable=True)
def evaluate(
    file: CaseFile,
    *,
    outcome: Outcome,
    level: int,
    reasons: str,
    by: User,
    at: datetime,
    next_steps: str = "",
) -> CaseFile:
    """Evaluate the term: keep the level with next steps, lower it, or raise it. Raises as `cases.take` does.

    A case that is being evaluated already gets a new evaluation, and the newest counts.
    """
    said = check_text(reasons, "Say what the evaluation rests on: the school will read this.")
    now = file.level
    if level not in (1, 2, 3):
        raise CannotTake("Choose level 1, 2 or 3.")
    if outcome == Outcome.KEEP and level != now:
        raise CannotTake(f"To keep the level is to stay at level {now}.")
    if outcome == Outcome.KEEP:
        check_text(next_steps, "Write the next steps: a level is kept with them.")
    if outcome == Outcome.LOWER and level >= now:
        raise CannotTake(f"The school is at level {now}: a lower level of support is a lower number.")
    if outcome == Outcome.RAISE and level <= now:
        raise CannotTake(f"The school is at level {now}: a higher level of support is a higher number.")
    if file.state == "evaluation":
        _require(file, by=by, at=at)
        cases.hold(
            file,
            Evaluation.objects.filter(case=file.case),
            seen=len(file.evaluations),
            found="Somebody has written an evaluation since you opened the page. Look at it first.",
        )
        taken = file
    else:
        taken = cases.take(file, "evaluate", by=by, at=at)
    made = Evaluation.objects.create(
        case=file.case,
        outcome=outcome,
        level=level,
        next_steps=next_steps.strip(),
        reasons=said,
        by=by,
        at=at,
    )
    cases.record(file, Verb.CASE_MOVED, f"evaluation: {outcome.label.lower()}", by=by, at=at)
    return replace(taken, evaluations=(*taken.evaluations, made))


@transaction.atomic(durable=True)
def keep(file: CaseFile, *, by: User, at: datetime) -> CaseFile:
    """Go on with the next steps of the evaluation. Raises as `cases.take` does."""
    return cases.take(file, "keep", by=by, at=at)


@transaction.atomic(durable=True)
def change(file: CaseFile, *, by: User, at: datetime, why_not_adviser: str = "") -> CaseFile:
    """Take the level of the evaluation to its ratification, by a proposal that machine A goes on with.

    One that is under way at that level is taken; else one is made, with the reasons of the evaluation. All or nothing of it is
    kept. Raises as `cases.take` and `levels.propose` do.
    """
    wanted, under_way = file.evaluation, file.level_under_way
    if wanted is not None and under_way is not None and under_way.level != wanted.level:
        raise CannotTake(
            f"Level {under_way.level} is under way for this school, and the evaluation came to level {wanted.level}. "
            "Take that one to its end, or withdraw it, first."
        )
    if under_way is not None:
        return cases.take(file, "change", by=by, at=at, details={"proposal": under_way.proposal.pk})
    if wanted is None:
        raise TransitionRefused("Write the evaluation first: raise, lower or keep the level.")
    proposed: LevelCase = levelling.propose_within(
        school=file.case.school,
        level=wanted.level,
        reasons=wanted.reasons,
        result=_screened(file.case.school),
        why_not_adviser=why_not_adviser or "It follows from the evaluation of the school’s case.",
        by=by,
        at=at,
    )
    taken = cases.take(file, "change", by=by, at=at, details={"proposal": proposed.proposal.pk})
    return replace(taken, levels=(proposed, *taken.levels))


@transaction.atomic(durable=True)
def go_on(file: CaseFile, *, by: User, at: datetime) -> CaseFile:
    """Go on with support at the level that was ratified. Raises as `cases.take` does."""
    return cases.take(file, "go_on", by=by, at=at)


@transaction.atomic(durable=True)
def evaluate_again(file: CaseFile, *, by: User, at: datetime) -> CaseFile:
    """Evaluate anew, where the proposal of a new level was withdrawn. Raises as `cases.take` does."""
    return cases.take(file, "evaluate_again", by=by, at=at)


@transaction.atomic(durable=True)
def decide(
    file: CaseFile, *, taken: str, reasons: str, best_interests: str, by: User, at: datetime
) -> CaseFile:
    """Record what is decided of a school in special measures that does not improve: the options looked at, and the one taken.

    `taken` is the id of one of the pack's. Raises PermissionDenied, StandsAside or CannotTake.
    """
    _require(file, by=by, at=at)
    options = [(each.id, each.name) for each in file.rules.process.decisive_actions]
    if taken not in dict(options):
        raise CannotTake("Choose the option that is taken.")
    if not file.is_open:
        raise CannotTake("A decision is recorded while the case is open.")
    why = check_text(reasons, "Write why this option is taken, and why the others are not.")
    interests = check_text(
        best_interests,
        "Say how the decision serves the best interests of the children at the school. It cannot be recorded without.",
    )
    cases.hold(
        file,
        Decision.objects.filter(case=file.case),
        seen=len(file.decisions),
        found="A decision has been recorded since you opened the page. Look at it first.",
    )
    made = Decision.objects.create(
        case=file.case,
        options=options,
        taken=taken,
        reasons=why,
        best_interests=interests,
        by=by,
        at=at,
    )
    cases.record(file, Verb.DECISION_RECORDED, dict(options)[taken], by=by, at=at)
    return replace(file, decisions=(*file.decisions, made))


def _screened(school: School) -> Result | None:
    """The result of the school in the run that everybody sees; None where it is in none."""
    run = screening.run_for(school.authority_id)
    return screening.result_for(run, school=school) if run is not None else None


def _require(file: CaseFile, *, by: User, at: datetime) -> None:
    school, today = file.case.school, timezone.localdate(at)
    require(by, Permission.CASE_WORK, school=school, on=today)
    standing_aside.check(by, Permission.CASE_WORK, school=school, on=today)
