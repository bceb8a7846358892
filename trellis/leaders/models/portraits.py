"""What a system leader says of themself, every version of it, its steps, and which one is shown. Append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.leaders.models.leaders import Leader
from trellis.leaders.workflows.pen_portrait import PEN_PORTRAIT


class Portrait(AppendOnly):
    """A pen portrait as its person wrote it. The newest is the one that is verified next."""

    in_chronology = (
        False  # what somebody writes of themself before it is shown is theirs; the trail tells of it
    )

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="portraits")
    number = models.PositiveSmallIntegerField()
    words = models.TextField("who I am and what I do")
    offers = models.TextField("what I can help a school with", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Portrait"].as_manager()
    called = ("pen portrait", "pen portraits")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "number")
        constraints = (
            models.UniqueConstraint(fields=["leader", "number"], name="one_portrait_per_number"),
            models.CheckConstraint(condition=models.Q(words__gt=""), name="a_portrait_says_something"),
        )

    def __str__(self) -> str:
        return f"Portrait {self.number} of {self.leader_id}"


class PortraitStep(Step):
    """One step of a leader’s portrait."""

    in_chronology = False

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="portrait_steps")
    state = models.CharField(max_length=20, choices=list(PEN_PORTRAIT.states.items()))

    objects = AppendOnlyQuerySet["PortraitStep"].as_manager()
    called = ("step of a pen portrait", "steps of pen portraits")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "number")
        constraints = (
            models.UniqueConstraint(fields=["leader", "number"], name="one_portrait_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(PEN_PORTRAIT.states)),
                name="state_of_a_portrait_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"Portrait of {self.leader_id}: {self.get_state_display()}"


class PortraitPublication(AppendOnly):
    """Which portrait is shown, from when on: the one that was verified. The newest holds."""

    in_chronology = False

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    portrait = models.ForeignKey(Portrait, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["PortraitPublication"].as_manager()
    called = ("publication of a pen portrait", "publications of pen portraits")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "number")
        constraints = (
            models.UniqueConstraint(fields=["leader", "number"], name="one_portrait_publication_per_number"),
        )

    def __str__(self) -> str:
        return f"Publication {self.number} for {self.leader_id}"
