"""Asking a school for contact about its practice, and the school’s answer."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.practice.models import ContactReply, ContactRequest
from trellis.practice.queries.entries import EntryFile
from trellis.schools import queries as schools
from trellis.schools.models import School


@transaction.atomic(durable=True)
def ask(file: EntryFile, *, asker: School | None, wishes: str, by: User, at: datetime) -> ContactRequest:
    """Ask the school of an entry for contact, for a school or as an adviser. Its headteacher is told.

    Raises PermissionDenied or CannotTake.
    """
    today, giving = timezone.localdate(at), file.entry.school
    access.require(by, Permission.PRACTICE_ASK, authority=giving.authority_id, on=today)
    held = access.of(by, on=today)
    if not file.is_current:
        raise CannotTake("This entry is not in the directory now, so nobody is asked about it.")
    if asker is None and all(post.role.at_school for post in held.posts_with(Permission.PRACTICE_ASK)):
        raise CannotTake("Say for which school you ask.")
    if asker is not None:
        if asker.authority_id != giving.authority_id or not schools.reaches(
            held, Permission.PRACTICE_ASK, school=asker
        ):
            raise PermissionDenied("You ask for a school that you work with.")
        if asker.pk == giving.pk:
            raise CannotTake(
                "This is the school’s own practice: choose the school that would like to learn from it."
            )
    wishes = check_text(wishes, "Say what you would like: a visit, a talk, or something to read.")
    School.objects.select_for_update().filter(pk=giving.pk).first()
    if ContactRequest.objects.filter(entry=file.entry, asker=asker, by=by, reply__isnull=True).exists():
        raise CannotTake("You have asked already, and the school has not answered yet.")
    made = ContactRequest.objects.create(
        authority_id=giving.authority_id,
        school=giving,
        entry=file.entry,
        asker=asker,
        wishes=wishes,
        by=by,
        at=at,
    )
    words = file.shown or file.wording
    trail.record(
        Verb.CONTACT_ASKED,
        by=by,
        at=at,
        authority_code=giving.authority_id,
        urn=giving.pk,
        subject=f"{words.title}{f', for {asker.name}' if asker is not None else ''}",
    )
    return made


@transaction.atomic(durable=True)
def answer(asked: ContactRequest, *, agrees: bool, words: str, by: User, at: datetime) -> ContactReply:
    """Answer for the school that was asked. The school that asked is told. Raises PermissionDenied or CannotTake."""
    require(by, Permission.PRACTICE_CONSENT, school=asked.school, on=timezone.localdate(at))
    said = check_text(words, "Say when and how, or why not now.")
    try:
        with transaction.atomic():
            made = ContactReply.objects.create(request=asked, agrees=agrees, words=said, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("This request has been answered already.") from error
    trail.record(
        Verb.CONTACT_ANSWERED,
        by=by,
        at=at,
        authority_code=asked.authority_id,
        urn=asked.asker_id or asked.school_id,
        subject=f"{asked.school.name} {'agrees' if agrees else 'cannot now'}",
    )
    return made
