"""A headteacher’s induction: its steps, what they need, who is eligible, and who mentors. Restricted, and all append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models.steps import Step
from trellis.leaders.models import Leader
from trellis.leadership.workflows.induction import INDUCTION
from trellis.schools.models import Authority, School

THEMES = {
    "direction": "Where the school is going, and taking people along",
    "learning": "Teaching, and what pupils learn",
    "people": "Leading and developing staff",
    "governors": "Working with governors",
    "safety": "Keeping children safe, and what the law asks",
    "means": "Money, staffing and buildings",
    "partners": "Parents, other schools and the neighbourhood",
    "oneself": "Keeping well in the job",
}
"""What the needs analysis asks about, in the order of its form."""


class Restricted(AppendOnly):
    """A row of an induction: for the headteacher and the school improvement team, and in no chronology of the school."""

    confidentiality = Confidentiality.RESTRICTED
    read_with = "induction_read"
    in_chronology = False

    class Meta:
        abstract = True


class Induction(Restricted):
    """That somebody leads a school since a day. `user` is their account; none where they have none, and are answered for."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="inductions")
    name = models.CharField("the headteacher", max_length=120)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_on = models.DateField("began as headteacher on")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Induction"].as_manager()
    called = ("induction of a headteacher", "inductions of headteachers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "-at"]),)
        constraints = (
            models.CheckConstraint(condition=models.Q(name__gt=""), name="an_induction_is_of_somebody"),
        )

    def __str__(self) -> str:
        return f"Induction {self.pk} at {self.school_id}"


class InductionStep(Restricted, Step):
    """One step of an induction. That which says the kind of headship keeps it."""

    induction = models.ForeignKey(Induction, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(INDUCTION.states.items()))

    objects = AppendOnlyQuerySet["InductionStep"].as_manager()
    called = ("step of an induction", "steps of inductions")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("induction", "number")
        constraints = (
            models.UniqueConstraint(fields=["induction", "number"], name="one_induction_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(INDUCTION.states)), name="state_of_an_induction_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.induction}: {self.get_state_display()}"


class Eligibility(Restricted):
    """Whether a first-time headteacher is eligible for a Professional Partner, and what says so. The newest holds."""

    induction = models.ForeignKey(Induction, on_delete=models.PROTECT, related_name="eligibilities")
    number = models.PositiveSmallIntegerField()
    eligible = models.BooleanField()
    words = models.TextField("what says so")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Eligibility"].as_manager()
    called = ("eligibility for a Professional Partner", "eligibilities for a Professional Partner")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("induction", "number")
        constraints = (
            models.UniqueConstraint(fields=["induction", "number"], name="one_eligibility_per_number"),
            models.CheckConstraint(
                condition=models.Q(words__gt=""), name="eligibility_says_what_it_rests_on"
            ),
        )

    def __str__(self) -> str:
        return f"Eligibility {self.number} of {self.induction}"


class NeedsAnalysis(Restricted):
    """What a new headteacher says of themselves. What they need stands in the items that it led to."""

    induction = models.OneToOneField(Induction, on_delete=models.PROTECT, related_name="analysis")
    strengths = models.TextField("what they bring")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["NeedsAnalysis"].as_manager()
    called = ("needs analysis of a headteacher", "needs analyses of headteachers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("induction",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(strengths__gt=""), name="a_needs_analysis_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"Needs analysis of {self.induction}"


class SupportItem(Restricted):
    """Something that a needs analysis asks for: the school improvement team sees to it by a day."""

    induction = models.ForeignKey(Induction, on_delete=models.PROTECT, related_name="items")
    theme = models.CharField(max_length=20, choices=list(THEMES.items()))
    need = models.TextField("what is needed")
    due_on = models.DateField("seen to by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["SupportItem"].as_manager()
    called = ("support that a headteacher needs", "support that headteachers need")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("induction", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["induction", "theme"], name="one_need_of_a_headteacher_per_theme"
            ),
            models.CheckConstraint(condition=models.Q(need__gt=""), name="a_need_of_a_headteacher_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.theme} of {self.induction}"


class SupportItemDone(Restricted):
    """How the school improvement team saw to it. There is one for an item, or none yet."""

    item = models.OneToOneField(SupportItem, on_delete=models.PROTECT, related_name="done")
    words = models.TextField("what was done")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["SupportItemDone"].as_manager()
    called = ("support given to a headteacher", "support given to headteachers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("item",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(words__gt=""), name="support_of_a_headteacher_says_what"
            ),
        )

    def __str__(self) -> str:
        return f"Done: {self.item}"


class Mentoring(Restricted):
    """Who mentors, as a person chose from those whom the rule offers. The newest holds."""

    induction = models.ForeignKey(Induction, on_delete=models.PROTECT, related_name="mentorings")
    number = models.PositiveSmallIntegerField()
    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="mentorings")
    designation = models.CharField("as what they mentor", max_length=30)
    place = models.PositiveSmallIntegerField("where they stood among those offered")
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Mentoring"].as_manager()
    called = ("mentor of a headteacher", "mentors of headteachers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("induction", "number")
        constraints = (
            models.UniqueConstraint(fields=["induction", "number"], name="one_mentoring_per_number"),
        )

    def __str__(self) -> str:
        return f"Mentor {self.number} of {self.induction}"
