"""A school’s order of a service, its steps, and what the school made of it."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.resources.models.catalogue import ServiceVersion
from trellis.resources.workflows.order import ORDER
from trellis.schools.models import Authority, School

SCORED = ("quality", "responsiveness", "value")


class Order(AppendOnly):
    """An order, with the version of the service and the price as they were that day, in pence."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="service_orders")
    version = models.ForeignKey(ServiceVersion, on_delete=models.PROTECT, related_name="orders")
    quantity = models.PositiveSmallIntegerField()
    unit_price = models.PositiveIntegerField("price of one, in pence")
    central = models.PositiveIntegerField("what the central budget pays, in pence")
    to_pay = models.PositiveIntegerField("what the school pays, in pence")
    why_central = models.TextField("why the central budget pays", blank=True)
    is_academy = models.BooleanField("whether the school was an academy that day")
    year = models.PositiveSmallIntegerField("school year, by the year in which it ends")
    wishes = models.TextField("what the school asks for")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Order"].as_manager()
    called = ("order of a service", "orders of services")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]), models.Index(fields=["authority", "-at"]))
        constraints = (
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="an_order_is_of_something"),
            models.CheckConstraint(
                condition=models.Q(
                    central=models.F("quantity") * models.F("unit_price") - models.F("to_pay")
                ),
                name="the_parts_of_an_order_are_its_price",
            ),
        )

    def __str__(self) -> str:
        return f"Order {self.pk} of {self.school_id}"


class OrderStep(Step):
    """One step of an order."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(ORDER.states.items()))

    objects = AppendOnlyQuerySet["OrderStep"].as_manager()
    called = ("step of an order", "steps of orders")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("order", "number")
        constraints = (
            models.UniqueConstraint(fields=["order", "number"], name="one_order_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(ORDER.states)), name="state_of_an_order_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}: {self.get_state_display()}"


class Evaluation(AppendOnly):
    """What the school made of a service: three scores from 1 (poor) to 5 (very good), and why."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="evaluation")
    quality = models.PositiveSmallIntegerField("how good it was")
    responsiveness = models.PositiveSmallIntegerField("how well it answered what was asked for")
    value = models.PositiveSmallIntegerField("what it was worth for its price")
    words = models.TextField("what changed at the school")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Evaluation"].as_manager()
    called = ("evaluation of a service", "evaluations of services")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("order",)
        constraints = tuple(
            models.CheckConstraint(
                condition=models.Q(**{f"{name}__gte": 1, f"{name}__lte": 5}),
                name=f"service_{name}_is_of_1_to_5",
            )
            for name in SCORED
        )

    def __str__(self) -> str:
        return f"Evaluation of order {self.order_id}"
