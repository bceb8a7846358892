"""What advisers judge of a school in answer to the pack's questions, and what the school says to that."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority, School


class Judgement(AppendOnly):
    """One answer to one question of the pack. A later one takes its place, and neither goes.

    `asked` is the question as it stood then. After `expires_on` the answer counts as not known.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="judgements")
    pack = models.CharField("framework pack that asks", max_length=80)
    question = models.CharField("id of the question", max_length=80)
    asked = models.TextField("the question in words")
    answer = models.CharField(max_length=80)
    judged_on = models.DateField("day it was judged")
    evidence = models.TextField("what it rests on")
    expires_on = models.DateField("last day on which it counts")
    reply_by = models.DateField("day by which the school is asked to answer")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("the role in which it was judged", max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Judgement"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("school", "-judged_on", "-at", "-id")
        indexes = (
            models.Index(fields=["school", "question", "-judged_on"]),
            models.Index(fields=["authority", "-judged_on"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("judged_on")),
                name="a_judgement_expires_after_it_is_made",
            ),
            models.CheckConstraint(condition=~models.Q(evidence=""), name="a_judgement_shows_its_evidence"),
        )

    def __str__(self) -> str:
        return f"{self.question} of {self.school_id}: {self.answer}"


class Response(AppendOnly):
    """What the school says to a judgement, beside it. The newest stands first; the earlier ones stay."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="responses")
    said = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Response"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("judgement", "-at", "-id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(said=""), name="a_response_says_something"),
        )

    def __str__(self) -> str:
        return f"Response to {self.judgement}"
