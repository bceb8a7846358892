"""What closing or ending a support charges: the agreed cost in the proportion of days given to days agreed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import AT, HELPED, HELPS, TODAY
from trellis.accounts.roles import ROLES, Permission, Scope
from trellis.brokering.actions import giving, stepping
from trellis.brokering.queries import charging
from trellis.brokering.workflows.support import SUPPORT
from trellis.resources.models import Charge
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def charged() -> list[int]:
    return [each.to_pay for each in Charge.objects.all()]


@pytest.mark.parametrize(
    ("days", "expected"), [(("2", "2"), [40_000]), (("3", "3"), [60_000]), (("3", "3", "1"), [60_000])]
)
def test_closing_charges_in_the_proportion_of_days_given_and_at_most_the_agreed_cost(
    days: tuple[str, ...], expected: list[int]
) -> None:
    file = acting.take(acting.given_by_the_team(*days), "complete", acting.head())
    acting.take(file, "close_unheard", acting.broker())
    assert charged() == expected


def test_what_was_taken_back_of_the_log_is_not_charged() -> None:
    file = acting.given_by_the_team("2", "1")
    wrong = file.given[0].pk
    file = giving.take_back(file, delivery=wrong, why="It was another school.", by=acting.broker(), at=AT)
    acting.take(file, "end", acting.broker())
    assert charged() == [10_000]


@pytest.mark.parametrize(("days", "expected"), [((), []), (("1.5",), [15_000])])
def test_ending_early_charges_what_was_given_and_where_nothing_was_given_nothing(
    days: tuple[str, ...], expected: list[int]
) -> None:
    acting.take(acting.given_by_the_team(*days), "end", acting.broker())
    assert charged() == expected


def test_a_head_who_ends_what_the_school_commissioned_charges_nothing() -> None:
    file = acting.signed(acting.take(acting.commissioned(acting.provider()), "accept", acting.head(HELPS)))
    file = acting.take(acting.logged(file), "end", acting.head())
    assert (file.state, charged()) == ("ended", [])


def test_whoever_may_close_or_end_what_the_authority_brokers_may_raise_its_charge() -> None:
    file = acting.given_by_the_team("1")
    closers = set()
    for role in ROLES.values():
        urns = (HELPED,) if role.scope is Scope.OWN else ()
        had = stepping.may(builders.person(role.id, urns=urns), file, on=TODAY)
        if Permission.SUPPORT_CLOSE in had:
            closers.add(role.id)
            assert Permission.SUPPORT_BROKER in had, role.id
    assert {"sitl", "traded_services"} <= closers
    assert {SUPPORT.by_name[each].permission for each in charging.CHARGES} == {Permission.SUPPORT_CLOSE}
    with pytest.raises(TransitionRefused):
        acting.take(file, "end", acting.head())


_days = st.integers(1, 400).map(lambda quarters: Decimal(quarters) / 4)


@given(st.integers(1, 100_000_000), _days, st.one_of(st.just(Decimal(0)), _days))
def test_a_charge_is_to_the_penny_that_is_nearest(cost: int, agreed: Decimal, days: Decimal) -> None:
    """The slow and obvious way: an exact fraction, and every penny near it put beside it."""
    exact = Fraction(cost) * Fraction(days) / Fraction(agreed)
    if exact >= cost:
        expected = cost
    else:
        near = range(int(exact), int(exact) + 2)
        expected = max(near, key=lambda penny: (-abs(penny - exact), penny))
    assert charging.in_proportion(cost, given=days, agreed=agreed) == expected
