"""The programme as a list, one event of it, and what the reader has booked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trellis.accounts.roles import Permission
from trellis.events.queries import events
from trellis.events.queries.events import EventFile
from trellis.interfaces.web.events import filters as narrowing
from trellis.interfaces.web.events import loading, presenters
from trellis.interfaces.web.events.loading import Opened
from trellis.interfaces.web.govuk import words
from trellis.leaders.models import Leader
from trellis.leaders.queries import leaders

MOST = 100
"""How many events a page lists."""


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Every event that the filters leave."""
    opened = loading.programme(request)
    filters, odd = narrowing.read(request.GET)
    asked = narrowing.asked(filters, today=opened.today)
    listed, found = events.first(opened.code, today=opened.today, most=MOST, **vars(asked))
    keeps = events.keeps(opened.frame.held, opened.code)
    context = opened.context(
        filters=filters,
        odd=odd,
        offered=narrowing.offered(filters),
        lines=presenters.lines(listed),
        found=words.count(found, "event"),
        more=f"Only the first {MOST} are listed: narrow the programme to see the others."
        if found > MOST
        else "",
        keeps=keeps,
        books=opened.may(Permission.EVENT_BOOK),
        everything=filters.address(authority=opened.code, kind="", phase="", when=""),
        past=filters.address(authority=opened.code, when="past"),
    )
    return render(request, "events/programme.html", context)


@require_safe
def event(request: HttpRequest, event: int) -> HttpResponse:
    """One event, the reader’s own bookings on it, and for the keeper what is theirs to do."""
    opened, file = loading.event(request, event)
    held, keeps = opened.frame.held, events.keeps(opened.frame.held, opened.code)
    own = [(file, each) for each in file.bookings if events.acts_for(each, opened.user, held)]
    context = opened.context(
        page=presenters.page(file, keeps=keeps),
        leader=_leader(opened, file),
        own=presenters.booked(own),
        keeps=keeps,
        books=opened.may(Permission.EVENT_BOOK),
    )
    return render(request, "events/event.html", context)


@require_safe
def booked(request: HttpRequest) -> HttpResponse:
    """What was booked by the reader, or for the people of the schools for which they book."""
    opened = loading.programme(request)
    opened.need(
        Permission.EVENT_BOOK, "Places are booked by headteachers, chairs, advisers and system leaders."
    )
    mine = events.mine(opened.user, opened.frame.held, today=opened.today, authority=opened.code)
    context = opened.context(
        own=presenters.booked(mine[:MOST]),
        more=f"Only the newest {MOST} are listed." if len(mine) > MOST else "",
    )
    return render(request, "events/booked.html", context)


def _leader(opened: Opened, file: EventFile) -> Leader | None:
    """The system leader of the register who leads an event, for whoever reads the register."""
    number = file.plan.leader_number
    if number is None or not opened.may(Permission.LEADER_READ):
        return None
    found = leaders.one(number, authorities=(opened.code,), today=opened.today)
    return found.leader if found is not None else None
