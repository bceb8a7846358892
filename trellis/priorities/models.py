"""A need of an area as people mark it: each marking is kept as it was made, and the newest one holds."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority


class Risk(models.TextChoices):
    """How much is at stake if nothing is done."""

    HIGH = "high", "High risk"
    OTHER = "other", "Other"


class Response(models.TextChoices):
    """What the authority does about a need."""

    CHALLENGE = "challenge", "Challenge: put it to the schools or services concerned"
    INTERVENTION = "intervention", "Intervention: do something specific about it"
    WATCH = "watch", "Watch: look again when new figures come"


class State(models.TextChoices):
    """Whether a marking is thought through."""

    DRAFT = "draft", "Draft"
    COMPLETE = "complete", "Complete"


class Need(AppendOnly):
    """Something that an authority's people have marked as a need, under one number for good.

    `measure` is the id of an `AreaMeasure`; what it was about is kept beside it, should the measure go.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="needs")
    measure = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    theme = models.CharField(max_length=60)
    phase = models.CharField(max_length=20)
    group = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Need"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "measure")
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "measure"], name="one_need_per_authority_and_measure"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Marking(AppendOnly):
    """What somebody said of a need, when, and what its figures were that day."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="markings")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    risk = models.CharField(max_length=10, choices=Risk.choices, blank=True)
    response = models.CharField(max_length=20, choices=Response.choices, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    evidence = models.JSONField("the figures as they were that day")
    build_id = models.CharField("build of the data they were read from", max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Marking"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("need", "-number")
        constraints = (
            models.UniqueConstraint(fields=["need", "number"], name="one_marking_per_number_and_need"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "complete")), name="state_of_a_marking_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(risk__in=("", "high", "other")), name="risk_of_a_need_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(response__in=("", "challenge", "intervention", "watch")),
                name="response_to_a_need_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="complete") | ~models.Q(risk=""),
                name="complete_marking_says_the_risk",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="complete", risk="high")
                | (~models.Q(response="") & models.Q(owner__isnull=False)),
                name="high_risk_has_a_response_and_an_owner",
            ),
        )

    def __str__(self) -> str:
        return f"{self.need}, marking {self.number}"
