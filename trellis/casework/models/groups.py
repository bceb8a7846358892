"""The task group that holds a plan to account: who belongs, each termly meeting, and what it judged and asked for."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.cases import Case
from trellis.casework.models.plans import Objective
from trellis.casework.models.steps import Step
from trellis.casework.workflows.meeting import MEETING


class TaskGroup(AppendOnly):
    """The task group of one case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="group")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["TaskGroup"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")

    def __str__(self) -> str:
        return f"Task group of case {self.case_id}"


class Seat(models.TextChoices):
    """As what somebody belongs to a task group."""

    HEAD = "headteacher", "Headteacher"
    CHAIR = "chair", "Chair of governors"
    ADVISER = "adviser", "Senior adviser"
    GROUP_CHAIR = "group_chair", "Chair of the task group"
    OTHER = "other", "Member"


class Membership(AppendOnly):
    """Somebody joins a task group, or leaves it. The newest row of each seat and person counts.

    `reasons` says why, where the person is not the one that the rules give the seat to.
    """

    group = models.ForeignKey(TaskGroup, on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(max_length=20, choices=Seat.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    leaves = models.BooleanField(default=False)
    reasons = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Membership"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("group", "at", "id")

    def __str__(self) -> str:
        return f"{self.name}, {self.get_seat_display().lower()}"


class Meeting(AppendOnly):
    """One meeting of a task group."""

    group = models.ForeignKey(TaskGroup, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=60)
    planned_for = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Meeting"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("group", "number")
        constraints = (
            models.UniqueConstraint(fields=["group", "number"], name="one_meeting_per_group_and_number"),
        )

    def __str__(self) -> str:
        return f"Meeting {self.number}, {self.planned_for}"


class MeetingStep(Step):
    """One step of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(MEETING.states.items()))

    objects = AppendOnlyQuerySet["MeetingStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "number")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "number"], name="one_meeting_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(MEETING.states)), name="state_of_a_meeting_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_state_display()}"


class Invitation(AppendOnly):
    """Somebody asked to one meeting, who sees that meeting’s papers and no other’s."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    reasons = models.TextField("why they are asked")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Invitation"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "at", "id")

    def __str__(self) -> str:
        return self.name


class Paper(AppendOnly):
    """A paper of a meeting. The agenda is the one of kind "agenda", made from the plan: its newest revision holds."""

    class Kind(models.TextChoices):
        AGENDA = "agenda", "Agenda"
        PAPER = "paper", "Paper"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    items = models.JSONField(
        "items of an agenda, as {title, objective}, objective a number or null", default=list
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Paper"].as_manager()

    read_with = "group_read"

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "at", "id")

    def __str__(self) -> str:
        return self.title


class Attendance(AppendOnly):
    """Whether a member or guest came. The newest row of each name and seat counts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    seat = models.CharField(max_length=20, choices=Seat.choices)
    name = models.CharField(max_length=200)
    came = models.BooleanField()
    reasons = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Attendance"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "at", "id")

    def __str__(self) -> str:
        return f"{self.name}: {'came' if self.came else 'did not come'}"


class Minutes(AppendOnly):
    """The minutes of a meeting. The newest revision counts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    revision = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Minutes"].as_manager()

    read_with = "group_read"

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "revision")
        verbose_name_plural = "minutes"
        constraints = (
            models.UniqueConstraint(fields=["meeting", "revision"], name="one_text_of_minutes_per_revision"),
        )

    def __str__(self) -> str:
        return f"Minutes {self.revision} of {self.meeting}"


class ActionItem(AppendOnly):
    """Something that a meeting asked of somebody, by a day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="action_items")
    what = models.TextField()
    owner = models.CharField(max_length=200)
    due = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ActionItem"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "due", "id")

    def __str__(self) -> str:
        return self.what[:60]


class ActionDone(AppendOnly):
    """What became of an action item. An item has one at most."""

    item = models.OneToOneField(ActionItem, on_delete=models.PROTECT, related_name="done")
    done_on = models.DateField()
    words = models.TextField("what was done")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ActionDone"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("item",)

    def __str__(self) -> str:
        return f"Done {self.done_on}"


class Impact(models.TextChoices):
    """What difference the support has made to an objective, as a meeting judges it."""

    STRONG = "strong", "A clear difference"
    SOME = "some", "Some difference"
    NONE = "none", "No difference yet"
    EARLY = "early", "Too early to say"


class ImpactJudgement(AppendOnly):
    """What a meeting judged of the impact on one objective. The newest row of each objective counts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="impacts")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="impacts")
    impact = models.CharField(max_length=10, choices=Impact.choices)
    words = models.TextField("what it rests on")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ImpactJudgement"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "at", "id")

    def __str__(self) -> str:
        return f"{self.objective}: {self.get_impact_display()}"


class OutcomeSeen(AppendOnly):
    """Somebody of the departmental leadership team has seen the outcomes of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seen")
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["OutcomeSeen"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("meeting", "at", "id")
        verbose_name_plural = "outcomes seen"

    def __str__(self) -> str:
        return f"Seen by {self.by}"
