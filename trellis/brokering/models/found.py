"""Support that a school found itself, outside the register: what it was, what came of it, and how an adviser saw it used."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.brokering.models.given import SCALE
from trellis.schools.models import Authority, School


class FoundSupport(AppendOnly):
    """What a school says that it found for itself. Who gave it is no provider of the register, and no quality is assured."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="found_supports")
    who = models.CharField("who gave it", max_length=120)
    areas = models.JSONField("areas of practice", default=list)
    what = models.TextField("what it was for")
    days = models.DecimalField("days", max_digits=5, decimal_places=2)
    cost = models.DecimalField(
        "cost in pounds; none where it was not said", max_digits=9, decimal_places=2, null=True
    )
    begun = models.DateField("from")
    ended = models.DateField("until; none while it went on", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["FoundSupport"].as_manager()
    called = ("support that a school found", "support that schools found")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-begun", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(who__gt="", what__gt=""), name="found_support_says_who_and_what_for"
            ),
            models.CheckConstraint(
                condition=models.Q(days__gt=0) & (models.Q(cost__isnull=True) | models.Q(cost__gte=0)),
                name="found_support_has_days_and_no_negative_cost",
            ),
            models.CheckConstraint(
                condition=models.Q(ended__isnull=True) | models.Q(begun__lte=models.F("ended")),
                name="found_support_begins_before_it_ends",
            ),
        )

    def __str__(self) -> str:
        return f"Support {self.pk} that {self.school_id} found"


class FoundImpact(AppendOnly):
    """What a school says came of it so far, and since when it is over, if it is. The newest holds, its day too."""

    found = models.ForeignKey(FoundSupport, on_delete=models.PROTECT, related_name="impacts")
    number = models.PositiveSmallIntegerField()
    helped = models.PositiveSmallIntegerField(choices=list(SCALE.items()))
    came = models.TextField("what came of it")
    ended = models.DateField("until; none while it goes on", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["FoundImpact"].as_manager()
    called = ("impact of support that a school found", "impacts of support that schools found")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("found", "number")
        constraints = (
            models.UniqueConstraint(fields=["found", "number"], name="one_impact_per_number"),
            models.CheckConstraint(
                condition=models.Q(helped__in=list(SCALE)), name="impact_of_found_support_is_on_its_scale"
            ),
            models.CheckConstraint(
                condition=~models.Q(came=""), name="impact_of_found_support_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.found}: {self.get_helped_display()}"


class FoundView(AppendOnly):
    """How an adviser of the school saw it used. The newest holds."""

    found = models.ForeignKey(FoundSupport, on_delete=models.PROTECT, related_name="views")
    number = models.PositiveSmallIntegerField()
    agrees = models.BooleanField("used effectively")
    words = models.TextField("what was seen")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["FoundView"].as_manager()
    called = ("adviser’s view of found support", "advisers’ views of found support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("found", "number")
        constraints = (
            models.UniqueConstraint(fields=["found", "number"], name="one_view_of_found_support_per_number"),
            models.CheckConstraint(
                condition=~models.Q(words=""), name="a_view_of_found_support_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.found}: {'used well' if self.agrees else 'not used well'}"


class FoundTakenBack(AppendOnly):
    """An entry that the school logged by mistake, and why. The entry stays as it was written, and is shown no more."""

    found = models.ForeignKey(FoundSupport, on_delete=models.PROTECT, related_name="taken_back")
    why = models.TextField("why")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["FoundTakenBack"].as_manager()
    called = ("entry of found support that was taken back", "entries of found support that were taken back")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["found"], name="found_support_is_taken_back_once"),
            models.CheckConstraint(condition=~models.Q(why=""), name="taking_back_found_support_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.found}: taken back"
