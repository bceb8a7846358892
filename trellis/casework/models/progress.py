"""What becomes of a plan: what is seen of each objective, at which meeting, and what each termly review judges."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.plans import Condition, Objective, Plan, Version


class ProgressMeeting(AppendOnly):
    """A meeting with the headteacher, the leadership team and others about how the plan goes."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="progress_meetings")
    held_on = models.DateField()
    present = models.TextField("who took part")
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ProgressMeeting"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("plan", "held_on", "id")

    def __str__(self) -> str:
        return f"Meeting of {self.held_on}"


class Rating(models.TextChoices):
    """How an objective goes, against its milestones."""

    AHEAD = "ahead", "Ahead of its milestones"
    ON_TRACK = "on_track", "On track"
    SLOW = "slow", "Slower than planned"
    STUCK = "stuck", "Not moving"


class Progress(AppendOnly):
    """What was seen of one objective: how it goes, and the evidence. `at_school` is true of what the school itself wrote."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="progress")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="progress")
    meeting = models.ForeignKey(ProgressMeeting, on_delete=models.PROTECT, null=True, related_name="progress")
    seen_on = models.DateField()
    rating = models.CharField(max_length=20, choices=Rating.choices)
    words = models.TextField("what was seen")
    evidence = models.TextField("what it rests on")
    at_school = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Progress"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("objective", "seen_on", "id")

    def __str__(self) -> str:
        return f"{self.objective}: {self.get_rating_display()}"


class Judged(models.TextChoices):
    """Whether an objective has been reached, or a condition is true."""

    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not_met", "Not met"


class Headway(models.TextChoices):
    """What a review makes of the term as a whole."""

    GOOD = "good", "Good progress"
    SOME = "some", "Some progress"
    NONE = "none", "No progress"


class Review(AppendOnly):
    """The termly review of a version, with those who have a stake in it. A version has one, and ends with it."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="review")
    term = models.CharField(max_length=60)
    held_on = models.DateField()
    stakeholders = models.TextField("who took part")
    headway = models.CharField(max_length=10, choices=Headway.choices)
    summary = models.TextField()
    in_special_measures = models.BooleanField("the school was in special measures")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Review"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("version", "id")

    def __str__(self) -> str:
        return f"Review of {self.term}"


class ObjectiveJudgement(AppendOnly):
    """What a review says of one objective."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="objectives")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="judgements")
    judged = models.CharField(max_length=10, choices=Judged.choices)
    words = models.TextField(blank=True)

    objects = AppendOnlyQuerySet["ObjectiveJudgement"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("review", "objective")
        constraints = (
            models.UniqueConstraint(
                fields=["review", "objective"], name="one_judgement_per_review_and_objective"
            ),
        )

    def __str__(self) -> str:
        return f"{self.objective}: {self.get_judged_display()}"


class ConditionJudgement(AppendOnly):
    """What a review says of one condition for stepping down."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="conditions")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="judgements")
    judged = models.CharField(max_length=10, choices=Judged.choices)
    words = models.TextField(blank=True)

    objects = AppendOnlyQuerySet["ConditionJudgement"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("review", "condition")
        constraints = (
            models.UniqueConstraint(
                fields=["review", "condition"], name="one_judgement_per_review_and_condition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.condition}: {self.get_judged_display()}"
