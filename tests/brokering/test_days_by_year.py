"""The school year of which days of a system leader are taken: that in which they are given."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import A_DAY, AT, HELPS, TODAY
from tests.leadership import acting as leading
from trellis.brokering.queries import candidates, checking, load, promised
from trellis.brokering.queries.supports import SupportFile
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.models import Capacity, Leader, Release
from trellis.leadership.queries import mentors

THIS, NEXT = 2026, 2027
SEPTEMBER = date(NEXT, 9, 6)
IN_JULY = datetime(NEXT, 7, 5, 10, 0, tzinfo=UTC)
database = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def marked(test: Any) -> Any:
    for each in database:
        test = each(test)
    return test


def next_year(leader: Leader, days: int, *, released: bool = True) -> None:
    by = acting.principal()
    Capacity.objects.create(leader=leader, year=NEXT, days=days, by=by, at=AT - A_DAY)
    if released:
        Release.objects.create(leader=leader, year=NEXT, days=days, agrees=True, by=by, at=AT - A_DAY)


def agreed_for_september(leader: Leader, behind: Any, **more: Any) -> SupportFile:
    return acting.with_terms(
        acting.matched(behind, leader=leader), begins=SEPTEMBER, ends=SEPTEMBER + 60 * A_DAY, **more
    )


def found(file: SupportFile, name: str, on: date = TODAY) -> checking.Found:
    return next(each for each in checking.of(file, today=on) if each.name == name)


@marked
def test_support_that_begins_in_september_is_checked_against_the_days_and_the_release_of_that_year() -> None:
    behind = acting.provider(until=TODAY + 400 * A_DAY)
    leader = acting.leader(days=2, behind=behind)
    file = agreed_for_september(leader, behind)
    said = found(file, "capacity")
    assert (said.passed, said.said) == (
        False,
        "Nobody has said how many days Ada Finch has in the school year 2027 to 2028.",
    )
    assert found(file, "release").said == (
        "The headteacher has not released Ada Finch for the school year 2027 to 2028 yet."
    )
    next_year(leader, 5)
    assert (found(file, "capacity").passed, found(file, "capacity").said) == (
        True,
        "Ada Finch has 5 of 5 days left in the school year 2027 to 2028, and 4 are asked for.",
    )
    assert (
        found(file, "release").said == "The headteacher releases Ada Finch for the school year 2027 to 2028."
    )


@marked
def test_days_that_are_promised_for_september_leave_those_of_this_year_and_take_those_of_the_next() -> None:
    behind = acting.provider(until=TODAY + 400 * A_DAY)
    leader = acting.leader(days=4, behind=behind)
    next_year(leader, 5)
    file = acting.take(acting.checked(agreed_for_september(leader, behind)), "offer", acting.broker())
    file = acting.take(file, "accept", acting.head(HELPS))
    assert promised.commitments("801", year=THIS, today=TODAY) == {}
    assert promised.commitments("801", year=NEXT, today=TODAY) == {leader.pk: Decimal(4)}
    now = acting.with_terms(acting.matched(behind, leader=leader))
    assert found(now, "capacity").said.startswith("Ada Finch has 4 of 4 days left in the school year 2026")
    second = agreed_for_september(leader, behind)
    assert found(second, "capacity").said == (
        "Ada Finch has 1 of 5 days left in the school year 2027 to 2028, and 4 are asked for."
    )
    [carried] = load.of([file], today=TODAY)
    assert carried.promised == 4, "promised, in whichever year"


@marked
def test_days_of_a_year_of_which_nobody_can_speak_yet_are_said_to_be_so() -> None:
    behind = acting.provider(until=TODAY + 900 * A_DAY)
    file = acting.with_terms(
        acting.matched(behind, leader=acting.leader(behind=behind)),
        begins=date(2028, 10, 2),
        ends=date(2028, 12, 2),
    )
    assert found(file, "capacity").said == (
        "Nobody has said how many days Ada Finch has in the school year 2028 to 2029. "
        "They can be said from 1 September 2027 on."
    )


@marked
def test_terms_that_are_moved_to_the_next_school_year_are_checked_against_that_year() -> None:
    behind = acting.provider(until=TODAY + 400 * A_DAY)
    leader = acting.leader(days=10, behind=behind)
    next_year(leader, 3, released=False)
    file = acting.accepted(behind, leader=leader)
    moved = {"begins": SEPTEMBER, "ends": SEPTEMBER + 60 * A_DAY, "days": Decimal(4)}
    with pytest.raises(CannotTake, match=r"3 of 3 days left.*2027 to 2028.*has not released"):
        acting.with_terms(file, **moved)
    with pytest.raises(CannotTake, match="has not released"):
        acting.with_terms(file, **{**moved, "days": Decimal(3)})
    Release.objects.create(leader=leader, year=NEXT, days=3, agrees=True, by=acting.principal(), at=AT)
    assert acting.with_terms(file, **{**moved, "days": Decimal(3)}).days_agreed == 3


@marked
def test_a_mentor_is_not_offered_for_days_that_they_have_promised_to_a_school() -> None:
    behind = acting.provider(HELPS)
    leader = acting.leader(urn=HELPS, days=6, behind=behind)
    file = leading.analysed(urn=builders.ELM)
    assert mentors.offered(file).offered[0].candidate.left == 6
    acting.accepted(behind, leader=leader)
    offered = mentors.offered(leading.again(file))
    assert [(each.file.leader.pk, why) for each, why in offered.left_out] == [
        (leader.pk, "Has fewer than 3 days left in the school year 2026 to 2027.")
    ]


@marked
def test_days_of_mentoring_count_in_the_school_year_of_the_induction_and_are_not_taken_of_their_own_headteacher() -> (
    None
):
    leader = leading.leader("Lou", days=3)
    file = leading.matched(leading.analysed(), leader)
    for year, days in ((THIS, {leader.pk: Decimal(3)}), (NEXT, {}), (2025, {})):
        assert mentors.commitments_of_mentors("801", year=year, today=TODAY) == days
    assert [each.candidate.left for each in mentors.offered(file).offered] == [3]


@marked
def test_days_of_an_induction_that_ended_stay_given_in_its_year_and_one_begun_in_spring_reaches_into_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leader = leading.leader("Lou", days=9)
    leading.take(leading.matched(leading.analysed(), leader), "stop")
    monkeypatch.setattr(leading, "STARTED", date(NEXT, 4, 1))
    leading.matched(leading.analysed(urn=builders.ELM, name="Another"), leader)
    days = [
        mentors.commitments_of_mentors("801", year=year, today=TODAY).get(leader.pk, 0)
        for year in (THIS, NEXT, NEXT + 1)
    ]
    assert days == [6, 3, 0]


@pytest.mark.parametrize(
    ("by_when", "released", "days", "when"),
    [(None, True, 7, "2027 to 2028"), (None, False, 2, ""), (date(NEXT, 10, 1), False, 7, "2027 to 2028")],
)
@marked
def test_in_summer_a_leader_who_could_help_this_year_alone_is_not_held_back_where_no_day_is_named(
    by_when: date | None, released: bool, days: float, when: str
) -> None:
    leader = acting.leader(days=2, behind=acting.provider(until=None))
    next_year(leader, 7, released=released)
    support = acting.needed(by_when=by_when).support
    known = candidates.field("801", today=date(NEXT, 6, 5))
    told = candidates.candidates(known, support, relevance={}, held=None)
    assert [(each.days, each.days_in) for each in told if each.kind == "leader"] == [(days, when)]


@pytest.mark.parametrize(
    ("today", "by_when", "days", "when"),
    [
        (date(NEXT, 5, 31), None, 2, ""),
        (date(NEXT, 6, 1), date(NEXT, 9, 1), 7, "2027 to 2028"),
        (date(NEXT, 8, 31), date(NEXT, 10, 1), 7, "2027 to 2028"),
        (date(NEXT, 6, 20), date(NEXT, 7, 10), 2, ""),
        (date(NEXT, 9, 1), None, 7, ""),
    ],
)
@marked
def test_the_order_looks_at_the_days_of_the_next_school_year_from_june_to_august(
    today: date, by_when: date | None, days: float, when: str
) -> None:
    leader = acting.leader(days=2, behind=acting.provider(until=None))
    next_year(leader, 7, released=False)
    support = acting.needed(by_when=by_when).support
    told = candidates.candidates(candidates.field("801", today=today), support, relevance={}, held=None)
    [one] = [each for each in told if each.kind == "leader"]
    assert (one.days, one.days_in, one.released) == (days, when, days == 2)


@marked
def test_where_nobody_has_spoken_of_the_next_school_year_the_order_looks_at_this_one() -> None:
    acting.leader(days=2, behind=acting.provider(until=None))
    support = acting.needed().support
    known = candidates.field("801", today=IN_JULY.date())
    told = candidates.candidates(known, support, relevance={}, held=None)
    assert [each.days for each in told if each.kind == "leader"] == [2]


# The rule, beside every day told one by one

_days = st.dates(date(2025, 9, 1), date(2028, 8, 31))
_quarters = st.integers(1, 12).map(lambda quarters: Decimal(quarters) / 4)


def _file(begins: date, ends: date, agreed: Decimal, log: list[tuple[date, Decimal]], state: str) -> Any:
    """As much of a support as the rule asks for, read as `SupportFile` reads it."""
    rows = tuple(
        SimpleNamespace(on=on, days=days, pk=n, takes_back_id=None) for n, (on, days) in enumerate(log)
    )
    made: dict[str, Any] = dict.fromkeys(SupportFile.__dataclass_fields__, ())
    made |= {
        "support": SimpleNamespace(pk=1),
        "steps": (SimpleNamespace(state=state, name="accept", details={}),),
        "matches": (SimpleNamespace(number=1, pk=1, leader_id=5),),
        "every_terms": (SimpleNamespace(match_id=1, begins=begins, ends=ends, days=agreed),),
        "log": rows,
        "today": TODAY,
    }
    return SupportFile(**made)


@given(
    _days,
    st.integers(0, 700),
    _quarters,
    st.lists(st.tuples(_days, _quarters), max_size=4),
    st.sampled_from(("accepted", "active", "ended")),
    _days,
)
def test_each_day_of_support_counts_in_the_one_year_in_which_it_is_given(
    begins: date, lasts: int, agreed: Decimal, log: list[tuple[date, Decimal]], state: str, today: date
) -> None:
    """The slow and obvious way: a quarter of a day at a time, each with the first of September before it."""
    ends = begins + lasts * A_DAY
    file = _file(begins, ends, agreed, log, state)

    def year_of(day: date) -> int:
        while (day.month, day.day) != (9, 1):
            day -= A_DAY
        return day.year

    expected: dict[int, Decimal] = {}
    quarters = [on for on, days in log for _ in range(int(days * 4))]
    still = [] if state == "ended" else [max(begins, today)] * (int(agreed * 4) - len(quarters))
    if year_of(ends) < year_of(today):
        still = []  # its terms were over before the year began
    for day in (*quarters, *still):
        expected[year_of(day)] = expected.get(year_of(day), Decimal(0)) + Decimal("0.25")
    told = {
        year: days
        for year in range(2024, 2032)
        for days in promised.of_files([file], year=year, today=today).values()
    }
    assert told == expected
