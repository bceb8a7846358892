"""What system leaders need to learn, who said so, and how it was met. Append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.leaders.models.leaders import Leader


class Source(models.TextChoices):
    """Who said that it is needed."""

    AUTHORITY = "authority", "The authority"
    NATIONAL_BODY = "national_body", "A national body"
    LEADER = "leader", "The leader"


class LearningNeed(AppendOnly):
    """Something that a leader needs to learn."""

    in_chronology = False  # it is between the leader and whoever keeps the scheme

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="needs")
    need = models.TextField("what they need to learn")
    source = models.CharField("who said so", max_length=20, choices=Source.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["LearningNeed"].as_manager()
    called = ("learning need", "learning needs")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values, need__gt=""), name="a_learning_need_says_what"
            ),
        )

    def __str__(self) -> str:
        return f"Learning need {self.pk} of {self.leader_id}"


class LearningNeedMet(AppendOnly):
    """How a need was met. There is one, or none yet."""

    in_chronology = False

    need = models.OneToOneField(LearningNeed, on_delete=models.PROTECT, related_name="met")
    how = models.TextField("how it was met")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["LearningNeedMet"].as_manager()
    called = ("learning need met", "learning needs met")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("need",)
        constraints = (models.CheckConstraint(condition=~models.Q(how=""), name="a_need_met_says_how"),)

    def __str__(self) -> str:
        return f"Need {self.need_id} met"
