"""A concern about an academy: what was seen, each step with its letter, and what the trust answered. All append-only."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models.steps import Step
from trellis.interventions.workflows.academy_concern import ACADEMY_CONCERN
from trellis.schools.models import Authority, School


class Direction(models.TextChoices):
    """Which way what gives concern is going."""

    IMPROVING = "improving", "Improving"
    STEADY = "steady", "Neither better nor worse"
    DECLINING = "declining", "Declining"
    UNKNOWN = "unknown", "Not known"


class Concern(AppendOnly):
    """What gives concern about an academy, with what shows it. The academy reads it once it was told."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="academy_concerns")
    subject = models.CharField("what it is about, by its id", max_length=60)
    subject_name = models.TextField("what it is about")
    is_safeguarding = models.BooleanField("it is about safeguarding")
    seen = models.TextField("what gives concern")
    evidence = models.TextField("what shows it")
    direction = models.CharField("direction of travel", max_length=20, choices=Direction.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Concern"].as_manager()
    confidentiality = Confidentiality.RESTRICTED
    called = ("concern about an academy", "concerns about academies")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]), models.Index(fields=["authority", "-at"]))
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(seen="") & ~models.Q(evidence=""), name="a_concern_shows_its_evidence"
            ),
        )

    def __str__(self) -> str:
        return f"Concern {self.pk} about {self.school_id}"


class ConcernStep(Step):
    """One step of a concern: its letter or note is in `reasons`. `told` is whether the academy knows of it."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(ACADEMY_CONCERN.states.items()))
    dated = models.DateField(null=True)
    addressee = models.CharField("with whom, or to whom", max_length=200, blank=True)
    means = models.CharField("by what means", max_length=200, blank=True)
    due = models.DateField("day by which an answer is asked for", null=True)
    told = models.BooleanField("the academy knows of it")

    objects = AppendOnlyQuerySet["ConcernStep"].as_manager()
    told_where: ClassVar[Mapping[str, object]] = {"told": True}
    called = ("step of a concern", "steps of concerns")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("concern", "number")
        constraints = (
            models.UniqueConstraint(fields=["concern", "number"], name="one_concern_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(ACADEMY_CONCERN.states)),
                name="state_of_a_concern_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("escalated", "raised", "referred"))
                | (~models.Q(addressee="") & ~models.Q(means="") & models.Q(dated__isnull=False)),
                name="a_letter_of_a_concern_has_its_addressee_and_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="raised") | models.Q(due__isnull=False),
                name="a_concern_in_writing_asks_for_an_answer_by_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.concern}: {self.get_state_display()}"


class ConcernReply(AppendOnly):
    """What somebody answered to a letter, and when it came. `told` is whether the academy knows of the letter."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="replies")
    received_on = models.DateField()
    sender = models.CharField("who answered", max_length=200)
    words = models.TextField("what they answered")
    told = models.BooleanField("the academy knows of it")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ConcernReply"].as_manager()
    told_where: ClassVar[Mapping[str, object]] = {"told": True}
    called = ("answer to a concern", "answers to concerns")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("concern", "received_on", "id")

    def __str__(self) -> str:
        return f"Answer of {self.sender}"
