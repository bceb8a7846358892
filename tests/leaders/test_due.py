"""What the register of system leaders asks for, of whom, and by when."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests import builders
from tests.leaders import acting
from trellis.accounts import access
from trellis.leaders.actions import days, papers, portraits
from trellis.leaders.queries import due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY


def told(user: Any, on: date = TODAY) -> list[str]:
    return [each.what.split(":")[0] for each in due.of(user, access.of(user, on=on), on)]


def test_a_portrait_waits_for_its_person_then_for_somebody_who_judges() -> None:
    file = acting.own()
    assert told(acting.person()) == ["Write your pen portrait"]
    assert told(acting.principal()) == []
    file = portraits.write(file, words=acting.WORDS, offers="", by=acting.person(), at=AT)
    assert told(acting.person()) == ["Consent to your pen portrait"]
    file = acting.take(file, "consent", acting.person())
    assert told(acting.person()) == []
    assert told(acting.principal()) == ["Verify a pen portrait"]
    file = acting.take(file, "verify", acting.principal())
    assert told(acting.principal()) == ["Publish a pen portrait"]
    file = acting.take(file, "publish", acting.principal())
    assert told(acting.principal()) == []
    portraits.write(file, words="Other.", offers="", by=acting.person(), at=AT)
    assert told(acting.principal()) == ["Look at the new words of a pen portrait"]


def test_a_protocol_in_force_waits_for_the_leader_until_it_is_accepted_for_each_route() -> None:
    file, made = acting.published(), acting.protocol()
    assert told(acting.person()) == ["Accept protocol 1"]
    for route in made.routes:
        file = papers.accept(file, made, routes=(route,), by=acting.person(), at=AT)
    assert told(acting.person()) == []


def test_a_yearly_review_is_told_of_a_month_before_it_and_not_where_the_designation_ends_first() -> None:
    acting.designated(from_date=date(2025, 12, 10), until=None)
    acting.designated(name="Ends", from_date=date(2025, 12, 10), until=date(2026, 12, 9))
    assert told(acting.principal(), TODAY - timedelta(days=11)) == []
    assert told(acting.principal()) == ["Review a designation, Local Leader of Education"]


def test_the_head_is_asked_for_the_release_of_days_that_were_said_and_no_other_school_is() -> None:
    file = days.say(acting.designated(), days=10, by=acting.keeper(), at=AT)
    asked = ["Answer about the release of a system leader"]
    assert told(acting.head()) == asked
    assert told(acting.head(builders.OAK)) == []
    file = days.release(file, days=10, agrees=True, by=acting.head(), at=AT)
    assert told(acting.head()) == []
    days.say(file, days=12, by=acting.keeper(), at=AT + timedelta(hours=1))
    assert told(acting.head()) == asked


def test_nobody_of_another_authority_is_asked() -> None:
    acting.consented()
    for role in ("pa", "system_leader"):
        assert told(builders.person(role, authority="802")) == []
