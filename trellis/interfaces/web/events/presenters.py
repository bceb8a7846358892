"""The programme, one event and what somebody has booked, as pages. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trellis.events.models import HIGHEST, EventPlan, Kind
from trellis.events.queries import charges
from trellis.events.queries.events import FEWEST, EventFile, Place
from trellis.interfaces.web.govuk import words


@dataclass(frozen=True, kw_only=True)
class Line:
    """An event in the list."""

    id: int
    title: str
    kind: str
    day: str
    hours: str
    where: str
    phases: str
    price: str
    places: str


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A booking as whoever it is of, or the keeper, reads it."""

    id: int
    event: int
    title: str
    day: str
    who: str
    role: str
    school: str
    state: str
    note: str
    cancels: bool
    evaluates: bool
    certified: bool


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """One event, ready for its page."""

    id: int
    title: str
    state: str
    facts: tuple[tuple[str, str], ...]
    made_of_it: str
    said: tuple[str, ...]
    changes: tuple[str, ...]
    is_open: bool
    is_full: bool
    can_be_marked: bool
    is_off: bool
    can_be_called_off: bool


def lines(files: Sequence[EventFile]) -> tuple[Line, ...]:
    """The lines of the list, in its order."""
    return tuple(
        Line(
            id=each.event.pk,
            title=each.plan.title,
            kind=Kind(each.event.kind).label,
            day=words.day(each.plan.day),
            hours=each.plan.hours,
            where=each.plan.where,
            phases=", ".join(each.plan.phase_names),
            price=price(each.plan),
            places=places(each),
        )
        for each in files
    )


def pounds(amount: Decimal) -> str:
    """An amount of money, with pence where there are any."""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def price(plan: EventPlan) -> str:
    """What a place costs, in words."""
    own, other = plan.price_maintained, plan.price_academy
    if own == other:
        return "Free" if not own else f"{pounds(own)} a place"
    said = "free" if not own else pounds(own)
    also = "free" if not other else pounds(other)
    return f"Maintained schools {said}, academies and others {also}"


def places(file: EventFile) -> str:
    """How many places are free, or how many wait, in words."""
    if file.plan.is_off:
        return "Called off"
    if file.is_past:
        came = len(file.attended)
        return f"Over: {words.count(came, 'person', 'people')} came" if came else "Over"
    if file.free:
        return f"{file.free} of {words.count(file.plan.places, 'place')} free"
    waiting = len(file.waiting)
    return f"Full, {waiting} waiting" if waiting else "Full: you can wait for a place"


def booked(
    found: Sequence[tuple[EventFile, Place]], *, acts: bool = True, keeps: bool = False
) -> tuple[Booked, ...]:
    """Bookings as a table has them. `acts` is whether the reader evaluates them, `keeps` whether they may be cancelled for others."""
    return tuple(
        Booked(
            id=place.booking.pk,
            event=file.event.pk,
            title=file.plan.title,
            day=words.day(file.plan.day),
            who=place.booking.name,
            role=place.booking.role,
            school=place.booking.school.name if place.booking.school is not None else "For themselves",
            state="Called off" if file.plan.is_off else place.state_words,
            note=_note(file, place),
            cancels=(acts or keeps)
            and not file.is_past
            and not file.plan.is_off
            and place.state in ("placed", "waiting"),
            evaluates=acts and place.state == "attended" and place.evaluation is None,
            certified=place.state == "attended",
        )
        for file, place in found
    )


def page(file: EventFile, *, keeps: bool) -> EventPage:
    """One event. What was said of it in words is for whoever keeps the programme, from as many answers on as an average."""
    plan = file.plan
    return EventPage(
        id=file.event.pk,
        title=plan.title,
        state=places(file),
        facts=facts(file),
        made_of_it=made_of_it(file),
        said=tuple(each.words for each in file.evaluations) if keeps and file.average is not None else (),
        changes=tuple(
            f"{words.moment(each.at)}, {each.by.name}: {each.why}" for each in file.plans if each.why
        ),
        is_open=file.is_open,
        is_full=not file.free,
        can_be_marked=plan.day <= file.today and not plan.is_off,
        is_off=plan.is_off,
        can_be_called_off=not plan.is_off and not file.attended,
    )


def facts(file: EventFile) -> tuple[tuple[str, str], ...]:
    """What an event is, part by part."""
    plan = file.plan
    return (
        ("Kind", Kind(file.event.kind).label),
        ("What it is for", plan.what_for),
        ("Phases", ", ".join(plan.phase_names)),
        ("When", f"{words.day(plan.day)}, {plan.hours}"),
        ("Where", plan.where),
        ("Led by", plan.led_by),
        ("Price", price(plan)),
        ("Cancel without charge", f"Until {words.day(plan.cancel_by)}"),
    )


def made_of_it(file: EventFile) -> str:
    """What those who came made of it, where as many answered as are told of; "" before anybody came."""
    told, came = len(file.evaluations), len(file.attended)
    if not came:
        return ""
    if file.average is None:
        return f"An average is shown from {FEWEST} answers on, so that nobody’s own can be told from it."
    return f"{file.average:.1f} of {HIGHEST} on average, by {told} of the {words.count(came, 'person', 'people')} who came."


def _note(file: EventFile, place: Place) -> str:
    if place.state == "waiting" and not file.plan.is_off:
        turn = next(n for n, each in enumerate(file.waiting, 1) if each.booking.pk == place.booking.pk)
        return f"Number {turn} of those who wait"
    if said := charges.why(file, place):
        amount = file.price_of(place)
        return f"{said}: {pounds(amount)} to be charged" if amount and place.state != "attended" else ""
    return ""
