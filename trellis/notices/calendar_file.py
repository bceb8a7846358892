"""A person’s calendar as an iCalendar file (RFC 5545): whole days, so that no clock change moves anything.

Its words are those of `wording`, since calendars are shown to colleagues and kept by others.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, Timezone

from trellis.casework.queries.due import Due
from trellis.notices import wording
from trellis.notices.queries.ahead import Comes, Meets
from trellis.visits.queries.due import Due as VisitDue

ZONE = "Europe/London"


def written(
    items: Sequence[Due],
    meetings: Sequence[Meets],
    *,
    visits: Sequence[VisitDue] = (),
    booked: Sequence[Comes] = (),
    at: datetime,
) -> bytes:
    """Return what has a day of what is due, of cases and of visits, with the meetings and the visits that are booked, as a file.

    The same things keep the same names in it.
    """
    made = Calendar()
    made.add("prodid", "-//Trellis//School improvement//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Trellis")
    made.add("x-wr-timezone", ZONE)
    made.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    made.add_component(Timezone.from_tzid(ZONE, first_date=date(2020, 1, 1), last_date=date(2038, 1, 1)))
    for item in items:
        if item.ask.by is not None:
            late = "Overdue: " if item.overdue else ""
            made.add_component(
                _whole_day(
                    f"due {item.ask.kind} {item.ask.step} {item.school.pk} {item.ask.by}",
                    f"{late}{item.school.name}: {wording.plain(item.ask.kind)}",
                    item.ask.by,
                    at=at,
                )
            )
    for meeting in meetings:
        made.add_component(
            _whole_day(f"meeting {meeting.number}", f"{meeting.school.name}: Meeting", meeting.on, at=at)
        )
    for each in visits:
        if each.by is not None:
            late = "Overdue: " if each.overdue else ""
            made.add_component(
                _whole_day(
                    f"due {_named(each)} {each.by}",
                    f"{late}{each.school.name}: {wording.plain(each.kind)}",
                    each.by,
                    at=at,
                )
            )
    for coming in booked:
        made.add_component(
            _whole_day(f"visit {coming.number}", f"{coming.school.name}: Visit", coming.on, at=at)
        )
    return bytes(made.to_ical())


def _named(each: VisitDue) -> str:
    """What tells one thing from another, and stays the same when it becomes late. Steps of one inspection share a page."""
    return f"{each.kind} {each.args}" + (f" {each.what}" if each.kind == "inspection" else "")


def _whole_day(name: str, summary: str, day: date, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@trellis")
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
