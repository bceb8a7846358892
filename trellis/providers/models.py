"""A provider of support, what it offers, what was seen of its quality, and its steps. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.practice.models import PHASES
from trellis.providers.workflows.provider_quality import PROVIDER_QUALITY
from trellis.schools.models import Authority, School


class Kind(models.TextChoices):
    """What a provider is."""

    LA_TEAM = "la_team", "Team of the authority"
    SCHOOL = "school", "School"
    TRUST = "trust", "Trust"
    HUB = "hub", "Hub"
    COMPANY = "company", "Company"
    PERSON = "person", "Person"


class Seen(models.TextChoices):
    """The kinds of evidence that are seen before a provider is approved."""

    REFERENCES = "references", "References"
    SAFEGUARDING = "safeguarding", "Safeguarding and DBS checks confirmed"
    INSURANCE = "insurance", "Insurance"
    OUTCOMES = "outcomes", "What came of its earlier support"


class Provider(AppendOnly):
    """Who could be brokered. `school` is set where a school provides: each is one provider of an authority at most.

    A school that moves to another authority stays what it was in the register that it leaves, and applies at the new one.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="providers")
    contact = models.CharField("whom to ask for, by role", max_length=120, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Provider"].as_manager()
    called = ("provider of support", "providers of support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["authority", "name"], name="one_provider_per_name"),
            models.UniqueConstraint(fields=["authority", "school"], name="one_provider_per_school"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values) & models.Q(name__gt=""),
                name="kind_of_a_provider_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="school", school__isnull=False)
                | (~models.Q(kind="school") & models.Q(school__isnull=True)),
                name="a_provider_has_a_school_where_it_is_one",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ProviderOffer(AppendOnly):
    """What a provider offers, in one version. The newest holds."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveSmallIntegerField()
    offers = models.TextField("what it offers")
    areas = models.JSONField("areas of practice", default=list)
    phases = models.JSONField("phases", default=list)
    day_rate = models.PositiveIntegerField("pounds a day", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ProviderOffer"].as_manager()
    called = ("offer of a provider", "offers of providers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("provider", "number")
        constraints = (
            models.UniqueConstraint(fields=["provider", "number"], name="one_offer_per_number"),
            models.CheckConstraint(condition=models.Q(offers__gt=""), name="an_offer_says_what"),
        )

    def __str__(self) -> str:
        return f"Offer {self.number} of {self.provider_id}"

    @property
    def phase_names(self) -> tuple[str, ...]:
        return tuple(name for key, name in PHASES.items() if key in self.phases)


class ProviderEvidence(AppendOnly):
    """What somebody saw of a provider’s quality, and when. The newest of each kind holds."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField("what was seen", max_length=20, choices=Seen.choices)
    words = models.TextField("what it showed")
    seen_on = models.DateField("seen on")
    until = models.DateField("holds until", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ProviderEvidence"].as_manager()
    called = ("evidence about a provider", "evidence about providers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("provider", "at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=Seen.values, words__gt=""), name="evidence_of_quality_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="insurance") | models.Q(until__isnull=False),
                name="insurance_says_until_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.provider_id}"


class ProviderStep(Step):
    """One step of a provider. An approval keeps in its details until when it holds, and its conditions."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(PROVIDER_QUALITY.states.items()))

    objects = AppendOnlyQuerySet["ProviderStep"].as_manager()
    called = ("step of a provider", "steps of providers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("provider", "number")
        constraints = (
            models.UniqueConstraint(fields=["provider", "number"], name="one_provider_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(PROVIDER_QUALITY.states)),
                name="state_of_a_provider_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.get_state_display()}"
