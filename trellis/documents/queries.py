"""Reading documents: where each stands, what it says, and what the records have come to say since."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from trellis.accounts.models import User
from trellis.activity.confidentiality import Confidentiality
from trellis.casework import rules
from trellis.documents import block, catalogue, wording
from trellis.documents.block import Block, Difference
from trellis.documents.kind import Choice, Composer, Kind, Subject
from trellis.documents.models import Document, DocumentStep, Issue, IssuedFile, Revision
from trellis.documents.workflows.document import DOCUMENT
from trellis.schools.models import Authority, School

BEFORE_ISSUE = frozenset({"drafted", "edited", "submitted", "approved"})
WAITING = frozenset({"submitted", "approved"})
ISSUED = frozenset({"issued", "seen", "superseded"})


@dataclass(frozen=True, kw_only=True)
class DocumentFile:
    """A document as it stands. `differences` are set by `compared` alone: elsewhere they are not known, and empty."""

    document: Document
    steps: tuple[DocumentStep, ...]
    revisions: tuple[Revision, ...]
    issue: Issue | None
    files: tuple[IssuedFile, ...]
    differences: tuple[Difference, ...] = ()

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return DOCUMENT.states[self.state]

    def step(self, name: str) -> DocumentStep | None:
        """Return the newest step of this name; None where it was not taken."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    @property
    def kind(self) -> Kind:
        return catalogue.every()[self.document.kind]

    @property
    def newest(self) -> Revision:
        return self.revisions[-1]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What it says: as it was issued, where it was."""
        shown = self.issue.revision if self.issue is not None else self.newest
        return tuple(Block.from_json(each) for each in shown.blocks)

    def block(self, key: str) -> Block | None:
        return next((each for each in self.blocks if each.key == key), None)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be issued."""
        return self.state in BEFORE_ISSUE

    @property
    def was_issued(self) -> bool:
        return self.issue is not None

    @property
    def confidentiality(self) -> Confidentiality:
        return Confidentiality(self.document.confidentiality_level)

    @property
    def authors(self) -> tuple[User, ...]:
        """Everybody who wrote in it or sent it on, each once: none of them approves it."""
        wrote = [each.by for each in self.revisions]
        wrote += [step.by for step in self.steps if step.name in ("edit", "submit") and step.by is not None]
        return tuple({each.pk: each for each in (self.document.by, *wrote)}.values())

    @property
    def approved_by(self) -> User | None:
        """Who approved it as it stands."""
        approved = self.step("approve")
        if approved is None or self.state not in ("approved", *ISSUED, "withdrawn"):
            return None
        return approved.by


def choices(kind: Kind, *, authority: Authority, school: School | None, today: date) -> tuple[Choice, ...]:
    """What a document of a kind can be made about now."""
    return kind.choices(authority, school, today)


def composed(
    kind: Kind, *, authority: Authority, school: School | None, about: dict[str, Any], today: date
) -> tuple[Block, ...]:
    """Compose a document from the records as they are. Raises OddWording."""
    to = Composer(wording=wording.of(kind.id, pack=authority.pack))
    subject = Subject(
        authority=authority, school=school, about=about, rules=rules.of(authority.code), today=today
    )
    kind.compose(subject, to)
    return tuple(to.blocks)


def composed_again(file: DocumentFile, *, today: date) -> tuple[Block, ...]:
    """Compose a document anew. Raises OddWording."""
    return composed(
        file.kind,
        authority=file.document.authority,
        school=file.document.school,
        about=file.document.about,
        today=today,
    )


def compared(file: DocumentFile, *, today: date) -> DocumentFile:
    """Return a document with what the records have come to say since, while it is still to be issued. Raises OddWording."""
    if not file.is_open:
        return file
    return replace(file, differences=block.differences(file.blocks, composed_again(file, today=today)))


def one(document_id: int, *, authorities: Collection[str]) -> DocumentFile | None:
    """One document, if it is of one of these authorities; None otherwise. Whether it may be read: `rights.reads`."""
    found = _files(Document.objects.filter(pk=document_id, authority__in=list(authorities)))
    return found[0] if found else None


def of_school(school: School) -> list[DocumentFile]:
    """Every document about a school, newest first."""
    return _files(Document.objects.filter(school=school))


def of_authority(code: str) -> list[DocumentFile]:
    """Every document about a whole authority, newest first."""
    return _files(Document.objects.filter(authority=code, school=None))


def waiting(code: str, *, schools: QuerySet[School]) -> list[DocumentFile]:
    """The documents about these schools of an authority that are still to be issued, newest first."""
    ended = DocumentStep.objects.exclude(state__in=BEFORE_ISSUE).values("document")
    rows = Document.objects.filter(authority=code, school__in=schools).exclude(pk__in=ended)
    return _files(rows)


def issued_last(
    codes: Collection[str], *, schools: QuerySet[School], at_most: int = 20
) -> list[DocumentFile]:
    """The documents about these schools that these authorities issued last, newest first."""
    newest = (
        Issue.objects.filter(document__authority__in=codes, document__school__in=schools)
        .order_by("-at", "-pk")
        .values_list("document", flat=True)[:at_most]
    )
    order = {key: place for place, key in enumerate(newest)}
    found = _files(Document.objects.filter(pk__in=list(order)))
    return sorted(found, key=lambda each: order[each.document.pk])


def waiting_at(codes: Collection[str], *, schools: QuerySet[School]) -> list[DocumentFile]:
    """The documents of these authorities, and about these schools of theirs, that are with their approver or approved.

    Those that were never sent on are not read: there are many more of them.
    """
    ended = DocumentStep.objects.exclude(state__in=BEFORE_ISSUE).values("document")
    sent = DocumentStep.objects.filter(state__in=WAITING).values("document")
    about = Q(school=None) | Q(school__in=schools)
    rows = Document.objects.filter(about, authority__in=codes, pk__in=sent).exclude(pk__in=ended)
    return [each for each in _files(rows) if each.state in WAITING]


def is_begun(
    kind: Kind, *, authority: str, school: School | None, about: dict[str, Any]
) -> DocumentFile | None:
    """The document about the same thing that is still to be issued; None where there is none."""
    rows = Document.objects.filter(kind=kind.id, authority=authority, school=school)
    return next((each for each in _files(rows) if each.is_open and each.document.about == about), None)


def issued_letter(school: School, *, proposal: int) -> DocumentFile | None:
    """The level letter that was issued about a proposal and still stands; None where there is none."""
    rows = Document.objects.filter(school=school, kind="level-letter")
    return next(
        (
            each
            for each in _files(rows)
            if each.state in ("issued", "seen") and each.document.about.get("proposal") == proposal
        ),
        None,
    )


def _files(documents: QuerySet[Document]) -> list[DocumentFile]:
    parts: tuple[Prefetch[Any], ...] = (
        Prefetch("steps", DocumentStep.objects.select_related("by")),
        Prefetch("revisions", Revision.objects.select_related("by")),
        Prefetch("issue", Issue.objects.select_related("by", "approved_by", "revision")),
        Prefetch("issue__files", IssuedFile.objects.all()),
    )
    rows = documents.select_related("authority", "school__authority", "by", "replaces")
    rows = rows.prefetch_related(*parts)
    return [_file(row) for row in rows if row.steps.all()]


def _file(row: Document) -> DocumentFile:
    try:
        issue: Issue | None = row.issue
    except Issue.DoesNotExist:
        issue = None
    return DocumentFile(
        document=row,
        steps=tuple(row.steps.all()),
        revisions=tuple(row.revisions.all()),
        issue=issue,
        files=tuple(issue.files.all()) if issue is not None else (),
    )
