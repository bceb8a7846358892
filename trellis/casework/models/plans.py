"""The support plan at the centre of a case: its versions, their objectives, what is heard of them, and each review.

Nothing is written over: an objective keeps its identity through the versions, and each wording of it is a row.
"""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.cases import Case
from trellis.casework.models.levels import Party
from trellis.casework.models.steps import Step
from trellis.casework.workflows.plan import PLAN


class Plan(AppendOnly):
    """The support plan of one case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="plan")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Plan"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")

    def __str__(self) -> str:
        return f"Support plan of case {self.case_id}"


class Version(AppendOnly):
    """One version of a support plan. Each termly review ends one and opens the next."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Version"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_per_plan_and_number"),
        )

    def __str__(self) -> str:
        return f"Version {self.number}"


class VersionStep(Step):
    """One step of a version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(PLAN.states.items()))

    objects = AppendOnlyQuerySet["VersionStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("version", "number")
        constraints = (
            models.UniqueConstraint(fields=["version", "number"], name="one_version_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(PLAN.states)), name="state_of_a_version_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}: {self.get_state_display()}"


class Objective(AppendOnly):
    """One objective of a plan, under the number that it keeps through the versions."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="objectives")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Objective"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="one_objective_per_plan_and_number"),
        )

    def __str__(self) -> str:
        return f"Objective {self.number}"


class Brokering(models.TextChoices):
    """Whether an objective has the support that it needs."""

    WANTED = "wanted", "Support is still to be found"
    FOUND = "found", "Support has been found"
    NONE_NEEDED = "none_needed", "None is needed"


class ObjectiveText(AppendOnly):
    """What an objective says in a version. The newest revision of each version counts; `is_dropped` takes it out of one.

    `milestones` are {"what", "by_when"}; `actions` are {"what", "owner_school", "support"}: the school owns each, and what the
    authority does stands beside it as support. `target_value` is the school’s own target for `indicator`, in its unit.
    """

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="texts")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="texts")
    revision = models.PositiveSmallIntegerField()
    is_dropped = models.BooleanField(default=False)
    area = models.CharField("area of the school’s work", max_length=120)
    what = models.TextField("what is to improve")
    lever = models.TextField("how it is to improve")
    criteria = models.JSONField("criteria that it answers, by the pack’s ids", default=list)
    baseline = models.TextField("where it stands")
    target = models.TextField("where it is to stand")
    indicator = models.CharField("indicator that shows it", max_length=80, blank=True)
    target_value = models.FloatField("the school’s own target", null=True)
    success_test = models.TextField("how success will be seen")
    owner_school = models.CharField("who at the school answers for it", max_length=200)
    owner_authority = models.CharField("who at the authority supports and challenges", max_length=200)
    milestones = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    brokering = models.CharField(max_length=20, choices=Brokering.choices)
    support = models.TextField("what support, from whom", blank=True)
    articles = models.JSONField("articles of the UN Convention on the Rights of the Child", default=list)
    reasons = models.TextField("why it was dropped, or says this now", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ObjectiveText"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("objective", "version", "revision")
        constraints = (
            models.UniqueConstraint(
                fields=["objective", "version", "revision"], name="one_objective_text_per_revision"
            ),
            models.CheckConstraint(
                condition=~models.Q(is_dropped=True, reasons=""), name="a_dropped_objective_has_reasons"
            ),
        )

    def __str__(self) -> str:
        return self.what[:60]


class Condition(AppendOnly):
    """One thing that must be true before the school steps down a level. `number` is kept through the versions."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Condition"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="one_condition_per_plan_and_number"),
        )

    def __str__(self) -> str:
        return f"Condition {self.number}"


class ConditionText(AppendOnly):
    """What a condition says in a version. The newest revision of each version counts."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="texts")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="condition_texts")
    revision = models.PositiveSmallIntegerField()
    is_dropped = models.BooleanField(default=False)
    words = models.TextField("what must be true to step down")
    reasons = models.TextField("why it was dropped, or says this now", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ConditionText"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("condition", "version", "revision")
        constraints = (
            models.UniqueConstraint(
                fields=["condition", "version", "revision"], name="one_condition_text_per_revision"
            ),
            models.CheckConstraint(
                condition=~models.Q(is_dropped=True, reasons=""), name="a_dropped_condition_has_reasons"
            ),
        )

    def __str__(self) -> str:
        return self.words[:60]


class PlanPosition(models.TextChoices):
    """What the school says to a version."""

    AGREES = "agrees", "Agrees"
    DISAGREES = "disagrees", "Does not agree"


class PlanAnswer(AppendOnly):
    """What the headteacher or the chair says to a version as it was shared. The newest of each counts."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="answers")
    party = models.CharField(max_length=20, choices=Party.choices)
    position = models.CharField(max_length=20, choices=PlanPosition.choices)
    said = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["PlanAnswer"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("version", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(position="agrees") | ~models.Q(said=""),
                name="a_plan_not_agreed_to_has_reasons",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.get_position_display()}"


class PlanComment(AppendOnly):
    """A comment on a version, or on one objective of it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["PlanComment"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("version", "at", "id")

    def __str__(self) -> str:
        return f"{self.by}: {self.words[:60]}"
