"""Keeping what was tried as a draft pack, and proposing it. Nothing here changes how any school is judged."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.judging.adjustment import Changes
from trellis.analysis.judging.framework import Framework
from trellis.drafts.models import Draft, State, StateChange, Version
from trellis.drafts.queries import Kept
from trellis.problem import Refusal


class NothingChanged(Refusal):
    """There is nothing to keep: the draft would be the pack itself."""


class NoTitle(Refusal):
    """A draft needs a title that others will know it by."""


class CannotDraft(Refusal):
    """The draft has moved on, or is not of this pack."""


class CannotPropose(Refusal):
    """The draft has been proposed already, or somebody has kept a newer version."""


LONGEST_TITLE = 120
LONGEST_NOTE = 2000


@transaction.atomic(durable=True)
def keep(
    *,
    authority: str,
    pack: Framework,
    changes: Changes,
    said: Sequence[str],
    title: str,
    note: str,
    moved: int,
    build_id: str,
    by: User,
    at: datetime,
    following: Kept | None = None,
) -> Version:
    """Keep the changes as a new draft, or as the next version of the draft in `following`, and return the version.

    Raises PermissionDenied, NothingChanged, NoTitle or CannotDraft.
    """
    access.require(by, Permission.WHAT_IF, authority=authority, on=timezone.localdate(at))
    if not changes:
        raise NothingChanged(
            "Change at least one setting before keeping a draft: this is the pack as it stands."
        )
    title, note = " ".join(title.split()), note.strip()
    if not title:
        raise NoTitle("Enter a title that you and others will know the draft by.")
    if len(title) > LONGEST_TITLE or len(note) > LONGEST_NOTE:
        raise NoTitle(
            f"The title must be {LONGEST_TITLE} characters or fewer, and the note {LONGEST_NOTE:,} or fewer."
        )
    if following is None:
        draft = Draft.objects.create(authority_id=authority, base_pack=pack.id, by=by, at=at)
        number = 1
    else:
        draft, number = following.draft, following.newest.number + 1
        if following.state != State.DRAFT:
            raise CannotDraft(
                "This draft has been proposed, so it stays as it is. Keep your changes as a new draft."
            )
        if (draft.authority_id, draft.base_pack) != (authority, pack.id):
            raise CannotDraft("This draft starts from another pack. Keep your changes as a new draft.")
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            version = Version.objects.create(
                draft=draft,
                number=number,
                title=title,
                note=note,
                base_version=pack.version,
                base_hash=pack.hash,
                changes=dict(changes),
                said=list(said),
                moved=moved,
                build_id=build_id,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotDraft(
            f"Somebody has kept version {number} meanwhile. Open the draft, look at it, and change it again."
        ) from error
    if following is None:
        StateChange.objects.create(draft=draft, version=version, state=State.DRAFT, by=by, at=at)
    trail.record(
        Verb.PACK_DRAFTED,
        by=by,
        at=at,
        authority_code=authority,
        subject=f"{draft.pk}: {title}, version {number}",
    )
    return version


@transaction.atomic(durable=True)
def propose(kept: Kept, *, version: int, by: User, at: datetime) -> StateChange:
    """Propose the newest version for approval. Raises PermissionDenied, or CannotPropose with the reason.

    The pack in force stays as it is: approval is for a second person.
    """
    authority = kept.draft.authority_id
    access.require(by, Permission.PACK_PROPOSE, authority=authority, on=timezone.localdate(at))
    if kept.state != State.DRAFT:
        raise CannotPropose("This draft has been proposed already.")
    if version != kept.newest.number:
        raise CannotPropose(
            f"Version {kept.newest.number} has been kept since you opened this page. Look at it before you propose it."
        )
    try:
        with transaction.atomic():
            made = StateChange.objects.create(
                draft=kept.draft, version=kept.newest, state=State.PROPOSED, by=by, at=at
            )
    except IntegrityError as error:
        raise CannotPropose("Somebody else has proposed this draft meanwhile.") from error
    trail.record(
        Verb.PACK_PROPOSED, by=by, at=at, authority_code=authority, subject=f"{kept.draft.pk}: {kept.newest}"
    )
    return made
