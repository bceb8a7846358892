"""What documents ask of people: to approve one or send it back, and to issue one that is approved. No day is set for either."""

from dataclasses import dataclass
from datetime import date, datetime

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.documents import queries, rights
from trellis.documents.models import Document
from trellis.documents.queries import DocumentFile
from trellis.schools import queries as schools
from trellis.schools.holders import Holders


@dataclass(frozen=True, kw_only=True)
class Due:
    """One document that waits for its approver or, once it is approved, for whoever wrote it."""

    file: DocumentFile

    @property
    def document(self) -> Document:
        return self.file.document

    @property
    def what(self) -> str:
        return "Issue the document" if self._is_approved else "Approve the document, or send it back"

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return self.file.steps[-1].at

    @property
    def permission(self) -> Permission:
        return self.file.kind.drafts if self._is_approved else self.file.kind.approves

    def people(self, holders: Holders) -> dict[int, str]:
        """For whom it waits, by account: those who may approve it and did not write it; or those who wrote it."""
        wrote = {each.pk: each.name for each in self.file.authors}
        if self._is_approved:
            return wrote
        return {
            each.user_id: each.name
            for each in holders.every
            if each.user_id not in wrote and self._lets(Access((each.post,)))
        }

    def is_of(self, user: User, held: Access) -> bool:
        """Whether it waits for somebody whose posts are `held`."""
        wrote = any(each.pk == user.pk for each in self.file.authors)
        return wrote is self._is_approved and self._lets(held)

    @property
    def _is_approved(self) -> bool:
        return self.file.state == "approved"

    def _lets(self, held: Access) -> bool:
        row = self.document
        return rights.holds(held, self.permission, authority=row.authority_id, school=row.school)


def told(user: User, held: Access, *, today: date) -> list[Due]:
    """The documents that wait for anybody, of those that somebody whose posts are `held` may read, the longest waiting first.

    One that is restricted or under embargo is not told of here: its approver is named on its own page.
    """
    codes = sorted(held.authorities(Permission.DOCUMENT_READ))
    if not codes:
        return []
    visible = schools.visible_to(user, on=today, permission=Permission.DOCUMENT_READ, held=held)
    found = [
        Due(file=file)
        for file in queries.waiting_at(codes, schools=visible)
        if file.confidentiality not in rights.GUARDED
        and rights.reads(
            file.kind,
            held,
            authority=file.document.authority_id,
            school=file.document.school,
            level=file.confidentiality,
            issued=file.was_issued,
        )
    ]
    return sorted(found, key=lambda each: (each.since, each.document.pk))
