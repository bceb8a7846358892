"""The bank holidays of England, and the usual dates that stand in for terms nobody has entered."""

from datetime import date, timedelta

import pytest
from dateutil import easter as published
from hypothesis import given
from hypothesis import strategies as st

from tests.calendars import years
from trellis.calendars import bank_holidays, checking, usual
from trellis.calendars.calendar import Calendar

# As GOV.UK has listed them, year by year: days and months
LISTED = {
    2019: "1/1 19/4 22/4 6/5 27/5 26/8 25/12 26/12",
    2020: "1/1 10/4 13/4 8/5 25/5 31/8 25/12 28/12",
    2021: "1/1 2/4 5/4 3/5 31/5 30/8 27/12 28/12",
    2022: "3/1 15/4 18/4 2/5 2/6 3/6 29/8 19/9 26/12 27/12",
    2023: "2/1 7/4 10/4 1/5 8/5 29/5 28/8 25/12 26/12",
    2024: "1/1 29/3 1/4 6/5 27/5 26/8 25/12 26/12",
    2025: "1/1 18/4 21/4 5/5 26/5 25/8 25/12 26/12",
    2026: "1/1 3/4 6/4 4/5 25/5 31/8 25/12 28/12",
    2027: "1/1 26/3 29/3 3/5 31/5 30/8 27/12 28/12",
    2028: "3/1 14/4 17/4 1/5 29/5 28/8 25/12 26/12",
}


@pytest.mark.parametrize("year", LISTED)
def test_the_bank_holidays_of_a_year_are_those_listed_with_their_substitute_days(year: int) -> None:
    listed = {
        date(year, int(month), int(day)) for day, month in (each.split("/") for each in LISTED[year].split())
    }
    assert {day for day in bank_holidays.of_england(year, year) if day.weekday() < 5} == listed


@given(st.integers(1900, 2199))
def test_easter_is_when_it_is(year: int) -> None:
    assert usual.easter(year) == published.easter(year)


@given(st.integers(2000, 2060))
def test_the_usual_terms_of_any_year_are_terms_that_could_be_entered(year: int) -> None:
    terms = usual.terms_of(year)
    assert checking.problems(terms, year=year) == ()
    assert all(term.is_estimated for term in terms)
    assert terms[0].starts.month == 9
    assert terms[2].ends.month == 7
    good_friday = usual.easter(year + 1).toordinal() - 2
    assert terms[1].ends.toordinal() < good_friday < terms[2].starts.toordinal()
    known = Calendar(terms=terms, bank_holidays=bank_holidays.of_england(year, year + 1))
    days = known.school_days_between(terms[0].starts - timedelta(days=1), terms[2].ends)
    assert 186 <= days <= 198  # 190 for pupils and five of INSET, give or take where Easter falls


def test_the_usual_terms_of_2026_are_as_most_authorities_have_them() -> None:
    autumn, spring, summer = usual.terms_of(2026)
    assert (autumn.starts, autumn.ends) == (date(2026, 9, 1), date(2026, 12, 18))
    assert (autumn.half_term_starts, autumn.half_term_ends) == (date(2026, 10, 26), date(2026, 10, 30))
    assert (spring.starts, spring.ends) == (date(2027, 1, 4), date(2027, 3, 25))
    assert (summer.starts, summer.ends) == (date(2027, 4, 12), date(2027, 7, 21))
    assert summer.half_term_starts == date(2027, 5, 31)


def test_a_count_over_usual_dates_says_so_and_names_the_terms() -> None:
    known = years.calendar((*years.AUTHORITY, *usual.terms_of(2027)))
    assert usual.said(known, first=date(2026, 10, 19), last=date(2026, 11, 9)) == ""
    over = usual.said(known, first=date(2027, 7, 19), last=date(2027, 9, 3))
    assert over == "Counted with the usual dates of Autumn 2027, not entered: the authority’s own may differ."
    longer = usual.said(known, first=date(2027, 7, 19), last=date(2028, 4, 25))
    assert "Autumn 2027, Spring 2028 and Summer 2028" in longer
    assert usual.said(known, first=date(2031, 1, 1), last=date(2031, 2, 1)) == ""
