"""Documents at each step of their way, for the tests of documents."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests import builders
from tests.casework import acting, meeting
from tests.interventions import acting as intervening
from tests.visits import acting as visiting
from trellis.accounts.models import User
from trellis.documents import catalogue, queries
from trellis.documents.actions import moving, writing
from trellis.documents.models import Document, DocumentStep, Revision
from trellis.documents.queries import DocumentFile
from trellis.schools.models import Authority, School

AT = builders.AT


def oak() -> School:
    return School.objects.get(pk=builders.OAK)


def director() -> User:
    return builders.person("director")


def made(
    kind: str = "level-letter",
    *,
    by: User | None = None,
    school: School | None = None,
    at: datetime = AT,
    about: dict[str, Any] | None = None,
) -> DocumentFile:
    """A document of a kind about the first thing that one can be made about."""
    declared = catalogue.every()[kind]
    of = (school or oak()) if declared.about == "school" else None
    authority = Authority.objects.get(pk="801")
    if about is None:
        first = queries.choices(declared, authority=authority, school=of, today=at.date())[0]
        about = dict(first.about)
    by = by or (acting.adviser() if kind == "level-letter" else acting.senior())
    return writing.make(declared, authority=authority, school=of, about=about, by=by, at=at)


def letter() -> DocumentFile:
    acting.in_force()
    return made()


def submitted() -> DocumentFile:
    return moving.submit(letter(), by=acting.adviser(), at=AT)


def with_its_approver(school: School, *, by: User) -> None:
    """A letter that waits, about a school of which too little is known to draw one up."""
    row = Document.objects.create(
        authority_id=school.authority_id,
        school=school,
        kind="level-letter",
        title=f"Level letter: {school.name}",
        confidentiality_level="school_and_authority",
        by=by,
        at=AT,
    )
    Revision.objects.create(document=row, number=1, blocks=[], what="Drafted from the records", by=by, at=AT)
    for number, (name, state) in enumerate((("draft", "drafted"), ("submit", "submitted")), 1):
        DocumentStep.objects.create(document=row, number=number, name=name, state=state, by=by, at=AT)


def approved() -> DocumentFile:
    return moving.approve(submitted(), by=director(), at=AT)


def issued() -> DocumentFile:
    return moving.issue(approved(), issued_to="Ada Lovell and Ben Marsh", by=acting.adviser(), at=AT)


def again(file: DocumentFile) -> DocumentFile:
    found = queries.one(file.document.pk, authorities=("801",))
    assert found is not None
    return found


_READY: dict[str, tuple[Callable[[], object], Callable[[], User], datetime]] = {
    "note-of-visit": (lambda: visiting.checked(said="Year 3 had the longer session."), visiting.adviser, AT),
    "response-slip": (acting.shared, acting.adviser, AT),
    "plan-of-action": (acting.visited, acting.senior, AT),
    "task-group-agenda": (meeting.issued, acting.senior, AT),
    "warning-notice": (intervening.running, intervening.senior, AT),
    "academy-referral": (intervening.raised, lambda: builders.person("spa"), AT),
    "level-letter": (meeting.sent, acting.adviser, meeting.HELD_AT),
    "briefing-pack": (meeting.sent, acting.adviser, meeting.HELD_AT),
}
_WHERE = {"note-of-visit": builders.BEECH, "academy-referral": builders.ACADEMY}


def author(kind: str) -> User:
    """Who drafts a kind of document, of those who may."""
    return _READY[kind][1]() if kind in _READY else acting.senior()


def moment(kind: str) -> datetime:
    return _READY[kind][2] if kind in _READY else meeting.HELD_AT


def ready(kind: str) -> DocumentFile:
    """A document of a kind, drafted from records that have all that it asks for."""
    _READY.get(kind, (meeting.sent,))[0]()
    school = School.objects.get(pk=_WHERE.get(kind, builders.OAK))
    return made(kind, by=author(kind), school=school, at=moment(kind))


def issued_of(kind: str) -> DocumentFile:
    """A document of a kind, taken to its issue."""
    file, by, at = ready(kind), author(kind), moment(kind)
    file = moving.approve(moving.submit(file, by=by, at=at), by=director(), at=at)
    return moving.issue(file, issued_to=catalogue.every()[kind].usually_to, by=by, at=at)


def again_newest() -> DocumentFile:
    """The document that was made last."""
    found = queries.of_school(oak()) or queries.of_authority("801")
    return found[0]


def one_issued_and_one_drafted(urn: int) -> dict[str, object]:
    """A letter about a school that was issued, and the draft of the one that is to take its place, as addresses name them."""
    school = School.objects.get(pk=urn)
    adviser = acting.adviser(urn)
    file = moving.submit(made(by=adviser, school=school), by=adviser, at=AT)
    file = moving.approve(file, by=acting.principal(), at=AT)
    file = moving.issue(file, issued_to="The head", by=adviser, at=AT)
    drafted = made(by=adviser, school=school)
    return {"document": file.document.pk, "drafted": drafted.document.pk, "form": "pdf", "key": "opening"}
