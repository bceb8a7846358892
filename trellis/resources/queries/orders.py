"""Reading orders: where each stands, those of a school, of an authority, and of a service."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.resources.models import Evaluation, Order, OrderStep
from trellis.resources.workflows.order import ORDER
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class OrderFile:
    """An order with its steps and what the school made of it, as known on `today`."""

    order: Order
    steps: tuple[OrderStep, ...]
    evaluation: Evaluation | None
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return ORDER.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in ORDER.final

    def step(self, *names: str) -> OrderStep | None:
        """The newest step of one of these names; None where none was taken."""
        return next((each for each in reversed(self.steps) if each.name in names), None)


def files(rows: QuerySet[Order], *, today: date) -> list[OrderFile]:
    """Put together these orders, the newest first. The number of queries does not grow with them."""
    end = end_of(today)
    told = Prefetch("steps", by_keys(OrderStep.objects.filter(at__lt=end)).select_related("by"))
    known = rows.filter(at__lt=end).select_related("school", "version", "by", "evaluation__by")
    return [
        OrderFile(
            order=each,
            steps=tuple(each.steps.all()),
            evaluation=getattr(each, "evaluation", None),
            today=today,
        )
        for each in known.prefetch_related(told)
        if each.steps.all()
    ]


def of_school(school: School, *, today: date) -> list[OrderFile]:
    """Every order of a school at its authority, the newest first."""
    return files(Order.objects.filter(school=school, authority=school.authority_id), today=today)


def in_state(found: QuerySet[Order], states: Collection[str]) -> QuerySet[Order]:
    """Those of the orders whose newest step led to one of these states."""
    newest = OrderStep.objects.filter(order=OuterRef("pk")).order_by("-number").values("state")[:1]
    return found.annotate(stands=Subquery(newest)).filter(stands__in=list(states))


def of_authority(authority: str, *, state: str = "") -> QuerySet[Order]:
    """The orders of an authority, the newest first; of one state where it is named."""
    every = Order.objects.filter(authority=authority)
    return in_state(every, [state]) if state else every


def of_keys(keys: Collection[int], *, today: date) -> list[OrderFile]:
    """These orders, the newest first."""
    return files(Order.objects.filter(pk__in=keys), today=today)


def of_schools(visible: QuerySet[School], *, states: Collection[str], today: date) -> list[OrderFile]:
    """The orders of these schools that stand in one of these states."""
    # An order stays with the authority at which it was made, whose catalogue it is of, where its school moves to another
    own = Order.objects.filter(school__in=visible, authority=F("school__authority"))
    return files(in_state(own, states), today=today)


def one(order_id: int, *, authorities: Collection[str], today: date) -> OrderFile | None:
    """One order, if it is of one of these authorities; None otherwise."""
    found = files(Order.objects.filter(pk=order_id, authority__in=authorities), today=today)
    return found[0] if found else None
