"""Writing the objectives of a support plan, and its conditions for stepping down. Every wording stays, and nobody's is lost."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework import wording as words
from trellis.casework.actions.plans import hold, may_write, reread, wrote
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.casework.models import Brokering, Condition, ConditionText, Objective, ObjectiveText
from trellis.casework.queries import criteria as known
from trellis.casework.queries.plans import ConditionFile, ObjectiveFile, PlanFile
from trellis.casework.wording import Wording
from trellis.problem import Refusal

SETTLED = ("draft", "agreed", "issued", "active")
"""The states of a version in which support is found: not while the school is asked to agree to what it says."""


class ChangedMeanwhile(Refusal):
    """Somebody else has saved another wording since this one was begun. `newest` is theirs."""

    def __init__(self, newest: ObjectiveText | ConditionText) -> None:
        self.newest = newest
        super().__init__(
            f"{newest.by} has changed this since you opened it. Nothing is lost: what you wrote is below, beside theirs. "
            "Bring the two together, and save again."
        )


@transaction.atomic(durable=True)
def write(
    plan: PlanFile,
    *,
    number: int | None,
    wording: Wording,
    seen: int,
    by: User,
    at: datetime,
    reasons: str = "",
) -> PlanFile:
    """Write an objective of the draft, or word one anew. `number` is None for a new one.

    `seen` is the revision that the writer saw. Raises PermissionDenied, StandsAside, CannotTake or ChangedMeanwhile.
    """
    may_write(by, school=plan.school, at=at)
    now = _draft(plan, at=at)
    _check(wording, now, number=number, at=at)
    if number is None:
        number = max((each.number for each in now.plan.objectives.all()), default=0) + 1
        objective = Objective.objects.create(plan=now.plan, number=number, by=by, at=at)
        newest = None
    else:
        newest = _objective(now, number)
        objective = newest.objective
        _check_seen(newest.text, seen)
        if words.of(newest.text) == wording:
            raise CannotTake("Nothing is different from what it says already.")
    _keep(
        objective,
        wording,
        plan=now,
        revision=newest.text.revision + 1 if newest is not None else 1,
        reasons=reasons,
        by=by,
        at=at,
    )
    said = "was written" if newest is None else "was worded anew"
    wrote(f"objective {number} {said}", school=now.school, by=by, at=at)
    return reread(now.plan, at=at)


@transaction.atomic(durable=True)
def drop(plan: PlanFile, *, number: int, reasons: str, seen: int, by: User, at: datetime) -> PlanFile:
    """Take an objective out of the draft, with why. It stays in the versions before. Raises as `write` does."""
    may_write(by, school=plan.school, at=at)
    now = _draft(plan, at=at)
    check_text(reasons, "Say why the objective is dropped: the school will read it.")
    newest = _objective(now, number)
    _check_seen(newest.text, seen)
    _keep(
        newest.objective,
        words.of(newest.text),
        plan=now,
        revision=newest.text.revision + 1,
        reasons=reasons,
        is_dropped=True,
        by=by,
        at=at,
    )
    wrote(f"objective {number} was dropped", school=now.school, by=by, at=at)
    return reread(now.plan, at=at)


@transaction.atomic(durable=True)
def settle_support(
    plan: PlanFile, *, number: int, brokering: str, support: str, seen: int, by: User, at: datetime
) -> PlanFile:
    """Say whether the support of an objective has been found, and from whom, or that none is needed. Raises as `write` does.

    This is all of an objective that changes after the school has agreed to it.
    """
    may_write(by, school=plan.school, at=at)
    now = hold(plan, at=at)
    if now.newest.state not in SETTLED:
        raise CannotTake(
            f"Support is settled in draft, or once the version is agreed: it is {now.newest.state_words.lower()} now."
        )
    newest = _objective(now, number)
    _check_seen(newest.text, seen)
    before = words.of(newest.text)
    after = Wording(**{**vars(before), "brokering": brokering, "support": support.strip()})
    wrong = words.missing(after, begun=timezone.localdate(now.plan.at), today=timezone.localdate(at))
    for part in ("brokering", "support"):
        if part in wrong:
            raise CannotTake(wrong[part])
    if after == before:
        raise CannotTake("Nothing is different from what it says already.")
    _keep(newest.objective, after, plan=now, revision=newest.text.revision + 1, by=by, at=at)
    label = Brokering(brokering).label.lower()
    wrote(f"objective {number}: {label}", school=now.school, by=by, at=at)
    return reread(now.plan, at=at)


@transaction.atomic(durable=True)
def write_condition(
    plan: PlanFile, *, number: int | None, said: str, seen: int, by: User, at: datetime
) -> PlanFile:
    """Write what must be true before the school steps down a level, or word it anew. Raises as `write` does."""
    may_write(by, school=plan.school, at=at)
    now = _draft(plan, at=at)
    said = check_text(said, "Say what must be true before the school steps down a level.")
    if number is None:
        number = max((each.number for each in now.plan.conditions.all()), default=0) + 1
        condition = Condition.objects.create(plan=now.plan, number=number, by=by, at=at)
        revision = 1
    else:
        newest = _condition(now, number)
        condition, revision = newest.condition, newest.text.revision + 1
        _check_seen(newest.text, seen)
        if newest.text.words == said:
            raise CannotTake("Nothing is different from what it says already.")
    _keep_condition(condition, said, plan=now, revision=revision, by=by, at=at)
    wrote(f"condition {number} for stepping down", school=now.school, by=by, at=at)
    return reread(now.plan, at=at)


@transaction.atomic(durable=True)
def drop_condition(
    plan: PlanFile, *, number: int, reasons: str, seen: int, by: User, at: datetime
) -> PlanFile:
    """Take a condition for stepping down out of the draft, with why. Raises as `write` does."""
    may_write(by, school=plan.school, at=at)
    now = _draft(plan, at=at)
    check_text(reasons, "Say why the condition is dropped: the school will read it.")
    newest = _condition(now, number)
    _check_seen(newest.text, seen)
    _keep_condition(
        newest.condition,
        newest.text.words,
        plan=now,
        revision=newest.text.revision + 1,
        reasons=reasons,
        is_dropped=True,
        by=by,
        at=at,
    )
    wrote(f"condition {number} for stepping down was dropped", school=now.school, by=by, at=at)
    return reread(now.plan, at=at)


def _draft(plan: PlanFile, *, at: datetime) -> PlanFile:
    """Return the plan held, if its newest version is a draft. Raises CannotTake."""
    now = hold(plan, at=at)
    if now.newest.state == "draft":
        return now
    stands = now.newest.state_words.lower()
    ahead = (
        "Take it back to draft first."
        if now.newest.state == "school_comment"
        else "The next review opens a new version."
        if now.newest.state != "closed"
        else "It stays as it was."
    )
    raise CannotTake(f"A version is written while it is a draft, and this one is {stands}. {ahead}")


def _check(wording: Wording, plan: PlanFile, *, number: int | None, at: datetime) -> None:
    """Raise CannotTake with all that is wrong with a wording."""
    wrong = words.missing(wording, begun=timezone.localdate(plan.plan.at), today=timezone.localdate(at))
    if wrong:
        raise CannotTake(" ".join(wrong.values()))
    held = plan.newest.objective(number) if number is not None else None
    kept = set(held.text.criteria) if held is not None else set()
    met = {each.id for each in known.met(plan.school)}
    if strange := set(wording.criteria) - met - kept:
        raise CannotTake(f"These criteria are not met by the school: {', '.join(sorted(strange))}.")


def _objective(plan: PlanFile, number: int) -> ObjectiveFile:
    found = plan.newest.objective(number)
    if found is None:
        raise CannotTake(f"There is no objective {number} in this version, or somebody has dropped it.")
    return found


def _condition(plan: PlanFile, number: int) -> ConditionFile:
    found = plan.newest.condition(number)
    if found is None:
        raise CannotTake(f"There is no condition {number} in this version, or somebody has dropped it.")
    return found


def _check_seen(newest: ObjectiveText | ConditionText, seen: int) -> None:
    if newest.revision != seen:
        raise ChangedMeanwhile(newest)


def _keep(
    objective: Objective,
    wording: Wording,
    *,
    plan: PlanFile,
    revision: int,
    by: User,
    at: datetime,
    reasons: str = "",
    is_dropped: bool = False,
) -> None:
    try:
        with transaction.atomic():  # so that the wording that was first can be read
            ObjectiveText.objects.create(
                objective=objective,
                version=plan.newest.version,
                revision=revision,
                is_dropped=is_dropped,
                reasons=reasons.strip(),
                by=by,
                at=at,
                **words.columns(wording),
            )
    except IntegrityError as error:
        rows = ObjectiveText.objects.filter(objective=objective, version=plan.newest.version)
        raise ChangedMeanwhile(rows.select_related("by").latest("revision")) from error


def _keep_condition(
    condition: Condition,
    said: str,
    *,
    plan: PlanFile,
    revision: int,
    by: User,
    at: datetime,
    reasons: str = "",
    is_dropped: bool = False,
) -> None:
    try:
        with transaction.atomic():  # so that the wording that was first can be read
            ConditionText.objects.create(
                condition=condition,
                version=plan.newest.version,
                revision=revision,
                is_dropped=is_dropped,
                words=said,
                reasons=reasons.strip(),
                by=by,
                at=at,
            )
    except IntegrityError as error:
        rows = ConditionText.objects.filter(condition=condition, version=plan.newest.version)
        raise ChangedMeanwhile(rows.select_related("by").latest("revision")) from error
