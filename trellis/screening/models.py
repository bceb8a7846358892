"""One run of a pack, its result for each school, and the evidence behind each result: frozen when written."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet, CannotChange
from trellis.schools.models import Authority, School


class Run(AppendOnly):
    """A framework pack applied to all open schools of an authority, with what was known on the cut-off date.

    `is_current` is decided when the run is made, and never again: it is by the pack in force then, and nothing that
    was known that day is left out. Only such a run is shown to those who ask for none; the others, "what was
    known last August" or "what another pack would say", are reached by their own link.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="runs")
    pack = models.TextField("framework pack")
    pack_title = models.TextField()
    pack_version = models.TextField()
    pack_hash = models.CharField("SHA-256 of the pack", max_length=64)
    pack_text = models.JSONField("the pack as it was read")
    as_of = models.DateField("data cut-off")
    build_id = models.CharField("build of the warehouse", max_length=64)
    releases = models.JSONField("releases the warehouse was built from")
    school_count = models.PositiveIntegerField()
    is_current = models.BooleanField("by the pack in force, with all that was known on the day")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Run"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "-at"]),)

    def __str__(self) -> str:
        return f"{self.pack} {self.pack_version}, {self.authority_id}, data to {self.as_of:%-d %B %Y}"


class Result(AppendOnly):
    """What the pack makes of one school: a suggestion, or that the evidence is not enough for one."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="results")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="results")
    level = models.PositiveSmallIntegerField("suggested level", null=True)
    ground = models.CharField("what the suggestion rests on", max_length=20)
    known = models.PositiveSmallIntegerField("criteria that count and are known")
    counted = models.PositiveSmallIntegerField("criteria that count")
    coverage = models.FloatField("share of the criteria that could be judged")
    relationship = models.CharField(max_length=20)
    main_reason = models.TextField()
    decided_by = models.JSONField("ids of the criteria that made the level")
    reasons = models.JSONField("sentences, the weightiest first")
    changes = models.JSONField("what would change this level")

    complete_with = ("run", "school_count")

    objects = AppendOnlyQuerySet["Result"].as_manager()
    called = ("screening result", "screening results")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("run", "school")
        constraints = (
            models.UniqueConstraint(fields=["run", "school"], name="one_result_per_school_and_run"),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__in=(1, 2, 3)),
                name="level_is_1_2_or_3",
            ),
            models.CheckConstraint(
                condition=models.Q(coverage__gte=0) & models.Q(coverage__lte=1), name="coverage_is_a_share"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_id}: {'insufficient evidence' if self.level is None else f'level {self.level}'}"


class Met(models.IntegerChoices):
    """The answer to one criterion, in the numbers that the evaluation uses."""

    MET = 1, "Met"
    NOT_MET = 0, "Not met"
    UNKNOWN = -1, "Not known"
    NOT_APPLICABLE = -2, "Does not apply"


class Evidence(AppendOnly):
    """One criterion applied to one school, with a copy of every fact it used."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="evidence")
    position = models.PositiveSmallIntegerField("place in the pack")
    criterion = models.TextField()
    level = models.PositiveSmallIntegerField("level the criterion speaks for")
    is_key = models.BooleanField("decides by itself")
    met = models.SmallIntegerField(choices=Met.choices)
    sentence = models.TextField()
    finding = models.JSONField("the finding with its facts")

    objects = AppendOnlyQuerySet["Evidence"].as_manager()
    in_chronology = False

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("result", "position")
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(
                fields=["result", "criterion"], name="one_finding_per_criterion_and_result"
            ),
            models.CheckConstraint(condition=models.Q(met__in=(-2, -1, 0, 1)), name="met_is_one_of_four"),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_met_display()}"

    @classmethod
    def refuse_more(cls, rows: Sequence[Any]) -> None:
        """Raise CannotChange where the run has its evidence: that of all its schools is written at once."""
        runs = {row.result.run_id for row in rows}
        if cls.objects.filter(result__run__in=runs).exists():
            raise CannotChange("This screening run is complete, and is kept as it was written.")


class EarlyWarningList(AppendOnly):
    """What one run made of trends: how many were looked at, how many are marked, and how many of those may be chance."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="early_warnings")
    tested = models.PositiveIntegerField("trends looked at that could be told from chance")
    marked = models.PositiveIntegerField("trends marked as worth a call")
    false_share = models.FloatField("share of those marked that may be chance")
    row_count = models.PositiveIntegerField("schools and indicators told of")
    indicators = models.JSONField("what each indicator was called and measured in then, by id")

    objects = AppendOnlyQuerySet["EarlyWarningList"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("run",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(false_share__gte=0) & models.Q(false_share__lte=1),
                name="false_share_is_a_share",
            ),
        )

    def __str__(self) -> str:
        return f"{self.marked} of {self.tested} trends marked in run {self.run_id}"


class Trend(models.TextChoices):
    """What is told of one school and indicator over time, in the order of a list."""

    CALL = "call", "Worth a call"
    COUNTED = "counted", "Counted by the pack already"
    CHANCE = "chance", "Within chance"
    SHORT = "short", "Too little to say"
    STEADY = "steady", "Not for the worse"


class EarlyWarning(AppendOnly):
    """Where one indicator of one school has been going, with the values it rests on and where each came from."""

    listed = models.ForeignKey(EarlyWarningList, on_delete=models.PROTECT, related_name="rows")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="early_warnings")
    indicator = models.TextField()
    kind = models.CharField(max_length=10, choices=Trend.choices)
    slope = models.FloatField("change a year", null=True)
    low = models.FloatField("lower end of its 95% interval", null=True)
    high = models.FloatField("upper end of its 95% interval", null=True)
    p = models.FloatField("chance of a slope so adverse without a trend", null=True)
    limit = models.FloatField("nearest limit of the pack", null=True)
    sentence = models.TextField()
    periods = models.JSONField("the values with their sources")
    details = models.JSONField("what else is told")

    complete_with = ("listed", "row_count")

    objects = AppendOnlyQuerySet["EarlyWarning"].as_manager()
    in_chronology = False

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("listed", "school", "indicator")
        indexes = (
            models.Index(fields=["listed", "kind"]),
            models.Index(fields=["listed", "indicator"]),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["listed", "school", "indicator"], name="one_trend_per_school_and_indicator"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("call", "counted", "chance", "short", "steady")),
                name="trend_is_one_of_five",
            ),
            models.CheckConstraint(
                condition=models.Q(p__isnull=True) | (models.Q(p__gte=0) & models.Q(p__lte=1)),
                name="p_is_a_probability",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school_id} {self.indicator}: {self.get_kind_display()}"
