"""Who may read what is kept about a school, and keeping who read what is restricted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Event, Verb
from trellis.schools import queries
from trellis.schools.models import School

T = TypeVar("T")
NEEDS = {
    Confidentiality.SCHOOL_AND_AUTHORITY: Permission.EVIDENCE_READ,
    Confidentiality.RESTRICTED: Permission.RESTRICTED_READ,
    Confidentiality.EMBARGOED: Permission.EMBARGOED_READ,
}

_GUARDED = frozenset({Confidentiality.RESTRICTED, Confidentiality.EMBARGOED})


def may_read(level: Confidentiality, held: Access, *, school: School) -> bool:
    """Whether somebody who holds these posts may read what is kept at this level about a school."""
    return level == Confidentiality.OPEN or queries.reaches(held, NEEDS[level], school=school)


@dataclass(frozen=True, kw_only=True)
class Read(Generic[T]):
    """What of some material somebody may read, and how much was left out for each level."""

    rows: tuple[T, ...]
    left_out: dict[Confidentiality, int]


def reading(
    material: Iterable[tuple[Confidentiality, T]],
    *,
    school: School,
    what: str,
    by: User,
    held: Access,
    at: datetime,
) -> Read[T]:
    """Return what somebody may read of some material, each thing with its level, and keep that they read it.

    Call it once for a page: one event is kept where anything read is restricted or embargoed, and none where nothing is.
    Who has an interest in the school stands aside from both.
    """
    every = tuple(material)
    aside = any(level in _GUARDED for level, _ in every) and bool(
        queries.stands_aside(by, school, timezone.localdate(at), held=held)
    )
    given: list[T] = []
    shown: set[Confidentiality] = set()
    left_out: dict[Confidentiality, int] = {}
    for level, thing in every:
        if not (aside and level in _GUARDED) and may_read(level, held, school=school):
            given.append(thing)
            shown.add(level)
        else:
            left_out[level] = left_out.get(level, 0) + 1
    if shown & _GUARDED:
        trail.record(
            Verb.RESTRICTED_READ,
            by=by,
            at=at,
            authority_code=school.authority_id,
            urn=school.pk,
            subject=what,
        )
    return Read(rows=tuple(given), left_out=left_out)


def readings_of(school: School, *, since: date | None = None) -> list[Event]:
    """Every reading of restricted material about a school, newest first, with who read it."""
    kept = Event.objects.filter(
        verb=Verb.RESTRICTED_READ, urn=school.pk, authority_code=school.authority_id
    ).select_related("by")
    return list(kept.filter(at__date__gte=since) if since is not None else kept)
