"""What was agreed about a support: the checks of a match, its terms, the money, and who signed."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.brokering.models.supports import Match, Support


class Funding(models.TextChoices):
    """Who pays."""

    SCHOOL = "school", "The school that is helped"
    CENTRAL = "central", "The authority’s central budget"
    DEDELEGATED = "dedelegated", "Money that schools have de-delegated"
    GRANT = "grant", "A grant"
    NONE = "none", "Nobody: it is given freely"


OF_AUTHORITY = frozenset({Funding.CENTRAL, Funding.DEDELEGATED, Funding.GRANT})
"""What the authority pays from, and so approves."""
CHECKS = {
    "quality": "The provider’s quality is assured",
    "interest": "Nobody has an interest in it",
    "capacity": "They have the days",
    "protocol": "The protocol is accepted",
    "release": "Their headteacher releases them",
}
OVERRIDDEN = frozenset({"quality", "capacity"})
"""The checks that may be passed over with a reason, which is reported."""


class Side(models.TextChoices):
    """Who signs and who evaluates."""

    RECEIVING = "receiving", "The school that is helped"
    GIVING = "giving", "Those who help"
    AUTHORITY = "authority", "The authority"


class Terms(AppendOnly):
    """For how many days, what for, when and at whose cost. The newest holds; signatures are to one of them."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="+")
    what = models.TextField("what is to be done")
    days = models.DecimalField("days", max_digits=5, decimal_places=2)
    cost = models.DecimalField("cost in pounds", max_digits=9, decimal_places=2)
    funding = models.CharField("who pays", max_length=20, choices=Funding.choices)
    begins = models.DateField("from")
    ends = models.DateField("until")
    middle = models.DateField("looked back at in the middle on")
    protocol = models.PositiveSmallIntegerField(
        "number of the protocol; none where none asks for it", null=True
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Terms"].as_manager()
    called = ("terms of support", "terms of support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "number")
        constraints = (
            models.UniqueConstraint(fields=["support", "number"], name="one_set_of_terms_per_number"),
            models.CheckConstraint(
                condition=models.Q(days__gt=0, cost__gte=0), name="terms_have_days_and_no_negative_cost"
            ),
            models.CheckConstraint(
                condition=models.Q(begins__lte=models.F("middle"), middle__lte=models.F("ends")),
                name="terms_begin_before_they_end",
            ),
        )

    def __str__(self) -> str:
        return f"Terms {self.number} of support {self.support_id}"


class Check(AppendOnly):
    """One check of a match, as it stood when it was made. `override` is why it was passed over."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="checks")
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="checks")
    number = models.PositiveSmallIntegerField("which time it was made")
    name = models.CharField(max_length=20, choices=list(CHECKS.items()))
    passed = models.BooleanField()
    said = models.TextField("what was found")
    override = models.TextField("why it was passed over", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Check"].as_manager()
    called = ("check of a match", "checks of matches")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "match", "number", "id")
        constraints = (
            models.UniqueConstraint(fields=["match", "number", "name"], name="one_check_per_match_and_name"),
            models.CheckConstraint(
                condition=models.Q(name__in=sorted(CHECKS)), name="check_of_a_match_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(override="") | models.Q(name__in=sorted(OVERRIDDEN), passed=False),
                name="only_some_checks_are_passed_over",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {'passed' if self.passed else 'not passed'}"


class FundingApproval(AppendOnly):
    """That the authority pays for these terms."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="approvals")
    terms = models.OneToOneField(Terms, on_delete=models.PROTECT, related_name="approval")
    reasons = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["FundingApproval"].as_manager()
    called = ("approval of funding", "approvals of funding")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "at")
        constraints = (
            models.CheckConstraint(condition=~models.Q(reasons=""), name="funding_is_approved_with_reasons"),
        )

    def __str__(self) -> str:
        return f"Funding of {self.terms}"


class Signature(AppendOnly):
    """One side’s signature to the terms."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="signatures")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=20, choices=Side.choices)
    said = models.TextField("for whom it was signed, and how", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Signature"].as_manager()
    called = ("signature", "signatures")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "at", "id")
        constraints = (
            models.UniqueConstraint(fields=["terms", "side"], name="one_signature_per_terms_and_side"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="side_that_signs_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.get_side_display()} signed {self.terms}"


QUARTER = Decimal("0.25")
"""Days are counted in quarters."""
AT_LEAST_A_QUARTER = MinValueValidator(QUARTER)
