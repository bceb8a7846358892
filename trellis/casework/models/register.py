"""The register of levels as it stood when a term was closed: numbered, frozen, and kept."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.levels import Proposal
from trellis.schools.models import Authority, School


class Edition(AppendOnly):
    """One termly edition of an authority's register."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    term = models.CharField(max_length=60)
    as_of = models.DateField("the day whose levels it holds")
    line_count = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Edition"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["authority", "number"], name="one_edition_per_number"),
        )

    def __str__(self) -> str:
        return f"Edition {self.number}, {self.term}"


class EditionLine(AppendOnly):
    """One school in an edition, as it was called and stood that day. `level` is empty where none has been agreed."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="lines")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    level = models.PositiveSmallIntegerField(null=True)
    since = models.DateField(null=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.PositiveSmallIntegerField("level in the edition before", null=True)
    is_new = models.BooleanField("not in the edition before")

    complete_with = ("edition", "line_count")

    objects = AppendOnlyQuerySet["EditionLine"].as_manager()
    called = ("line of the register", "lines of the register")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("edition", "name", "id")
        constraints = (
            models.UniqueConstraint(fields=["edition", "school"], name="one_line_per_school_and_edition"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.level or 'none agreed'}"
