"""The academic year to which the days of a system leader belong."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.leaders import acting
from trellis.accounts import access
from trellis.activity.models import Event
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.actions import days
from trellis.leaders.queries import due, leaders
from trellis.leaders.queries.leaders import LeaderFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY
THIS, NEXT = 2026, 2027


def read(file: LeaderFile, on: date) -> LeaderFile:
    found = leaders.one(file.leader.pk, authorities=("801",), today=on)
    assert found is not None
    return found


def asked(on: date = TODAY) -> list[str]:
    head: Any = acting.head()
    return [each.what for each in due.of(head, access.of(head, on=on), on)]


def test_days_of_the_next_academic_year_are_said_and_released_beside_those_of_this_one() -> None:
    file = days.say(acting.own(), days=10, by=acting.person(), at=AT)
    file = days.say(file, days=6, year=NEXT, by=acting.keeper(), at=AT)
    file = days.release(file, days=6, agrees=True, year=NEXT, by=acting.head(), at=AT)
    assert [(file.days_in(each), file.released_in(each)) for each in file.years] == [(10, False), (6, True)]
    assert (file.days, file.released, file.release) == (10, False, None)
    later = read(file, date(NEXT, 9, 1))
    assert (later.year, later.days, later.released) == (NEXT, 6, True)
    assert Event.objects.filter(subject__contains="6 days in 2027 to 2028").count() == 2


@pytest.mark.parametrize("year", [THIS - 1, NEXT + 1])
def test_days_are_said_and_released_of_no_other_academic_year(year: int) -> None:
    file = acting.own()
    with pytest.raises(CannotTake, match="2026 to 2027 or of 2027 to 2028"):
        days.say(file, days=3, year=year, by=acting.person(), at=AT)
    with pytest.raises(CannotTake, match="2026 to 2027 or of 2027 to 2028"):
        days.release(file, days=3, agrees=True, year=year, by=acting.head(), at=AT)


def test_the_same_number_of_days_may_be_said_of_each_academic_year_and_of_neither_twice() -> None:
    file = acting.own()
    for year in (THIS, NEXT):
        file = days.say(file, days=5, year=year, by=acting.person(), at=AT)
        with pytest.raises(CannotTake, match="already"):
            days.say(file, days=5, year=year, by=acting.person(), at=AT)


def test_the_head_is_asked_about_the_release_of_each_academic_year_of_which_days_were_said() -> None:
    this = "Answer about the release of a system leader: Una Leader"
    following = "Answer about the release of a system leader: Una Leader, for 2027 to 2028"
    file = days.say(acting.designated(until=None), days=10, by=acting.keeper(), at=AT)
    file = days.say(file, days=4, year=NEXT, by=acting.keeper(), at=AT)
    assert asked() == [this, following]
    file = days.release(file, days=10, agrees=True, by=acting.head(), at=AT)
    assert asked() == [following]
    file = days.release(file, days=0, agrees=False, words="We are short.", year=NEXT, by=acting.head(), at=AT)
    assert asked() == []
    days.say(file, days=2, year=NEXT, by=acting.keeper(), at=AT + timedelta(hours=1))
    assert asked() == [following]
    assert asked(date(NEXT, 9, 1)) == [this]
