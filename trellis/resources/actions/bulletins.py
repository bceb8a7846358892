"""Sending a bulletin to every school, and saying that one was read."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.resources.models import Bulletin, Receipt
from trellis.schools import queries as schools
from trellis.schools.models import School

LONGEST_LINE = 120


@transaction.atomic(durable=True)
def send(*, authority: str, title: str, text: str, by: User, at: datetime) -> Bulletin:
    """Send a bulletin to every school of an authority. It is kept as it was sent. Raises PermissionDenied or CannotTake."""
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=timezone.localdate(at))
    line = " ".join(check_text(title, "Say what it is about.").split())
    if len(line) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer for what it is about: this is {len(line)}.")
    said = check_text(text, "Write what schools are told.")
    if Bulletin.objects.filter(authority=authority, title=line, text=said).exists():
        raise CannotTake("This bulletin has been sent already.")
    made = Bulletin.objects.create(
        authority_id=authority,
        title=line,
        text=said,
        schools=schools.open_schools_of(authority).count(),
        by=by,
        at=at,
    )
    trail.record(Verb.BULLETIN_SENT, by=by, at=at, authority_code=authority, subject=line)
    return made


@transaction.atomic(durable=True)
def read(bulletin: Bulletin, *, by: User, at: datetime) -> list[Receipt]:
    """Say that somebody of a school has read a bulletin; the same again changes nothing. Raises PermissionDenied."""
    found = own_schools(by, authority=bulletin.authority_id, at=at)
    if not found:
        raise PermissionDenied("Receipts are of those who hold a post at a school.")
    made = []
    for school in found:
        try:
            with transaction.atomic():
                made.append(Receipt.objects.create(bulletin=bulletin, school=school, by=by, at=at))
        except IntegrityError:
            continue  # it was read before
    return made


def own_schools(user: User, *, authority: str, at: datetime) -> list[School]:
    """The schools at which somebody holds a post that reads services."""
    today = timezone.localdate(at)
    held = access.of(user, on=today)
    urns = [
        post.urn
        for post in held.posts_with(Permission.SERVICE_READ)
        if post.role.at_school and post.authority_code == authority and post.urn is not None
    ]
    return list(School.objects.filter(pk__in=urns, authority=authority).order_by("name", "urn"))
