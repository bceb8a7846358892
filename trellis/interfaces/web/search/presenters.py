"""What was found, as a page. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from trellis.interfaces.web.govuk import words
from trellis.search import names
from trellis.search.finding import Found, Group, Hit
from trellis.search.names import PersonFound, SchoolFound


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was found: what it is, where it is opened ("" where nowhere), and the words around what was asked for."""

    text: str
    href: str
    about: str
    snippet: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """All that was found of one kind. `note` says what a reader should know of it."""

    id: str
    title: str
    lines: tuple[Line, ...]
    note: str


def present(found: Found, *, manages: bool) -> tuple[Part, ...]:
    """Return the parts of the page. `manages` is true of whoever may open the page of a person."""
    parts = []
    if found.schools:
        shown = found.schools[: names.MOST]
        parts.append(
            Part(
                id="schools",
                title="Schools",
                lines=tuple(map(_school, shown)),
                note=_more(len(found.schools) > names.MOST),
            )
        )
    if found.people:
        parts.append(_people(found.people, manages=manages))
    return (*parts, *map(_part, found.groups))


def _school(found: SchoolFound) -> Line:
    about = [f"URN {found.urn}", found.town, found.postcode, found.trust, "" if found.is_open else "Closed"]
    return Line(
        text=found.name,
        href=reverse("where_we_are" if found.opens else "level", args=[found.urn]),
        about=", ".join(each for each in about if each),
    )


def _people(found: Sequence[PersonFound], *, manages: bool) -> Part:
    lines = tuple(
        Line(
            text=each.name,
            href=reverse("person", args=[each.user_id]) if manages else f"mailto:{each.email}",
            about=", ".join(part for part in (each.role, each.school, each.email) if part),
        )
        for each in found[: names.MOST]
    )
    return Part(id="people", title="People", lines=lines, note=_more(len(found) > names.MOST))


def _part(group: Group) -> Part:
    restricted = (
        "You have been shown restricted words: that you read them is kept."
        if group.source.is_restricted
        else ""
    )
    return Part(
        id=group.source.id,
        title=group.source.name,
        lines=tuple(_line(group, hit) for hit in group.hits),
        note=" ".join(each for each in (restricted, _more(group.more)) if each),
    )


def _line(group: Group, hit: Hit) -> Line:
    address = reverse(group.source.page, args=hit.address)
    return Line(
        text=f"{hit.school}: {hit.title}",
        href=f"{address}?case={hit.case}" if hit.case is not None else address,
        about=f"Written on {words.day(timezone.localdate(hit.at))}",
        snippet=hit.snippet,
    )


def _more(is_more: bool) -> str:
    return "There is more than is shown: add a word to narrow it." if is_more else ""
