"""A school’s need of support, each step of it, and who was matched with it."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.models.plans import Objective
from trellis.casework.models.steps import Step
from trellis.leaders.models import Leader
from trellis.practice.models import Entry
from trellis.providers.models import Provider
from trellis.schools.models import Authority, School


class Route(models.TextChoices):
    """Who brings the two sides together."""

    SCHOOL = "school", "The school commissions it directly"
    AUTHORITY = "authority", "The authority brokers it"


class NeedOrigin(models.TextChoices):
    """Where a need was said."""

    PLAN = "plan", "An objective of the support plan"
    SCHOOL = "school", "The school asked"
    ADVISER = "adviser", "An adviser asked for the school"


class Support(AppendOnly):
    """What a school needs help with. Its steps say how far that has come."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="supports")
    route = models.CharField("who brings the two sides together", max_length=20, choices=Route.choices)
    origin = models.CharField("where the need was said", max_length=20, choices=NeedOrigin.choices)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, null=True, related_name="supports")
    areas = models.JSONField("areas of practice", default=list)
    what = models.TextField("what help is needed")
    hoped = models.TextField("what is to be different afterwards")
    indicator = models.CharField("indicator by which it is to show, by its id", max_length=80, blank=True)
    by_when = models.DateField("wanted by", null=True)
    why_brokered = models.TextField("why the authority brokers though no level asks for it", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Support"].as_manager()
    called = ("need of support", "needs of support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]), models.Index(fields=["authority", "-at"]))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(route__in=Route.values), name="route_of_support_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=NeedOrigin.values), name="origin_of_a_need_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(what__gt="", hoped__gt=""), name="a_need_says_what_and_what_for"
            ),
            models.CheckConstraint(
                condition=models.Q(origin="plan") | models.Q(objective__isnull=True),
                name="a_need_has_an_objective_where_it_came_from_a_plan",
            ),
        )

    def __str__(self) -> str:
        return f"Support {self.pk} of {self.school_id}"


class SupportStep(Step):
    """One step of a support."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(SUPPORT.states.items()))

    objects = AppendOnlyQuerySet["SupportStep"].as_manager()
    called = ("step of support", "steps of support")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "number")
        constraints = (
            models.UniqueConstraint(fields=["support", "number"], name="one_support_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(SUPPORT.states)), name="state_of_support_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.support}: {self.get_state_display()}"


class Match(AppendOnly):
    """Who was chosen to help, and how they had been ranked. The newest is the one that is spoken of."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="matches")
    number = models.PositiveSmallIntegerField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="matches")
    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, null=True, related_name="matches")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField("place in the ranking; none where it was not in it", null=True)
    ranked = models.PositiveSmallIntegerField("how many were ranked", default=0)
    because = models.JSONField("what the ranking rests on, as it was told", default=list)
    reasons = models.TextField("why this one")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Match"].as_manager()
    called = ("match", "matches")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("support", "number")
        constraints = (
            models.UniqueConstraint(fields=["support", "number"], name="one_match_per_number"),
            models.CheckConstraint(condition=~models.Q(reasons=""), name="a_match_says_why"),
        )

    def __str__(self) -> str:
        return f"Match {self.number} of support {self.support_id}"
