"""What is charged, for whatever source, and the numbered batches in which charges go to finance. Amounts are in pence."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools import sorts
from trellis.schools.models import Authority, School


class Charge(AppendOnly):
    """One charge, or the credit that takes one back whole. `source` and `reference` say what it is for, once."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="charges")
    is_academy = models.BooleanField("whether the school was an academy that day")
    level = models.PositiveSmallIntegerField("the level in force that day", null=True)
    source = models.CharField("what raised it", max_length=40)
    reference = models.CharField("what it is for, where it was raised", max_length=80)
    what = models.CharField("what is charged for", max_length=200)
    central = models.IntegerField("what the central budget pays, in pence")
    to_pay = models.IntegerField("what the school pays, in pence")
    year = models.PositiveSmallIntegerField("school year, by the year in which it ends")
    credits = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="credit")
    why = models.TextField("why it is credited", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Charge"].as_manager()
    called = ("charge", "charges")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "id")
        indexes = (models.Index(fields=["authority", "year"]), models.Index(fields=["school", "year"]))
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "source", "reference"], name="one_charge_per_source_and_reference"
            ),
            models.CheckConstraint(
                condition=models.Q(credits__isnull=True, central__gte=0, to_pay__gte=0)
                | models.Q(credits__isnull=False, central__lte=0, to_pay__lte=0, why__gt=""),
                name="a_credit_takes_back_and_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(source__gt="", reference__gt="", what__gt=""),
                name="a_charge_says_what_for",
            ),
        )

    def __str__(self) -> str:
        return f"Charge {self.pk} of {self.school_id}"

    @property
    def sort(self) -> str:
        """What sort of school it was that day."""
        return sorts.on_record(self.school.relationship, was_academy=self.is_academy)


class ChargeBatch(AppendOnly):
    """One export of charges for finance, with a number of its own at the authority."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ChargeBatch"].as_manager()
    called = ("batch of charges", "batches of charges")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "-number")
        constraints = (
            models.UniqueConstraint(fields=["authority", "number"], name="one_charge_batch_per_number"),
        )

    def __str__(self) -> str:
        return f"Batch {self.number} of {self.authority_id}"


class ChargeExport(AppendOnly):
    """That a charge went to finance in a batch: once."""

    batch = models.ForeignKey(ChargeBatch, on_delete=models.PROTECT, related_name="exports")
    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="export")

    objects = AppendOnlyQuerySet["ChargeExport"].as_manager()
    called = ("charge sent to finance", "charges sent to finance")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("batch", "charge")

    def __str__(self) -> str:
        return f"{self.charge} in {self.batch}"
