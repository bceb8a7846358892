"""What the name of a file or folder says of the year or day of its figures."""

from datetime import date
from pathlib import Path

import pytest

from trellis.analysis.columns import period


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2010-2011/england_ks2.csv", 2011),
        ("2011-2012/england_ks2.csv", 2012),
        ("2018-19.csv", 2019),
        ("ks4_201819.csv", 2019),
        ("financials_2018.csv", 2018),
    ],
)
def test_two_years_running_are_a_school_year_and_not_a_day(name: str, year: int) -> None:
    assert period.hinted(Path(name)) == period.Hint(year=year)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20250901.csv", date(2025, 9, 1)),
        ("links_20-11-2012.csv", date(2012, 11, 20)),
        ("outcomes_as_at_31_August_2025.csv", date(2025, 8, 31)),
    ],
)
def test_a_day_in_a_name_is_the_day_of_the_snapshot(name: str, day: date) -> None:
    assert period.hinted(Path(name)) == period.Hint(day=day)
