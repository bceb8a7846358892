"""Reading the programme: each event with its plan, its places and who has them, as known on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.events.models import Booking, BookingStep, Evaluation, Event, EventPlan
from trellis.events.workflows.booking import BOOKING
from trellis.schools import queries as schools

FEWEST = 5
"""The fewest answers of which an average is told: of fewer one could tell who said what."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A booking with its steps, and what was made of the event by whoever came."""

    booking: Booking
    steps: tuple[BookingStep, ...]
    evaluation: Evaluation | None

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return BOOKING.states[self.state]

    @property
    def is_late(self) -> bool:
        """Whether it was cancelled when it was too late to do so without charge."""
        return self.state == "cancelled" and bool(self.steps[-1].details.get("charged"))


@dataclass(frozen=True, kw_only=True)
class EventFile:
    """An event with its plans and its bookings, those who asked first before the others."""

    event: Event
    plans: tuple[EventPlan, ...]
    bookings: tuple[Place, ...]
    today: date

    @property
    def plan(self) -> EventPlan:
        """The newest plan."""
        return self.plans[-1]

    @property
    def placed(self) -> tuple[Place, ...]:
        """Those who have a place, or had it when the day came."""
        return tuple(each for each in self.bookings if each.state in ("placed", "attended", "absent"))

    @property
    def waiting(self) -> tuple[Place, ...]:
        return tuple(each for each in self.bookings if each.state == "waiting")

    @property
    def attended(self) -> tuple[Place, ...]:
        return tuple(each for each in self.bookings if each.state == "attended")

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return max(0, self.plan.places - len(self.placed))

    @property
    def is_past(self) -> bool:
        return self.plan.day < self.today

    @property
    def is_open(self) -> bool:
        """Whether a place on it can be asked for."""
        return not self.plan.is_off and not self.is_past

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        return tuple(each.evaluation for each in self.bookings if each.evaluation is not None)

    @property
    def average(self) -> float | None:
        """What those who answered made of it; None where fewer answered than are told of."""
        told = self.evaluations
        return sum(each.score for each in told) / len(told) if len(told) >= FEWEST else None

    def price_of(self, place: Place) -> Decimal:
        """What a place costs its school: no more than when it was booked, and less where the event has become cheaper."""
        school = place.booking.school
        if school is None:
            return Decimal(0)
        apart = (
            school.relationship != "maintained"
        )  # whoever is not pays what an academy does, as for services
        return min(
            each.price_academy if apart else each.price_maintained for each in self._plans_since(place)
        )

    def is_late(self, place: Place) -> bool:
        """Whether it is too late today to cancel a place without charge: after the last day that whoever booked was told of."""
        return place.state == "placed" and self.today > self._until(place) and not self.was_given_late(place)

    def was_given_late(self, place: Place) -> bool:
        """Whether somebody waited and was given the place after the last day to cancel it: they had none, and owe nothing unless they come."""
        given = next((each.at for each in place.steps if each.name == "place"), None)
        if given is None:
            return False
        return timezone.localdate(place.booking.at) <= self._until(place) < timezone.localdate(given)

    def _until(self, place: Place) -> date:
        return max(each.cancel_by for each in self._plans_since(place))

    def _plans_since(self, place: Place) -> tuple[EventPlan, ...]:
        """The plan that whoever booked was shown, and every one after it."""
        before = [each for each in self.plans if each.at <= place.booking.at]
        return self.plans[max(0, len(before) - 1) :]


def files(rows: QuerySet[Event], *, today: date) -> list[EventFile]:
    """Put together these events, the soonest first. The number of queries does not grow with them."""
    end = end_of(today)
    steps = by_keys(BookingStep.objects.filter(at__lt=end)).select_related("by")
    booked = (
        Booking.objects.filter(at__lt=end)
        .order_by("event_id", "id")
        .select_related("school", "by", "person", "evaluation")
        .prefetch_related(Prefetch("steps", steps))
    )
    told = (
        Prefetch("plans", by_keys(EventPlan.objects.filter(at__lt=end)).select_related("by")),
        Prefetch("bookings", booked),
    )
    known = rows.filter(at__lt=end).select_related("authority", "by").prefetch_related(*told)
    found = [
        EventFile(
            event=each,
            plans=tuple(each.plans.all()),
            bookings=tuple(_place(one, today=today) for one in each.bookings.all()),
            today=today,
        )
        for each in known
    ]
    return sorted(found, key=lambda each: (each.plan.day, each.event.pk))


def at(
    authority: str,
    *,
    today: date,
    since: date,
    until: date | None = None,
    kinds: Collection[str] = (),
) -> list[EventFile]:
    """The events of an authority between two days, both counted, or those of some kinds, the soonest first.

    What is read grows with these events, and with no others.
    """
    return files(
        _planned(authority, today=today, since=since, until=until, kinds=kinds, phase=""), today=today
    )


