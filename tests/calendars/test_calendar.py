"""Counting days: worked examples by hand, and a slow, obvious twin that looks at every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calendars import years
from trellis.calendars.calendar import Calendar, NoTermSetUp, Term

AUTHORITY = years.calendar((*years.AUTHORITY, *years.AFTER))
FEDERATION = years.calendar(years.FEDERATION, date(2026, 11, 2))


@pytest.mark.parametrize(
    ("counted_from", "days", "due"),
    [
        # 20, 21, 22, 23 October; half-term; 2 to 6 November; 9 November. The clocks go back on 25 October.
        (date(2026, 10, 19), 10, date(2026, 11, 9)),
        # Identified on the last day before half-term, and in the middle of it
        (date(2026, 10, 23), 5, date(2026, 11, 6)),
        (date(2026, 10, 28), 5, date(2026, 11, 6)),
        # A Saturday counts from the Monday after
        (date(2026, 9, 5), 1, date(2026, 9, 7)),
        # 17, 18 December; Christmas; 4 to 8 January; 11, 12, 13 January
        (date(2026, 12, 16), 10, date(2027, 1, 13)),
        # 22 to 25 March; Good Friday and Easter; 12 to 16 April; 19 April. The clocks go forward on 28 March.
        (date(2027, 3, 19), 10, date(2027, 4, 19)),
        # 20 to 23 and 26 to 30 April; the early May bank holiday; 4 May
        (date(2027, 4, 19), 10, date(2027, 5, 4)),
        # 20, 21 July; summer; 1, 2, 3 September
        (date(2027, 7, 19), 5, date(2027, 9, 3)),
        # 28 and 29 February, and 1 March
        (date(2028, 2, 25), 3, date(2028, 3, 1)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
    ],
)
def test_school_days_of_an_authority_fall_due_as_they_do_by_hand(
    counted_from: date, days: int, due: date
) -> None:
    assert AUTHORITY.school_days_after(counted_from, days) == due
    assert AUTHORITY.school_days_between(counted_from, due) == days


@pytest.mark.parametrize(
    ("counted_from", "days", "due"),
    [
        # 16 October; two weeks of half-term; INSET on 2 November; 3 to 6 and 9 to 13 November
        (date(2026, 10, 15), 10, date(2026, 11, 13)),
        # 22 to 25 March; Good Friday and Easter Monday; 30 March to 1 April; Easter; 19, 20, 21 April
        (date(2027, 3, 19), 10, date(2027, 4, 21)),
    ],
)
def test_school_days_of_a_federation_with_its_own_days_fall_due_as_they_do_by_hand(
    counted_from: date, days: int, due: date
) -> None:
    assert FEDERATION.school_days_after(counted_from, days) == due
    assert FEDERATION.school_days_between(counted_from, due) == days


def test_an_inset_day_moves_the_day_by_one() -> None:
    with_inset = years.calendar(years.AUTHORITY, date(2026, 11, 2))
    assert with_inset.school_days_after(date(2026, 10, 19), 10) == date(2026, 11, 10)
    assert not with_inset.is_school_day(date(2026, 11, 2))
    assert with_inset.is_working_day(date(2026, 11, 2))


def test_working_days_go_on_through_holidays_and_leave_out_bank_holidays() -> None:
    # 20 to 23 October; 26 to 30 October; 2 November
    assert AUTHORITY.working_days_after(date(2026, 10, 19), 10) == date(2026, 11, 2)
    # 22 to 25 March; Good Friday and Easter Monday; 30 March to 2 April; 5, 6 April
    assert AUTHORITY.working_days_after(date(2027, 3, 19), 10) == date(2027, 4, 6)
    # The substitute for Boxing Day 2026, a Saturday, is Monday 28 December
    assert AUTHORITY.working_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    # Papers five working days before a meeting on 7 April 2027: 6, 5, 2 and 1 April, 31 March
    assert AUTHORITY.working_days_before(date(2027, 4, 7), 5) == date(2027, 3, 31)


def test_a_term_runs_until_the_next_begins() -> None:
    assert AUTHORITY.term_of(date(2026, 12, 18)).name == "Autumn 2026"
    assert AUTHORITY.term_of(date(2027, 1, 3)).name == "Autumn 2026"
    assert AUTHORITY.term_of(date(2027, 1, 4)).name == "Spring 2027"
    assert AUTHORITY.term_of(date(2027, 8, 31)).name == "Summer 2027"
    assert AUTHORITY.after(years.AUTHORITY[1], 2).name == "Autumn 2027"


@pytest.mark.parametrize(
    "asked",
    [
        lambda known: known.term_of(date(2026, 8, 31)),  # before
        lambda known: known.term_of(date(2027, 9, 1)),  # after
        lambda known: known.is_school_day(date(2027, 9, 1)),
        lambda known: known.school_days_after(date(2027, 7, 19), 5),  # runs over the end
        lambda known: known.school_days_between(date(2027, 7, 1), date(2027, 9, 10)),
        lambda known: known.after(years.AUTHORITY[2]),
    ],
)
def test_a_year_that_is_not_set_up_is_told_and_never_counted_as_a_holiday(asked) -> None:
    with pytest.raises(NoTermSetUp, match="not set up: the data officer enters them under Terms"):
        asked(years.calendar(years.AUTHORITY))


def test_a_year_missing_between_two_is_told_too() -> None:
    later = tuple(
        Term(
            year=2028,
            number=each.number,
            starts=each.starts.replace(year=each.starts.year + 2),
            ends=each.ends.replace(year=each.ends.year + 2),
        )
        for each in years.AUTHORITY
    )
    known = years.calendar((*years.AUTHORITY, *later))
    assert known.term_of(date(2027, 8, 31)).name == "Summer 2027"
    for day in (date(2027, 9, 1), date(2028, 2, 1), date(2028, 8, 30)):
        with pytest.raises(NoTermSetUp):
            known.term_of(day)
    assert known.term_of(date(2028, 9, 1)).name == "Autumn 2028"


def test_a_count_of_none_is_the_day_itself_and_an_endless_one_is_refused() -> None:
    assert AUTHORITY.school_days_after(date(2026, 10, 28), 0) == date(2026, 10, 28)
    with pytest.raises(NoTermSetUp, match="further than the terms that are set up"):
        AUTHORITY.working_days_after(date(2026, 10, 28), 5000)


# The slow, obvious twin: every day of the years, looked at one by one


def _every(known: Calendar) -> list[date]:
    first, last = known.terms[0].starts, known.terms[-1].ends
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _pupils_are_in(known: Calendar, day: date) -> bool:
    if f"{day:%A}" in ("Saturday", "Sunday") or day in known.bank_holidays or day in known.closed:
        return False
    for each in known.terms:
        if each.starts <= day <= each.ends:
            return (
                each.half_term_starts is None
                or each.half_term_ends is None
                or day < each.half_term_starts
                or day > each.half_term_ends
            )
    return False


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    terms, day = [], date(draw(st.integers(2020, 2027)), 9, 1)
    first = day.year
    for place in range(6):
        year, number = first + place // 3, place % 3 + 1
        if number == 1:
            day = max(day, date(year, 8, 25))
        starts = day + timedelta(days=draw(st.integers(1, 6)))
        half = starts + timedelta(days=draw(st.integers(20, 45)))
        half_ends = half + timedelta(days=draw(st.integers(0, 13)))
        ends = half_ends + timedelta(days=draw(st.integers(20, 45)))
        terms.append(
            Term(
                year=year,
                number=number,
                starts=starts,
                ends=ends,
                half_term_starts=half,
                half_term_ends=half_ends,
            )
        )
        day = ends + timedelta(days=draw(st.integers(3, 16)))
    reach = (terms[-1].ends - terms[0].starts).days
    closed = draw(st.sets(st.integers(0, reach), max_size=12))
    return Calendar(
        terms=tuple(terms),
        bank_holidays=years.BANK_HOLIDAYS,
        closed=frozenset(terms[0].starts + timedelta(days=n) for n in closed),
    )


@settings(max_examples=60, deadline=None)
@given(known=calendars(), place=st.floats(0, 1), count=st.integers(1, 40))
def test_counting_agrees_with_looking_at_every_day(known: Calendar, place: float, count: int) -> None:
    days = _every(known)
    day = days[int(place * (len(days) - 1))]
    later = [each for each in days if each > day and _pupils_are_in(known, each)]
    if len(later) >= count:
        due = known.school_days_after(day, count)
        assert due == later[count - 1]
        assert known.school_days_between(day, due) == count
    working = [each for each in days if each > day and each.weekday() < 5 and each not in known.bank_holidays]
    if len(working) >= count:
        there = known.working_days_after(day, count)
        assert there == working[count - 1]
        assert known.working_days_before(there + timedelta(days=1), count) == working[0]
    assert known.term_of(day) == [each for each in known.terms if each.starts <= day][-1]
    assert known.is_school_day(day) == _pupils_are_in(known, day)
