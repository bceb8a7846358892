"""Setting up the task group of a case, and who belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import Membership, Seat, TaskGroup
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import QUORUM, members_of
from trellis.schools import standing_aside


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody to belong to a task group. `user` is None for somebody without an account."""

    seat: Seat
    name: str
    user: User | None = None
    reasons: str = ""


@transaction.atomic(durable=True)
def set_up(file: CaseFile, *, members: Sequence[Member], by: User, at: datetime) -> TaskGroup:
    """Set up the task group of a case with its first members.

    The principal adviser chairs: another chair needs a reason, and so does a seat that is left empty. Raises
    PermissionDenied, StandsAside or CannotTake.
    """
    school = file.case.school
    require(by, Permission.GROUP_CHAIR, school=school, on=timezone.localdate(at))
    standing_aside.check(by, Permission.GROUP_CHAIR, school=school, on=timezone.localdate(at))
    if not file.is_open:
        raise CannotTake("The case is closed, so it has no task group to set up.")
    if file.group is not None:
        raise CannotTake("This case has a task group already: change its members instead.")
    seats = {member.seat for member in members if member.name.strip()}
    if missing := [str(seat.label).lower() for seat in QUORUM if seat not in seats]:
        raise CannotTake(f"Name the {', the '.join(missing)}. If a post is vacant, name who stands in.")
    try:
        with transaction.atomic():
            group = TaskGroup.objects.create(case=file.case, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("Somebody else has set up the task group meanwhile: look at it first.") from error
    for member in members:
        if member.name.strip():
            _join(group, member, by=by, at=at)
    trail.record(
        Verb.GROUP_SET_UP,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"{len(members)} members",
    )
    return group


@transaction.atomic(durable=True)
def join(file: CaseFile, *, member: Member, by: User, at: datetime) -> Membership:
    """Add somebody to the task group, or give a seat to somebody else. Raises as `set_up` does."""
    group = _group(file, by=by, at=at)
    for held in _members(group):
        if held.seat == member.seat and held.name == member.name.strip():
            raise CannotTake(f"{held.name} is {str(held.get_seat_display()).lower()} already.")
        if held.seat == member.seat and member.seat != Seat.OTHER:
            _leave(held, reasons=f"{member.name.strip()} takes the seat.", by=by, at=at)
    made = _join(group, member, by=by, at=at)
    _changed(file, subject=f"{made} joins", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def leave(file: CaseFile, *, seat: Seat, name: str, reasons: str, by: User, at: datetime) -> Membership:
    """Take somebody out of the task group, with the reason. The four seats of the rules are given on, not left empty.

    Raises as `set_up` does.
    """
    group = _group(file, by=by, at=at)
    reasons = check_text(reasons, "Say why they leave.")
    held = [m for m in _members(group) if (m.seat, m.name) == (seat, name)]
    if not held:
        raise CannotTake(f"{name} does not belong to the task group.")
    if seat != Seat.OTHER:
        raise CannotTake(f"Give the seat of {str(seat.label).lower()} to somebody else instead.")
    made = _leave(held[0], reasons=reasons, by=by, at=at)
    _changed(file, subject=f"{made} leaves", by=by, at=at)
    return made


def _group(file: CaseFile, *, by: User, at: datetime) -> TaskGroup:
    require(by, Permission.GROUP_CHAIR, school=file.case.school, on=timezone.localdate(at))
    standing_aside.check(by, Permission.GROUP_CHAIR, school=file.case.school, on=timezone.localdate(at))
    if file.group is None:
        raise CannotTake("Set up the task group first.")
    # Locked where the database can: of two who change the members at once the second sees what the first did
    return TaskGroup.objects.select_for_update().get(pk=file.group.group.pk)


def _members(group: TaskGroup) -> tuple[Membership, ...]:
    """Those who belong now, whatever the page showed. The group is locked."""
    return members_of(group.memberships.order_by("at", "id"))


def _join(group: TaskGroup, member: Member, *, by: User, at: datetime) -> Membership:
    name, reasons = member.name.strip(), member.reasons.strip()
    if len(name) > 200:
        raise CannotTake("Use 200 characters or fewer for a name.")
    if member.seat == Seat.GROUP_CHAIR and not reasons and not _is_principal(member.user, group, at=at):
        raise CannotTake("The principal adviser chairs a task group. Say why somebody else chairs this one.")
    return Membership.objects.create(
        group=group, seat=member.seat, user=member.user, name=name, reasons=reasons, by=by, at=at
    )


def _leave(held: Membership, *, reasons: str, by: User, at: datetime) -> Membership:
    return Membership.objects.create(
        group=held.group,
        seat=held.seat,
        user=held.user,
        name=held.name,
        leaves=True,
        reasons=reasons,
        by=by,
        at=at,
    )


def _is_principal(user: User | None, group: TaskGroup, *, at: datetime) -> bool:
    if user is None:
        return False
    posts = user.posts.all().held_on(timezone.localdate(at))
    return posts.filter(role="pa", authority_code=group.case.authority_id).exists()


def _changed(file: CaseFile, *, subject: str, by: User, at: datetime) -> None:
    trail.record(
        Verb.GROUP_CHANGED,
        by=by,
        at=at,
        authority_code=file.case.authority_id,
        urn=file.case.school_id,
        subject=subject,
    )
