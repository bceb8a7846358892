"""What a page about documents stands on: loaded and authorised in one step, or a 404."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.documents import catalogue, queries, rights
from trellis.documents.kind import Kind
from trellis.documents.queries import DocumentFile
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import confidentiality
from trellis.schools import queries as schools
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A document that the reader may read, and what they may do about it."""

    frame: Frame
    file: DocumentFile
    school: School | None
    may: frozenset[str]
    user: User
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def edits(self) -> bool:
        """Whether the reader may change what it says now."""
        return Permission.DOCUMENT_WRITE in self.may and self.file.state in ("drafted", "edited")

    @property
    def sees_evidence(self) -> bool:
        """Whether the pages about the school head this one, too."""
        return self.school is not None and schools.reaches(
            self.frame.held, Permission.EVIDENCE_READ, school=self.school
        )


def document(request: HttpRequest, number: int, *, looked_at: str = "") -> Opened:
    """Open one document. That it was looked at is recorded, and that something restricted was read.

    Raises Http404 for one that is not there and for one that is not the reader's, alike; PermissionDenied where they have
    an interest in the school and so stand aside from what is restricted about it.
    """
    frame = layout.frame(request, here="schools")
    user: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    codes = {post.authority_code for post in frame.held.held}
    file = queries.one(number, authorities=codes)
    if file is None or not may_read(frame, file):
        raise Http404
    row = file.document
    if looked_at:
        _looked(file, frame, user=user, at=now, what=looked_at)
    on = timezone.localdate(now)
    return Opened(
        frame=frame,
        file=file,
        school=row.school,
        may=rights.may(
            user, file.kind, authority=row.authority_id, school=row.school, on=on, held=frame.held
        ),
        user=user,
        now=now,
    )


def may_read(frame: Frame, file: DocumentFile) -> bool:
    row = file.document
    return rights.reads(
        file.kind,
        frame.held,
        authority=row.authority_id,
        school=row.school,
        level=file.confidentiality,
        issued=file.was_issued,
    )


def kind(name: str, *, about: str) -> Kind:
    """A kind of document by its id. Raises Http404 for none, and for one that is about something else."""
    found = catalogue.every().get(name)
    if found is None or found.about != about:
        raise Http404
    return found


def _looked(file: DocumentFile, frame: Frame, *, user: User, at: datetime, what: str) -> None:
    row = file.document
    said = f"{file.kind.name}: {what}"
    if row.school is not None and file.confidentiality in rights.GUARDED:
        read = confidentiality.reading(
            [(file.confidentiality, file)],
            school=row.school,
            what=said,
            by=user,
            held=frame.held,
            at=at,
        )
        if not read.rows:
            raise PermissionDenied(
                f"You stand aside from what is restricted about {row.school.name}, because of your interest in it."
            )
    elif file.confidentiality in rights.GUARDED:
        trail.record(Verb.RESTRICTED_READ, by=user, at=at, authority_code=row.authority_id, subject=row.title)
    trail.record(
        Verb.LOOKED,
        by=user,
        at=at,
        authority_code=row.authority_id,
        urn=row.school_id,
        subject=said,
    )
