"""The ledger of days when several people write in it at once, and against a slow twin that adds up every row."""

import contextlib
from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import at_once, builders
from tests.resources import acting
from trellis.problem import Refusal
from trellis.resources.actions import allocations, bookings
from trellis.resources.models import DayBooking, DayMovement, Kind, Route
from trellis.resources.queries import days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, YEAR = acting.AT, acting.YEAR


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_the_last_day_at_once_one_does() -> None:
    acting.given(quarters=4)
    first, second = acting.adviser(), builders.person("spa")
    head = acting.head()
    told = at_once.told(
        [partial(acting.booked, who=first, by=head), partial(acting.booked, who=second, by=head)]
    )
    assert told[1] == "done"
    assert "0 days are left" in told[0]
    assert (acting.balance().left, DayBooking.objects.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_cancel_at_once_one_does_and_the_days_come_back_once() -> None:
    acting.given(quarters=4)
    file, head, adviser = acting.booked(), acting.head(), acting.adviser()
    told = at_once.told(
        [
            partial(bookings.take, file, "cancel", reasons="Ill.", by=head, at=AT),
            partial(bookings.take, file, "call_off", reasons="Ill.", by=adviser, at=AT),
        ]
    )
    assert "done" in told
    assert sum(each == "done" for each in told) == 1
    assert acting.balance().left == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_everybody_their_days_at_once_one_does() -> None:
    manager = acting.manager()
    give = partial(allocations.allocate_all, authority="801", year=YEAR, by=manager, at=AT)
    told = at_once.told([give, give])
    assert sum(each == "done" for each in told) == 1
    assert acting.balance().allocated == 12


def slowly(urn: int, year: int) -> dict[str, int]:
    """The obvious balance: every row, one after another."""
    sums: Counter[str] = Counter()
    for row in DayMovement.objects.filter(school=urn, year=year):
        sums[row.kind] += row.quarters
        sign = 1 if row.kind in ("allocated", "bought") else -1
        sums["left"] += sign * row.quarters
        sums[f"left of {row.route}"] += sign * row.quarters
    return dict(sums)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("give", "use", "book", "cancel", "keep", "correct")),
        st.integers(1, 4),
        st.sampled_from(Route.values),
    ),
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_the_balance_is_the_sum_of_the_rows_and_never_less_than_nothing(
    steps: list[tuple[str, int, str]],
) -> None:
    undone = transaction.atomic()
    undone._from_testcase = True  # type: ignore[attr-defined]  # as the one around a test is, so that actions may be durable
    with undone:
        head, adviser, manager = acting.head(), acting.adviser(), acting.manager()
        at = AT
        for name, quarters, route in steps:
            with contextlib.suppress(Refusal):
                _one(name, quarters, route, head=head, adviser=adviser, manager=manager, at=at)
            quick, slow = acting.balance(), slowly(builders.BEECH, YEAR)
            assert quick.left == slow.get("left", 0) >= 0
            for kind in Kind.values:
                assert quick.of(kind) == slow.get(kind, 0) >= 0
            for each in Route.values:
                assert quick.left_of(each) == slow.get(f"left of {each}", 0) >= 0
            assert days.balances([builders.BEECH], year=YEAR).get(builders.BEECH, quick) == quick
        transaction.set_rollback(True)


def _one(name: str, quarters: int, route: str, *, head: Any, adviser: Any, manager: Any, at: Any) -> None:
    school = acting.school()
    match name:
        case "give":
            allocations.allocate(
                school, year=YEAR, route=route, quarters=quarters, why="So.", by=manager, at=at
            )
        case "use":
            allocations.use(
                school, adviser=adviser, on=acting.TODAY, quarters=quarters, what="So.", by=adviser, at=at
            )
        case "book":
            bookings.book(
                school, adviser=adviser, day=acting.TODAY, quarters=quarters, purpose="So.", by=head, at=at
            )
        case "cancel" | "keep":
            held = [each for each in days.of_school(school, today=acting.TODAY) if each.is_open]
            if held:
                bookings.take(held[0], name, reasons="So.", by=head if name == "cancel" else adviser, at=at)
        case "correct":
            rows = [each for each in days.rows(school, year=YEAR) if each.counters_id is None]
            if rows:
                allocations.correct(rows[quarters % len(rows)], why="So.", by=manager, at=at)
