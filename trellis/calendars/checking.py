"""What is wrong with the terms of a year as somebody gives them: all of it at once, each with the field it is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from trellis.calendars import bank_holidays
from trellis.calendars.calendar import SEASONS, Term

SHORTEST, LONGEST = 8, 17  # weeks of a term, its half-term holiday among them
LONGEST_HALF_TERM = 16  # days, which is two weeks with the weekend between
PARTS = {
    "starts": "first day",
    "ends": "last day",
    "half_term_starts": "first day of half-term",
    "half_term_ends": "last day of half-term",
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something wrong with one date of one term."""

    term: int
    part: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def problems(
    terms: Sequence[Term], *, year: int, before: date | None = None, after: date | None = None
) -> tuple[Problem, ...]:
    """Return all that is wrong with the three terms of a year, in their order.

    `before` is the last day of the summer term of the year before, and `after` the first of autumn of the year after, where
    they have been entered.
    """
    found: list[Problem] = []
    for term in terms:
        found += _within(term)
        found += _in_year(term, year=year)
    for earlier, later in pairwise(terms):
        if later.starts <= earlier.ends:
            found.append(
                _said(
                    later,
                    "starts",
                    f"must come after the last day of {_season(earlier)}, {_day(earlier.ends)}",
                )
            )
    if before is not None and terms[0].starts <= before:
        found.append(
            _said(
                terms[0], "starts", f"must come after the last day of the summer term before, {_day(before)}"
            )
        )
    if after is not None and terms[-1].ends >= after:
        found.append(
            _said(
                terms[-1], "ends", f"must come before the first day of the autumn term after, {_day(after)}"
            )
        )
    return tuple(found)


def _within(term: Term) -> list[Problem]:
    found = [
        _said(term, part, f"is {why}")
        for part in ("starts", "ends")
        if (why := closed_anyway(getattr(term, part)))
    ]
    if term.ends <= term.starts:
        return [*found, _said(term, "ends", "must come after its first day")]
    weeks = ((term.ends - term.starts).days + 3) / 7  # a week of school is five days of the seven
    if not SHORTEST <= weeks <= LONGEST:
        length = "shorter than" if weeks < SHORTEST else "longer than"
        limit = SHORTEST if weeks < SHORTEST else LONGEST
        found.append(_said(term, "ends", f"makes the term {length} {limit} weeks: check both dates"))
    return found + _half_term(term)


def _half_term(term: Term) -> list[Problem]:
    first, last = term.half_term_starts, term.half_term_ends
    if first is None or last is None:
        return [
            _said(term, part, "is missing")
            for part in ("half_term_starts", "half_term_ends")
            if getattr(term, part) is None
        ]
    found = [
        _said(term, part, f"must lie within the term, {_day(term.starts)} to {_day(term.ends)}")
        for part in ("half_term_starts", "half_term_ends")
        if not term.starts < getattr(term, part) < term.ends
    ]
    if last < first:
        found.append(_said(term, "half_term_ends", "must not come before its first day"))
    elif (last - first).days >= LONGEST_HALF_TERM:
        found.append(_said(term, "half_term_ends", "makes half-term longer than two weeks: check both dates"))
    return found


def _in_year(term: Term, *, year: int) -> list[Problem]:
    first, last = date(year, 8, 1), date(year + 1, 8, 31)
    return [
        _said(term, part, f"must lie in the academic year {year} to {year + 1}")
        for part in ("starts", "ends")
        if not first <= getattr(term, part) <= last
    ]


EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
"""Days outside these are slips of the pen."""


def closed_anyway(day: date) -> str:
    """Say why pupils are never in on a day; "" for a day on which they could be."""
    if not EARLIEST <= day <= LATEST:
        return "no day of a school year"
    if day.weekday() >= 5:
        return f"a {day:%A}"
    return "a bank holiday" if day in bank_holidays.of_england(day.year, day.year) else ""


def weekdays(first: date, last: date) -> list[date]:
    """The days from one to another, without weekends and bank holidays."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if not closed_anyway(day)]


def _said(term: Term, part: str, what: str) -> Problem:
    return Problem(term=term.number, part=part, sentence=f"{SEASONS[term.number]}: the {PARTS[part]} {what}")


def _season(term: Term) -> str:
    return SEASONS[term.number].lower()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
