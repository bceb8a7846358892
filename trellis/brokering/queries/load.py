"""How much each giving school carries, and whether it needs its own strength."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import UNDER_WAY
from trellis.calendars.queries import academic_year
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a school gives: the schools that it helps now, the days it has promised yet and those it gave this school year."""

    school: School
    helps: tuple[School, ...]
    asked: int
    promised: Decimal
    given: Decimal


def of(files: Iterable[SupportFile], *, today: date) -> list[Load]:
    """The load of each school that gives or is asked, the heaviest first.

    Days given are of this school year; those promised are all that are still to come, in whichever year.
    """
    year = academic_year(today)
    held: dict[int, list[SupportFile]] = {}
    schools: dict[int, School] = {}
    for each in files:
        if each.giver is not None and each.is_known_to_giver:
            schools[each.giver.pk] = each.giver
            held.setdefault(each.giver.pk, []).append(each)
    told = [_one(schools[urn], theirs, year=year) for urn, theirs in held.items()]
    return sorted(told, key=lambda each: (-len(each.helps), -each.promised, each.school.name))


def _one(school: School, files: Iterable[SupportFile], *, year: int) -> Load:
    helped: dict[int, School] = {}
    asked, promised, given = 0, Decimal(0), Decimal(0)
    for each in files:
        if each.state == "offered":
            asked += 1
        if each.state in UNDER_WAY:
            helped[each.school.pk] = each.school
            promised += each.days_to_come
        given += each.days_given_in(year)
    by_name = sorted(helped.values(), key=lambda each: each.name)
    return Load(school=school, helps=tuple(by_name), asked=asked, promised=promised, given=given)
