"""Who answers for a duty and how often it is evidenced, and each piece of evidence. Nothing is written over."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority


class Assignment(AppendOnly):
    """Who answers for a duty at an authority, and how many months may lie between two pieces of evidence.

    The newest number holds; the others stay. The owner is a post, by its role, or a person.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField("id of the duty", max_length=60)
    number = models.PositiveSmallIntegerField()
    role = models.CharField("the role that answers for it", max_length=30, blank=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    months = models.PositiveSmallIntegerField("months between two pieces of evidence")
    reasons = models.TextField("why it changed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Assignment"].as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = "owner of a duty"
        verbose_name_plural = "owners of duties"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "duty", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "duty", "number"], name="one_owner_of_a_duty_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(role=""),
                name="a_duty_is_owned_by_a_role_or_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=60), name="a_duty_has_a_cycle"
            ),
            models.CheckConstraint(condition=~models.Q(reasons=""), name="a_changed_duty_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.duty} at {self.authority_id}, {self.number}"


class Evidence(AppendOnly):
    """One thing that shows a duty to be met: on which day, what, and where it can be read."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField("id of the duty", max_length=60)
    shown_on = models.DateField("day of the evidence")
    note = models.TextField("what shows that it is met, and what was put to it")
    link = models.CharField("where it can be read", max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Evidence"].as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = "evidence of a duty"
        verbose_name_plural = "evidence of duties"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "duty", "-shown_on", "-id")
        indexes = (models.Index(fields=["authority", "duty", "-shown_on", "-id"]),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(note=""), name="evidence_of_a_duty_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.duty} at {self.authority_id}, {self.shown_on}"
