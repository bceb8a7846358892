"""An import by the pages: what came, each step it took, what was understood of it, and what it changed.

Every row is kept as it was written. Where an import stands is its last step.
"""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority


class Kind(models.TextChoices):
    """What sets an import going."""

    UPLOAD = "upload", "Upload"
    FETCH = "fetch", "Fetch"
    UNDO = "undo", "Taking back"
    BUILD = "build", "Build"


class Stage(models.TextChoices):
    """How far an import has come."""

    RECEIVED = "received", "Received"
    WAITING = "waiting", "Waiting for its turn"
    FETCHING = "fetching", "Fetching"
    READING = "reading", "Reading"
    READ = "read", "Read: waiting for you to confirm"
    CONFIRMED = "confirmed", "Confirmed"
    KEEPING = "keeping", "Keeping"
    BUILDING = "building", "Building the figures"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused: nothing in it could be kept"
    FAILED = "failed", "Stopped by a fault"
    DROPPED = "dropped", "Dropped"


class Batch(AppendOnly):
    """One import: the files that came in together, for one authority, whose people alone see it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField("name of its folder", max_length=32, unique=True)
    title = models.TextField()
    files = models.JSONField("name, bytes and SHA-256 of each file")
    wanted = models.JSONField("publications and year to fetch")
    year = models.PositiveSmallIntegerField("year that was stated", null=True)
    known_from = models.DateField("day of publication that was stated", null=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Batch"].as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = "import"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "-at"]),)

    def __str__(self) -> str:
        return f"Import {self.pk}: {self.title}"


class Step(AppendOnly):
    """One step of an import. `by` is who took it; nobody for what the service did by itself."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=12, choices=Stage.choices)
    said = models.TextField("what is being done, or what came of it", blank=True)
    done = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Step"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("batch", "number")
        constraints = (
            models.UniqueConstraint(fields=["batch", "number"], name="one_step_per_number_and_import"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.get_stage_display()}"


class Table(AppendOnly):
    """What one table of a file was understood to be. `reading` counts the times that the import was read."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="tables")
    reading = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    file = models.TextField()
    dataset = models.CharField("publication or return; none where it is neither", max_length=60, blank=True)
    shape = models.TextField("which of its layouts", blank=True)
    edition = models.TextField(blank=True)
    years = models.TextField("its years, in words", blank=True)
    rows = models.PositiveIntegerField(default=0)
    schools = models.PositiveIntegerField(default=0)
    known = models.TextField("from when it is known, in words", blank=True)
    standing = models.TextField("what it would replace, in words", blank=True)
    reason = models.TextField("why it is left out", blank=True)
    ready = models.BooleanField()
    held = models.BooleanField("held already")
    local = models.BooleanField("the authority's own return")
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    read = models.JSONField("columns that are read")
    ignored = models.JSONField("columns that are not")
    first = models.JSONField("the header and the first rows")

    objects = AppendOnlyQuerySet["Table"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("batch", "reading", "position")
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "reading", "position"], name="one_table_per_position_and_reading"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file}: {self.edition or self.reason}"


class Change(AppendOnly):
    """One release that an import kept or took back, and what was current in its place before or is since."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="changes")
    release = models.CharField(max_length=200)
    dataset = models.CharField(max_length=60)
    edition = models.TextField()
    withdrawn = models.BooleanField()
    other = models.TextField("edition that was current before, or is again", blank=True)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Change"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("batch", "id")
        constraints = (
            models.UniqueConstraint(fields=["batch", "release"], name="one_change_per_release_and_import"),
        )

    def __str__(self) -> str:
        return f"{self.release} {'taken back' if self.withdrawn else 'kept'}"
