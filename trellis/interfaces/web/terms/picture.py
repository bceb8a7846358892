"""The picture of a school year: six halves in a row over the months, with a mark for each closed day. Pure geometry.

A half carries its number, and one of usual dates is drawn as an outline: nothing is told by colour alone. The table
beside it says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trellis.calendars.calendar import Term
from trellis.calendars.checking import closed_anyway
from trellis.interfaces.web.govuk import words

WIDTH = 760
_LEFT, _RIGHT, _TOP, _BAR, _MARKS, _FOOT = 6, 6, 20, 30, 12, 22
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Half:
    """Half a term: its number in the year, 1 to 6, and its first and last day for pupils."""

    number: int
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One half as drawn."""

    x: float
    width: float
    text: str
    text_x: float
    css: str


@dataclass(frozen=True, kw_only=True)
class Tick:
    """Where a month begins, or a day that is marked."""

    x: float
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The picture ready to draw."""

    width: int
    height: int
    top: int
    bar: int
    foot: int
    title: str
    description: str
    bars: tuple[Bar, ...]
    months: tuple[Tick, ...]
    closed: tuple[Tick, ...]
    today: Tick | None


def halves(terms: Sequence[Term]) -> tuple[Half, ...]:
    """The halves of the terms of a year, numbered 1 to 6."""
    found = []
    for term in terms:
        first, last = term.half_term_starts, term.half_term_ends
        if first is None or last is None:
            continue
        number = 2 * term.number - 1
        found.append(Half(number=number, first=term.starts, last=_open(first - _DAY, -_DAY)))
        found.append(Half(number=number + 1, first=_open(last + _DAY, _DAY), last=term.ends))
    return tuple(found)


def draw(terms: Sequence[Term], *, closed: Sequence[date], today: date) -> Picture:
    """Return the picture of the three terms of a year."""
    year = terms[0].year
    start = min(date(year, 9, 1), date(terms[0].starts.year, terms[0].starts.month, 1))
    end = date(year + 1, 8, 31)

    def across(day: date) -> float:
        share = (day - start).days / (end - start).days
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * min(1.0, max(0.0, share)), 1)

    usual = {term.number for term in terms if term.is_estimated}
    bars = []
    for half in halves(terms):
        x, right = across(half.first), across(half.last + _DAY)
        bars.append(
            Bar(
                x=x,
                width=round(right - x, 1),
                text=str(half.number),
                text_x=round((x + right) / 2, 1),
                css="half half--usual" if (half.number + 1) // 2 in usual else "half",
            )
        )
    foot = _TOP + _BAR + _MARKS
    months = [date(year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(start.month, 21)]
    said = "; ".join(
        f"{half.number}: {words.day(half.first)} to {words.day(half.last)}" for half in halves(terms)
    )
    days = [day for day in closed if start <= day <= end]
    return Picture(
        width=WIDTH,
        height=foot + _FOOT,
        top=_TOP,
        bar=_BAR,
        foot=foot,
        title=f"The school year {year} to {year + 1}" + (", by the usual dates" if usual else ""),
        description=f"Six halves of terms. {said}. {words.count(len(days), 'closed day')} in term.",
        bars=tuple(bars),
        months=tuple(Tick(x=across(day), text=_MONTHS[day.month - 1]) for day in months),
        closed=tuple(Tick(x=across(day)) for day in days),
        today=Tick(x=across(today), text="Today") if start <= today <= end else None,
    )


def _open(day: date, step: timedelta) -> date:
    while closed_anyway(day):
        day += step
    return day
