"""The case of a school at risk: what was found, each visit, what was agreed there, and each evaluation. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.casework.workflows.case import CASE
from trellis.schools.models import Authority, School


class Case(AppendOnly):
    """A school found to be at risk: by whom, from what source, and what was seen. One is open at a time."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    source = models.CharField("where it was seen, by the pack’s id", max_length=60)
    source_name = models.TextField("where it was seen, as the pack then called it")
    seen = models.TextField("what was seen")
    seen_on = models.DateField("the day on which the risk was found")
    level = models.PositiveSmallIntegerField("support level it calls for")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Case"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (
            models.Index(fields=["school", "-at"]),
            models.Index(fields=["authority", "-at"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level__in=(2, 3)), name="a_case_calls_for_level_2_or_3"
            ),
        )

    def __str__(self) -> str:
        return f"Case {self.pk} of {self.school_id}"


class CaseStep(Step):
    """One step of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(CASE.states.items()))

    objects = AppendOnlyQuerySet["CaseStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("case", "number")
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="one_case_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(CASE.states)), name="state_of_a_case_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: {self.get_state_display()}"


class Assignment(AppendOnly):
    """The adviser who works a case. The newest row counts; `reasons` says why it changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="case_assignments")
    reasons = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Assignment"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("case", "at", "id")

    def __str__(self) -> str:
        return f"{self.adviser} for case {self.case_id}"


class Purpose(models.TextChoices):
    """What a visit of a case is for."""

    CONFIRM = "confirm", "To confirm the level of risk"
    FOLLOW_UP = "follow_up", "To see whether improvement has lasted"


class Visit(AppendOnly):
    """A visit of a case, with its note. `found` is true where the risk was confirmed, or where improvement has lasted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    held_on = models.DateField()
    head = models.CharField("the headteacher who was met", max_length=200, blank=True)
    head_absent = models.TextField("why no headteacher was met", blank=True)
    chair = models.CharField("the chair of governors who was met", max_length=200, blank=True)
    chair_absent = models.TextField("why no chair was met", blank=True)
    others = models.TextField("who else took part", blank=True)
    found = models.BooleanField()
    note = models.TextField("note of visit")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Visit"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("case", "held_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(head="", head_absent=""), name="a_visit_names_the_head_or_says_why_not"
            ),
            models.CheckConstraint(
                condition=~models.Q(chair="", chair_absent=""), name="a_visit_names_the_chair_or_says_why_not"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.held_on}"


class PlanOfAction(AppendOnly):
    """What is done at once, drawn up with the headteacher at the visit. The newest revision holds; the earlier ones stay.

    `lines` are {"what", "owner_school", "support", "by_when"}: the school owns each, and the authority’s part is beside it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans_of_action")
    revision = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["PlanOfAction"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("case", "revision")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "revision"], name="one_plan_of_action_per_case_and_revision"
            ),
        )

    def __str__(self) -> str:
        return f"Plan of action {self.revision} of case {self.case_id}"


class CaseComment(AppendOnly):
    """What somebody of the school, or of the authority, says to a case: to its identification or its plan of action."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comments")
    words = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["CaseComment"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("case", "at", "id")

    def __str__(self) -> str:
        return f"{self.by}: {self.words[:60]}"


class Outcome(models.TextChoices):
    """What an evaluation comes to."""

    KEEP = "keep", "Keep the level, with next steps"
    LOWER = "lower", "Lower the level of support"
    RAISE = "raise", "Raise the level of support"


class Evaluation(AppendOnly):
    """What the authority makes of a term’s support: go on, step down or step up, and why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evaluations")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    level = models.PositiveSmallIntegerField("support level it comes to")
    next_steps = models.TextField(blank=True)
    reasons = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Evaluation"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("case", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(outcome="keep", next_steps=""), name="a_kept_level_has_next_steps"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=(1, 2, 3)), name="an_evaluation_comes_to_level_1_2_or_3"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: level {self.level}"


class Decision(AppendOnly):
    """What was decided of a school in special measures that does not improve: the options looked at, the one taken, and why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    options = models.JSONField("the options looked at, as (id, name)")
    taken = models.CharField("the option taken, by the pack’s id", max_length=60)
    reasons = models.TextField()
    best_interests = models.TextField("how it serves the best interests of the children")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Decision"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("case", "at", "id")

    def __str__(self) -> str:
        return f"{self.taken}, {self.at:%-d %B %Y}"
