"""Planning an event, changing it and calling it off."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.events.actions import turns
from trellis.events.models import PHASES, Event, EventPlan, Kind
from trellis.events.queries.events import EventFile

LONGEST_LINE = 120
LONGEST_HOURS = 60
MOST_PLACES = 2000
DEAREST = Decimal("9999.99")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an event is to be."""

    title: str
    what_for: str
    day: date
    hours: str
    where: str
    places: int
    led_by: str
    cancel_by: date
    phases: tuple[str, ...] = ()
    price_maintained: Decimal = Decimal(0)
    price_academy: Decimal = Decimal(0)
    leader_number: int | None = None


@transaction.atomic(durable=True)
def plan(*, authority: str, kind: str, plan: Plan, by: User, at: datetime) -> EventFile:
    """Put an event into the programme. Raises PermissionDenied or CannotTake."""
    access.require(by, Permission.EVENT_KEEP, authority=authority, on=timezone.localdate(at))
    if kind not in Kind.values:
        raise CannotTake("Choose what kind of event it is.")
    told = _checked(plan)
    if plan.day < timezone.localdate(at):
        raise CannotTake("Choose a day that is still to come: what is planned can be booked.")
    made = Event.objects.create(authority_id=authority, kind=kind, by=by, at=at)
    EventPlan.objects.create(event=made, number=1, by=by, at=at, **told)
    _record(made, f"{Kind(kind).label}: {told['title']}", by=by, at=at)
    return turns.read(made, at=at)


@transaction.atomic(durable=True)
def change(file: EventFile, *, plan: Plan, why: str, by: User, at: datetime) -> EventFile:
    """Change the plan of an event. Places that this frees or adds go to those who wait. Raises PermissionDenied or CannotTake."""
    event = file.event
    access.require(by, Permission.EVENT_KEEP, authority=event.authority_id, on=timezone.localdate(at))
    said = check_text(why, "Say what changes, and why: those who booked read it.")
    now = turns.locked(file, at=at)
    if now.plan.is_off:
        raise CannotTake("This event was called off: plan another.")
    told = _checked(plan)
    if plan.places < len(now.placed):
        raise CannotTake(
            f"{len(now.placed)} people have a place already: there can be no fewer places than that."
        )
    if now.attended and plan.day > timezone.localdate(at):
        raise CannotTake("People have come to this event, so its day is not still to come: plan another.")
    _write(file, now, {**told, "why": said}, by=by, at=at)
    turns.fill(turns.read(event, at=at), at=at)
    _record(event, f"Changed: {told['title']}", by=by, at=at)
    return turns.read(event, at=at)


HELD = (
    "People have come to this event, so it cannot be called off. Where a school is to pay nothing for it, "
    "credit its charge under Charges; where somebody was ticked by mistake, say first that they did not come."
)
"""Why an event to which somebody came is not called off, and what is done instead."""


@transaction.atomic
def call_off(file: EventFile, *, why: str, by: User, at: datetime) -> EventFile:
    """Call an event off, within the action of `resources` that credits what its places were charged. Raises PermissionDenied or CannotTake."""
    event = file.event
    access.require(by, Permission.EVENT_KEEP, authority=event.authority_id, on=timezone.localdate(at))
    said = check_text(why, "Say why it is called off: those who booked read it.")
    now = turns.locked(file, at=at)
    if now.plan.is_off:
        raise CannotTake("This event was called off already.")
    if now.attended:
        raise CannotTake(HELD)
    kept = {field: getattr(now.plan, field) for field in _KEPT}
    _write(file, now, {**kept, "is_off": True, "why": said}, by=by, at=at)
    _record(event, f"Called off: {now.plan.title}", by=by, at=at)
    return turns.read(event, at=at)


_KEPT = (
    "title",
    "what_for",
    "phases",
    "day",
    "hours",
    "where",
    "places",
    "price_maintained",
    "price_academy",
    "led_by",
    "leader_number",
    "cancel_by",
)


def _write(file: EventFile, now: EventFile, told: dict[str, object], *, by: User, at: datetime) -> None:
    other = CannotTake(
        "Somebody else has changed this event since you opened the page. Nothing of yours was saved: "
        "look at their plan before you send yours again."
    )
    if now.plan.number != file.plan.number:
        raise other
    try:
        with transaction.atomic():
            EventPlan.objects.create(event=file.event, number=file.plan.number + 1, by=by, at=at, **told)
    except IntegrityError as error:
        raise other from error


def _checked(plan: Plan) -> dict[str, object]:
    """The columns of a plan. Raises CannotTake where something is missing or cannot be."""
    phases = [each for each in PHASES if each in plan.phases]
    if not phases or len(phases) != len(set(plan.phases)):
        raise CannotTake("Choose at least one phase.")
    if not 1 <= plan.places <= MOST_PLACES:
        raise CannotTake(f"Say how many places there are: from 1 to {MOST_PLACES:,}.")
    for price in (plan.price_maintained, plan.price_academy):
        if not 0 <= price <= DEAREST:
            raise CannotTake("A price is nothing, or up to £9,999.99.")
    if plan.cancel_by > plan.day:
        raise CannotTake("The last day to cancel without charge cannot be after the event itself.")
    return {
        "title": _line(plan.title, "Say what it is called."),
        "what_for": check_text(plan.what_for, "Say what it is for."),
        "phases": phases,
        "day": plan.day,
        "hours": _line(plan.hours, "Say from when to when it is.", longest=LONGEST_HOURS),
        "where": _line(plan.where, "Say where it is."),
        "places": plan.places,
        "price_maintained": plan.price_maintained,
        "price_academy": plan.price_academy,
        "led_by": _line(plan.led_by, "Say who leads it."),
        "leader_number": plan.leader_number,
        "cancel_by": plan.cancel_by,
    }


def _line(said: str, missing: str, *, longest: int = LONGEST_LINE) -> str:
    line = " ".join(check_text(said, missing).split())
    if len(line) > longest:
        raise CannotTake(f"Use {longest} characters or fewer: “{line[:30]} …” has {len(line)}.")
    return line


def _record(event: Event, subject: str, *, by: User, at: datetime) -> None:
    trail.record(Verb.EVENT_PLANNED, by=by, at=at, authority_code=event.authority_id, subject=subject)
