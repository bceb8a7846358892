"""What changed since the reader last looked, from the trail: as far as they may read it, and never the words of it.

What is told of a school to whom is what notices tell: nothing that is restricted, under embargo, or a draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import queries as activity
from trellis.activity.models import Event, Verb
from trellis.interfaces.web.govuk import words
from trellis.notices.queries import news
from trellis.schools import queries as schools

FARTHEST = timedelta(days=60)
FIRST = timedelta(days=14)
MOST = 100
SHOWN = 20

OF_AUTHORITIES: Mapping[Permission, tuple[Mapping[Verb, str], str]] = {
    Permission.COUNTS_READ: ({Verb.SCREENING_RUN: "A new screening was run"}, "runs"),
    Permission.DATA_READ: (
        {
            Verb.IMPORTED: "New data was imported",
            Verb.FETCHED: "Published data was fetched",
            Verb.IMPORT_UNDONE: "An import was taken back",
            Verb.SCHOOLS_SYNCED: "The list of schools was brought up to date",
        },
        "data",
    ),
    Permission.CRITERIA_READ: ({Verb.PACK_IN_FORCE: "Another framework pack came into force"}, "how_judged"),
    Permission.LEVEL_READ: ({Verb.REGISTER_FROZEN: "An edition of the register was frozen"}, "register"),
    Permission.DUTIES_READ: (
        {
            Verb.DUTY_RECORDED: "Evidence of a duty was recorded",
            Verb.DUTY_CHANGED: "The register of duties was changed",
        },
        "duties",
    ),
}
"""What is told of an authority as a whole, in words, and the page on which it is read."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line: who did what, about which school, when; several of a kind about a school are one line."""

    said: str
    text: str
    href: str
    when: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Since when, and what: the newest first. `more` is true where there is more than is shown."""

    since: str
    lines: tuple[Change, ...]
    more: bool


def since_when(user: User, *, signed_in: datetime | None, at: datetime) -> datetime:
    """The moment since which changes are told: the last thing that the reader did here before they signed in this time.

    It stays the same until they sign in again, so that a page that is opened twice tells the same.
    """
    last = activity.last_seen(user, before=(signed_in or at) - timedelta(seconds=5))
    return max(last or at - FIRST, at - FARTHEST)


def of(user: User, held: Access, *, since: datetime, at: datetime) -> Changes:
    """What others have done since. The number of queries does not grow with what has been done."""
    today = timezone.localdate(at)
    lines: list[Change] = []
    for permission, verbs in news.TOLD.items():
        if held.may(permission):
            seen = schools.visible_to(user, on=today, permission=permission, held=held)
            urns = seen.order_by().values_list("urn", flat=True)
            lines += _about(activity.done_about(urns, verbs=verbs, since=since, besides=user, most=MOST))
    for permission, (told, page) in OF_AUTHORITIES.items():
        if codes := held.authorities(permission):
            events = activity.done_at(codes, verbs=told, since=since, besides=user, most=MOST)
            lines += _at(events, told=told, page=page)
    if held.may(Permission.READINGS_READ):
        lines += _readings(user, held, since=since, at=at)
    names = schools.named_by_urn({int(line.text) for line in lines if line.text.isdecimal()})
    ordered = sorted(lines, key=lambda line: line.at, reverse=True)
    shown = [
        Change(
            said=line.said,
            text=names.get(int(line.text), "") if line.text.isdecimal() else line.text,
            href=line.href,
            when=line.when,
            at=line.at,
        )
        for line in ordered[:SHOWN]
    ]
    return Changes(since=words.moment(since), lines=tuple(shown), more=len(ordered) > SHOWN)


def _about(events: list[Event]) -> list[Change]:
    """One line for each school and kind: the newest, and how many more there were. `text` is the URN for now."""
    grouped: dict[tuple[int, str], list[Event]] = {}
    for event in events:
        if event.urn is not None:
            grouped.setdefault((event.urn, event.verb), []).append(event)
    return [
        Change(
            said=f"{listed[0].by.name if listed[0].by else 'Trellis'} {listed[0].get_verb_display()}",
            text=str(urn),
            href=reverse(news.PAGES.get(Verb(verb), "school"), args=[urn]),
            when=_when(listed),
            at=listed[0].at,
        )
        for (urn, verb), listed in grouped.items()
    ]


def _at(events: list[Event], *, told: Mapping[Verb, str], page: str) -> list[Change]:
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.verb, []).append(event)
    return [
        Change(said="", text=told[Verb(verb)], href=reverse(page), when=_when(listed), at=listed[0].at)
        for verb, listed in grouped.items()
    ]


def _readings(user: User, held: Access, *, since: datetime, at: datetime) -> list[Change]:
    """How often restricted material was read, for whoever answers for that: of which schools, and none of the material."""
    seen = schools.visible_to(user, on=timezone.localdate(at), permission=Permission.READINGS_READ, held=held)
    counted = activity.readings_since(seen.order_by().values_list("urn", flat=True), since=since)
    return [
        Change(
            said=f"{words.count(readings, 'reading')} of restricted material about",
            text=str(urn),
            href=reverse("readings", args=[urn]),
            when="",
            at=at,
        )
        for urn, readings in counted[:5]
    ]


def _when(listed: list[Event]) -> str:
    more = len(listed) - 1
    return words.moment(listed[0].at) + (f", and {more} more since" if more else "")
