"""What there is to say of what a service is worth: cost, take-up, feedback and outcomes. Averages of few are hidden."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Sum
from django.utils import timezone

from trellis.casework.queries.days import end_of
from trellis.resources.hiding import FEWEST
from trellis.resources.models import Evaluation, Order, OrderStep
from trellis.resources.models.orders import SCORED
from trellis.resources.queries import entitlements
from trellis.resources.queries.catalogue import ServiceFile
from trellis.resources.workflows.order import CANCELS

SCORE = "feedback score to show"
"""What a service lacks that fewer than five schools have evaluated."""


@dataclass(frozen=True, kw_only=True)
class Worth:
    """One service: what it has cost in pence, its take-up, its feedback and what came after.

    `scores` are the averages by what is scored; None where fewer than five schools have evaluated it, however often.
    """

    orders: int = 0
    schools: int = 0
    central: int = 0
    to_pay: int = 0
    evaluations: int = 0
    scores: Mapping[str, float] | None = None

    def lacks(self, file: ServiceFile) -> tuple[str, ...]:
        """What nobody can say yet of a service."""
        now = file.now
        said = {
            "cost": now.price_maintained > 0 or now.price_academy > 0 or self.central + self.to_pay > 0,
            "take-up": self.orders > 0,
            "feedback": self.evaluations > 0,
            SCORE: not self.evaluations or self.scores is not None,
            "evidence of outcomes": bool(now.evidence.strip()),
        }
        return tuple(name for name, is_there in said.items() if not is_there)


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """How the levels of schools to which a service was delivered have moved since; None where they are too few to tell."""

    schools: int
    moved: Mapping[str, int] | None


def of_services(authority: str, *, today: date) -> dict[int, Worth]:
    """What there is to say of each service that was ever ordered, by its number. This will make two queries."""
    end = end_of(today)
    ended = OrderStep.objects.filter(name__in=(*CANCELS, "decline")).values("order")
    kept = Order.objects.filter(authority=authority, at__lt=end).exclude(pk__in=ended)
    taken = (
        kept.order_by()
        .values("version__service")
        .annotate(
            orders=Count("pk"),
            schools=Count("school", distinct=True),
            central_sum=Sum("central"),
            to_pay_sum=Sum("to_pay"),
        )
    )
    scored: dict[int, dict[str, Any]] = {
        row["order__version__service"]: row  # type: ignore[misc]
        for row in Evaluation.objects.filter(order__authority=authority, at__lt=end)
        .order_by()
        .values("order__version__service")
        .annotate(number=Count("pk"), by_schools=Count("order__school", distinct=True))
        .annotate(**{f"mean_{name}": Avg(name) for name in SCORED})
    }
    found = {}
    for row in taken:
        told = scored.get(row["version__service"])
        number = told["number"] if told else 0
        found[row["version__service"]] = Worth(
            orders=row["orders"],
            schools=row["schools"],
            central=row["central_sum"],
            to_pay=row["to_pay_sum"],
            evaluations=number,
            scores={name: float(told[f"mean_{name}"]) for name in SCORED}
            if told and told["by_schools"] >= FEWEST
            else None,
        )
    return found


def words_of(service_id: int, *, today: date) -> list[Evaluation]:
    """What schools said of a service, the newest first: for those who keep the catalogue."""
    found = Evaluation.objects.filter(order__version__service=service_id, at__lt=end_of(today))
    return list(found.select_related("order__school").order_by("-at", "-pk")[:20])


def outcomes(service_id: int, *, today: date) -> Outcomes:
    """How levels moved since a service was first delivered. This will ask for the levels of each day of a delivery, ten at most."""
    delivered = (
        OrderStep.objects.filter(order__version__service=service_id, name="deliver", at__lt=end_of(today))
        .order_by("at")
        .values_list("order__school", "at")
    )
    first: dict[int, date] = {}
    for urn, at in delivered:
        first.setdefault(urn, timezone.localdate(at))
    if len(first) < FEWEST:
        return Outcomes(schools=len(first), moved=None)
    recent = sorted(set(first.values()))[-10:]
    now = entitlements.levels_of(first, on=today)
    then: dict[int, int] = {}
    for day in recent:
        then |= entitlements.levels_of([urn for urn, on in first.items() if on == day], on=day)
    return Outcomes(schools=len(first), moved=Counter(moved(then.get(urn), now.get(urn)) for urn in first))


def moved(then: int | None, now: int | None) -> str:
    """Which way a level went: a lower number is a school that needs less."""
    if then is None or now is None:
        return "unknown"
    return "up" if now < then else "down" if now > then else "same"
