"""What there is for a year at an authority, and to which needs it is allotted. The newest of each holds."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority


class YearPlan(AppendOnly):
    """The days that advisers have for schools, in quarters and by who pays, and the money, in pence."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("school year, by the year in which it ends")
    number = models.PositiveSmallIntegerField()
    central = models.PositiveIntegerField("central days, in quarters")
    de_delegated = models.PositiveIntegerField("de-delegated days, in quarters")
    traded = models.PositiveIntegerField("traded days, in quarters")
    budget = models.PositiveBigIntegerField("money for school improvement, in pence")
    note = models.TextField("how it was reckoned")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["YearPlan"].as_manager()
    called = ("plan of days and money", "plans of days and money")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "year", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "year", "number"], name="one_plan_of_a_year_per_number"
            ),
        )

    def __str__(self) -> str:
        return f"Plan {self.number} of {self.authority_id}, {self.year}"

    @property
    def days(self) -> int:
        """Every day, in quarters."""
        return self.central + self.de_delegated + self.traded


class PrioritiesReview(AppendOnly):
    """One priorities review: what days and money are allotted to, of what there was in the plan that day."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("school year, by the year in which it ends")
    number = models.PositiveSmallIntegerField()
    plan = models.ForeignKey(YearPlan, on_delete=models.PROTECT, related_name="reviews")
    conclusion = models.TextField("what was concluded")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["PrioritiesReview"].as_manager()
    called = ("priorities review", "priorities reviews")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "year", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "year", "number"], name="one_priorities_review_per_number"
            ),
        )

    def __str__(self) -> str:
        return f"Priorities review {self.number} of {self.authority_id}, {self.year}"


class Allotment(AppendOnly):
    """What one need is given, in its rank: days in quarters, and money in pence."""

    review = models.ForeignKey(PrioritiesReview, on_delete=models.PROTECT, related_name="allotments")
    rank = models.PositiveSmallIntegerField()
    measure = models.CharField("the need, by the id of its figure", max_length=80)
    name = models.CharField("what it is called", max_length=200)
    why = models.TextField("what ranks it so")
    quarters = models.PositiveIntegerField("days, in quarters")
    money = models.PositiveBigIntegerField("money, in pence")

    objects = AppendOnlyQuerySet["Allotment"].as_manager()
    called = ("allotment to a need", "allotments to needs")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("review", "rank")
        constraints = (
            models.UniqueConstraint(fields=["review", "rank"], name="one_allotment_per_rank"),
            models.UniqueConstraint(fields=["review", "measure"], name="one_allotment_per_need"),
        )

    def __str__(self) -> str:
        return f"{self.name} in {self.review}"
