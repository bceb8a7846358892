"""Taking a support plan from its first draft to its close. Every step asks leave, and is written once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.calendars import queries as calendars
from trellis.casework import rules as pack_rules
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import CaseStep, Plan, Version, VersionStep
from trellis.casework.queries import plans
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.plans import PlanFile, VersionFile
from trellis.casework.workflows.plan import PLAN
from trellis.schools import standing_aside
from trellis.schools.models import School

OUTCOMES = {
    "met": "Met: the objectives were reached",
    "partly": "Partly met",
    "superseded": "Superseded by something else",
}
"""What a plan comes to when it is closed."""


@transaction.atomic(durable=True)
def begin(case: CaseFile, *, by: User, at: datetime) -> PlanFile:
    """Begin the support plan of a case in planning, with an empty draft. Raises PermissionDenied, StandsAside or CannotTake."""
    school = case.case.school
    may_write(by, school=school, at=at)
    if case.state != "planning":
        raise CannotTake(
            f"A support plan is begun once the risk is confirmed: this case is {case.state_words.lower()}."
        )
    if case.plan is not None:
        raise CannotTake("This case has a support plan already. Go on with that one.")
    try:
        with transaction.atomic():  # so that a plan begun meanwhile leaves the transaction usable
            plan = Plan.objects.create(case=case.case, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("Somebody else has begun the support plan meanwhile: go on with theirs.") from error
    open_version(plan, number=1, by=by, at=at)
    wrote("the plan was begun", school=school, by=by, at=at)
    return reread(plan, at=at)


@transaction.atomic(durable=True)
def share(plan: PlanFile, *, reply_by: date | None = None, by: User, at: datetime) -> PlanFile:
    """Share the draft with the school, which is asked to answer by a day: that of the pack's clock, unless one is given.

    Raises as `_take` does, and NoTermSetUp where the clock counts days of a term that nobody has set up.
    """
    today = timezone.localdate(at)
    due = reply_by or usual_reply(plan.school, on=today)
    if due <= today:
        raise CannotTake("Give the school a day after today to answer by.")
    return _take(plan, "share", by=by, at=at, details={"reply_by": due.isoformat()})


@transaction.atomic(durable=True)
def redraft(plan: PlanFile, *, reasons: str, by: User, at: datetime) -> PlanFile:
    """Take a version back from the school to draft, with why. What the school said stays. Raises as `_take` does."""
    check_text(reasons, "Say why the plan is taken back: the school will read it.")
    return _take(plan, "redraft", by=by, at=at, reasons=reasons)


@transaction.atomic(durable=True)
def issue(plan: PlanFile, *, reasons: str, by: User, at: datetime) -> PlanFile:
    """Issue a version that the school has not agreed to, with the reasons. Raises as `_take` does."""
    check_text(
        reasons, "Write the reasons for issuing it without the school’s agreement: the school will read them."
    )
    return _take(plan, "issue", by=by, at=at, reasons=reasons)


@transaction.atomic(durable=True)
def activate(plan: PlanFile, *, by: User, at: datetime) -> PlanFile:
    """Put an agreed or issued version into action. Raises as `_take` does."""
    return _take(plan, "activate", by=by, at=at)


@transaction.atomic(durable=True)
def close(plan: PlanFile, *, outcome: str, reasons: str, by: User, at: datetime) -> PlanFile:
    """Close the plan: met, partly met or superseded, and why. Raises as `_take` does."""
    if outcome not in OUTCOMES:
        raise CannotTake("Choose whether the plan was met, was met in part, or is superseded.")
    check_text(reasons, "Say why the plan is closed.")
    return _take(plan, "close", by=by, at=at, reasons=reasons, details={"outcome": outcome})


def may(user: User, *, school: School, on: date, held: Access | None = None) -> frozenset[str]:
    """Return the permissions of support plans that the user has for this school.

    `held` is what `accounts.access.of` gave, where it has been asked for already.
    """
    also = (Permission.PLAN_COMMENT, Permission.PLAN_ANSWER)
    return taking.may(user, PLAN, school=school, on=on, held=held, also=also)


def usual_reply(school: School, *, on: date) -> date:
    """The day by which a school is usually asked to answer something shared on a day. Raises NoTermSetUp."""
    rules = pack_rules.of(school.authority_id)
    calendar = calendars.of_school(school, on=on)
    return rules.due("school-reply", counted_from=on, calendar=calendar)


def may_write(user: User, *, school: School, at: datetime) -> None:
    """Raise PermissionDenied or StandsAside unless the user writes support plans for the school."""
    on = timezone.localdate(at)
    require(user, Permission.PLAN_WRITE, school=school, on=on)
    standing_aside.check(user, Permission.PLAN_WRITE, school=school, on=on)


def hold(plan: PlanFile, *, at: datetime, closing: bool = False) -> PlanFile:
    """Return a plan as it stands now, kept so until the transaction ends. Raises CannotTake where it has moved on.

    `closing` is true of what may still be done once the case is closed.
    """
    # Locked where the database can: SQLite has one writer at a time anyway
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.plan.pk)
    now = reread(plan.plan, at=at)
    if now.newest.version != plan.newest.version or len(now.newest.steps) != len(plan.newest.steps):
        raise CannotTake(
            "Somebody else has taken this a step further since you opened the page: "
            f"version {now.newest.version.number} is {now.newest.state_words.lower()} now. "
            "Nothing of yours was saved: look at where it stands."
        )
    case = CaseStep.objects.filter(case=plan.plan.case_id).last()
    if case is not None and case.state == "closed" and not closing:
        raise CannotTake("The case has been closed, so its plan stays as it is.")
    return now


def reread(plan: Plan, *, at: datetime) -> PlanFile:
    """Return a plan with all that has been written of it."""
    found = plans.files(Plan.objects.filter(pk=plan.pk), today=timezone.localdate(at))
    assert found, "a plan has had its first step since it was begun"
    return found[0]


def open_version(plan: Plan, *, number: int, by: User, at: datetime) -> Version:
    """Open a version as a draft."""
    version = Version.objects.create(plan=plan, number=number, by=by, at=at)
    VersionStep.objects.create(version=version, number=1, name="begin", state=PLAN.initial, by=by, at=at)
    return version


def wrote(subject: str, *, school: School, by: User, at: datetime, verb: Verb = Verb.PLAN_WRITTEN) -> None:
    """Leave the event of something written in a plan."""
    trail.record(verb, by=by, at=at, authority_code=school.authority_id, urn=school.pk, subject=subject)


def _take(
    plan: PlanFile,
    name: str,
    *,
    by: User | None,
    at: datetime,
    reasons: str = "",
    details: Mapping[str, Any] | None = None,
) -> PlanFile:
    """Take a step of the newest version. Raises as `taking.step` does, and CannotTake where the plan has moved on."""
    if by is not None:
        require(by, Permission(PLAN.by_name[name].permission), school=plan.school, on=timezone.localdate(at))
    now = hold(plan, at=at, closing=name == "close")
    take_step(now.newest, name, school=now.school, by=by, at=at, reasons=reasons, details=details)
    return reread(plan.plan, at=at)


def take_step(
    version: VersionFile,
    name: str,
    *,
    school: School,
    by: User | None,
    at: datetime,
    reasons: str = "",
    details: Mapping[str, Any] | None = None,
    verb: Verb = Verb.PLAN_MOVED,
) -> VersionStep:
    """Take a step of one version. Raises as `taking.step` does."""
    return taking.step(
        PLAN,
        version,
        name,
        rows=VersionStep,
        of={"version": version.version},
        school=school,
        verb=verb,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
    )
