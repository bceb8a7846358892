"""Booking places, cancelling them, saying who came, and what those who came made of it."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.events.actions import turns
from trellis.events.models import HIGHEST, Booking, BookingStep, Evaluation
from trellis.events.queries import events
from trellis.events.queries.events import EventFile, Place
from trellis.events.workflows.booking import BOOKING
from trellis.schools.models import School

LONGEST_LINE = 120


@transaction.atomic(durable=True)
def book(
    file: EventFile, *, name: str, role: str, school: School | None, by: User, at: datetime
) -> EventFile:
    """Book a place for somebody of a school, or without a school for oneself; wait for one where none is free.

    Raises PermissionDenied or CannotTake.
    """
    today = timezone.localdate(at)
    code = file.event.authority_id
    access.require(by, Permission.EVENT_BOOK, authority=code, on=today)
    if school is None:
        _require_books_alone(by, authority=code, at=at)
        name = by.name
    else:
        _require_books_for(school, by=by, authority=code, at=at)
    name = _line(name, "Say who comes, by name.")
    role = _line(role, "Say in which role they come.")
    now = turns.locked(file, at=at)
    if now.plan.is_off:
        raise CannotTake("This event was called off, so no place on it can be booked.")
    if now.is_past:
        raise CannotTake("This event is over, so no place on it can be booked.")
    if any(
        each.state in ("placed", "waiting")
        and each.booking.school_id == (school.pk if school else None)
        and each.booking.name.casefold() == name.casefold()
        for each in now.bookings
    ):
        raise CannotTake(f"{name} has booked already: a place is kept once.")
    made = Booking.objects.create(
        event=file.event,
        authority_id=code,
        school=school,
        person=by if school is None else None,
        name=name,
        role=role,
        by=by,
        at=at,
    )
    BookingStep.objects.create(booking=made, number=1, name="book", state=BOOKING.initial, by=by, at=at)
    trail.record(
        Verb.PLACE_BOOKED,
        by=by,
        at=at,
        authority_code=code,
        urn=made.school_id,
        subject=f"{name}: {now.plan.title}",
    )
    turns.fill(turns.read(file.event, at=at), at=at)
    return turns.read(file.event, at=at)


@transaction.atomic(durable=True)
def cancel(file: EventFile, place: Place, *, why: str, by: User, at: datetime) -> EventFile:
    """Cancel a booking; its place goes to the first who waits. Raises PermissionDenied, TransitionRefused or CannotTake."""
    held = access.of(by, on=timezone.localdate(at))
    keeps = events.keeps(held, file.event.authority_id)
    if not (keeps or events.acts_for(place, by, held)):
        raise PermissionDenied("A booking is cancelled by whoever booked, or by whoever keeps the programme.")
    said = check_text(why, "Say why it is cancelled.")
    now = turns.locked(file, at=at)
    if now.is_past:
        raise CannotTake("This event is over: whether somebody came is for whoever keeps the programme.")
    here = _again(now, place)
    late = now.is_late(here)
    turns.step(
        here,
        "cancel",
        by=by,
        at=at,
        may=frozenset({Permission.EVENT_BOOK}),
        reasons=said,
        details={"charged": True} if late else {},
    )
    turns.fill(turns.read(file.event, at=at), at=at)
    return turns.read(file.event, at=at)


@transaction.atomic(durable=True)
def attendance(file: EventFile, *, came: Mapping[int, bool], by: User, at: datetime) -> EventFile:
    """Say of each booking, by its number, whether they came. What is said again the same changes nothing.

    Raises PermissionDenied, TransitionRefused or CannotTake.
    """
    access.require(by, Permission.EVENT_KEEP, authority=file.event.authority_id, on=timezone.localdate(at))
    now = turns.locked(file, at=at)
    if now.plan.is_off:
        raise CannotTake("This event was called off, so nobody came to it.")
    if now.plan.day > timezone.localdate(at):
        raise CannotTake("The day of this event is still to come: say then who came.")
    known = {each.booking.pk: each for each in now.placed}
    if set(came) - set(known):
        raise CannotTake("Somebody of this list has no place now: look at the list again.")
    changed = 0
    for pk, is_there in came.items():
        target = "attended" if is_there else "absent"
        if known[pk].state == target:
            continue
        if known[pk].evaluation is not None:
            raise CannotTake(f"{known[pk].booking.name} has said what they made of it, so they came.")
        turns.step(
            known[pk],
            "attend" if is_there else "miss",
            by=by,
            at=at,
            may=frozenset({Permission.EVENT_KEEP}),
        )
        changed += 1
    if not changed:
        raise CannotTake("Say of at least one person whether they came: nothing of this is new.")
    return turns.read(file.event, at=at)


@transaction.atomic(durable=True)
def evaluate(file: EventFile, place: Place, *, score: int, words: str, by: User, at: datetime) -> Evaluation:
    """Say what whoever came made of an event. Raises PermissionDenied or CannotTake."""
    if not events.acts_for(place, by, access.of(by, on=timezone.localdate(at))):
        raise PermissionDenied("What was made of an event is said by whoever came, or by their school.")
    said = check_text(words, "Say what was useful, and what should be otherwise.")
    if score not in range(1, HIGHEST + 1):
        raise CannotTake(f"Choose a number from 1 to {HIGHEST}.")
    here = _again(turns.read(file.event, at=at), place)
    if here.state != "attended":
        raise CannotTake("Only what somebody came to is evaluated.")
    try:
        with transaction.atomic():
            made = Evaluation.objects.create(booking=place.booking, score=score, words=said, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("This has been evaluated already: it is kept once.") from error
    trail.record(
        Verb.PLACE_MOVED,
        by=by,
        at=at,
        authority_code=file.event.authority_id,
        urn=place.booking.school_id,
        subject=f"Evaluated: {file.plan.title}",
    )
    return made


def _require_books_for(school: School, *, by: User, authority: str, at: datetime) -> None:
    today = timezone.localdate(at)
    if school.authority_id != authority:
        raise PermissionDenied("This school is of another authority.")
    known = events.books_for(by, access.of(by, on=today), today=today, authority=authority)
    if school.pk not in {urn for urn, _ in known}:
        raise PermissionDenied("You book for the people of your own school, or for yourself.")


def _require_books_alone(by: User, *, authority: str, at: datetime) -> None:
    """A place of no school is charged to nobody, so it is for those who do not come for a school."""
    if not events.books_alone(access.of(by, on=timezone.localdate(at)), authority=authority):
        raise PermissionDenied("You book for the people of your school: choose the school.")


def _again(now: EventFile, place: Place) -> Place:
    return next(each for each in now.bookings if each.booking.pk == place.booking.pk)


def _line(said: str, missing: str) -> str:
    line = " ".join(check_text(said, missing).split())
    if len(line) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer: “{line[:30]} …” has {len(line)}.")
    return line
