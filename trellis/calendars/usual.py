"""The dates that terms usually have in England, for the years whose own dates nobody has entered.

They follow how most authorities set theirs: autumn from the first weekday of September to the Friday before Christmas,
spring from the first Monday after two weeks' holiday, two weeks around Easter, and summer to a Wednesday late in July. A
half-term holiday is the week of the last Monday in October, the week in the middle of February, and the week of the
spring bank holiday. They are a stand-in, and every page that rests on them says so.
"""

from datetime import date, timedelta
from functools import lru_cache

from trellis.calendars import bank_holidays
from trellis.calendars.calendar import Calendar, NoTermSetUp, Term

MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4
_DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar, by Butcher's rule (Nature, 20 April 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    left = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * left) // 433
    month = (h + left - 7 * m + 90) // 25
    return date(year, month, (h + left - 7 * m + 33 * month + 19) % 32)


@lru_cache(maxsize=64)
def terms_of(year: int) -> tuple[Term, Term, Term]:
    """The usual terms of the academic year that begins in a calendar year."""
    autumn_ends = _last(FRIDAY, date(year, 12, 22))
    spring_starts = _open(autumn_ends + timedelta(days=17))
    spring_ends, summer_starts = _around_easter(easter(year + 1))
    return (
        _term(year, 1, _open(date(year, 9, 1)), autumn_ends, _last(MONDAY, date(year, 10, 31))),
        _term(year, 2, spring_starts, spring_ends, _last(MONDAY, date(year + 1, 2, 18))),
        _term(
            year,
            3,
            summer_starts,
            _last(WEDNESDAY, date(year + 1, 7, 25)),
            _last(MONDAY, date(year + 1, 5, 31)),
        ),
    )


def said(calendar: Calendar, *, first: date, last: date) -> str:
    """Say that a count from one day to another rests on usual dates; "" where every term it crosses was entered."""
    crossed = []
    for day in (first, last):
        try:
            crossed.append(calendar.terms.index(calendar.term_of(day)))
        except NoTermSetUp:
            continue
    names = [
        term.name
        for term in (calendar.terms[min(crossed) : max(crossed) + 1] if crossed else ())
        if term.is_estimated
    ]
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Counted with the usual dates of {listed}, not entered: the authority’s own may differ."


def _around_easter(sunday: date) -> tuple[date, date]:
    """The last day of spring and the first of summer: two weeks lie between, and hold Good Friday and Easter Monday."""
    if sunday <= date(sunday.year, 4, 1):  # spring ends the day before Good Friday
        return sunday - timedelta(days=3), _open(sunday + timedelta(days=15))
    return sunday - timedelta(days=9), _open(sunday + timedelta(days=8))


def _term(year: int, number: int, starts: date, ends: date, half_term: date) -> Term:
    return Term(
        year=year,
        number=number,
        starts=starts,
        ends=ends,
        half_term_starts=half_term,
        half_term_ends=half_term + timedelta(days=4),
        is_estimated=True,
    )


def _last(weekday: int, day: date) -> date:
    """The last such weekday up to and with a day."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _open(day: date) -> date:
    """The day, or the first after it that is neither at a weekend nor a bank holiday."""
    holidays = bank_holidays.of_england(day.year, day.year)
    while day.weekday() >= 5 or day in holidays:
        day += _DAY
    return day
