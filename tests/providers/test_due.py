"""What the register of providers asks for, of whom, and by when."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import builders
from tests.providers import acting
from trellis.accounts import access
from trellis.providers.queries import due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY


def told(user: Any, on: date = TODAY) -> list[tuple[str, date]]:
    return [(each.what.split(":")[0], each.by) for each in due.of(user, access.of(user, on=on), on)]


def test_evidence_waits_for_the_manager_then_the_check_then_the_decision_for_somebody_else() -> None:
    file = acting.entered()
    in_four_weeks = TODAY + timedelta(days=28)
    assert told(acting.manager()) == [("See the evidence of a provider", in_four_weeks)]
    assert told(acting.principal()) == []
    acting.seen(file)
    assert told(acting.manager()) == [("Check the evidence of a provider", in_four_weeks)]
    acting.take(acting.again(file), "check", acting.manager())
    assert told(acting.manager()) == []
    assert told(acting.principal()) == [("Decide about a provider", TODAY + timedelta(days=14))]


def test_a_review_is_due_from_sixty_days_before_the_approval_ends_and_stays_so_after() -> None:
    until = TODAY + timedelta(days=90)
    acting.approved(until=until)
    assert told(acting.manager()) == []
    for days in (30, 90, 120):
        assert told(acting.manager(), TODAY + timedelta(days=days)) == [("Review a provider", until)]


def test_nobody_else_and_nobody_of_another_authority_is_asked() -> None:
    acting.checked()
    for role in ("sitl", "spa", "system_leader", "director"):
        assert told(builders.person(role)) == []
    for role in ("traded_services", "pa"):
        assert told(builders.person(role, authority="802")) == []
