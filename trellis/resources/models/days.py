"""The ledger of adviser days, and days that are booked ahead. A balance is the sum of its rows, and is stored nowhere."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.resources.models.orders import Order
from trellis.resources.workflows.booking import BOOKING
from trellis.schools.models import School
from trellis.visits.models import Visit


class Route(models.TextChoices):
    """Who pays for a day. Days are drawn in this order: what a school bought is kept to the last."""

    DE_DELEGATED = "de_delegated", "De-delegated"
    CENTRAL = "central", "Central"
    TRADED = "traded", "Traded"


class Kind(models.TextChoices):
    """What a movement counts towards."""

    ALLOCATED = "allocated", "Allocated"
    BOUGHT = "bought", "Bought"
    USED = "used", "Used"
    BOOKED = "booked", "Booked"


class DayBooking(AppendOnly):
    """A day of an adviser, or a part of one, booked ahead for a school."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="day_bookings")
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField("the day that is booked")
    quarters = models.PositiveSmallIntegerField("how much of it, in quarters")
    purpose = models.TextField("what it is for")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["DayBooking"].as_manager()
    called = ("booking of an adviser day", "bookings of adviser days")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-day", "-id")
        indexes = (
            models.Index(fields=["school", "-day"]),
            models.Index(fields=["adviser", "day"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quarters__gte=1, quarters__lte=4), name="a_booking_is_of_one_day_at_most"
            ),
        )

    def __str__(self) -> str:
        return f"Booking {self.pk} of {self.school_id}"


class BookingStep(Step):
    """One step of a booking."""

    booking = models.ForeignKey(DayBooking, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(BOOKING.states.items()))

    objects = AppendOnlyQuerySet["BookingStep"].as_manager()
    called = ("step of a booking", "steps of bookings")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("booking", "number")
        constraints = (
            models.UniqueConstraint(fields=["booking", "number"], name="one_day_booking_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(BOOKING.states)), name="state_of_a_booked_day_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_state_display()}"


class DayMovement(AppendOnly):
    """One row of a school’s ledger of a school year, in quarters of a day. A counter row takes another back, whole."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="day_movements")
    year = models.PositiveSmallIntegerField("school year, by the year in which it ends")
    number = models.PositiveIntegerField()
    kind = models.CharField("what it counts towards", max_length=10, choices=Kind.choices)
    route = models.CharField("who pays", max_length=20, choices=Route.choices)
    quarters = models.SmallIntegerField("how much, in quarters of a day")
    on = models.DateField("the day it is of")
    what = models.TextField("what it is for, or why")
    level = models.PositiveSmallIntegerField("the level in force on the day of the row", null=True)
    by_rule = models.BooleanField("the entitlement of its level", default=False)
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="movements")
    booking = models.ForeignKey(DayBooking, on_delete=models.PROTECT, null=True, related_name="movements")
    counters = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="countered_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["DayMovement"].as_manager()
    called = ("movement of adviser days", "movements of adviser days")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("school", "year", "number")
        indexes = (models.Index(fields=["year", "school", "kind", "route"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["school", "year", "number"], name="one_movement_of_days_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values, route__in=Route.values),
                name="kind_and_route_of_days_are_known",
            ),
            models.CheckConstraint(
                condition=models.Q(counters__isnull=True, quarters__gt=0)
                | models.Q(counters__isnull=False, quarters__lt=0),
                name="a_movement_adds_and_its_counter_takes_back",
            ),
            models.CheckConstraint(condition=~models.Q(what=""), name="a_movement_of_days_says_why"),
            models.CheckConstraint(
                condition=~models.Q(kind="used") | models.Q(adviser__isnull=False),
                name="days_used_are_somebodys",
            ),
        )

    def __str__(self) -> str:
        return f"Movement {self.number} of {self.school_id}, {self.year}"
