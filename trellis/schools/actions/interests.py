"""Declaring an interest in a school, and saying that one has passed. Both are kept as they were written."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access, two_people
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.problem import Refusal
from trellis.schools import queries
from trellis.schools.models import Interest, InterestEnd, School

LONGEST_REASON = 1000


class CannotDeclare(Refusal):
    """An interest cannot be declared, or ended, like this. The message says what is missing."""


@transaction.atomic(durable=True)
def declare(
    *,
    school: School,
    user: User,
    kind: str,
    reason: str,
    from_date: date,
    to_date: date | None,
    by: User,
    at: datetime,
) -> Interest:
    """Declare that somebody has an interest in a school: oneself, or another for whom one keeps the register.

    Raises PermissionDenied or CannotDeclare.
    """
    today = timezone.localdate(at)
    whole = access.of(by, on=today)
    if by.pk != user.pk and not whole.may(Permission.INTERESTS_KEEP, authority=school.authority_id):
        raise PermissionDenied("Everybody declares their own interests; whoever keeps the register may help.")
    if school.authority_id not in {post.authority_code for post in access.of(user, on=today).held}:
        raise PermissionDenied("An interest is declared by somebody with a post at the school’s authority.")
    if kind not in Interest.Kind.values:
        raise CannotDeclare("Choose what the interest is.")
    said = _reason(
        reason, missing="Say what the interest is. Only you and whoever keeps the register read it."
    )
    if from_date > today:
        raise CannotDeclare("Give the day on which the interest began: today or before.")
    if to_date is not None and to_date < from_date:
        raise CannotDeclare("The interest cannot end before it begins.")
    # Locked where the database can: the same declaration sent twice at once is one
    User.objects.select_for_update().filter(pk=user.pk).first()
    if queries.interests_held(on=today).filter(user=user, school=school, kind=kind).exists():
        raise CannotDeclare("This interest has been declared already, and holds.")
    made: Interest = Interest.objects.create(
        school=school, user=user, kind=kind, reason=said, from_date=from_date, to_date=to_date, by=by, at=at
    )
    _tell(Verb.INTEREST_DECLARED, made, by=by, at=at)
    return made


@transaction.atomic(durable=True)
def end(interest: Interest, *, to_date: date, reason: str, by: User, at: datetime) -> InterestEnd:
    """Say that an interest has passed, and on which day. It takes somebody other than whose it is.

    Raises PermissionDenied, SamePerson or CannotDeclare.
    """
    today = timezone.localdate(at)
    access.require(by, Permission.INTERESTS_KEEP, authority=interest.school.authority_id, on=today)
    two_people.check(
        by, first=interest.user, did="have this interest yourself", does="say that it has passed"
    )
    said = _reason(reason, missing="Say why the interest has passed.")
    if to_date > today:
        raise CannotDeclare("Give the last day of the interest: today or before.")
    if to_date < interest.from_date:
        raise CannotDeclare("The interest cannot end before it began.")
    if interest.to_date is not None and interest.to_date < to_date:
        raise CannotDeclare("It was to end before that day already.")
    try:
        with transaction.atomic():
            made: InterestEnd = InterestEnd.objects.create(
                interest=interest, to_date=to_date, reason=said, by=by, at=at
            )
    except IntegrityError as error:
        raise CannotDeclare("Somebody has said already that this interest has passed.") from error
    _tell(Verb.INTEREST_ENDED, interest, by=by, at=at)
    return made


def _tell(verb: Verb, interest: Interest, *, by: User, at: datetime) -> None:
    """Whose it is, and not what: the trail of a school is read by more people than the register."""
    school = interest.school
    trail.record(
        verb,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"{interest.user.name} stands aside"
        if verb == Verb.INTEREST_DECLARED
        else interest.user.name,
    )


def _reason(text: str, *, missing: str) -> str:
    reason = " ".join(text.replace("\0", "").split())  # which PostgreSQL does not keep
    if not reason:
        raise CannotDeclare(missing)
    if len(reason) > LONGEST_REASON:
        raise CannotDeclare(f"The reason must be {LONGEST_REASON:,} characters or fewer.")
    return reason
