"""Notices as a page: what is new, what is due, and how the digest fares. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from trellis.casework.queries.due import Due
from trellis.interfaces.web.cases import addresses
from trellis.interfaces.web.govuk import words
from trellis.notices.queries import news as news_queries
from trellis.notices.queries.news import News, Notice
from trellis.notices.queries.telling import DigestFile
from trellis.visits.queries.due import Due as VisitDue

MOST = 20
"""How many of what is due are listed: the latest."""


@dataclass(frozen=True, kw_only=True)
class NoticeShown:
    """One notice as a line."""

    at: str
    said: str
    school: str
    href: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class DueShown:
    """One thing that is due of the reader."""

    what: str
    school: str
    when: str
    late: str
    href: str


@dataclass(frozen=True, kw_only=True)
class NoticesPage:
    """The page."""

    notices: tuple[NoticeShown, ...]
    new: str
    up_to: int
    has_new: bool
    listed: str
    due: tuple[DueShown, ...]
    more: str


def page(news: News, items: Sequence[Due], visits: Sequence[VisitDue]) -> NoticesPage:
    due = [*map(_due, items), *map(_due_of_visit, visits)]
    left = len(due) - MOST
    return NoticesPage(
        notices=tuple(map(_notice, news.notices)),
        new=words.count(news.new, "notice is new", "notices are new") if news.new else "Nothing is new",
        up_to=news.up_to,
        has_new=bool(news.new),
        listed=f"The newest {news_queries.MOST} are listed."
        if len(news.notices) == news_queries.MOST
        else "",
        due=tuple(due[:MOST]),
        more=f"{words.count(left, 'other thing')} due of you." if left > 0 else "",
    )


def digest_said(last: DigestFile | None) -> str:
    """What became of the last digest, for whoever it was for; "" where there was none."""
    if last is None:
        return ""
    day = words.day(timezone.localdate(last.digest.at))
    return f"Your last digest, of {day}: {last.state_words.lower()}. {last.said}".strip()


def _notice(each: Notice) -> NoticeShown:
    return NoticeShown(
        at=words.moment(each.at),
        said=f"{each.who} {each.did}",
        school=each.school or "Bulletins",
        href=(addresses.of(each.page, each.urn) or addresses.of("school", each.urn))
        if each.urn
        else reverse(each.page),
        is_new=each.is_new,
    )


def _due(item: Due) -> DueShown:
    ask = item.ask
    return DueShown(
        what=ask.what,
        school=item.school.name,
        when=words.day(ask.by) or "As soon as can be",
        late=f"{words.count(item.overdue, 'day')} overdue" if item.overdue else "",
        href=addresses.of_ask(ask.page, ask.step, item.school.pk),
    )


def _due_of_visit(item: VisitDue) -> DueShown:
    return DueShown(
        what=item.what,
        school=item.school.name,
        when=words.day(item.by) or "As soon as can be",
        late=f"{words.count(item.overdue, 'day')} overdue" if item.overdue else "",
        href=reverse(item.name, args=item.args),
    )


def problems_at(form_problems: Iterable[dict[str, str]], *, more: str) -> list[dict[str, str]]:
    """The problems of a form, and one more where there is one."""
    return [*form_problems, *([{"text": more, "href": "#main-content"}] if more else [])]
