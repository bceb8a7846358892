"""What somebody finds: as far as they may read it, and not so much as a number of anything else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.schools import confidentiality
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.search import full_text, indexing, names, words
from trellis.search.models import Document
from trellis.search.names import PersonFound, SchoolFound
from trellis.search.sources import SOURCES, Source
from trellis.search.words import Asked, Snippet

MOST = 20
"""How many of a kind are shown: the newest."""
_VERSIONS = 5
"""How many versions of one thing are reckoned with when that many are asked for."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One row that was found, in the reader’s sight."""

    id: int
    title: str
    urn: int
    school: str
    at: datetime
    case: int | None
    address: tuple[int, ...]
    snippet: Snippet


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was found of one kind, the newest first. `more` is true where more of what may be read was found."""

    source: Source
    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that was found."""

    schools: Sequence[SchoolFound]
    people: Sequence[PersonFound]
    groups: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.schools or self.people or self.groups)


def find(user: User, *, held: Access, typed: str, at: datetime) -> Found:
    """Return what somebody finds by these words, and keep that they read what is restricted where they are shown it."""
    typed = typed[: words.LONGEST]
    on = timezone.localdate(at)
    asked = words.asked(typed)
    groups = []
    if asked:
        indexing.keep_up()
        kinds = matched(asked)
        seen: dict[tuple[Permission, bool], QuerySet[School, int]] = {}
        for source in SOURCES:
            if source.id not in kinds or not held.may(source.permission):
                continue
            if source.still is not None:
                rows, more = shown_to_all(source, asked, codes=held.authorities(source.permission), on=on)
            else:
                reach = (source.permission, source.is_restricted)
                if reach not in seen:
                    seen[reach] = _seen(source, user=user, held=held, at=at)
                rows, more = readable(source, asked, seen=seen[reach])
            hits = _shown(source, rows, asked, user=user, held=held, at=at)
            groups += [Group(source=source, hits=hits, more=more)] if hits else []
    return Found(
        schools=names.schools_named(user, held=held, on=on, typed=typed),
        people=names.people_named(user, held=held, on=on, typed=typed),
        groups=tuple(groups),
    )


def matched(asked: Asked) -> frozenset[str]:
    """The kinds that have these words anywhere, whoever may read it: the others need not be asked for."""
    found = full_text.matching(Document.objects.order_by(), asked)
    return frozenset(found.values_list("kind", flat=True).distinct())


def readable(source: Source, asked: Asked, *, seen: QuerySet[School, int]) -> tuple[list[Document], bool]:
    """The newest of a kind about these schools, each thing once, and whether there are more."""
    return _newest(Document.objects.filter(kind=source.id, urn__in=seen), asked)


def shown_to_all(
    source: Source, asked: Asked, *, codes: Collection[str], on: date
) -> tuple[list[Document], bool]:
    """The newest of a kind that authorities show to all their readers, of whichever school, as what it says now."""
    if source.still is None:
        raise ValueError(f"{source.id} is read by school")
    wholes = source.still(sorted(codes), on)
    newest = Document.objects.filter(kind=source.id, whole__in=wholes)
    later = newest.filter(whole=OuterRef("whole"), source__gt=OuterRef("source"))
    return _newest(newest.filter(~Exists(later)), asked)


def _newest(documents: QuerySet[Document], asked: Asked) -> tuple[list[Document], bool]:
    matched = full_text.matching(documents, asked)
    newest = list(matched.defer("stems").order_by("-at", "-source")[: MOST * _VERSIONS + 1])
    once: dict[int, Document] = {}
    for each in newest:
        once.setdefault(each.whole, each)
    return list(once.values())[:MOST], len(once) > MOST or len(newest) > MOST * _VERSIONS


def _seen(source: Source, *, user: User, held: Access, at: datetime) -> QuerySet[School, int]:
    """The URNs of the schools of which somebody may read this kind: without those they stand aside from, if restricted."""
    on = timezone.localdate(at)
    seen = schools.visible_to(user, on=on, permission=source.permission, held=held)
    if source.is_restricted:
        seen = seen.exclude(pk__in=schools.aside_from(user, on=on, held=held))
    return seen.order_by().values_list("urn", flat=True)


def _shown(
    source: Source, found: Sequence[Document], asked: Asked, *, user: User, held: Access, at: datetime
) -> tuple[Hit, ...]:
    ids = [each.source for each in found]
    rows: dict[int, Any] = (
        source.model._default_manager.select_related(*source.path).in_bulk(ids)
        if source.path
        else source.model._default_manager.in_bulk(ids)
    )
    named = School.objects.in_bulk([each.urn for each in found]) if found else {}
    if source.is_restricted:
        found = _read(source, found, named, user=user, held=held, at=at)
    return tuple(
        Hit(
            id=each.source,
            title=source.title(rows[each.source]),
            urn=each.urn,
            school=named[each.urn].name,
            at=each.at,
            case=source.case(rows[each.source]),
            address=source.address(rows[each.source]),
            snippet=words.snippet(source.text(rows[each.source]), asked),
        )
        for each in found
    )


def _read(
    source: Source,
    found: Sequence[Document],
    named: dict[int, School],
    *,
    user: User,
    held: Access,
    at: datetime,
) -> list[Document]:
    """Those that may be read, which `confidentiality` says last, and keeps that they were."""
    of_school: dict[int, list[Document]] = {}
    for each in found:
        of_school.setdefault(each.urn, []).append(each)
    given: set[int] = set()
    for urn, listed in of_school.items():
        read = confidentiality.reading(
            [(source.model.confidentiality, each) for each in listed],
            school=named[urn],
            what=f"{source.name.lower()}, by a search",
            by=user,
            held=held,
            at=at,
        )
        given |= {each.pk for each in read.rows}
    return [each for each in found if each.pk in given]
