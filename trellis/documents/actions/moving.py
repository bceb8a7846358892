"""Taking a document from its draft to its issue, and after. Every step asks leave, and is written once."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import two_people
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.documents import printing, queries, rights, store
from trellis.documents.actions.writing import record
from trellis.documents.formats import written
from trellis.documents.models import Document, DocumentStep, Issue, IssuedFile, Revision
from trellis.documents.queries import DocumentFile
from trellis.documents.workflows.document import DOCUMENT
from trellis.problem import Refusal
from trellis.schools import standing_aside

LONGEST = 2000


class CannotMove(Refusal):
    """A document cannot take this step, or something that it needs is missing."""


@transaction.atomic(durable=True)
def submit(file: DocumentFile, *, by: User, at: datetime) -> DocumentFile:
    """Send a document for approval. Raises as `_step` does."""
    return _step(file, "submit", by=by, at=at)


@transaction.atomic(durable=True)
def take_back(file: DocumentFile, *, reasons: str, by: User, at: datetime) -> DocumentFile:
    """Take a document back to edit it, with the reason. Raises as `_step` does."""
    return _step(file, "take_back", reasons=_said(reasons, "Say why it is taken back."), by=by, at=at)


@transaction.atomic(durable=True)
def send_back(file: DocumentFile, *, reasons: str, by: User, at: datetime) -> DocumentFile:
    """Send a document back to whoever wrote it, with reasons. Raises as `_step` does."""
    return _step(
        file, "send_back", reasons=_said(reasons, "Say what is to be changed, and why."), by=by, at=at
    )


@transaction.atomic(durable=True)
def approve(file: DocumentFile, *, by: User, at: datetime) -> DocumentFile:
    """Approve a document by name. Nobody who wrote in it can. Raises SamePerson, or as `_step` does."""
    for author in file.authors:
        two_people.check(by, first=author, did="wrote in this document", does="approve it")
    return _step(file, "approve", details={"revision": file.newest.number}, by=by, at=at)


@transaction.atomic(durable=True)
def issue(file: DocumentFile, *, issued_to: str, by: User, at: datetime) -> DocumentFile:
    """Issue an approved document: it is frozen in every form, with what each file hashes to.

    The issue that it renews gives way. Raises as `_step` does, OddLetterhead, CannotTypeset, or CannotMove where its
    files cannot be kept.
    """
    issued_to = _said(issued_to, "Say to whom it is issued.")
    moved = _step(file, "issue", details={"to": issued_to}, by=by, at=at)
    document, approver = file.document, file.approved_by
    assert approver is not None  # noqa: S101  # it was issued from “approved”
    paper = printing.issued(file, issued_to=issued_to, by=by.name, at=at)
    made = {form: written.write(paper, form) for form in written.WRITES}
    issued = Issue.objects.create(
        document=document,
        revision=file.newest,
        issued_to=issued_to,
        approved_by=approver,
        file_count=len(made),
        by=by,
        at=at,
    )
    try:
        for form, data in made.items():
            digest = store.put(data, authority=document.authority_id)
            IssuedFile.objects.create(issue=issued, form=form, sha256=digest, size=len(data))
    except OSError as error:
        raise CannotMove(
            "The files of the document cannot be kept now, so it was not issued. Try again, or tell whoever runs Trellis."
        ) from error
    if document.replaces is not None:
        _give_way(document.replaces, to=document, at=at)
    return _again(moved.document)


@transaction.atomic(durable=True)
def see(file: DocumentFile, *, words: str, by: User, at: datetime) -> DocumentFile:
    """Record that an issued document was seen, or where it was minuted. Raises as `_step` does."""
    return _step(file, "see", reasons=_said(words, "Say who saw it, or where it is minuted."), by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(file: DocumentFile, *, reasons: str, by: User, at: datetime) -> DocumentFile:
    """Withdraw a document that is still to be issued, with the reason. Raises as `_step` does."""
    return _step(file, "withdraw", reasons=_said(reasons, "Say why it is withdrawn."), by=by, at=at)


@transaction.atomic(durable=True)
def recall(file: DocumentFile, *, reasons: str, by: User, at: datetime) -> DocumentFile:
    """Withdraw an issued document, with the reason. Its files stay as they were issued. Raises as `_step` does."""
    return _step(file, "recall", reasons=_said(reasons, "Say why it is withdrawn."), by=by, at=at)


def _give_way(earlier: Document, *, to: Document, at: datetime) -> None:
    held = _again(earlier)
    if held.state in ("issued", "seen"):
        _step(held, "supersede", details={"by": to.pk}, by=None, at=at)


def _said(words: str, missing: str) -> str:
    if not words.strip():
        raise CannotMove(missing)
    if len(words) > LONGEST:
        raise CannotMove(f"Use {LONGEST:,} characters or fewer: this is {len(words):,}.")
    return words.strip()


def _step(
    file: DocumentFile,
    name: str,
    *,
    by: User | None,
    at: datetime,
    reasons: str = "",
    details: dict[str, Any] | None = None,
) -> DocumentFile:
    """Take a step. Raises TransitionRefused with why not, StandsAside, OddWording, or CannotMove where somebody was first."""
    document, kind, on = file.document, file.kind, timezone.localdate(at)
    allowed: frozenset[str] = frozenset()
    if by is not None:
        allowed = rights.may(by, kind, authority=document.authority_id, school=document.school, on=on)
        file = queries.compared(file, today=on)
    chosen = DOCUMENT.check(file, name, state=file.state, may=allowed)
    if by is not None and document.school is not None:
        needs = {Permission.DOCUMENT_WRITE: kind.drafts, Permission.DOCUMENT_APPROVE: kind.approves}
        asked = Permission(chosen.permission)
        standing_aside.check(by, needs.get(asked, asked), school=document.school, on=on)
    # Locked where the database can: a revision that is written meanwhile must not be sent on unread
    Document.objects.select_for_update().filter(pk=document.pk).first()
    if Revision.objects.filter(document=document).count() != len(file.revisions):
        raise CannotMove(
            "Somebody else has changed this document since you opened the page. Look at it again."
        )
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            DocumentStep.objects.create(
                document=document,
                number=file.steps[-1].number + 1,
                name=name,
                state=chosen.target,
                reasons=reasons,
                details=details or {},
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotMove(
            "Somebody else has taken this a step further since you opened the page. "
            "Nothing of yours was saved: look at where it stands now."
        ) from error
    record(
        document,
        # Its own name: that one was issued is told to others, and a draft is not
        Verb.DOCUMENT_ISSUED if name == "issue" else Verb.DOCUMENT_MOVED,
        subject=f"{kind.name}: {DOCUMENT.states[chosen.target].lower()}",
        by=by,
        at=at,
    )
    return _again(document)


def _again(document: Document) -> DocumentFile:
    found = queries.one(document.pk, authorities=(document.authority_id,))
    assert found is not None  # noqa: S101  # it is there
    return found
