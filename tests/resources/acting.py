"""Services, orders and days of an adviser, for the tests."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from tests.casework import acting as casework
from trellis.accounts.models import User
from trellis.analysis.judging import shelf
from trellis.analysis.judging.entitlement import Days, Entitlement
from trellis.resources.actions import allocations, bookings, catalogue, orders
from trellis.resources.actions.catalogue import Words
from trellis.resources.models import DayMovement
from trellis.resources.queries import days
from trellis.resources.queries.catalogue import ServiceFile
from trellis.resources.queries.days import Balance, BookingFile
from trellis.resources.queries.orders import OrderFile
from trellis.schools.models import School

AT = builders.AT
TODAY = builders.AS_OF  # a Friday
YEAR = 2027
MONDAY = date(2026, 11, 23)
A_DAY = timedelta(days=1)
SCORES = {"quality": 4, "responsiveness": 5, "value": 3}
ENTITLED = (
    Entitlement(level=1, days=Days(central=1, de_delegated=2), why="Every school has days."),
    Entitlement(level=2, days=Days(central=3, de_delegated=4), why="More days.", central=("advisers",)),
    Entitlement(
        level=3,
        days=Days(central=9, de_delegated=6),
        why="Central support.",
        central=("advisers", "causing_concern", "teaching"),
    ),
)


def entitle(monkeypatch: pytest.MonkeyPatch, said: tuple[Entitlement, ...] = ENTITLED) -> None:
    """Put a pack on the shelf that says what each level is entitled to."""
    real = shelf.load

    def load(name: str = shelf.DEFAULT, **more: Any) -> Any:
        return builders.pack(entitlements=said) if name == "test-pack" else real(name, **more)

    monkeypatch.setattr(shelf, "load", load)


def school(urn: int = builders.BEECH) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def manager() -> User:
    return builders.person("traded_services")


def head(urn: int = builders.BEECH) -> User:
    return casework.head(urn)


def adviser(urn: int = builders.BEECH) -> User:
    return casework.adviser(urn)


def words(**more: Any) -> Words:
    given: dict[str, Any] = {
        "name": "Reading review",
        "about": "Two advisers look at reading with the leaders of the school.",
        "kind": "teaching",
        "funding": "school",
        "unit": "fixed",
        "price_maintained": 60_000,
        "price_academy": 75_000,
        "provider": "The school improvement team",
        "phases": ("primary",),
        "areas": ("early-reading",),
        "evidence": "Nine of ten schools changed what they teach.",
    }
    return Words(**{**given, **more})


def service(*, at: datetime = AT, **more: Any) -> ServiceFile:
    return catalogue.add(authority="801", words=words(**more), by=manager(), at=at)


def days_service(**more: Any) -> ServiceFile:
    given = {"name": "Adviser day", "kind": "advisers", "unit": "adviser_day", "price_maintained": 48_000}
    return service(**{**given, **more})


def ordered(
    urn: int = builders.BEECH, *, of: ServiceFile | None = None, quantity: int = 1, at: datetime = AT
) -> OrderFile:
    return orders.order(
        school(urn),
        service=of or service(at=at),
        quantity=quantity,
        wishes="In the spring term.",
        by=head(urn),
        at=at,
    )


def take(file: OrderFile, name: str, by: User | None = None, *, at: datetime = AT, **more: Any) -> OrderFile:
    of_head = {"cancel", "evaluate", "evaluate_late"}
    who = by or (head(file.order.school_id) if name in of_head else manager())
    if name.startswith("evaluate"):
        more = {"scores": SCORES, **more}
    return orders.take(file, name, reasons="As agreed.", by=who, at=at, **more)


def at_state(state: str, urn: int = builders.BEECH, **more: Any) -> OrderFile:
    """An order in a state, by the shortest way there."""
    ways = {
        "ordered": (),
        "confirmed": ("confirm",),
        "delivered": ("confirm", "deliver"),
        "evaluated": ("confirm", "deliver", "evaluate"),
        "charged": ("confirm", "deliver", "charge"),
        "declined": ("decline",),
        "cancelled": ("cancel",),
    }
    file = ordered(urn, **more)
    for name in ways[state]:
        file = take(file, name)
    return file


def given(
    urn: int = builders.BEECH,
    *,
    quarters: int = 4,
    route: str = "central",
    year: int = YEAR,
    at: datetime = AT,
) -> DayMovement:
    return allocations.allocate(
        school(urn), year=year, route=route, quarters=quarters, why="A new head.", by=manager(), at=at
    )


def booked(
    urn: int = builders.BEECH,
    *,
    day: date = MONDAY,
    quarters: int = 4,
    by: User | None = None,
    who: User | None = None,
    at: datetime = AT,
) -> BookingFile:
    return bookings.book(
        school(urn),
        adviser=who or adviser(urn),
        day=day,
        quarters=quarters,
        purpose="Look at reading.",
        by=by or head(urn),
        at=at,
    )


def used(urn: int = builders.BEECH, *, quarters: int = 4, on: date = TODAY, **more: Any) -> list[DayMovement]:
    return allocations.use(
        school(urn),
        adviser=adviser(urn),
        on=on,
        quarters=quarters,
        what="Walked the school.",
        by=adviser(urn),
        at=AT,
        **more,
    )


def balance(urn: int = builders.BEECH, *, year: int = YEAR) -> Balance:
    return days.balance(school(urn), year=year)
