"""Closing a term: the register as it stands is frozen as a numbered edition, with what changed since the last."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.models import Edition, EditionLine
from trellis.casework.queries import register
from trellis.problem import Refusal
from trellis.schools.models import School


class CannotFreeze(Refusal):
    """There is nothing to freeze, or somebody has done it meanwhile."""


@transaction.atomic(durable=True)
def freeze(*, authority: str, term: str, after: int, by: User, at: datetime) -> Edition:
    """Freeze the next edition of the register. `after` is the number of the newest that whoever asks has seen.

    Raises PermissionDenied or CannotFreeze.
    """
    access.require(by, Permission.REGISTER_KEEP, authority=authority, on=timezone.localdate(at))
    term = " ".join(term.split())
    if not term or len(term) > 60:
        raise CannotFreeze("Name the term that is closed, in 60 characters or fewer: “Autumn 2026”.")
    today = timezone.localdate(at)
    newest = register.edition_before(authority, on=today)
    if (newest.number if newest is not None else 0) != after:
        raise CannotFreeze("Somebody has frozen an edition since you opened this page. Look at it first.")
    lines = register.lines(School.objects.all(), authority=authority, on=today)
    if not lines:
        raise CannotFreeze("There is no school in the register yet: run a screening first.")
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                authority_id=authority,
                number=after + 1,
                term=term,
                as_of=today,
                line_count=len(lines),
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotFreeze("Somebody else is freezing this edition. Look at it first.") from error
    EditionLine.objects.bulk_create(
        [
            EditionLine(
                edition=edition,
                school=line.school,
                name=line.school.name,
                level=line.level,
                since=line.standing.in_force_from if line.standing is not None else None,
                proposal=line.standing.proposal if line.standing is not None else None,
                before=line.frozen,
                is_new=not line.is_frozen,
            )
            for line in lines
        ]
    )
    trail.record(Verb.REGISTER_FROZEN, by=by, at=at, authority_code=authority, subject=str(edition))
    return edition
