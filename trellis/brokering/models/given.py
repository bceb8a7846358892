"""What was given, what each side says of it, and what others remarked."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.brokering.models.agreed import Side
from trellis.brokering.models.supports import Support

SCALE = {
    5: "It made a great difference",
    4: "It helped well",
    3: "It helped somewhat",
    2: "It helped little",
    1: "It did not help",
}


class Delivery(AppendOnly):
    """One entry of the log: what was given on a day. One that was wrong is taken back by another, never changed."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="deliveries")
    on = models.DateField()
    days = models.DecimalField(max_digits=5, decimal_places=2)
    what = models.TextField("what was done")
    who = models.CharField("who gave it", max_length=120)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="taken_back_by"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Delivery"].as_manager()
    called = ("entry of a delivery log", "entries of delivery logs")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(days__gt=0, takes_back__isnull=True)
                | models.Q(days__lt=0, takes_back__isnull=False),
                name="a_delivery_has_days_or_takes_one_back",
            ),
        )

    def __str__(self) -> str:
        return f"{self.days} days on {self.on}"


class Evaluation(AppendOnly):
    """What one side says came of it."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="evaluations")
    side = models.CharField(max_length=20, choices=Side.choices)
    helped = models.PositiveSmallIntegerField(choices=list(SCALE.items()))
    difference = models.TextField("what is different")
    learned = models.TextField("what would be done otherwise", blank=True)
    again = models.BooleanField("would do it again")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Evaluation"].as_manager()
    called = ("evaluation of support", "evaluations of support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "at", "id")
        constraints = (
            models.UniqueConstraint(fields=["support", "side"], name="one_evaluation_per_side"),
            models.CheckConstraint(
                condition=models.Q(side__in=[Side.RECEIVING, Side.GIVING]),
                name="side_that_evaluates_is_known",
            ),
            models.CheckConstraint(condition=models.Q(helped__in=list(SCALE)), name="help_is_on_its_scale"),
            models.CheckConstraint(
                condition=~models.Q(difference=""), name="an_evaluation_says_what_is_different"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.get_helped_display()}"


class Confirmation(AppendOnly):
    """Whether an adviser saw that support, such as a school brokered itself, was used well. The newest holds."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="confirmations")
    agrees = models.BooleanField("used effectively")
    words = models.TextField("what was seen")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Confirmation"].as_manager()
    called = ("adviser’s view of support", "advisers’ views of support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "at", "id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(words=""), name="a_view_of_support_says_something"),
        )

    def __str__(self) -> str:
        return f"Support {self.support_id}: {'used well' if self.agrees else 'not used well'}"


class Remark(AppendOnly):
    """A comment on a support, by anybody who reads it."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="remarks")
    words = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Remark"].as_manager()
    called = ("comment on support", "comments on support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "at", "id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(words=""), name="a_comment_on_support_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.by}: {self.words[:60]}"
