"""Recording how a support plan goes: at a meeting, or by the school itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.casework.actions.plans import hold, may_write, reread, wrote
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import Progress, ProgressMeeting, Rating
from trellis.casework.queries.plans import ObjectiveFile, PlanFile, VersionFile


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen of one objective: how it goes, in words, and what that rests on."""

    number: int
    rating: str
    words: str
    evidence: str


@transaction.atomic(durable=True)
def record_meeting(
    plan: PlanFile,
    *,
    held_on: date,
    present: str,
    seen: Sequence[Seen],
    note: str = "",
    by: User,
    at: datetime,
) -> PlanFile:
    """Record a meeting about the plan: who took part, and how each objective that was looked at goes.

    Raises PermissionDenied, StandsAside or CannotTake.
    """
    may_write(by, school=plan.school, at=at)
    now, version = _worked_to(plan, at=at)
    _check_day(held_on, now, at=at, what="The meeting")
    present = check_text(present, "Say who took part: the headteacher, the leadership team and others.")
    if not seen:
        raise CannotTake("Say how at least one objective goes.")
    looked_at = [(_objective(version, each.number), _checked(each)) for each in seen]
    if len({each.number for each in seen}) != len(seen):
        raise CannotTake("Say how each objective goes once.")
    meeting = ProgressMeeting.objects.create(
        plan=now.plan, held_on=held_on, present=present, note=note.strip(), by=by, at=at
    )
    for objective, each in looked_at:
        _keep(objective, each, version=version, meeting=meeting, on=held_on, at_school=False, by=by, at=at)
    numbers = ", ".join(str(each.number) for each in seen)
    wrote(
        f"a meeting about objectives {numbers}" if len(seen) > 1 else f"a meeting about objective {numbers}",
        school=now.school,
        by=by,
        at=at,
        verb=Verb.PROGRESS_RECORDED,
    )
    return reread(now.plan, at=at)


@transaction.atomic(durable=True)
def record_at_school(plan: PlanFile, *, seen: Seen, seen_on: date, by: User, at: datetime) -> PlanFile:
    """Record what the school has done on an objective, as the school itself sees it. Raises PermissionDenied or CannotTake."""
    require(by, Permission.PLAN_ANSWER, school=plan.school, on=timezone.localdate(at))
    now, version = _worked_to(plan, at=at)
    _check_day(seen_on, now, at=at, what="The day")
    objective, checked = _objective(version, seen.number), _checked(seen)
    _keep(objective, checked, version=version, meeting=None, on=seen_on, at_school=True, by=by, at=at)
    wrote(
        f"objective {seen.number}, by the school",
        school=now.school,
        by=by,
        at=at,
        verb=Verb.PROGRESS_RECORDED,
    )
    return reread(now.plan, at=at)


def _worked_to(plan: PlanFile, *, at: datetime) -> tuple[PlanFile, VersionFile]:
    """Return the plan held, and the version that people work to. Raises CannotTake before one has been active, or at the end."""
    now = hold(plan, at=at)
    if now.is_closed:
        raise CannotTake("The plan is closed, so nothing more is recorded of it.")
    if now.holds.state not in ("active", "reviewed"):
        raise CannotTake("Progress is recorded once the plan has been put into action.")
    return now, now.holds


def _check_day(day: date, plan: PlanFile, *, at: datetime, what: str) -> None:
    begun = timezone.localdate(plan.plan.at)
    if day > timezone.localdate(at):
        raise CannotTake(f"{what} cannot be after today.")
    if day < begun:
        raise CannotTake(f"{what} cannot be before the plan was begun, on {begun.day} {begun:%B %Y}.")


def _objective(version: VersionFile, number: int) -> ObjectiveFile:
    found = version.objective(number)
    if found is None:
        raise CannotTake(f"There is no objective {number} in version {version.version.number}.")
    return found


def _checked(seen: Seen) -> Seen:
    """Return what was seen without what surrounds its words. Raises CannotTake where something is missing."""
    if seen.rating not in Rating.values:
        raise CannotTake(f"Say how objective {seen.number} goes, against its milestones.")
    return Seen(
        number=seen.number,
        rating=seen.rating,
        words=check_text(seen.words, f"Say what was seen of objective {seen.number}."),
        evidence=check_text(seen.evidence, f"Say what the rating of objective {seen.number} rests on."),
    )


def _keep(
    objective: ObjectiveFile,
    seen: Seen,
    *,
    version: VersionFile,
    meeting: ProgressMeeting | None,
    on: date,
    at_school: bool,
    by: User,
    at: datetime,
) -> None:
    Progress.objects.create(
        objective=objective.objective,
        version=version.version,
        meeting=meeting,
        seen_on=on,
        rating=seen.rating,
        words=seen.words,
        evidence=seen.evidence,
        at_school=at_school,
        by=by,
        at=at,
    )
