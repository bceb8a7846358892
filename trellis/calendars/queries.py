"""The calendar of an authority or of a school on a day, and what was entered for it. Each is a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import Q, QuerySet

from trellis.activity.append_only import AppendOnlyQuerySet
from trellis.calendars import bank_holidays, usual
from trellis.calendars.calendar import Calendar, Term
from trellis.calendars.models import ClosedDay, ClosedKind, InsetRule, TermDates, YearOfTerms
from trellis.schools.models import School

YEARS_BEFORE, YEARS_AFTER = 5, 2
M = TypeVar("M", YearOfTerms, ClosedDay, InsetRule)
Owned = TypeVar("Owned", YearOfTerms, ClosedDay)


def academic_year(day: date) -> int:
    """The academic year of a day, from 1 September to 31 August, by the calendar year in which it begins."""
    return day.year if day.month >= 9 else day.year - 1


def year_name(year: int) -> str:
    """An academic year as people say it, by the calendar year in which it begins: "2026 to 2027"."""
    return f"{year} to {year + 1}"


def of_authority(code: str, *, on: date, known_on: date | None = None, estimate: bool = True) -> Calendar:
    """The calendar of an authority, from several years before a day to two academic years after its own.

    The usual dates stand in for a year that nobody has entered, unless `estimate` is False. `known_on` leaves out what
    was entered after that day. This will make four queries.
    """
    entered = _entered(code, urns=(), on=on, known_on=known_on)
    return calendar_from(entered, urn=None, on=on, estimate=estimate)


def of_school(school: School, *, on: date, known_on: date | None = None, estimate: bool = True) -> Calendar:
    """The calendar of a school: its own dates where it has any, its authority's otherwise; else as `of_authority`."""
    entered = _entered(school.authority_id, urns=(school.pk,), on=on, known_on=known_on)
    return calendar_from(entered, urn=school.pk, on=on, estimate=estimate)


def of_schools(
    schools: Iterable[School],
    *,
    authority: str,
    on: date,
    known_on: date | None = None,
    estimate: bool = True,
) -> dict[int, Calendar]:
    """The calendar of each of an authority's schools, by URN: as many queries as for one."""
    return of_both(schools, authority=authority, on=on, known_on=known_on, estimate=estimate)[1]


