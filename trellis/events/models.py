"""An event, every version of its plan, the bookings of places with their steps, and what people made of it. All append-only."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.events.workflows.booking import BOOKING
from trellis.schools.models import Authority, School

PHASES = {
    "nursery": "Early years",
    "primary": "Primary",
    "secondary": "Secondary",
    "sixteen_plus": "16 plus",
    "special": "Special",
    "alternative": "Alternative provision",
}
HIGHEST = 5
"""The best that somebody who came can say of an event."""


class Kind(models.TextChoices):
    """What an event is, which says by whom it is looked for."""

    COURSE = "course", "Course of the professional development programme"
    LEARNING = "learning", "Leaders of Learning event"
    CONFERENCE = "conference", "Headteacher conference"
    ASPIRING = "aspiring", "Support for new-in-post and aspiring leaders"
    SYSTEM = "system", "Learning for system leaders"
    DAY = "day", "Induction day"
    MODULE = "module", "Induction module"


ACADEMY = (Kind.LEARNING, Kind.CONFERENCE, Kind.ASPIRING)
"""The three categories of the Leadership Academy’s programme."""


class Event(AppendOnly):
    """Something that people come to. What it is, when and at what price stands in its newest plan."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Event"].as_manager()
    called = ("course or event", "courses and events")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "kind"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="kind_of_an_event_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"Event {self.pk}"


class EventPlan(AppendOnly):
    """What an event is to be, as it was written. The newest holds; one that is called off says why."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    title = models.CharField("what it is called", max_length=120)
    what_for = models.TextField("what it is for")
    phases = models.JSONField("phases", default=list)
    day = models.DateField("the day of it")
    hours = models.CharField("from when to when", max_length=60)
    where = models.CharField("where it is", max_length=120)
    places = models.PositiveSmallIntegerField()
    price_maintained = models.DecimalField(
        "price of a place for a maintained school", max_digits=7, decimal_places=2, default=Decimal(0)
    )
    price_academy = models.DecimalField(
        "price of a place for an academy", max_digits=7, decimal_places=2, default=Decimal(0)
    )
    led_by = models.CharField("who leads it", max_length=120)
    leader_number = models.PositiveIntegerField(
        "who leads it, by their number in the register of system leaders", null=True
    )
    cancel_by = models.DateField("last day to cancel without charge")
    is_off = models.BooleanField("called off", default=False)
    why = models.TextField("why it was changed or called off", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["EventPlan"].as_manager()
    called = ("plan of an event", "plans of events")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("event", "number")
        constraints = (
            models.UniqueConstraint(fields=["event", "number"], name="one_event_plan_per_number"),
            models.CheckConstraint(
                condition=models.Q(title__gt="", what_for__gt="", where__gt="", led_by__gt=""),
                name="an_event_says_what_where_and_by_whom",
            ),
            models.CheckConstraint(condition=models.Q(places__gte=1), name="an_event_has_places"),
            models.CheckConstraint(
                condition=models.Q(price_maintained__gte=0, price_academy__gte=0),
                name="no_event_costs_less_than_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(cancel_by__lte=models.F("day")),
                name="cancelling_is_free_until_the_day_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(is_off=False) | ~models.Q(why=""), name="what_is_called_off_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, plan {self.number}"

    @property
    def phase_names(self) -> tuple[str, ...]:
        return tuple(name for key, name in PHASES.items() if key in self.phases)


class Booking(AppendOnly):
    """A place that is asked for. `person` is who booked for themselves; otherwise it is for somebody of a school."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bookings")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="places")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("who comes", max_length=120)
    role = models.CharField("in which role", max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Booking"].as_manager()
    called = ("booking of a place", "bookings of places")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("event", "id")
        indexes = (models.Index(fields=["school", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(school__isnull=False) | models.Q(person__isnull=False),
                name="a_place_is_for_a_school_or_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(name__gt="", role__gt=""), name="a_place_is_for_somebody_by_name"
            ),
        )

    def __str__(self) -> str:
        return f"Booking {self.pk} of {self.event}"


class BookingStep(Step):
    """One step of a booking. One that cancels keeps whether it is charged all the same."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(BOOKING.states.items()))

    objects = AppendOnlyQuerySet["BookingStep"].as_manager()
    called = ("step of a booking", "steps of bookings")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("booking", "number")
        constraints = (
            models.UniqueConstraint(fields=["booking", "number"], name="one_booking_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(BOOKING.states)), name="state_of_a_booking_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_state_display()}"


class Evaluation(AppendOnly):
    """What somebody who came made of it. There is one for a booking, or none yet."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="evaluation")
    score = models.PositiveSmallIntegerField("how useful it was")
    words = models.TextField("what they would say of it")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Evaluation"].as_manager()
    called = ("evaluation of an event", "evaluations of events")
    in_chronology = False  # it says what one person thought of an event, and is read with those of the others

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("booking",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(score__gte=1, score__lte=HIGHEST), name="an_evaluation_is_one_to_five"
            ),
        )

    def __str__(self) -> str:
        return f"Evaluation of {self.booking}"
