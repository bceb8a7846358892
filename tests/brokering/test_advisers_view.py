"""Support that a school commissioned and was given waits for the view of its adviser, and is told to them."""

from datetime import timedelta

import pytest

from tests import builders
from tests.brokering import acting
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.brokering.actions import giving
from trellis.brokering.queries import due
from trellis.brokering.queries.due import Due
from trellis.brokering.queries.supports import SupportFile
from trellis.schools import holders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY
WHAT = "Say how support was used that the school commissioned from Beech Lane Primary School"


def given(*, closed: bool = False) -> SupportFile:
    file = acting.take(acting.commissioned(acting.provider()), "accept", acting.head(acting.HELPS))
    file = acting.take(acting.logged(acting.signed(file)), "complete", acting.head())
    if not closed:
        return file
    file = acting.evaluated(file, "receiving", acting.head())
    file = acting.evaluated(file, "giving", acting.head(acting.HELPS))
    return acting.take(file, "close", acting.head())


def asked(user: User, *, days: int = 0) -> list[Due]:
    today = TODAY + timedelta(days=days)
    found = due.of(user, access.of(user, on=today), today)
    return [each for each in found if each.page == "confirm_support"]


@pytest.mark.parametrize("closed", [False, True])
def test_the_adviser_of_the_school_is_asked_how_commissioned_support_was_used(closed: bool) -> None:
    file, adviser = given(closed=closed), acting.adviser()
    (told,) = asked(adviser)
    assert (told.what, told.by, told.args) == (WHAT, TODAY + timedelta(days=30), (file.support.pk,))
    assert told.people(holders.at("801", on=TODAY)) == {adviser.pk: adviser.name}
    assert asked(adviser, days=30)[0].by >= TODAY + timedelta(days=30)
    assert asked(adviser, days=60)
    assert asked(adviser, days=61) == []


@pytest.mark.parametrize("role", ["sitl", "pa", "ssa", "headteacher"])
def test_nobody_else_is_asked(role: str) -> None:
    given()
    own = role == "headteacher"
    assert asked(builders.person(role, urns=(builders.OAK,) if own else ())) == []
    assert asked(acting.adviser(builders.BEECH)) == []


@pytest.mark.parametrize("closed", [False, True])
def test_it_waits_no_more_once_an_adviser_has_said_it(closed: bool) -> None:
    file = given(closed=closed)
    giving.confirm(file, agrees=True, words="I saw two lessons.", by=acting.adviser(), at=AT)
    assert asked(acting.adviser()) == []


def test_brokered_support_asks_no_adviser() -> None:
    acting.completed()
    assert asked(acting.adviser()) == []
