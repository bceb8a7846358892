"""A system leader and their designations. All append-only: what ends early ends by a row of its own."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.practice.models import PHASES
from trellis.providers.models import Provider
from trellis.schools.models import Authority, School


class LeaderKind(models.TextChoices):
    """The designations that Trellis knows, and one that an authority defines itself."""

    NLE = "nle", "National Leader of Education"
    LLE = "lle", "Local Leader of Education"
    SLE = "sle", "Specialist Leader of Education"
    AST = "ast", "Advanced Skills Teacher"
    LEAD_PROFESSIONAL = "lead_professional", "Lead professional"
    PROFESSIONAL_PARTNER = "professional_partner", "Professional Partner"
    OWN = "own", "A designation of the authority’s own"


class Leader(AppendOnly):
    """A system leader. `school` is where they work; `works_at` says it for those outside the authority."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="system_leaders")
    works_at = models.CharField("where they work, outside the authority", max_length=120, blank=True)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Leader"].as_manager()
    called = ("system leader", "system leaders")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")
        indexes = (models.Index(fields=["authority", "name"]),)
        constraints = (
            models.UniqueConstraint(fields=["authority", "user"], name="one_system_leader_per_account"),
            models.CheckConstraint(condition=models.Q(name__gt=""), name="a_system_leader_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(school__isnull=False, works_at="")
                | models.Q(school__isnull=True, works_at__gt=""),
                name="a_system_leader_works_somewhere",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside(self) -> bool:
        return self.school_id is None

    @property
    def place(self) -> str:
        """Where they work, in words."""
        return self.school.name if self.school is not None else self.works_at


class DesignationKind(AppendOnly):
    """A designation that an authority defines as its own."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("what it is called", max_length=80)
    about = models.TextField("what it means, and who gives it")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["DesignationKind"].as_manager()
    called = ("kind of designation", "kinds of designation")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["authority", "name"], name="one_own_designation_per_name"),
            models.CheckConstraint(
                condition=models.Q(name__gt="", about__gt=""), name="an_own_designation_says_what_it_is"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Designation(AppendOnly):
    """One designation of a leader: by which body, from when until when, of what, and what it rests on.

    An AST was assessed by somebody outside, and a lead professional was judged by the authority: `ground`, `ground_by`
    and `ground_on` say what was found, by whom, and when. Days of outreach are days a year.
    """

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="designations")
    kind = models.CharField(max_length=20, choices=LeaderKind.choices)
    own = models.ForeignKey(DesignationKind, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.CharField("who designated", max_length=120)
    from_date = models.DateField("from")
    until = models.DateField("until, with that day", null=True)
    cohort = models.CharField(max_length=40, blank=True)
    areas = models.JSONField("specialism, as areas of practice", default=list)
    phases = models.JSONField("phases", default=list)
    ground = models.TextField("what it rests on", blank=True)
    ground_by = models.CharField("who assessed or judged", max_length=120, blank=True)
    ground_on = models.DateField("assessed or judged on", null=True)
    own_days = models.PositiveSmallIntegerField("days of outreach a year in their own school", null=True)
    other_days = models.PositiveSmallIntegerField("days of outreach a year in other schools", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Designation"].as_manager()
    called = ("designation of a system leader", "designations of system leaders")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "from_date", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="own", own__isnull=False)
                | (~models.Q(kind="own") & models.Q(kind__in=LeaderKind.values, own__isnull=True)),
                name="kind_of_a_designation_is_known",
            ),
            models.CheckConstraint(condition=models.Q(body__gt=""), name="a_designation_has_a_body"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("from_date")),
                name="a_designation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["ast", "lead_professional"])
                | models.Q(ground__gt="", ground_by__gt="", ground_on__isnull=False),
                name="an_assessed_designation_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind_name} of {self.leader_id}"

    @property
    def kind_id(self) -> str:
        """The kind; of the authority’s own ones with the number of its row."""
        return f"own-{self.own_id}" if self.own_id is not None else self.kind

    @property
    def kind_name(self) -> str:
        return self.own.name if self.own is not None else LeaderKind(self.kind).label

    @property
    def phase_names(self) -> tuple[str, ...]:
        return tuple(name for key, name in PHASES.items() if key in self.phases)


class DesignationEnd(AppendOnly):
    """That a designation ended before its date, on which day, and why. There is one, or none."""

    designation = models.OneToOneField(Designation, on_delete=models.PROTECT, related_name="ended")
    ended_on = models.DateField("last day")
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["DesignationEnd"].as_manager()
    called = ("end of a designation", "ends of designations")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("designation",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(why=""), name="an_end_of_a_designation_says_why"),
        )

    def __str__(self) -> str:
        return f"End of {self.designation_id}"


class DesignationReview(AppendOnly):
    """The yearly look at a designation: what was found, and that it goes on."""

    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, related_name="reviews")
    words = models.TextField("what was found")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["DesignationReview"].as_manager()
    called = ("review of a designation", "reviews of designations")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("designation", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(words=""), name="a_review_of_a_designation_says_what_was_found"
            ),
        )

    def __str__(self) -> str:
        return f"Review of {self.designation_id}"
