"""Who may do what with a support, and one step of it. Two schools have to do with each, so it is asked of both."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.brokering.models import SupportStep
from trellis.brokering.models.supports import Support
from trellis.brokering.queries import freshness, supports
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions import taking
from trellis.schools import standing_aside
from trellis.schools.models import School

_ASKED = (
    Permission.SUPPORT_BROKER,
    Permission.SUPPORT_COMMISSION,
    Permission.SUPPORT_ANSWER,
    Permission.SUPPORT_REQUEST,
    Permission.SUPPORT_FUND,
    Permission.SUPPORT_COMMENT,
    Permission.SUPPORT_DELIVER,
)


def may(user: User, file: SupportFile, *, on: date, held: Access | None = None) -> frozenset[str]:
    """The permissions that somebody has for a support.

    Who brokers or commissions it closes it, and answers for those who help where they are no school and have no account
    here. Who helps answers for those who help alone.
    """
    held = held or access.of(user, on=on)
    had = set(taking.may(user, SUPPORT, school=file.school, on=on, held=held, also=_ASKED))
    had -= {Permission.SUPPORT_GIVE, Permission.SUPPORT_DELIVER, Permission.SUPPORT_CLOSE}
    brokers = Permission.SUPPORT_BROKER in had and file.is_brokered
    commissions = Permission.SUPPORT_COMMISSION in had and not file.is_brokered
    asked = Permission.SUPPORT_ANSWER in had and file.state == "need" and file.support.origin == "school"
    if brokers or commissions or asked:
        had.add(Permission.SUPPORT_CLOSE)
    if brokers:
        had |= {Permission.SUPPORT_ANSWER, Permission.SUPPORT_DELIVER}
    if (brokers or commissions) and file.match is not None and file.giver is None:
        had |= {Permission.SUPPORT_GIVE, Permission.SUPPORT_DELIVER}
    if file.is_known_to_giver:
        if supports.gives(file, held, Permission.SUPPORT_GIVE):
            had |= {Permission.SUPPORT_GIVE, Permission.SUPPORT_DELIVER}
        if supports.leads(file, user) and held.may(
            Permission.SUPPORT_DELIVER, authority=file.support.authority_id
        ):
            had.add(Permission.SUPPORT_DELIVER)
            if file.giver is None:
                had.add(Permission.SUPPORT_GIVE)
    return frozenset(had)


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
    tell_giver(file, f"{chosen.label}: {SUPPORT.said(chosen.target)}", by=by, at=at)


def tell_giver(file: SupportFile, said: str, *, by: User, at: datetime) -> None:
    """Leave an event at the school that helps, once it was asked."""
    if file.giver is not None and (file.is_known_to_giver or file.state == "checked"):
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


def lock(support: Support) -> None:
    """Keep others from writing of this school’s support meanwhile."""
    School.objects.select_for_update().filter(pk=support.school_id).first()


def _answers_for_school(by: User, file: SupportFile, permission: str, *, on: date) -> bool:
    """Whether somebody takes a step as one of the school, whose own people do not stand aside from it."""
    held = access.of(by, on=on)
    own = [post for post in held.held if post.role.at_school]
    urns = {file.school.pk, file.giver.pk if file.giver is not None else 0}
    return any(post.urn in urns for post in own) or supports.leads(file, by)
