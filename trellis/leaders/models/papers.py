"""The protocols by which leaders are deployed, who accepted which, and the documents of the scheme. Append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.leaders.models.leaders import Leader
from trellis.schools.models import Authority


class Route(models.TextChoices):
    """How a leader is deployed."""

    SCHOOL = "school", "A school commissions directly"
    AUTHORITY = "authority", "The authority brokers"
    BOTH = "both", "Both routes"


ROUTES = (Route.SCHOOL, Route.AUTHORITY)


class Protocol(AppendOnly):
    """What a leader, their school and whoever deploys them hold to, numbered. The newest in force for a route holds."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    route = models.CharField(max_length=10, choices=Route.choices)
    title = models.CharField(max_length=120)
    text = models.TextField()
    from_date = models.DateField("in force from")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Protocol"].as_manager()
    called = ("protocol of deployment", "protocols of deployment")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("authority", "number")
        constraints = (
            models.UniqueConstraint(fields=["authority", "number"], name="one_protocol_per_number"),
            models.CheckConstraint(
                condition=models.Q(route__in=Route.values, title__gt="", text__gt=""),
                name="a_protocol_says_something",
            ),
        )

    def __str__(self) -> str:
        return f"Protocol {self.number}: {self.title}"

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes that it is for."""
        return tuple(each.value for each in ROUTES if self.route in (each, Route.BOTH))


class ProtocolAcceptance(AppendOnly):
    """That a leader accepts a protocol for one route."""

    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, related_name="acceptances")
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="acceptances")
    route = models.CharField(max_length=10, choices=[(each.value, each.label) for each in ROUTES])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ProtocolAcceptance"].as_manager()
    called = ("acceptance of a protocol", "acceptances of protocols")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("leader", "at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["leader", "protocol", "route"], name="one_acceptance_of_a_protocol_per_route"
            ),
            models.CheckConstraint(
                condition=models.Q(route__in=["school", "authority"]), name="route_of_an_acceptance_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.leader_id} accepts {self.protocol_id}"


class SchemeDocument(AppendOnly):
    """A document of the scheme, as text. The newest of one title holds."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    number = models.PositiveSmallIntegerField("version")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["SchemeDocument"].as_manager()
    called = ("document of the scheme", "documents of the scheme")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("title", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "title", "number"], name="one_scheme_document_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(title__gt="", text__gt=""), name="a_scheme_document_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"
