"""How many days a leader has for other schools in an academic year, and that their school releases them. Append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.leaders.models.leaders import Leader


class Capacity(AppendOnly):
    """Days for other schools in an academic year, which is named by the calendar year in which it begins. The newest holds."""

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="capacities")
    year = models.PositiveSmallIntegerField("academic year")
    days = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Capacity"].as_manager()
    called = ("days of a system leader", "days of system leaders")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "at", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(days__lte=190), name="days_fit_in_a_school_year"),
        )

    def __str__(self) -> str:
        return f"{self.days} days of {self.leader_id} in {self.year}"


class Release(AppendOnly):
    """Whether the headteacher agrees to so many days in an academic year. The newest holds.

    `for_head` says who agreed, where the authority recorded it for a school that answers on paper.
    """

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="releases")
    year = models.PositiveSmallIntegerField("academic year")
    days = models.PositiveSmallIntegerField("days agreed")
    agrees = models.BooleanField()
    words = models.TextField(blank=True)
    for_head = models.CharField("who agreed, on paper", max_length=120, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Release"].as_manager()
    called = ("release of a system leader", "releases of system leaders")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(agrees=True) | models.Q(words__gt=""), name="no_release_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"Release of {self.leader_id} in {self.year}"
