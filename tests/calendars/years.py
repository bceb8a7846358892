"""Three calendars whose due days were counted by hand, on paper, from printed calendars of 2026 to 2028."""

from datetime import date

from trellis.calendars import bank_holidays
from trellis.calendars.calendar import Calendar, Term

BANK_HOLIDAYS = bank_holidays.of_england(2020, 2031)


def term(number: int, starts: date, half: tuple[date, date], ends: date, *, year: int = 2026) -> Term:
    return Term(
        year=year, number=number, starts=starts, ends=ends, half_term_starts=half[0], half_term_ends=half[1]
    )


# An authority: one week in October, two weeks around an early Easter
AUTHORITY = (
    term(1, date(2026, 9, 1), (date(2026, 10, 26), date(2026, 10, 30)), date(2026, 12, 18)),
    term(2, date(2027, 1, 4), (date(2027, 2, 15), date(2027, 2, 19)), date(2027, 3, 25)),
    term(3, date(2027, 4, 12), (date(2027, 5, 31), date(2027, 6, 4)), date(2027, 7, 21)),
)
# The year after, which has a 29 February
AFTER = (
    term(1, date(2027, 9, 1), (date(2027, 10, 25), date(2027, 10, 29)), date(2027, 12, 17), year=2027),
    term(2, date(2028, 1, 4), (date(2028, 2, 14), date(2028, 2, 18)), date(2028, 3, 31), year=2027),
    term(3, date(2028, 4, 18), (date(2028, 5, 29), date(2028, 6, 2)), date(2028, 7, 21), year=2027),
)
# A federation of schools: two weeks in October, and a summer that begins a week later
FEDERATION = (
    term(1, date(2026, 9, 2), (date(2026, 10, 19), date(2026, 10, 30)), date(2026, 12, 18)),
    term(2, date(2027, 1, 5), (date(2027, 2, 15), date(2027, 2, 19)), date(2027, 4, 1)),
    term(3, date(2027, 4, 19), (date(2027, 5, 31), date(2027, 6, 4)), date(2027, 7, 28)),
)


def calendar(terms: tuple[Term, ...], *closed: date) -> Calendar:
    return Calendar(terms=terms, bank_holidays=BANK_HOLIDAYS, closed=frozenset(closed))
