"""What a school says of itself, revision by revision, and what advisers say of that. Nothing is written twice."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority, School


class State(models.TextChoices):
    """Whether a revision is the school's own business yet, or is given to the authority."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"


class Grade(models.TextChoices):
    """How a school grades itself on one theme of the pack, in words that are nobody else's scale."""

    STRONG = "strong", "Strong"
    SECURE = "secure", "Secure"
    NEEDS_WORK = "needs_work", "Needs work"
    NOT_YET = "not_yet", "Not yet in place"


class Revision(AppendOnly):
    """A self-evaluation of one academic year as the school wrote it at one time. The newest holds; the others stay.

    `year` is the year the academic year ends in. `number` counts the revisions of a year, and keeps two people from
    writing over one another. `grades` holds one item for each theme that was graded:
    `{"theme": …, "grade": …, "rests_on": …}`. `is_vulnerable` is None where the question is not answered yet.
    """

    told_where: ClassVar[Mapping[str, object]] = {"state": State.SUBMITTED}

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="self_evaluations")
    year = models.PositiveSmallIntegerField("academic year, by the year it ends in")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    pack = models.CharField("framework pack whose themes were graded", max_length=80)
    grades = models.JSONField("a grade and what it rests on for each theme", default=list)
    priorities = models.JSONField("what the school means to improve, the first first", default=list)
    is_vulnerable = models.BooleanField("the school calls itself vulnerable", null=True)
    why_vulnerable = models.TextField("why it does", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("the role in which it was written", max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Revision"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("school", "-year", "-number")
        indexes = (models.Index(fields=["authority", "state", "-at"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["school", "year", "number"], name="one_self_evaluation_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "submitted")),
                name="state_of_a_self_evaluation_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(is_vulnerable__isnull=False),
                name="what_is_submitted_says_whether_vulnerable",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="submitted", is_vulnerable=True, why_vulnerable=""),
                name="a_declared_vulnerability_gives_its_reasons",
            ),
        )

    def __str__(self) -> str:
        return f"Self-evaluation {self.year - 1}/{self.year % 100:02d} of {self.school_id}, revision {self.number}"


class Comment(AppendOnly):
    """What an adviser says of a self-evaluation, beside it: the school alone changes what it wrote."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")
    theme = models.CharField("theme it is about; empty for the whole", max_length=80, blank=True)
    said = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Comment"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("revision", "at", "id")
        constraints = (models.CheckConstraint(condition=~models.Q(said=""), name="a_comment_says_something"),)

    def __str__(self) -> str:
        return f"Comment on {self.revision}"
