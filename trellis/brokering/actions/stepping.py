"""Who may do what with a support, and one step of it. Two schools have to do with each, so it is asked of both."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.brokering.models import SupportStep
from trellis.brokering.models.supports import Support
from trellis.brokering.queries import freshness, supports
from trellis.brokering.queries.rights import may
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions import taking
from trellis.leaders.models import Leader
from trellis.schools import standing_aside
from trellis.schools.models import School

__all__ = [
    "fresh",
    "lock",
    "lock_days",
    "may",
    "read",
    "refuse_interest",
    "require",
    "same_terms",
    "step",
    "tell_giver",
]


def require(user: User, permission: Permission, file: SupportFile, *, on: date) -> None:
    """Raise PermissionDenied with a sentence unless somebody has a permission for a support."""
    if permission not in may(user, file, on=on):
        raise PermissionDenied(
            "This is for the people of the schools, or of the authority, whose part it is."
        )


def refuse_interest(user: User, permission: Permission, file: SupportFile, *, on: date) -> None:
    """Raise StandsAside where somebody of the authority has an interest in either school."""
    for school in filter(None, (file.school, file.giver)):
        standing_aside.check(user, permission, school=school, on=on)


def step(
    file: SupportFile,
    name: str,
    *,
    by: User,
    at: datetime,
    reasons: str = "",
    details: dict[str, Any] | None = None,
    allowed: frozenset[str] | None = None,
) -> None:
    """Take a step of a support, and tell both schools. Raises TransitionRefused, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    had = may(by, file, on=today) if allowed is None else allowed
    chosen = SUPPORT.by_name[name]
    of_school = _answers_for_school(by, file, chosen.permission, on=today)
    if chosen.permission in had and not of_school:
        refuse_interest(by, Permission(chosen.permission), file, on=today)
    taking.step(
        SUPPORT,
        file,
        name,
        rows=SupportStep,
        of={"support": file.support},
        school=file.school,
        verb=Verb.SUPPORT_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details={"match": file.match.number if file.match is not None else None, **(details or {})},
        for_school=of_school,
        allowed=had,
    )
    if file.is_known_to_giver or chosen.target == "offered":
        _leave_with_giver(file, f"{chosen.label}: {SUPPORT.said(chosen.target)}", by=by, at=at)


def tell_giver(file: SupportFile, said: str, *, by: User, at: datetime) -> None:
    """Leave an event at the school that helps, once it was asked."""
    if file.is_known_to_giver:
        _leave_with_giver(file, said, by=by, at=at)


def _leave_with_giver(file: SupportFile, said: str, *, by: User, at: datetime) -> None:
    if file.giver is not None:
        trail.record(
            Verb.SUPPORT_MOVED,
            by=by,
            at=at,
            authority_code=file.giver.authority_id,
            urn=file.giver.pk,
            subject=said,
        )


def read(support: Support, *, at: datetime) -> SupportFile:
    """Read a support again after something was written of it."""
    found = supports.one(support.pk, authorities=(support.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("a support that was just written is there")
    return found


def fresh(file: SupportFile, *, at: datetime) -> SupportFile:
    """The same support as it stands now."""
    return freshness.again(file, today=timezone.localdate(at))


def same_terms(file: SupportFile, read: SupportFile) -> None:
    """Raise CannotTake where the terms are others than somebody read who agrees to them."""
    if file.terms != read.terms:
        raise taking.CannotTake(
            "The terms were said anew since you opened the page. Nothing of yours was saved: read the new ones first."
        )


def lock(support: Support) -> None:
    """Keep others from writing of this school’s support meanwhile."""
    School.objects.select_for_update().filter(pk=support.school_id).first()


def lock_days(file: SupportFile) -> None:
    """Keep others from promising the days of the leader who was matched meanwhile, to whichever school."""
    if file.match is not None and file.match.leader_id is not None:
        Leader.objects.select_for_update().filter(pk=file.match.leader_id).first()


def _answers_for_school(by: User, file: SupportFile, permission: str, *, on: date) -> bool:
    """Whether somebody takes a step by a post at the school whose step it is, whose own people do not stand aside from it.

    A post there that has not this permission is an interest: an adviser who governs the school stands aside.
    """
    gives = permission == Permission.SUPPORT_GIVE
    school = file.giver if gives and file.giver is not None else file.school
    own = [post for post in access.of(by, on=on).held if post.role.at_school and post.urn == school.pk]
    return any(permission in post.role.permissions for post in own) or (gives and supports.leads(file, by))
