"""Making a document and changing what it says. Each change is a revision; the one before stays."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Verb
from trellis.documents import block, queries, rights
from trellis.documents.block import Block, Origin, Shape
from trellis.documents.kind import Choice, Kind
from trellis.documents.models import Document, DocumentStep, Revision
from trellis.documents.queries import DocumentFile
from trellis.documents.workflows.document import DOCUMENT
from trellis.problem import Refusal
from trellis.schools import standing_aside
from trellis.schools.models import Authority, School

LONGEST = 6000
MOST_BLOCKS = 400


class CannotWrite(Refusal):
    """A document cannot be made or changed so, or not now."""


class ChangedMeanwhile(CannotWrite):
    """Somebody else has saved a revision. `theirs` is what they wrote, and `revision` its number."""

    def __init__(self, said: str, *, theirs: str, revision: int) -> None:
        super().__init__(said)
        self.theirs, self.revision = theirs, revision


@transaction.atomic(durable=True)
def make(
    kind: Kind,
    *,
    authority: Authority,
    school: School | None,
    about: Mapping[str, Any],
    by: User,
    at: datetime,
) -> DocumentFile:
    """Draft a document from the records. Raises PermissionDenied, StandsAside, OddWording or CannotWrite.

    One that is about the same thing and still to be issued is gone on with instead; one that was issued is renewed: the new
    one takes its place when it is issued.
    """
    today = timezone.localdate(at)
    _require(kind, authority=authority, school=school, by=by, at=at)
    if (school is not None) != (kind.about == "school"):
        raise CannotWrite(
            f"This kind of document is about {'a school' if kind.about == 'school' else 'the authority'}."
        )
    # Locked where the database can: of two who begin at once the second must find the first's
    if school is not None:
        School.objects.select_for_update().filter(pk=school.pk).first()
    else:
        Authority.objects.select_for_update().filter(pk=authority.pk).first()
    chosen = next(
        (
            each
            for each in queries.choices(kind, authority=authority, school=school, today=today)
            if dict(each.about) == dict(about)
        ),
        None,
    )
    if chosen is None:
        raise CannotWrite(kind.none or "Choose what the document is about from the list.")
    if queries.is_begun(kind, authority=authority.code, school=school, about=dict(about)) is not None:
        raise CannotWrite(
            "A document about this has been begun and is still to be issued. Go on with that one."
        )
    known = queries.of_school(school) if school is not None else queries.of_authority(authority.code)
    earlier = next(
        (
            each
            for each in known
            if each.document.kind == kind.id
            and each.document.about == dict(about)
            and each.state in ("issued", "seen")
        ),
        None,
    )
    held = earlier.blocks if earlier is not None else ()
    blocks = queries.composed(kind, authority=authority, school=school, about=dict(about), today=today)
    made = Document.objects.create(
        authority=authority,
        school=school,
        kind=kind.id,
        title=_title(kind, authority=authority, school=school, chosen=chosen),
        about=dict(about),
        confidentiality_level=str(kind.confidentiality),
        replaces=earlier.document if earlier is not None else None,
        by=by,
        at=at,
    )
    Revision.objects.create(
        document=made,
        number=1,
        blocks=_kept(block.refreshed(held, blocks)),
        what="Drafted from the records",
        by=by,
        at=at,
    )
    DocumentStep.objects.create(document=made, number=1, name="draft", state=DOCUMENT.initial, by=by, at=at)
    record(made, Verb.DOCUMENT_WRITTEN, subject=f"{kind.name}: drafted", by=by, at=at)
    return _again(made)


@transaction.atomic(durable=True)
def edit(file: DocumentFile, *, key: str, words: str, seen: int, by: User, at: datetime) -> DocumentFile:
    """Write over one paragraph. Figures beneath it are kept, and told of where they change.

    `seen` is the revision that whoever writes was shown. Raises as `_change` does.
    """
    held = _editable(file, key)
    words = _checked(words)
    if held.origin == Origin.PEOPLE:
        new = replace(held, words=words)
    else:
        beneath = held.beneath if held.edited else held.words
        new = replace(held, words=words, edited=True, beneath=beneath, changed=False, missing="")
    blocks = [new if each.key == key else each for each in file.blocks]
    return _change(file, blocks, what=f"Edited “{key}”", seen=seen, key=key, by=by, at=at)


@transaction.atomic(durable=True)
def restore(file: DocumentFile, *, key: str, seen: int, by: User, at: datetime) -> DocumentFile:
    """Let a paragraph say again what the records say; one that people added, or whose record has gone, goes. Raises as `_change` does."""
    held = _editable(file, key)
    if held.origin != Origin.PEOPLE and not held.edited:
        raise CannotWrite("Nobody has written over this paragraph.")
    today = timezone.localdate(at)
    composed = {each.key: each for each in queries.composed_again(file, today=today)}
    new = composed.get(key) if held.origin != Origin.PEOPLE else None
    blocks = [each if each.key != key else new for each in file.blocks]
    return _change(
        file,
        [each for each in blocks if each is not None],
        what=f"Restored “{key}”" if new is not None else f"Took out “{key}”",
        seen=seen,
        key=key,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def add(file: DocumentFile, *, after: str, words: str, seen: int, by: User, at: datetime) -> DocumentFile:
    """Add a paragraph of one's own after a block. Raises as `_change` does."""
    if file.block(after) is None:
        raise CannotWrite("Choose after what the paragraph stands.")
    if len(file.blocks) >= MOST_BLOCKS:
        raise CannotWrite(f"A document has {MOST_BLOCKS} paragraphs at most.")
    number = 1 + max((int(each.key[4:]) for each in file.blocks if each.origin == Origin.PEOPLE), default=0)
    new = Block(
        key=f"own-{number}", shape=Shape.PARAGRAPH, words=_checked(words), origin=Origin.PEOPLE, after=after
    )
    return _change(
        file, block.added(file.blocks, new), what="Added a paragraph", seen=seen, key="", by=by, at=at
    )


