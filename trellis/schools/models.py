"""An authority and its schools, as the register of establishments has them, and what people keep about them.

What the register writes freely is text without a longest length: a register with one long cell must not stop a run.
"""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.activity.confidentiality import Confidentiality


class Authority(models.Model):
    """A local authority that uses this installation. Its code has three digits, such as "803"."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.TextField()
    pack = models.TextField("framework pack in force", blank=True)

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


PHASES = {
    "nursery": "Nursery",
    "primary": "Primary",
    "secondary": "Secondary",
    "all_through": "All-through",
    "sixteen_plus": "16 plus",
    "special": "Special",
    "alternative": "Alternative provision",
    "independent": "Independent",
    "unknown": "Phase not known",
}
RELATIONSHIPS = {
    "maintained": "Maintained by the authority",
    "academy": "Academy",
    "independent": "Independent",
    "other": "Other",
}


class School(models.Model):
    """A place of education in the register. Kept after it closes."""

    urn = models.PositiveIntegerField(primary_key=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="schools")
    name = models.TextField()
    phase_group = models.CharField(max_length=20, choices=list(PHASES.items()))
    school_type = models.TextField()
    relationship = models.CharField(max_length=20, choices=list(RELATIONSHIPS.items()))
    is_open = models.BooleanField()
    opened_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    town = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    trust_name = models.TextField(blank=True)
    federation_name = models.TextField(blank=True)
    history = models.TextField("the schools before it, in one line", blank=True)
    roll = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "urn")
        indexes = (models.Index(fields=["authority", "is_open", "name"]),)

    def __str__(self) -> str:
        return self.name


class Watched(models.Model):
    """A school on somebody's own watchlist. Whether they may still see it is asked anew each time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("school", "id")
        constraints = (
            models.UniqueConstraint(fields=["user", "school"], name="one_place_on_a_watchlist_per_school"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.school_id}"


class SavedList(models.Model):
    """A state of the list of an authority's schools that somebody keeps under a name of their own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.TextField("the filters, as an address has them")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "authority", "name"], name="one_saved_list_per_name_and_authority"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ChosenSet(AppendOnly):
    """Schools that people would rather see a school set beside than those the system finds. Kept as it was written.

    The newest of each side is the one that holds; one without schools takes the side's set back.
    """

    class Side(models.TextChoices):
        """Whose choice it is: both stand beside the system's set, and neither in place of the other."""

        AUTHORITY = "authority", "the authority"
        SCHOOL = "school", "the school"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="chosen_sets")
    side = models.CharField(max_length=10, choices=Side.choices)
    urns = models.JSONField("URNs of the schools chosen, ascending")
    reason = models.TextField("why, in the words of whoever chose")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ChosenSet"].as_manager()
    called = ("set chosen to compare with", "sets chosen to compare with")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(side__in=("authority", "school")), name="side_of_a_chosen_set_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{len(self.urns)} schools beside {self.school}"


class Interest(AppendOnly):
    """That somebody has an interest in a school, and so stands aside from deciding about it. Kept as it was written.

    The reason is for whoever keeps the register of interests and for the person; everybody else sees that they stand
    aside, and no more. That it has passed is another row, `InterestEnd`.
    """

    class Kind(models.TextChoices):
        """What the interest is."""

        CHILD = "child", "Own child goes to the school"
        FAMILY = "family", "Partner or relative works there"
        GOVERNOR = "governor", "Governor, trustee or member there"
        EMPLOYER = "employer", "Worked there in the last five years"
        OTHER = "other", "Something else"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="whose it is")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.TextField("what it is, in their words")
    from_date = models.DateField()
    to_date = models.DateField("the day it ends, where that is known", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Interest"].as_manager()
    confidentiality = Confidentiality.RESTRICTED
    in_chronology = False  # the trail says who stands aside; why is for whoever keeps the register

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["user", "school"]), models.Index(fields=["school", "-at"]))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True) | models.Q(to_date__gte=models.F("from_date")),
                name="interest_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="interest_gives_its_reason"),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.school}"


class InterestEnd(AppendOnly):
    """That an interest has passed: the last day of it, and why. There is one for an interest, or none."""

    interest = models.OneToOneField(Interest, on_delete=models.PROTECT, related_name="ended")
    to_date = models.DateField("the last day of it")
    reason = models.TextField("why it has passed")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["InterestEnd"].as_manager()
    confidentiality = Confidentiality.RESTRICTED
    in_chronology = False

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.interest} until {self.to_date}"
