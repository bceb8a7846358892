"""Whose turn it is: an event is locked while its places are counted, so that two who ask at once do not both get the last."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake
from trellis.events.models import BookingStep, Event
from trellis.events.queries import events
from trellis.events.queries.events import EventFile, Place
from trellis.events.workflows.booking import BOOKING


def read(event: Event, *, at: datetime) -> EventFile:
    """Read an event again after something was written of it."""
    found = events.one(event.pk, authorities=(event.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("an event that was just written is there")
    return found


def locked(file: EventFile, *, at: datetime) -> EventFile:
    """The event as it stands, which nobody else books or changes until the transaction is over."""
    Event.objects.select_for_update().filter(pk=file.event.pk).first()
    return read(file.event, at=at)


def fill(file: EventFile, *, at: datetime) -> int:
    """Give the places that are free to those who wait, the first first. Returns how many. Only within a lock."""
    if not file.is_open:
        return 0
    next_ones = file.waiting[: file.free]
    for place in next_ones:
        step(place, "place", by=None, at=at)
    return len(next_ones)


def step(
    place: Place,
    name: str,
    *,
    by: User | None,
    at: datetime,
    may: frozenset[str] = frozenset(),
    reasons: str = "",
    details: dict[str, Any] | None = None,
) -> BookingStep:
    """Take a step of a booking. Raises TransitionRefused, or CannotTake where somebody was first."""
    booking = place.booking
    chosen = BOOKING.check(place, name, state=place.state, may=may)
    try:
        with transaction.atomic():
            made = BookingStep.objects.create(
                booking=booking,
                number=place.steps[-1].number + 1,
                name=name,
                state=chosen.target,
                reasons=reasons.strip(),
                details=details or {},
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has changed this booking since you opened the page. "
            "Nothing of yours was saved: look at where it stands now."
        ) from error
    trail.record(
        Verb.PLACE_MOVED,
        by=by,
        at=at,
        authority_code=booking.authority_id,
        urn=booking.school_id,
        subject=f"{booking.name}: {BOOKING.said(chosen.target)}",
    )
    return made
