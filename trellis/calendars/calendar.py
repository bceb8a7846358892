"""Terms, school days and working days as one school counts them. Plain values: no database.

A term runs, for whatever is done "each term", until the next begins: the holiday after it belongs to it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from trellis.problem import Refusal

SEASONS = {1: "Autumn", 2: "Spring", 3: "Summer"}
_FURTHEST = 800  # days looked ahead or back for a count, which no clock comes near
_HOLIDAY = 21  # days after autumn or spring that are holiday at most


class NoTermSetUp(Refusal):
    """The dates of the term that is asked for have not been set up."""


@dataclass(frozen=True, kw_only=True, order=True)
class Term:
    """One of the three terms of an academic year, which is named by the calendar year in which it begins.

    `starts` and `ends` are the first and last day on which pupils attend; the days of the half-term holiday are between.
    """

    year: int
    number: int
    starts: date
    ends: date
    half_term_starts: date | None = None
    half_term_ends: date | None = None
    is_estimated: bool = False
    """Whether the dates are the usual ones, since nobody has entered the authority's own."""

    @property
    def name(self) -> str:
        """As people say it: Autumn 2026, Spring 2027."""
        return f"{SEASONS[self.number]} {self.year if self.number == 1 else self.year + 1}"

    def has(self, day: date) -> bool:
        """Whether pupils might attend on the day: within the term and outside its half-term holiday."""
        if not self.starts <= day <= self.ends:
            return False
        if self.half_term_starts is None or self.half_term_ends is None:
            return True
        return not self.half_term_starts <= day <= self.half_term_ends


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The terms in order, the bank holidays, and the days on which the school is closed to pupils in term (INSET and others)."""

    terms: tuple[Term, ...]
    bank_holidays: frozenset[date]
    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.bank_holidays

    def is_school_day(self, day: date) -> bool:
        """Whether pupils attend. Raises NoTermSetUp for a day outside the years that are set up."""
        self.term_of(day)
        return (
            self.is_working_day(day)
            and day not in self.closed
            and any(term.has(day) for term in self._near(day))
        )

    def school_days_after(self, day: date, count: int) -> date:
        """The day that is `count` school days after a day, not counting that day. Raises NoTermSetUp."""
        return self._counted(day, count, self.is_school_day)

    def working_days_after(self, day: date, count: int) -> date:
        return self._counted(day, count, self.is_working_day)

    def working_days_before(self, day: date, count: int) -> date:
        return self._counted(day, count, self.is_working_day, step=-1)

    def school_days_between(self, first: date, last: date) -> int:
        """How many school days lie after `first`, up to and with `last`. Raises NoTermSetUp."""
        return sum(self.is_school_day(day) for day in _days(first, last))

    def term_of(self, day: date) -> Term:
        """The term under way on a day, or the one that ended last before it. Raises NoTermSetUp."""
        begun = [term for term in self.terms if term.starts <= day]
        if not begun or day > self._reach(len(begun) - 1):
            raise NoTermSetUp(
                f"The dates of the term of {day.day} {day:%B %Y} are not set up: the data officer enters them under Terms."
            )
        return begun[-1]

    def after(self, term: Term, count: int = 1) -> Term:
        """The term `count` terms after one. Raises NoTermSetUp."""
        place = self.terms.index(term) + count
        if place >= len(self.terms):
            raise NoTermSetUp(
                f"The dates of terms after {self.terms[-1].name} are not set up: the data officer enters them under Terms."
            )
        return self.terms[place]

    def _reach(self, place: int) -> date:
        """The last day of a term and the holiday after it: nothing is known further on where the next term is not set up."""
        term = self.terms[place]
        following = (term.year, term.number + 1) if term.number < 3 else (term.year + 1, 1)
        after = self.terms[place + 1] if place + 1 < len(self.terms) else None
        if after is not None and (after.year, after.number) == following:
            return after.starts - timedelta(days=1)
        return date(term.year + 1, 8, 31) if term.number == 3 else term.ends + timedelta(days=_HOLIDAY)

    def _near(self, day: date) -> Iterator[Term]:
        return (term for term in self.terms if term.starts <= day <= term.ends)

    def _counted(self, day: date, count: int, counts: Callable[[date], bool], *, step: int = 1) -> date:
        reached, left = day, count
        for _ in range(_FURTHEST):
            if left == 0:
                return reached
            reached += timedelta(days=step)
            left -= counts(reached)
        raise NoTermSetUp(
            f"{count} days from {day.day} {day:%B %Y} is further than the terms that are set up."
        )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
