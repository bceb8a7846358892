"""What somebody has seen, how they chose to be told, each digest and what became of it, and their calendar address."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.notices.workflows.digest import DIGEST


class Seen(AppendOnly):
    """That somebody has seen what was new up to an event of the trail. The furthest counts."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    up_to = models.BigIntegerField("number of the newest event seen")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Seen"].as_manager()

    class Meta:
        base_manager_name = "objects"
        indexes = (models.Index(fields=["user", "-up_to"]),)
        constraints = (models.UniqueConstraint(fields=["user", "up_to"], name="seen_once_up_to_each_event"),)

    def __str__(self) -> str:
        return f"seen up to {self.up_to}"


class Frequency(models.TextChoices):
    """How often somebody is sent a digest."""

    NEVER = "never", "Never"
    WEEKLY = "weekly", "Every Monday"
    DAILY = "daily", "Every day"


class Choice(AppendOnly):
    """How often somebody chose to be sent a digest. The newest counts; without one it is never."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Choice"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["user", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(frequency__in=Frequency.values), name="frequency_of_digests_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.get_frequency_display()


class Digest(AppendOnly):
    """A digest to one person for one period, by the day it begins: there is one at most, whatever happens."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    period = models.DateField("first day of the period")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Digest"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "frequency", "period"], name="one_digest_per_person_and_period"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_frequency_display()}, {self.period}"


class DigestStep(AppendOnly):
    """One step of a digest. `said` is what went wrong, in a sentence that names nobody."""

    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=list(DIGEST.states.items()))
    said = models.TextField(blank=True)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["DigestStep"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("digest", "number")
        constraints = (
            models.UniqueConstraint(fields=["digest", "number"], name="one_digest_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(DIGEST.states)), name="state_of_a_digest_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.get_state_display()


class Feed(AppendOnly):
    """A private address of somebody's calendar. Only a digest of its secret is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField("digest of the secret", max_length=64, unique=True)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Feed"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["user", "-at"]),)

    def __str__(self) -> str:
        return "a private calendar address"


class FeedEnd(AppendOnly):
    """That a private calendar address was ended, or replaced by another."""

    feed = models.OneToOneField(Feed, on_delete=models.PROTECT, related_name="ended")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["FeedEnd"].as_manager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return "the end of a private calendar address"
