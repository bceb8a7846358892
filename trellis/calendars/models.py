"""The dates that people enter: the terms of an academic year, the days on which pupils are not in, and how INSET counts.

Each row is kept as it was written. A correction is a new row, and the newest counts. What is entered for a school
stands in place of its authority's for that year, or for that day.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority, School


class YearOfTerms(AppendOnly):
    """The terms of one academic year, as somebody entered them. One without terms takes back what was entered before."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="the school whose own they are",
    )
    year = models.PositiveSmallIntegerField("the calendar year in which it begins")
    term_count = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["YearOfTerms"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "school", "year", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(term_count__in=(0, 3)), name="a_year_has_three_terms_or_is_taken_back"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} to {self.year + 1}"


class TermDates(AppendOnly):
    """One term of a year that was entered: its first and last day for pupils, and its half-term holiday."""

    of = models.ForeignKey(YearOfTerms, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    half_term_starts = models.DateField()
    half_term_ends = models.DateField()

    complete_with = ("of", "term_count")

    objects = AppendOnlyQuerySet["TermDates"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("of", "number")
        constraints = (
            models.UniqueConstraint(fields=["of", "number"], name="one_row_per_term_of_a_year"),
            models.CheckConstraint(condition=Q(number__in=(1, 2, 3)), name="a_term_is_1_2_or_3"),
            models.CheckConstraint(
                condition=Q(
                    starts__lt=F("half_term_starts"),
                    half_term_starts__lte=F("half_term_ends"),
                    half_term_ends__lt=F("ends"),
                ),
                name="a_half_term_lies_within_its_term",
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts} to {self.ends}"


class ClosedKind(models.TextChoices):
    """Why pupils are not in on a day of term."""

    INSET = "inset", "INSET"
    OTHER = "other", "Closed"


class ClosedDay(AppendOnly):
    """A day of term on which pupils are not in; or, where it is not closed, one that was entered and is taken back."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=ClosedKind.choices)
    what = models.CharField("what for", max_length=120, blank=True)
    is_closed = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ClosedDay"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "school", "day", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=sorted(ClosedKind.values)), name="kind_of_a_closed_day_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.get_kind_display()}"


class InsetRule(AppendOnly):
    """Whether an INSET day counts as a school day at an authority, from when it was said. Where it was not, it does not."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    counts = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["InsetRule"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "-at"]),)

    def __str__(self) -> str:
        return "INSET counts" if self.counts else "INSET does not count"
