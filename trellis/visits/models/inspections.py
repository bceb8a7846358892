"""An inspection of a school: its steps, what was heard under embargo, what was published, and what follows. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models.steps import Step
from trellis.schools.models import Authority, School
from trellis.visits.workflows.inspection import INSPECTION


class Kind(models.TextChoices):
    """What kind of inspection was notified."""

    FULL = "full", "Full inspection, with a report card"
    MONITORING = "monitoring", "Monitoring inspection"
    URGENT = "urgent", "Urgent inspection"
    UNGRADED = "ungraded", "Ungraded inspection or visit"


class Framework(models.TextChoices):
    """In what terms an outcome is given."""

    REPORT_CARD = "report_card", "By area, on a report card"
    UNGRADED = "ungraded", "Without grades"


class Inspection(AppendOnly):
    """An inspection that the authority was told of."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    notified_on = models.DateField("day on which it was notified")
    begins_on = models.DateField("day on which it begins")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Inspection"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-begins_on", "-id")
        indexes = (models.Index(fields=["school", "-begins_on"]),)
        constraints = (
            models.UniqueConstraint(fields=["school", "kind", "begins_on"], name="one_inspection_per_day"),
            models.CheckConstraint(
                condition=models.Q(begins_on__gte=models.F("notified_on")),
                name="an_inspection_begins_once_it_is_notified",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.school_id}"


class InspectionStep(Step):
    """One step of an inspection. Nothing of its outcome is in it: that stands in rows of its own."""

    called = ("step of an inspection", "steps of inspections")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(INSPECTION.states.items()))

    objects = AppendOnlyQuerySet["InspectionStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("inspection", "number")
        constraints = (
            models.UniqueConstraint(fields=["inspection", "number"], name="one_inspection_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(INSPECTION.states)),
                name="state_of_an_inspection_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inspection}: {self.get_state_display()}"


class Feedback(AppendOnly):
    """Whether the authority's representative was at the inspectors' feedback, and what was heard there."""

    confidentiality = Confidentiality.EMBARGOED
    called = ("note of inspection feedback", "notes of inspection feedback")

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="feedback")
    attended = models.BooleanField()
    notes = models.TextField("what was heard, or why nobody went")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Feedback"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("inspection",)
        constraints = (models.CheckConstraint(condition=~models.Q(notes=""), name="feedback_says_something"),)

    def __str__(self) -> str:
        return f"Feedback of inspection {self.inspection_id}"


class Outcome(AppendOnly):
    """An outcome: `grades` are {area: grade} in the words of `analysis.inspection`, and the summary is in our own."""

    framework = models.CharField(max_length=20, choices=Framework.choices)
    grades = models.JSONField("grades by area", default=dict)
    summary = models.TextField("in short")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Provisional(Outcome):
    """The outcome as it was told before it was published: embargoed, also after. The newest number counts."""

    confidentiality = Confidentiality.EMBARGOED
    called = ("provisional inspection outcome", "provisional inspection outcomes")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="provisional")
    number = models.PositiveSmallIntegerField()

    objects = AppendOnlyQuerySet["Provisional"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("inspection", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["inspection", "number"], name="one_provisional_outcome_per_number"
            ),
        )

    def __str__(self) -> str:
        return f"Provisional outcome of inspection {self.inspection_id}"


class Published(Outcome):
    """The outcome as it was published, with where to read it. A later number corrects what was entered, and says why."""

    called = ("published inspection outcome", "published inspection outcomes")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="published")
    number = models.PositiveSmallIntegerField()
    published_on = models.DateField("day on which it was published")
    link = models.URLField("where it is published", max_length=500)
    reasons = models.TextField("why it was entered again", blank=True)

    objects = AppendOnlyQuerySet["Published"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("inspection", "number")
        constraints = (
            models.UniqueConstraint(fields=["inspection", "number"], name="one_published_outcome_per_number"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reasons=""), name="an_outcome_entered_again_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"Outcome of inspection {self.inspection_id}"


class NextStep(AppendOnly):
    """One thing that follows from a published outcome, and by when: from the pack in force then, or else what is usual."""

    called = ("next step after an inspection", "next steps after an inspection")

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="next_steps")
    number = models.PositiveSmallIntegerField()
    clock = models.CharField("id of the clock", max_length=80)
    what = models.TextField("what is to be done")
    due = models.DateField("by when")
    counted = models.TextField("how the day was counted")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["NextStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("inspection", "number")
        constraints = (
            models.UniqueConstraint(fields=["inspection", "number"], name="one_next_step_per_number"),
        )

    def __str__(self) -> str:
        return self.what


class NextStepDone(AppendOnly):
    """That a next step is done, or is not needed, and in what words. Once is enough."""

    called = ("next step after an inspection, done", "next steps after an inspection, done")

    step = models.OneToOneField(NextStep, on_delete=models.PROTECT, related_name="done")
    is_needed = models.BooleanField(default=True)
    done_on = models.DateField()
    words = models.TextField("what was done, or why it is not needed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["NextStepDone"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("step",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(words=""), name="a_next_step_done_says_how"),
        )

    def __str__(self) -> str:
        return f"{self.step}: done"
