"""The pages of term dates as values: what stands for each year, since when, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trellis.calendars import queries, usual
from trellis.calendars.calendar import SEASONS, Calendar, Term
from trellis.calendars.models import ClosedDay, YearOfTerms
from trellis.calendars.queries import Entered
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.terms import picture
from trellis.interfaces.web.terms.picture import Picture


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """One term as the table has it. `halves` are its two halves with their numbers."""

    name: str
    starts: str
    half_term: str
    ends: str
    halves: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClosedLine:
    """One closed day as the table has it. `iso` names it in a form."""

    iso: str
    day: str
    kind: str
    what: str
    whose: str
    said: str


@dataclass(frozen=True, kw_only=True)
class YearShown:
    """One academic year. `rests_on` says whose dates these are, or that the usual ones stand in."""

    year: int
    name: str
    is_usual: bool
    is_own: bool
    rests_on: str
    school_days: str
    lines: tuple[TermLine, ...]
    closed: tuple[ClosedLine, ...]
    picture: Picture


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a year in its history."""

    said: str
    dates: tuple[str, ...]


def name_of(year: int) -> str:
    """An academic year as people say it: "2026 to 2027"."""
    return f"{year} to {year + 1}"


def terms_for(entered: Entered, year: int, *, urn: int | None) -> tuple[Term, ...]:
    """The terms that stand for a year: those entered, or the usual ones."""
    row = entered.year_of(year, urn=urn)
    return queries.terms_of(row) if row is not None else usual.terms_of(year)


def year_shown(entered: Entered, calendar: Calendar, *, year: int, urn: int | None, today: date) -> YearShown:
    """Return one year of an authority (urn None) or a school, by what was entered and the calendar made of it."""
    row = entered.year_of(year, urn=urn)
    terms = terms_for(entered, year, urn=urn)
    closed = [
        each
        for each in entered.closed_of(urn=urn)
        if terms[0].starts - timedelta(days=14) <= each.day <= terms[-1].ends + timedelta(days=14)
    ]
    halves = picture.halves(terms)
    first = terms[0].starts
    days = calendar.school_days_between(first - timedelta(days=1), terms[-1].ends)
    return YearShown(
        year=year,
        name=name_of(year),
        is_usual=row is None,
        is_own=row is not None and row.school_id is not None,
        rests_on=_rests_on(row, urn=urn),
        school_days=words.count(days, "school day"),
        lines=tuple(
            TermLine(
                name=SEASONS[term.number],
                starts=_long(term.starts),
                half_term=_stretch(term.half_term_starts, term.half_term_ends),
                ends=_long(term.ends),
                halves=tuple(
                    f"Term {half.number}: {_stretch(half.first, half.last)}"
                    for half in halves
                    if (half.number + 1) // 2 == term.number
                ),
            )
            for term in terms
        ),
        closed=tuple(_closed_line(each, urn=urn) for each in closed),
        picture=picture.draw(terms, closed=[each.day for each in closed], today=today),
    )


def entries(rows: Sequence[YearOfTerms]) -> tuple[Entry, ...]:
    """The history of a year, newest first."""
    return tuple(
        Entry(
            said=f"{'Set' if row.term_count else 'Taken back'} by {row.by.name} on {words.moment(row.at)}",
            dates=tuple(
                f"{SEASONS[term.number]}: {_stretch(term.starts, term.ends)}, half-term "
                f"{_stretch(term.half_term_starts, term.half_term_ends)}"
                for term in queries.terms_of(row)
            ),
        )
        for row in rows
    )


def inset_said(entered: Entered) -> str:
    """Whether INSET counts as a school day, and who said so."""
    if entered.inset is None:
        return "An INSET day does not count as a school day, which is usual: nobody has said otherwise."
    does = "counts" if entered.inset.counts else "does not count"
    by = f"said by {entered.inset.by.name} on {words.moment(entered.inset.at)}"
    return f"An INSET day {does} as a school day, {by}."


def _rests_on(row: YearOfTerms | None, *, urn: int | None) -> str:
    if row is None:
        return "Usual dates, not entered. Days are counted with them until the authority’s own are set."
    set_by = f"Set by {row.by.name} on {words.moment(row.at)}."
    if urn is None:
        return set_by
    return f"The school’s own dates. {set_by}" if row.school_id else f"The authority’s dates. {set_by}"


def _closed_line(row: ClosedDay, *, urn: int | None) -> ClosedLine:
    whose = "" if urn is None else "The school" if row.school_id else "The authority"
    return ClosedLine(
        iso=row.day.isoformat(),
        day=_long(row.day),
        kind=row.get_kind_display(),
        what=row.what,
        whose=whose,
        said=f"{row.by.name}, {words.moment(row.at)}",
    )


def _long(day: date) -> str:
    return f"{day:%A} {words.day(day)}"


def _stretch(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return words.day(last) if first == last else f"{first.day} to {words.day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {words.day(last)}"
    return f"{words.day(first)} to {words.day(last)}"
