"""A service of the catalogue, every version of what is said of it, and the notes of its best value."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.analysis.judging.entitlement import KINDS
from trellis.schools.models import Authority

PHASES = {
    "nursery": "Early years",
    "primary": "Primary",
    "secondary": "Secondary",
    "sixteen_plus": "16 plus",
    "special": "Special",
    "alternative": "Alternative provision",
}


class Funding(models.TextChoices):
    """Who pays for a service."""

    CENTRAL = "central", "Paid for centrally"
    SCHOOL = "school", "Paid for by the school"
    SPLIT = "split", "Paid for in part centrally, in part by the school"


class Unit(models.TextChoices):
    """By what a service is sold."""

    DAY = "adviser_day", "Adviser day"
    HALF_DAY = "half_day", "Adviser half day"
    PLACE = "course_place", "Course place"
    FIXED = "fixed", "Fixed price"


QUARTERS = {Unit.DAY: 4, Unit.HALF_DAY: 2}
"""How many quarters of an adviser day one unit adds to a school’s days."""


class Service(AppendOnly):
    """A service, under one number for good. What is said of it stands in its newest version."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Service"].as_manager()
    called = ("service", "services")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "id")
        indexes = (models.Index(fields=["authority"]),)

    def __str__(self) -> str:
        return f"Service {self.pk}"


class ServiceVersion(AppendOnly):
    """What the catalogue says of a service. Prices are in pence; `share` is what the central budget pays, in percent."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField("what it is called", max_length=120)
    about = models.TextField("what the school gets")
    kind = models.CharField("what kind of service it is", max_length=30, choices=list(KINDS.items()))
    funding = models.CharField("who pays", max_length=10, choices=Funding.choices)
    share = models.PositiveSmallIntegerField("what the central budget pays, in percent")
    for_academies = models.BooleanField("the central budget pays its share for academies too", default=False)
    phases = models.JSONField("phases", default=list)
    areas = models.JSONField("areas of practice", default=list)
    unit = models.CharField("by what it is sold", max_length=20, choices=Unit.choices)
    price_maintained = models.PositiveIntegerField("price for a maintained school, in pence")
    price_academy = models.PositiveIntegerField("price for an academy, in pence")
    provider = models.CharField("who gives it", max_length=120)
    eligibility = models.TextField("for which schools it is", blank=True)
    evidence = models.TextField("what evidence there is of its quality and outcomes", blank=True)
    withdrawn_from = models.DateField("from when it is no longer sold", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ServiceVersion"].as_manager()
    called = ("version of a service", "versions of services")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("service", "number")
        constraints = (
            models.UniqueConstraint(fields=["service", "number"], name="one_service_version_per_number"),
            models.CheckConstraint(
                condition=models.Q(name__gt="", about__gt="", provider__gt=""),
                name="a_service_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=models.Q(funding="central", share=100)
                | models.Q(funding="school", share=0)
                | models.Q(funding="split", share__gt=0, share__lt=100),
                name="the_share_of_a_service_is_of_its_funding",
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=Unit.values), name="unit_of_a_service_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    def price(self, *, academy: bool) -> int:
        """The price of one unit, in pence, before anybody shares in it."""
        return self.price_academy if academy else self.price_maintained

    def central_share(self, *, academy: bool) -> int:
        """What the central budget pays for a school of this sort, in percent."""
        return self.share if self.for_academies or not academy else 0

    @property
    def quarters(self) -> int:
        """How many quarters of an adviser day one unit is; 0 for what is no time of an adviser."""
        return QUARTERS.get(Unit(self.unit), 0)

    @property
    def phase_names(self) -> tuple[str, ...]:
        return tuple(name for key, name in PHASES.items() if key in self.phases)


class ValueNote(AppendOnly):
    """What somebody wrote of the best value of a service, heading by heading. The newest holds."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="notes")
    number = models.PositiveSmallIntegerField()
    said = models.JSONField("what is said under each heading", default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ValueNote"].as_manager()
    called = ("best-value note", "best-value notes")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("service", "number")
        constraints = (
            models.UniqueConstraint(fields=["service", "number"], name="one_value_note_per_number"),
        )

    def __str__(self) -> str:
        return f"Best-value note {self.number} of service {self.service_id}"
