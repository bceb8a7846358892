"""What is said of a support plan: the school's answers, and everybody's comments."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.casework.actions.plans import hold, reread, take_step, wrote
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import Party, PlanAnswer, PlanComment, PlanPosition
from trellis.casework.queries.levels import party_of
from trellis.casework.queries.plans import PlanFile
from trellis.schools.models import School


@transaction.atomic(durable=True)
def answer(
    plan: PlanFile, *, party: Party, position: PlanPosition, said: str, by: User, at: datetime
) -> PlanFile:
    """Answer for the headteacher or the chair, each for themselves. When both agree, the version is agreed.

    Raises PermissionDenied or CannotTake.
    """
    answers_for(by, party=party, school=plan.school, at=at)
    now = hold(plan, at=at)
    if now.newest.state != "school_comment":
        raise CannotTake("The school is asked for its answer while the plan is with it, and it is not now.")
    if position == PlanPosition.DISAGREES:
        check_text(said, "Say why you do not agree.")
    elif said.strip():
        check_text(said, "")
    PlanAnswer.objects.create(
        version=now.newest.version, party=party, position=position, said=said.strip(), by=by, at=at
    )
    wrote(
        f"{party.label}: {PlanPosition(position).label.lower()}",
        school=now.school,
        by=by,
        at=at,
        verb=Verb.PLAN_COMMENTED,
    )
    heard = reread(now.plan, at=at)
    if heard.newest.not_agreed:
        return heard
    take_step(heard.newest, "agree", school=now.school, by=None, at=at)
    return reread(now.plan, at=at)


@transaction.atomic(durable=True)
def comment(
    plan: PlanFile, *, version: int, objective: int | None, words: str, by: User, at: datetime
) -> PlanFile:
    """Comment on a version, or on one objective of it. Raises PermissionDenied or CannotTake."""
    school = plan.school
    require(by, Permission.PLAN_COMMENT, school=school, on=timezone.localdate(at))
    said = check_text(words, "Write your comment.")
    of = plan.version(version)
    if of is None:
        raise CannotTake(f"There is no version {version} of this plan.")
    about = None
    if objective is not None:
        held = of.objective(objective)
        if held is None:
            raise CannotTake(f"There is no objective {objective} in this version.")
        about = held.objective
    PlanComment.objects.create(version=of.version, objective=about, words=said, by=by, at=at)
    on_what = f"objective {objective} of version {version}" if about is not None else f"version {version}"
    wrote(on_what, school=school, by=by, at=at, verb=Verb.PLAN_COMMENTED)
    return reread(plan.plan, at=at)


def answers_for(user: User, *, party: Party, school: School, at: datetime) -> None:
    """Raise PermissionDenied unless the user is the headteacher, or the chair, of the school."""
    on = timezone.localdate(at)
    require(user, Permission.PLAN_ANSWER, school=school, on=on)
    posts = ((post.role, post.urn) for post in user.posts.all().held_on(on))
    if party not in {party_of([post], urn=school.pk) for post in posts}:
        raise PermissionDenied(f"Only {str(party.label).lower()} can give this answer.")
