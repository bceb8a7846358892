"""A draft pack: each of its versions as it was kept, and each step towards approval. Nothing is overwritten."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority


class Draft(AppendOnly):
    """An authority's own changes to a framework pack, under one number for good."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="drafts")
    base_pack = models.CharField("pack it starts from", max_length=60)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Draft"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "-at"]),)

    def __str__(self) -> str:
        return f"Draft {self.pk} of {self.base_pack}"


class Version(AppendOnly):
    """The changes as they stood when somebody kept them, and what they did to the schools that day."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    note = models.TextField("why, in the words of whoever kept it", blank=True)
    base_version = models.CharField(max_length=40)
    base_hash = models.CharField("SHA-256 of the pack it starts from", max_length=64)
    changes = models.JSONField("the settings changed, by their id")
    said = models.JSONField("the changes in words, as they were then")
    moved = models.PositiveIntegerField("schools of the authority that move")
    build_id = models.CharField("build of the data it was tried on", max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Version"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("draft", "-number")
        constraints = (
            models.UniqueConstraint(fields=["draft", "number"], name="one_version_per_number_and_draft"),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class State(models.TextChoices):
    """How far a draft has come. Approval is for a second person, and is not part of this yet."""

    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"


class StateChange(AppendOnly):
    """One step of a draft: who took it, when, and with which version."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="state_changes")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["StateChange"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("draft", "at", "id")
        constraints = (
            models.UniqueConstraint(fields=["draft", "state"], name="one_step_to_each_state_of_a_draft"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "proposed")), name="state_of_a_draft_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.draft}: {self.get_state_display()}"
