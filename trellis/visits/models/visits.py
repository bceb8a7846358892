"""A visit to a school: when it is booked for and who goes, its steps, and every revision of its note. All append-only."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.schools.models import Authority, School
from trellis.visits.workflows.visit import VISIT


class Purpose(models.TextChoices):
    """What a visit is for."""

    TERMLY = "termly", "Termly visit"
    SUMMER = "summer", "Summer-term visit, with good practice"
    AT_RISK = "at_risk", "School at risk"
    MONITORING = "monitoring", "Monitoring"
    REQUESTED = "requested", "Asked for by the school"


class Visit(AppendOnly):
    """A visit to a school, for one purpose. When it is and who goes stands in its newest booking."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="visits")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Visit"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]), models.Index(fields=["authority", "-at"]))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="purpose_of_a_visit_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} to {self.school_id}"


class Booking(AppendOnly):
    """For which day a visit is booked and who goes. The newest holds; `reasons` say why it took the place of another.

    `lead` goes, and writes the note.
    """

    called = ("booking of a visit", "bookings of visits")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="bookings")
    number = models.PositiveSmallIntegerField()
    day = models.DateField("day of the visit")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="who goes")
    others = models.TextField("who else goes", blank=True)
    about = models.TextField("what it will look at", blank=True)
    reasons = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Booking"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("visit", "number")
        indexes = (models.Index(fields=["lead", "day"]),)
        constraints = (
            models.UniqueConstraint(fields=["visit", "number"], name="one_booking_per_visit_and_number"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reasons=""), name="a_later_booking_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.visit}, {self.day}"


class VisitStep(Step):
    """One step of a visit."""

    called = ("step of a visit", "steps of visits")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(VISIT.states.items()))

    objects = AppendOnlyQuerySet["VisitStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("visit", "number")
        constraints = (
            models.UniqueConstraint(fields=["visit", "number"], name="one_visit_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(VISIT.states)), name="state_of_a_visit_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_state_display()}"


class Stage(models.TextChoices):
    """What a revision of a note is."""

    DRAFT = "draft", "Draft"
    SHARED = "shared", "Shared with the school"
    FINAL = "final", "Final"
    CORRECTION = "correction", "Correction of the final note"


class Consent(models.TextChoices):
    """Whether the school agrees that its practice is told of to others."""

    YES = "yes", "Asked: the school agrees"
    NO = "no", "Asked: the school does not agree"
    NOT_ASKED = "not_asked", "Not asked yet"


class NoteRevision(AppendOnly):
    """The whole note of a visit, as it was saved. Every save is a new revision. A draft is the business of who writes it.

    `findings` are {"heading", "name", "words"}; `actions` are {"what", "owner", "by"}, `by` a date as ISO text or "".
    """

    called = ("note of visit", "notes of visit")
    told_where: ClassVar[Mapping[str, object]] = {"stage__in": ["shared", "final", "correction"]}

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=20, choices=Stage.choices)
    met = models.TextField("who was met", blank=True)
    looked_at = models.TextField("what was looked at", blank=True)
    findings = models.JSONField("what was found", default=list)
    strengths = models.TextField(blank=True)
    actions = models.JSONField("agreed actions", default=list)
    practice = models.TextField("practice worth sharing", blank=True)
    practice_area = models.CharField("area of practice", max_length=200, blank=True)
    consent = models.CharField("whether it may be shared", max_length=20, choices=Consent.choices, blank=True)
    reasons = models.TextField("why a final note was corrected", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["NoteRevision"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("visit", "number")
        constraints = (
            models.UniqueConstraint(fields=["visit", "number"], name="one_note_per_visit_and_number"),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="stage_of_a_note_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="correction", reasons=""), name="a_correction_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(stage="draft") | ~models.Q(looked_at=""),
                name="a_note_that_is_shared_says_what_was_looked_at",
            ),
        )

    def __str__(self) -> str:
        return f"Revision {self.number} of the note of {self.visit}"