def first(
    authority: str,
    *,
    today: date,
    most: int,
    since: date | None = None,
    until: date | None = None,
    kinds: Collection[str] = (),
    phase: str = "",
    newest: bool = False,
) -> tuple[list[EventFile], int]:
    """So many events of those that are asked for, the soonest or the newest first, and how many there are of them."""
    rows = _planned(authority, today=today, since=since, until=until, kinds=kinds, phase=phase)
    order = ("-planned_day", "-pk") if newest else ("planned_day", "pk")
    chosen = list(rows.order_by(*order).values_list("pk", flat=True)[:most])
    found = files(Event.objects.filter(pk__in=chosen), today=today)
    return (found[::-1] if newest else found), rows.count()


def _planned(
    authority: str,
    *,
    today: date,
    since: date | None,
    until: date | None,
    kinds: Collection[str],
    phase: str,
) -> QuerySet[Event]:
    """The events whose newest plan, as known on a day, has them between these days and for this phase."""
    end = end_of(today)
    plans = EventPlan.objects.filter(event=OuterRef("pk"), at__lt=end).order_by("-number")
    # The phases as text, since SQLite does not look into a list
    told = plans.annotate(told=Cast("phases", TextField())).values("told")[:1]
    rows = Event.objects.filter(authority=authority, at__lt=end).alias(
        planned_day=Subquery(plans.values("day")[:1]), planned_phases=Subquery(told)
    )
    if since is not None:
        rows = rows.filter(planned_day__gte=since)
    if until is not None:
        rows = rows.filter(planned_day__lte=until)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if phase:
        rows = rows.filter(planned_phases__contains=f'"{phase}"')
    return rows


def one(event_id: int, *, authorities: Collection[str], today: date) -> EventFile | None:
    """One event of these authorities; None otherwise."""
    found = files(Event.objects.filter(pk=event_id, authority__in=authorities), today=today)
    return found[0] if found else None


def of_booking(
    booking_id: int, *, authorities: Collection[str], today: date
) -> tuple[EventFile, Place] | None:
    """A booking at these authorities with its event; None otherwise."""
    found = files(
        Event.objects.filter(bookings=booking_id, authority__in=authorities).distinct(), today=today
    )
    for file in found:
        for place in file.bookings:
            if place.booking.pk == booking_id:
                return file, place
    return None


def mine(
    user: User, held: Access, *, today: date, authority: str = "", since: date | None = None
) -> list[tuple[EventFile, Place]]:
    """What was booked by somebody or for them, and for the schools for which they book, `since` a day. The newest day first."""
    own = schools.visible_to(user, on=today, permission=Permission.EVENT_BOOK, held=_at_school(held))
    asked = Booking.objects.filter(person=user) | Booking.objects.filter(school__in=own)
    rows = Event.objects.filter(pk__in=asked.values("event"))
    if authority:
        rows = rows.filter(authority=authority)
    if since is not None:  # by any plan: a later one that moved it before the day does no harm
        rows = rows.filter(pk__in=EventPlan.objects.filter(day__gte=since).values("event"))
    urns = {urn for urn, _, _ in schools.named(own)}
    return [
        (file, place)
        for file in reversed(files(rows, today=today))
        for place in file.bookings
        if is_own(place.booking, user, urns=urns)
    ]


def is_own(booking: Booking, user: User, *, urns: Collection[int]) -> bool:
    """Whether a booking is one’s own: for oneself, or for the school for which one books."""
    return booking.person_id == user.pk or booking.school_id in urns


def books_for(user: User, held: Access, *, today: date, authority: str) -> list[tuple[int, str]]:
    """The schools for whose people somebody books: those at which they hold a post, and any for whoever keeps the programme."""
    posts = held if held.may(Permission.EVENT_KEEP, authority=authority) else _at_school(held)
    reached = schools.visible_to(user, on=today, permission=Permission.EVENT_BOOK, held=posts)
    return [
        (urn, name) for urn, name, _ in schools.named(reached.filter(authority_id=authority, is_open=True))
    ]


def books_alone(held: Access, *, authority: str) -> bool:
    """Whether somebody may book for themselves: by a post that is at no school."""
    return any(
        not each.role.at_school and each.authority_code == authority
        for each in held.posts_with(Permission.EVENT_BOOK)
    )


def acts_for(place: Place, user: User, held: Access) -> bool:
    """Whether somebody may cancel or evaluate a booking: it is their own, or of a school for which they book."""
    booking = place.booking
    if booking.person_id == user.pk:
        return held.may(Permission.EVENT_BOOK, authority=booking.authority_id)
    return booking.school is not None and schools.reaches(
        _at_school(held), Permission.EVENT_BOOK, school=booking.school
    )


def keeps(held: Access, authority: str) -> bool:
    """Whether somebody keeps the programme of an authority."""
    return held.may(Permission.EVENT_KEEP, authority=authority)


def _at_school(held: Access) -> Access:
    return Access(tuple(post for post in held.held if post.role.at_school))


def _place(booking: Booking, *, today: date) -> Place:
    said: Evaluation | None = getattr(booking, "evaluation", None)
    return Place(
        booking=booking,
        steps=tuple(booking.steps.all()),
        evaluation=said if said is not None and timezone.localdate(said.at) <= today else None,
    )
