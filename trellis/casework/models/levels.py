"""A proposed support level, each step it took, and each answer of the school. Nothing here is ever written twice."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.casework.workflows.level import LEVEL
from trellis.schools.models import Authority, School
from trellis.screening.models import Result


class Proposal(AppendOnly):
    """A support level that somebody proposes for a school, and why. `result` is the screening it was proposed beside."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="level_proposals")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField("support level")
    reasons = models.TextField("what it rests on")
    why_not_adviser = models.TextField(
        "why somebody other than the school’s own adviser proposes it", blank=True
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Proposal"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (
            models.Index(fields=["school", "-at"]),
            models.Index(fields=["authority", "-at"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level__in=(1, 2, 3)), name="proposed_level_is_1_2_or_3"
            ),
        )

    def __str__(self) -> str:
        return f"Level {self.level} for {self.school_id}"


class LevelStep(Step):
    """One step of a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(LEVEL.states.items()))

    objects = AppendOnlyQuerySet["LevelStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("proposal", "number")
        constraints = (
            models.UniqueConstraint(fields=["proposal", "number"], name="one_level_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(LEVEL.states)), name="state_of_a_level_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_state_display()}"


class Party(models.TextChoices):
    """Who answers for a school."""

    HEAD = "headteacher", "The headteacher"
    CHAIR = "chair", "The chair of governors"


class Position(models.TextChoices):
    """What an answer is."""

    AGREES = "agrees", "Agrees"
    COMMENTS = "comments", "Agrees, with comments"
    DISPUTES = "disputes", "Disputes the level"
    ABSENT = "absent", "Could not answer"


class Answer(AppendOnly):
    """What one party of the school says to a proposal. The newest of each party counts; the earlier ones stay."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="answers")
    party = models.CharField(max_length=20, choices=Party.choices)
    position = models.CharField(max_length=20, choices=Position.choices)
    said = models.TextField("comments, or reasons", blank=True)
    criteria = models.JSONField("criteria that are disputed", default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Answer"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("proposal", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(position__in=("agrees", "comments")) | ~models.Q(said=""),
                name="a_dispute_or_an_absence_gives_its_reasons",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.get_position_display()}"


class Challenge(AppendOnly):
    """A value that the school says is wrong. It is held out, and the suggestion told with it and without it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="challenges")
    indicator = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField(null=True)
    value = models.CharField("the value as shown", max_length=80)
    reasons = models.TextField()
    with_value = models.PositiveSmallIntegerField("suggested level with the value", null=True)
    without_value = models.PositiveSmallIntegerField("suggested level without it", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Challenge"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("proposal", "at", "id")

    def __str__(self) -> str:
        return f"{self.indicator} {self.year or ''}".strip()


class LevelReview(AppendOnly):
    """That the level of a school was looked at in a term, and stays. One that is to change is proposed instead."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="level_reviews")
    term = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField("the level in force, which stays")
    words = models.TextField("what was looked at")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["LevelReview"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["school", "term"], name="one_level_review_per_school_and_term"),
        )

    def __str__(self) -> str:
        return f"Level {self.level} looked at in {self.term}"
