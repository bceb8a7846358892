"""The days of system leaders that support takes, by the academic year in which they are given."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from trellis.brokering.models import Support
from trellis.brokering.queries import supports
from trellis.brokering.queries.supports import SupportFile
from trellis.calendars.queries import academic_year
from trellis.practice.queries.contact import year_began


def year_of(begins: date, *, today: date) -> int:
    """The academic year of what is still to come: that in which it begins, or this one once it has begun."""
    return academic_year(max(begins, today))


def of_support(file: SupportFile, *, year: int, today: date) -> Decimal:
    """The days of one support that are of an academic year.

    What was given is of the year in which it was given, though the support ended early. What is to come of terms that
    were over before this year began is of none.
    """
    given, terms = file.days_given_in(year), file.terms
    if terms is None or terms.ends < year_began(today) or year_of(terms.begins, today=today) != year:
        return given
    return given + file.days_to_come


def of_files(files: Iterable[SupportFile], *, year: int, today: date) -> dict[int, Decimal]:
    """The days of each leader that these supports take in an academic year, promised or given."""
    taken: dict[int, Decimal] = {}
    for each in files:
        leader = each.match.leader_id if each.match is not None else None
        if leader is not None and (days := of_support(each, year=year, today=today)):
            taken[leader] = taken.get(leader, Decimal(0)) + days
    return taken


def commitments(authority: str, *, year: int, today: date, leader: int | None = None) -> dict[int, Decimal]:
    """The days of each leader of an authority that support takes in an academic year."""
    led = {"matches__leader": leader} if leader is not None else {"matches__leader__isnull": False}
    rows = Support.objects.filter(authority=authority, **led).distinct()
    return of_files(supports.files(rows, today=today), year=year, today=today)
