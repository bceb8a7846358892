"""Setting the dates of terms and the days on which a school is closed. Each is kept beside what was entered before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.calendars import queries
from trellis.calendars.calendar import Term
from trellis.calendars.checking import Problem, closed_anyway, problems
from trellis.calendars.models import ClosedDay, ClosedKind, InsetRule, TermDates, YearOfTerms
from trellis.problem import Refusal
from trellis.schools.models import Authority, School

LONGEST_WHAT = 120
MOST_DAYS = 60


class CannotSet(Refusal):
    """Dates cannot be kept as they were given. `problems` are those of single dates, each with its term and part."""

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A day on which pupils are not in, as somebody gives it."""

    day: date
    kind: ClosedKind
    what: str = ""


@transaction.atomic(durable=True)
def set_year(
    *,
    authority_code: str,
    school: School | None = None,
    year: int,
    terms: Sequence[Term],
    following: int,
    by: User,
    at: datetime,
) -> YearOfTerms:
    """Set the three terms of an academic year of an authority, or of one school of it.

    `following` is the key of the newest entry that whoever sets them was shown, 0 where there was none. Raises
    PermissionDenied, or CannotSet with every problem.
    """
    _require(by, authority_code, school, at=at)
    _lock(authority_code)
    _refuse_stale(authority_code, school=school, year=year, following=following)
    return _keep_year(authority_code, school=school, year=year, terms=terms, by=by, at=at)


@transaction.atomic(durable=True)
def take_back_year(
    *, authority_code: str, school: School | None = None, year: int, following: int, by: User, at: datetime
) -> YearOfTerms:
    """Let the dates entered for a year hold no longer: for a school its authority's hold again, for an authority the usual.

    Raises PermissionDenied or CannotSet.
    """
    _require(by, authority_code, school, at=at)
    _lock(authority_code)
    _refuse_stale(authority_code, school=school, year=year, following=following)
    newest = _newest(authority_code, school=school, year=year)
    if newest is None or not newest.term_count:
        raise CannotSet("There are no dates of that year to take back.")
    row: YearOfTerms = YearOfTerms.objects.create(
        authority_id=authority_code, school=school, year=year, term_count=0, by=by, at=at
    )
    _record(authority_code, school, f"{row}: taken back", by=by, at=at)
    return row


@transaction.atomic(durable=True)
def close(
    *, authority_code: str, school: School | None = None, days: Sequence[Closing], by: User, at: datetime
) -> list[ClosedDay]:
    """Say on which days pupils are not in. Raises PermissionDenied, or CannotSet naming every day that cannot be closed."""
    _require(by, authority_code, school, at=at)
    _lock(authority_code)
    return _keep_closed(authority_code, school=school, days=days, by=by, at=at)


@transaction.atomic(durable=True)
def open_again(
    *, authority_code: str, school: School | None = None, day: date, by: User, at: datetime
) -> ClosedDay:
    """Take a closed day back. For a school this may be a day on which its authority is closed and it is not.

    Raises PermissionDenied or CannotSet.
    """
    _require(by, authority_code, school, at=at)
    _lock(authority_code)
    urn = school.pk if school is not None else None
    held = queries.entered_for(authority_code, on=day, schools=(school,) if school is not None else ())
    newest = next((row for row in held.closed_of(urn=urn) if row.day == day), None)
    if newest is None:
        raise CannotSet(f"{_day(day)} is not closed, so there is nothing to take back.")
    row: ClosedDay = ClosedDay.objects.create(
        authority_id=authority_code,
        school=school,
        day=day,
        kind=newest.kind,
        what=newest.what,
        is_closed=False,
        by=by,
        at=at,
    )
    _record(authority_code, school, f"{_day(day)}: open again", by=by, at=at)
    return row


@transaction.atomic(durable=True)
def count_inset(*, authority_code: str, counts: bool, by: User, at: datetime) -> InsetRule:
    """Say whether an INSET day counts as a school day at an authority. Raises PermissionDenied or CannotSet."""
    _require(by, authority_code, None, at=at)
    _lock(authority_code)
    row: InsetRule = InsetRule.objects.create(authority_id=authority_code, counts=counts, by=by, at=at)
    _record(authority_code, None, str(row), by=by, at=at)
    return row


@transaction.atomic(durable=True)
def bring_in(
    *,
    authority_code: str,
    years: Mapping[tuple[School | None, int], Sequence[Term]],
    days: Mapping[School | None, Sequence[Closing]],
    by: User,
    at: datetime,
) -> int:
    """Keep every year and closed day of a file, or nothing of it. Returns how many years and days were kept.

    Raises PermissionDenied, or CannotSet with everything that is wrong.
    """
    for school in {school for school, _ in years} | set(days) | {None}:
        _require(by, authority_code, school, at=at)
    _lock(authority_code)
    said: list[str] = []
    kept = 0
    for (school, year), terms in years.items():
        try:
            _keep_year(authority_code, school=school, year=year, terms=terms, by=by, at=at)
            kept += 1
        except CannotSet as refusal:
            said.append(f"{year} to {year + 1}{_of(school)}: {refusal}")
    for school, closings in days.items():
        try:
            kept += len(_keep_closed(authority_code, school=school, days=closings, by=by, at=at))
        except CannotSet as refusal:
            said.append(f"Closed days{_of(school)}: {refusal}")
    if said:
        raise CannotSet(" ".join(said))  # which takes back what was kept above
    return kept


