"""A digest in words: that of whom something is due, at which school, and how much is new. Nothing else leaves by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join

from trellis.casework.queries.due import Due
from trellis.notices import wording
from trellis.notices.message import Message
from trellis.schools.models import School
from trellis.visits.queries.due import Due as VisitDue

MOST = 40


@dataclass(frozen=True, kw_only=True)
class Told:
    """What there is to tell somebody on a day."""

    items: Sequence[Due]
    new: int
    visits: Sequence[VisitDue] = ()

    @property
    def due(self) -> int:
        """How many things are due, of cases and of visits."""
        return len(self.items) + len(self.visits)

    def __bool__(self) -> bool:
        return bool(self.due or self.new)


def message(told: Told, *, to: str, name: str, address: str, today: date, reference: str) -> Message:
    """Return the e-mail to somebody. `address` is that of the pages."""
    every = [*map(_line, told.items), *map(_line_of_visit, told.visits)]
    lines, left = every[:MOST], len(every) - MOST
    if left > 0:
        lines.append(f"{left} more: sign in to see them.")
    new = (
        f"{told.new} {'thing is' if told.new == 1 else 'things are'} new to you."
        if told.new
        else "Nothing is new to you."
    )
    opening = f"On {_day(today)} this is due of you:" if lines else "Nothing is due of you."
    closing = (
        "You chose to be sent this. To change how often, or to stop it, sign in and choose again at Notices."
    )
    link = f"{address}/notices/"
    text = "\n\n".join(
        part
        for part in (
            f"Dear {name},",
            opening,
            "\n".join(f"- {line}" for line in lines),
            new,
            f"Sign in: {link}",
            closing,
        )
        if part
    )
    html = format_html(
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Trellis</title></head><body>'
        '<p>Dear {},</p><p>{}</p>{}<p>{}</p><p><a href="{}">Sign in</a></p><p>{}</p></body></html>',
        name,
        opening,
        format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines)))
        if lines
        else "",
        new,
        link,
        closing,
    )
    return Message(to=to, subject=_subject(told), text=text + "\n", html=html, reference=reference)


def _subject(told: Told) -> str:
    due = told.due
    if due:
        return f"Trellis: {due} {'thing is' if due == 1 else 'things are'} due of you"
    return f"Trellis: {told.new} {'thing is' if told.new == 1 else 'things are'} new to you"


def _line(item: Due) -> str:
    return _said(item.school, item.ask.kind, by=item.ask.by, overdue=item.overdue)


def _line_of_visit(item: VisitDue) -> str:
    return _said(item.school, item.kind, by=item.by, overdue=item.overdue)


def _said(school: School, kind: str, *, by: date | None, overdue: int) -> str:
    when = f", by {_day(by)}" if by is not None else ""
    return f"{school.name}: {wording.plain(kind)}{when}{' (overdue)' if overdue else ''}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
