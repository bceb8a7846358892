"""A circumstance that could make a school vulnerable, from a day until another."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority, School


class Circumstance(AppendOnly):
    """Something about a school's circumstances, recorded by the school or by an adviser, with what shows it.

    `kind` is an id of `judgements.kinds`. `until` is the last day on which it is so; None where that is not known yet.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="circumstances")
    kind = models.CharField(max_length=80)
    evidence = models.TextField("what shows it")
    from_date = models.DateField("day from which it is so")
    until = models.DateField("last day on which it is so", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Circumstance"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("school", "-from_date", "-id")
        indexes = (
            models.Index(fields=["school", "-from_date"]),
            models.Index(fields=["authority", "-from_date"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("from_date")),
                name="a_circumstance_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(evidence=""), name="a_circumstance_shows_its_evidence"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} at {self.school_id} from {self.from_date:%-d %B %Y}"


class CircumstanceEnd(AppendOnly):
    """That a circumstance has passed: its last day, and who says so. There is one for each, or none."""

    circumstance = models.OneToOneField(Circumstance, on_delete=models.PROTECT, related_name="ended")
    last_day = models.DateField("last day on which it was so")
    why = models.TextField("what shows that it has passed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["CircumstanceEnd"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("circumstance",)

    def __str__(self) -> str:
        return f"End of {self.circumstance}"
