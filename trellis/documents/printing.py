"""Putting a document on paper: its head, what it is a draft of or when it was issued, and its blocks."""

from datetime import datetime

from django.utils import timezone

from trellis.activity.confidentiality import Confidentiality
from trellis.documents import letterhead
from trellis.documents.block import Shape
from trellis.documents.kind import day
from trellis.documents.paper import Paper
from trellis.documents.queries import DocumentFile

CITED_LONGEST = 3900


def reference(file: DocumentFile) -> str:
    document = file.document
    place = document.school_id if document.school_id is not None else document.authority_id
    return f"{place}/{document.kind}/{document.pk}"


def cited(file: DocumentFile) -> str:
    """An issued document in a few lines: its reference, who approved it, the hash of its PDF, and how it begins."""
    assert file.issue is not None  # noqa: S101  # only an issued one is cited
    (pdf,) = [each.sha256 for each in file.files if each.form == "pdf"]
    on = day(timezone.localdate(file.issue.at))
    lines = [
        (
            f"{file.document.title}, {reference(file)}, issued on {on} to {file.issue.issued_to}, "
            f"approved by {file.issue.approved_by.name}. SHA-256 of the PDF: {pdf}."
        )
    ]
    headings = [at for at, each in enumerate(file.blocks) if each.shape == Shape.HEADING]
    until = headings[1] if len(headings) > 1 else len(file.blocks)
    lines += [each.words for each in file.blocks[:until] if each.shape == Shape.PARAGRAPH]
    kept = ""
    for each in lines:  # as much of it as the record of a level holds
        kept = f"{kept}\n{each}".strip() if len(kept) + len(each) < CITED_LONGEST else kept
    return kept


def confidence(file: DocumentFile) -> str:
    """Who may read a document, as it says at its head."""
    level = file.confidentiality
    if file.document.school_id is None and level == Confidentiality.RESTRICTED:
        return f"{level.words}. Those to whom it is issued and the authority’s people who work on it read it, and each reading is kept."
    return f"{level.words}. {level.means}"


def draft(file: DocumentFile) -> Paper:
    """The paper of a document that is still to be issued, marked as a draft. Raises OddLetterhead."""
    newest = file.newest
    return _paper(
        file,
        at=newest.at,
        dated="",
        issued_to="",
        status=(
            (
                f"Draft, revision {newest.number}, of {day(timezone.localdate(newest.at))}. "
                "It has not been issued, and may change."
            ),
        ),
        is_draft=True,
    )


def issued(file: DocumentFile, *, issued_to: str, by: str, at: datetime) -> Paper:
    """The paper that is issued. Raises OddLetterhead."""
    approved = file.step("approve")
    assert approved is not None and approved.by is not None  # noqa: S101, PT018  # only an approved one is issued
    on = day(timezone.localdate(at))
    return _paper(
        file,
        at=at,
        dated=on,
        issued_to=issued_to,
        status=(
            f"Approved by {approved.by.name} on {day(timezone.localdate(approved.at))}. Issued by {by} on {on}.",
        ),
        is_draft=False,
    )


def _paper(
    file: DocumentFile,
    *,
    at: datetime,
    dated: str,
    issued_to: str,
    status: tuple[str, ...],
    is_draft: bool,
) -> Paper:
    head = letterhead.of(file.document.authority)
    return Paper(
        title=file.document.title,
        sender=head.name,
        address=head.address,
        contact=head.contact,
        reference=reference(file),
        dated=dated,
        issued_to=issued_to,
        status=status,
        confidence=confidence(file),
        is_draft=is_draft,
        colour=head.colour,
        logo=head.logo,
        made_at=at,
        blocks=file.blocks,
    )
