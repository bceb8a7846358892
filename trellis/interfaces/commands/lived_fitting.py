"""Which day and which school fit what is played: events fall on school days, and what speaks of a year is of a school that has it."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from trellis.calendars.calendar import Calendar
from trellis.schools.models import School

_FURTHEST = 90
_YEARS = {"nursery": (-2, 0), "primary": (0, 6), "secondary": (7, 13)}
_BY_NAME = {"Infant": (0, 2), "Junior": (3, 6)}
_SAID = re.compile(r"\b[Yy]ears? (\d{1,2})(?: (?:to|and) (\d{1,2}))?\b")


def nearest_school_day(calendar: Calendar, day: date, *, first: date, last: date) -> date:
    """The school day nearest to a day, from the first to the last; the day itself where there is none near."""
    for away in range(_FURTHEST):
        for near in (day + timedelta(days=away), day - timedelta(days=away)):
            if first <= near <= last and calendar.is_school_day(near):
                return near
    return day


def years_in(text: str) -> tuple[int, ...]:
    """The school years that words speak of, as in "Years 3 to 6" and "in year 4"."""
    return tuple(int(each) for found in _SAID.finditer(text) for each in found.groups() if each)


def has_years(school: School, years: Collection[int]) -> bool:
    """Whether a school has these years, by its phase and by what it is called; one without any is fit for all."""
    if not years:
        return True
    named = (told for word, told in _BY_NAME.items() if word in school.name)
    ages = next(named, _YEARS.get(school.phase_group))
    return ages is not None and ages[0] <= min(years) and max(years) <= ages[1]


def from_place(schools: Sequence[School], place: int, years: Collection[int]) -> School:
    """The first school that has these years, from a place in the list on; the one at that place where none has."""
    return next(_fit(schools, place, years), schools[place % len(schools)])


def _fit(schools: Sequence[School], place: int, years: Collection[int]) -> Iterator[School]:
    start = place % len(schools)
    return (each for each in (*schools[start:], *schools[:start]) if has_years(each, years))
