"""Networks of schools: what each is for, who leads it, which schools are in it and since when, and what it does. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority, School


class Network(AppendOnly):
    """Schools that work together. What it is called and for stands in its newest wording."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    began_on = models.DateField("began on")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Network"].as_manager()
    called = ("network of schools", "networks of schools")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")

    def __str__(self) -> str:
        return f"Network {self.pk}"


class NetworkWording(AppendOnly):
    """What a network is called and for, and which school leads it. The newest holds."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    name = models.CharField("what it is called", max_length=120)
    purpose = models.TextField("what it is for")
    lead = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", verbose_name="lead school")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["NetworkWording"].as_manager()
    called = ("wording of a network", "wordings of networks")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("network", "number")
        constraints = (
            models.UniqueConstraint(fields=["network", "number"], name="one_network_wording_per_number"),
            models.CheckConstraint(
                condition=models.Q(name__gt="", purpose__gt=""), name="a_network_is_for_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, wording {self.number}"


class Member(AppendOnly):
    """That a school is in a network, from a day on."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="members")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="networks")
    from_date = models.DateField("member from")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Member"].as_manager()
    called = ("membership of a network", "memberships of networks")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("network", "id")

    def __str__(self) -> str:
        return f"{self.school_id} in {self.network}"


class MemberEnd(AppendOnly):
    """That a school left a network, with its last day and why."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="ended")
    to_date = models.DateField("member until")
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["MemberEnd"].as_manager()
    called = ("end of a membership of a network", "ends of memberships of networks")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("member",)
        constraints = (
            models.CheckConstraint(condition=models.Q(why__gt=""), name="a_school_leaves_for_a_reason"),
        )

    def __str__(self) -> str:
        return f"End of {self.member}"


class NetworkActivity(AppendOnly):
    """Something that a network did on a day."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="activities")
    on = models.DateField("done on")
    what = models.TextField("what it did")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["NetworkActivity"].as_manager()
    called = ("activity of a network", "activities of networks")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("network", "-on", "-id")
        constraints = (
            models.CheckConstraint(condition=models.Q(what__gt=""), name="an_activity_says_what_was_done"),
        )

    def __str__(self) -> str:
        return f"{self.network} on {self.on}"