def _keep_year(
    authority_code: str, *, school: School | None, year: int, terms: Sequence[Term], by: User, at: datetime
) -> YearOfTerms:
    now = queries.academic_year(timezone.localdate(at))
    first, last = now - queries.YEARS_BEFORE, now + queries.YEARS_AFTER
    if not first <= year <= last:
        raise CannotSet(f"Terms are kept from {first} to {last + 1}: {year} to {year + 1} lies outside that.")
    if [term.number for term in terms] != [1, 2, 3]:
        raise CannotSet("A year has an autumn, a spring and a summer term. Give all three, in that order.")
    before, after = _neighbours(authority_code, school=school, year=year)
    wrong = problems(terms, year=year, before=before, after=after)
    if wrong:
        raise CannotSet(" ".join(f"{each}." for each in wrong), wrong)
    row: YearOfTerms = YearOfTerms.objects.create(
        authority_id=authority_code, school=school, year=year, term_count=3, by=by, at=at
    )
    TermDates.objects.bulk_create(_dates(term, of=row) for term in terms)
    _record(authority_code, school, str(row), by=by, at=at)
    return row


def _dates(term: Term, *, of: YearOfTerms) -> TermDates:
    first, last = term.half_term_starts, term.half_term_ends
    if first is None or last is None:  # which `problems` has said already
        raise CannotSet("Every term has a half-term holiday. Give its first and its last day.")
    return TermDates(
        of=of,
        number=term.number,
        starts=term.starts,
        ends=term.ends,
        half_term_starts=first,
        half_term_ends=last,
    )


def _keep_closed(
    authority_code: str, *, school: School | None, days: Sequence[Closing], by: User, at: datetime
) -> list[ClosedDay]:
    now = queries.academic_year(timezone.localdate(at))
    first, last = date(now - queries.YEARS_BEFORE, 8, 1), date(now + queries.YEARS_AFTER + 1, 8, 31)
    said = []
    if not days:
        said.append("Give at least one day on which pupils would otherwise be in.")
    if len(days) > MOST_DAYS:
        said.append(f"Give {MOST_DAYS} days or fewer at once.")
    for each in days:
        if why := closed_anyway(each.day):
            said.append(f"{_day(each.day)} is {why}, when pupils are not in anyway.")
        elif not first <= each.day <= last:
            said.append(
                f"{_day(each.day)} lies outside the years that are kept, {first.year} to {last.year}."
            )
        if len(each.what) > LONGEST_WHAT:
            said.append(f"{_day(each.day)}: what it is for must be {LONGEST_WHAT} characters or fewer.")
    if len({each.day for each in days}) < len(days):
        said.append("A day is given twice.")
    if said:
        raise CannotSet(" ".join(said))
    rows = ClosedDay.objects.bulk_create(
        ClosedDay(
            authority_id=authority_code,
            school=school,
            day=each.day,
            kind=each.kind,
            what=" ".join(each.what.replace("\0", "").split()),
            is_closed=True,
            by=by,
            at=at,
        )
        for each in days
    )
    named = ", ".join(_day(each.day) for each in days[:5])
    _record(authority_code, school, f"closed {named}{' and more' if len(days) > 5 else ''}", by=by, at=at)
    return rows


def _neighbours(authority_code: str, *, school: School | None, year: int) -> tuple[date | None, date | None]:
    """The last day of the year before and the first of the year after, where they have been entered."""
    urn = school.pk if school is not None else None
    held = queries.entered_for(
        authority_code, on=date(year, 9, 1), schools=(school,) if school is not None else ()
    )
    before, after = held.year_of(year - 1, urn=urn), held.year_of(year + 1, urn=urn)
    return (
        queries.terms_of(before)[-1].ends if before is not None else None,
        queries.terms_of(after)[0].starts if after is not None else None,
    )


def _newest(authority_code: str, *, school: School | None, year: int) -> YearOfTerms | None:
    return next(iter(queries.history(authority_code, school=school, year=year)), None)


def _refuse_stale(authority_code: str, *, school: School | None, year: int, following: int) -> None:
    newest = _newest(authority_code, school=school, year=year)
    if (newest.pk if newest is not None else 0) != following:
        raise CannotSet(
            "Somebody has set the dates of this year since you opened the page. Look at what stands now before you "
            "set them again; what you wrote is still below."
        )


def _require(by: User, authority_code: str, school: School | None, *, at: datetime) -> None:
    access.require(by, Permission.TERMS_KEEP, authority=authority_code, on=timezone.localdate(at))
    if school is not None and school.authority_id != authority_code:
        raise CannotSet("That school belongs to another authority.")


def _lock(authority_code: str) -> None:
    """Where the database can: of two who set dates at once, the second sees what the first has set."""
    if Authority.objects.select_for_update().filter(pk=authority_code).first() is None:
        raise CannotSet(
            "The authority is known here from its first screening on. Run one before you set its terms."
        )


def _record(authority_code: str, school: School | None, subject: str, *, by: User, at: datetime) -> None:
    trail.record(
        Verb.TERMS_SET,
        by=by,
        at=at,
        authority_code=authority_code,
        urn=school.pk if school is not None else None,
        subject=subject,
    )


def _of(school: School | None) -> str:
    return f", {school.name}" if school is not None else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