def of_both(
    schools: Iterable[School],
    *,
    authority: str,
    on: date,
    known_on: date | None = None,
    estimate: bool = True,
) -> tuple[Calendar, dict[int, Calendar]]:
    """The calendar of an authority, and of each of its schools by URN: as many queries as for one."""
    urns = tuple(school.pk for school in schools)
    entered = _entered(authority, urns=urns, on=on, known_on=known_on)
    own = {year.school_id for year in entered.years} | {day.school_id for day in entered.closed}
    shared = calendar_from(entered, urn=None, on=on, estimate=estimate)
    return shared, {
        urn: calendar_from(entered, urn=urn, on=on, estimate=estimate) if urn in own else shared
        for urn in urns
    }


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What people have entered, the newest of each alone: years, closed days, and whether INSET counts (None: not said)."""

    years: tuple[YearOfTerms, ...]
    closed: tuple[ClosedDay, ...]
    inset: InsetRule | None

    def year_of(self, year: int, *, urn: int | None) -> YearOfTerms | None:
        """The terms of a year that hold for a school (None: for the authority itself), if anybody entered them."""
        return self._held.get((urn, year)) or self._held.get((None, year))

    def closed_of(self, *, urn: int | None) -> tuple[ClosedDay, ...]:
        """The days on which a school is closed in term, in order.

        The authority's hold for a school too, unless the school has terms of its own that year or an entry of its own
        for the day, which may say that it is open.
        """
        days = {
            row.day: row
            for row in self._days.get(None, ())
            if urn is None or (urn, academic_year(row.day)) not in self._held
        }
        if urn is not None:
            days |= {row.day: row for row in self._days.get(urn, ())}
        return tuple(row for _, row in sorted(days.items()) if row.is_closed)

    @property
    def inset_counts(self) -> bool:
        return self.inset is not None and self.inset.counts

    @cached_property
    def _held(self) -> dict[tuple[int | None, int], YearOfTerms]:
        return {(row.school_id, row.year): row for row in self.years if row.term_count}

    @cached_property
    def _days(self) -> dict[int | None, list[ClosedDay]]:
        days: dict[int | None, list[ClosedDay]] = {}
        for row in self.closed:
            days.setdefault(row.school_id, []).append(row)
        return days


def entered_for(
    code: str, *, on: date, schools: Sequence[School] = (), known_on: date | None = None
) -> Entered:
    """What was entered for an authority and these schools of it, of the years around a day. This will make four queries."""
    return _entered(code, urns=tuple(school.pk for school in schools), on=on, known_on=known_on)


def calendar_from(entered: Entered, *, urn: int | None, on: date, estimate: bool = True) -> Calendar:
    """The calendar of a school (None: of the authority) from what was entered for the years around a day."""
    years = range(academic_year(on) - YEARS_BEFORE, academic_year(on) + YEARS_AFTER + 1)
    terms: list[Term] = []
    for year in years:
        row = entered.year_of(year, urn=urn)
        if row is not None:
            terms += terms_of(row)
        elif estimate:
            terms += usual.terms_of(year)
    closed = entered.closed_of(urn=urn)
    return Calendar(
        terms=tuple(terms),
        bank_holidays=bank_holidays.of_england(years[0], years[-1] + 2),
        closed=frozenset(
            row.day for row in closed if row.kind != ClosedKind.INSET or not entered.inset_counts
        ),
    )


def schools_with_own(visible: QuerySet[School], *, authority: str) -> list[School]:
    """Those of the schools given for which anything was entered of their own, by name."""
    of_terms = YearOfTerms.objects.filter(authority_id=authority, school__isnull=False)
    of_days = ClosedDay.objects.filter(authority_id=authority, school__isnull=False)
    urns = Q(pk__in=of_terms.values("school_id")) | Q(pk__in=of_days.values("school_id"))
    return list(visible.filter(urns).order_by("name", "urn"))


def terms_of(row: YearOfTerms) -> tuple[Term, ...]:
    """The terms of a year that was entered."""
    return tuple(_term(each, year=row.year) for each in row.terms.all())


def history(code: str, *, school: School | None, year: int) -> list[YearOfTerms]:
    """Everything that was ever entered of one year, newest first, with who entered it."""
    rows = YearOfTerms.objects.filter(authority_id=code, school=school, year=year)
    return list(rows.select_related("by").prefetch_related("terms"))


def _entered(code: str, *, urns: tuple[int, ...], on: date, known_on: date | None) -> Entered:
    first, last = academic_year(on) - YEARS_BEFORE, academic_year(on) + YEARS_AFTER
    whose = Q(authority_id=code) & (Q(school__isnull=True) | Q(school_id__in=urns))
    years = YearOfTerms.objects.filter(whose, year__range=(first, last))
    closed = ClosedDay.objects.filter(whose, day__range=(date(first, 8, 1), date(last + 1, 8, 31)))
    inset = InsetRule.objects.filter(authority_id=code)
    return Entered(
        years=_newest(_known(years, known_on).select_related("by").prefetch_related("terms"), by="year"),
        closed=_newest(_known(closed, known_on).select_related("by"), by="day"),
        inset=_known(inset, known_on).select_related("by").first(),
    )


def _known(rows: AppendOnlyQuerySet[M], on: date | None) -> AppendOnlyQuerySet[M]:
    return rows if on is None else rows.filter(at__date__lte=on)


def _newest(rows: Iterable[Owned], *, by: str) -> tuple[Owned, ...]:
    """The first row of each school (or authority) and year or day, from rows newest first."""
    kept: dict[tuple[object, object], Owned] = {}
    for row in rows:
        kept.setdefault((row.school_id, getattr(row, by)), row)
    return tuple(kept.values())


def _term(row: TermDates, *, year: int) -> Term:
    return Term(
        year=year,
        number=row.number,
        starts=row.starts,
        ends=row.ends,
        half_term_starts=row.half_term_starts,
        half_term_ends=row.half_term_ends,
    )