@transaction.atomic(durable=True)
def refresh(file: DocumentFile, *, seen: int, by: User, at: datetime) -> DocumentFile:
    """Compose the figures anew. What people wrote stays, marked where the records beneath it changed. Raises as `_change` does."""
    composed = queries.composed_again(file, today=timezone.localdate(at))
    if not block.differences(file.blocks, composed):
        raise CannotWrite("The records say what the document says already.")
    blocks = block.refreshed(file.blocks, composed)
    return _change(file, blocks, what="Refreshed from the records", seen=seen, key="", by=by, at=at)


def record(document: Document, verb: Verb, *, subject: str, by: User | None, at: datetime) -> None:
    """Leave an event. One about a restricted document does not name the school, whose people read its chronology."""
    open_to_school = document.confidentiality_level == Confidentiality.SCHOOL_AND_AUTHORITY
    trail.record(
        verb,
        by=by,
        at=at,
        authority_code=document.authority_id,
        urn=document.school_id if open_to_school else None,
        subject=subject if open_to_school else f"{subject} ({document.title})",
    )


def _require(kind: Kind, *, authority: Authority, school: School | None, by: User, at: datetime) -> None:
    """Raise PermissionDenied or StandsAside unless somebody drafts documents of this kind here."""
    on = timezone.localdate(at)
    held = rights.may(by, kind, authority=authority.code, school=school, on=on)
    if Permission.DOCUMENT_WRITE not in held:
        raise PermissionDenied("Your role does not draft this kind of document here.")
    if school is not None:
        standing_aside.check(by, kind.drafts, school=school, on=on)


def _editable(file: DocumentFile, key: str) -> Block:
    held = file.block(key)
    if held is None:
        raise CannotWrite("There is no such paragraph in this document.")
    if not held.may_be_edited:
        raise CannotWrite(
            "This part is not edited: a table is composed from records, and a fixed sentence is the pack’s."
        )
    return held


def _checked(words: str) -> str:
    if not words.strip():
        raise CannotWrite("Write the paragraph.")
    if len(words) > LONGEST:
        raise CannotWrite(f"Use {LONGEST:,} characters or fewer: this is {len(words):,}.")
    return words.strip()


def _change(
    file: DocumentFile,
    blocks: Sequence[Block],
    *,
    what: str,
    seen: int,
    key: str,
    by: User,
    at: datetime,
) -> DocumentFile:
    """Write a revision. Raises PermissionDenied, StandsAside, TransitionRefused, CannotWrite or ChangedMeanwhile."""
    document = file.document
    _require(file.kind, authority=document.authority, school=document.school, by=by, at=at)
    if file.state not in ("drafted", "edited"):
        raise CannotWrite(
            f"This document is {file.state_words.lower()}. Take it back to edit first."
            if file.is_open
            else f"This document is {file.state_words.lower()}: an issued copy never changes."
        )
    if seen != file.newest.number:
        held = file.block(key)
        raise ChangedMeanwhile(
            "Somebody else has changed this document since you opened it. What you wrote is below, and theirs beside it.",
            theirs=held.words if held is not None else "",
            revision=file.newest.number,
        )
    # Locked where the database can: what is sent for approval meanwhile must not change under its approver
    Document.objects.select_for_update().filter(pk=document.pk).first()
    if DocumentStep.objects.filter(document=document).count() != len(file.steps):
        raise CannotWrite(
            "Somebody else has taken this document a step further. Look at where it stands now."
        )
    try:
        with transaction.atomic():
            Revision.objects.create(
                document=document,
                number=file.newest.number + 1,
                blocks=_kept(blocks),
                what=what[:200],
                by=by,
                at=at,
            )
            if file.state == "drafted" and not what.startswith("Refreshed"):
                DocumentStep.objects.create(
                    document=document,
                    number=file.steps[-1].number + 1,
                    name="edit",
                    state="edited",
                    by=by,
                    at=at,
                )
    except IntegrityError as error:
        raise ChangedMeanwhile(
            "Somebody else has changed this document at the same moment. Look at what it says now.",
            theirs="",
            revision=file.newest.number + 1,
        ) from error
    record(document, Verb.DOCUMENT_WRITTEN, subject=f"{file.kind.name}: {what.lower()}", by=by, at=at)
    return _again(document)


def _again(document: Document) -> DocumentFile:
    found = queries.one(document.pk, authorities=(document.authority_id,))
    assert found is not None  # noqa: S101  # it was written a moment ago
    return found


def _kept(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [each.as_json() for each in blocks]


def _title(kind: Kind, *, authority: Authority, school: School | None, chosen: Choice) -> str:
    of = school.name if school is not None else authority.name
    return f"{kind.name}: {', '.join(each for each in (of, chosen.called) if each)}"[:300]
