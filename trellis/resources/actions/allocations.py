"""Giving adviser days to schools, saying which were used, and taking back a row that was wrong."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.resources import years
from trellis.resources.actions import ledger
from trellis.resources.models import DayMovement, Kind, Route
from trellis.resources.queries import days, entitlements
from trellis.schools import holders, standing_aside
from trellis.schools import queries as schools
from trellis.schools.models import Authority, School
from trellis.visits.models import Visit

MOST = 800
"""The most quarters that are given by hand at once."""
MOST_A_DAY = 4


@transaction.atomic(durable=True)
def allocate_all(*, authority: str, year: int, by: User, at: datetime) -> int:
    """Give every open school its entitlement of a year, by the level in force today, where it has not been given. Returns to how many.

    The number of queries does not grow with the schools. Raises PermissionDenied or CannotTake.
    """
    today = timezone.localdate(at)
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=today)
    _check_year(year, today=today)
    Authority.objects.select_for_update().filter(pk=authority).first()
    every = list(schools.open_schools_of(authority).select_for_update())
    given = days.allocated_by_rule(authority, year=year)
    entitled = entitlements.of_schools(every, authority=authority, on=today)
    fresh = [each for each in every if each.pk not in given and entitled[each.pk].quarters]
    if not fresh:
        raise CannotTake(
            f"Every open school has its days for {years.named(year)} already, or the criteria in force entitle none to any."
        )
    numbers = ledger.next_numbers([each.pk for each in fresh], year=year)
    rows = []
    for school in fresh:
        told = entitled[school.pk]
        parts = [(route, quarters) for route, quarters in told.days.items() if quarters]
        rows += [
            DayMovement(
                school=school,
                year=year,
                number=numbers[school.pk] + place,
                kind=Kind.ALLOCATED,
                route=route,
                quarters=quarters,
                on=today,
                what=f"{told.level_words}. {told.why}",
                level=told.level,
                by_rule=True,
                by=by,
                at=at,
            )
            for place, (route, quarters) in enumerate(parts)
        ]
    try:
        with transaction.atomic():
            DayMovement.objects.bulk_create(rows)
    except IntegrityError as error:
        raise CannotTake(ledger.MOVED_ON) from error
    trail.record_each(
        Verb.DAYS_ALLOCATED,
        by=by,
        at=at,
        schools=[(authority, each.pk) for each in fresh],
        subject=f"Its entitlement for {years.named(year)}",
    )
    return len(fresh)


@transaction.atomic(durable=True)
def allocate(
    school: School, *, year: int, route: str, quarters: int, why: str, by: User, at: datetime
) -> DayMovement:
    """Give a school days by hand, with why. Raises PermissionDenied, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    require(by, Permission.SERVICE_KEEP, school=school, on=today)
    standing_aside.check(by, Permission.SERVICE_KEEP, school=school, on=today)
    _check_year(year, today=today)
    said = check_text(why, "Say why the school is given these days.")
    if route not in Route.values:
        raise CannotTake("Choose who pays for these days.")
    if not 0 < quarters <= MOST:
        raise CannotTake("Give between a quarter of a day and 200 days.")
    if not school.is_open:
        raise CannotTake("A school that has closed is given no days.")
    if route == Route.DE_DELEGATED and school.relationship != "maintained":
        raise CannotTake("De-delegated money is of maintained schools: choose another route for an academy.")
    ledger.lock(school)
    (made,) = ledger.write(
        school,
        year=year,
        rows=[
            {
                "kind": Kind.ALLOCATED,
                "route": route,
                "quarters": quarters,
                "on": today,
                "what": said,
                "level": entitlements.levels_of([school.pk], on=today).get(school.pk),
            }
        ],
        by=by,
        at=at,
    )
    _record(school, f"{years.days(quarters)} by hand", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def use(
    school: School,
    *,
    adviser: User,
    on: date,
    quarters: int,
    what: str,
    by: User,
    at: datetime,
    visit: Visit | None = None,
) -> list[DayMovement]:
    """Say that a school used time of an adviser on a day. Raises PermissionDenied, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    require(by, Permission.SERVICE_DELIVER, school=school, on=today)
    standing_aside.check(by, Permission.SERVICE_DELIVER, school=school, on=today)
    said = check_text(what, "Say what the time was for.")
    if on > today:
        raise CannotTake("The day has not come yet: book it instead.")
    if not 0 < quarters <= MOST_A_DAY:
        raise CannotTake("Give between a quarter of a day and one day.")
    check_adviser(adviser, school=school, on=on)
    if visit is not None and visit.school_id != school.pk:
        raise CannotTake("This visit was to another school.")
    ledger.lock(school)
    year = years.year_of(on)
    level = entitlements.levels_of([school.pk], on=on).get(school.pk)
    made = ledger.write(
        school,
        year=year,
        rows=[
            {
                "kind": Kind.USED,
                "route": route,
                "quarters": part,
                "on": on,
                "what": said,
                "level": level,
                "adviser": adviser,
                "visit": visit,
            }
            for route, part in ledger.draw(school, year=year, quarters=quarters)
        ],
        by=by,
        at=at,
    )
    _record(school, f"{years.days(quarters)} used, {adviser.name}", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def correct(row: DayMovement, *, why: str, by: User, at: datetime) -> DayMovement:
    """Take back a row of the ledger, whole, by another row that says why. Raises PermissionDenied, StandsAside or CannotTake."""
    today, school = timezone.localdate(at), row.school
    needed = Permission.SERVICE_DELIVER if row.kind == Kind.USED else Permission.SERVICE_KEEP
    require(by, needed, school=school, on=today)
    standing_aside.check(by, needed, school=school, on=today)
    said = check_text(why, "Say what was wrong with it.")
    if row.counters_id is not None:
        raise CannotTake("This row takes another back. Write what is right as a new row.")
    if row.kind == Kind.BOOKED:
        raise CannotTake("This row is of a booking: cancel the booking, and the days come back.")
    if row.kind == Kind.BOUGHT:
        raise CannotTake("This row is of an order: cancel the order, and the days go with it.")
    ledger.lock(school)
    if DayMovement.objects.filter(counters=row).exists():
        raise CannotTake("This row has been taken back already.")
    ledger.refuse_overdrawn(row, days.balance(school, year=row.year))
    (made,) = ledger.write(
        school, year=row.year, rows=[ledger.counter(row, why=said, on=today)], by=by, at=at
    )
    _record(school, f"{years.days(row.quarters)} taken back", by=by, at=at)
    return made


def check_adviser(adviser: User, *, school: School, on: date) -> None:
    """Raise CannotTake unless somebody gives services to a school."""
    able = holders.at(school.authority_id, on=on).who_may(Permission.SERVICE_DELIVER, school=school)
    if adviser.pk not in able:
        raise CannotTake("Choose an adviser from the list: somebody who works with this school that day.")


def _check_year(year: int, *, today: date) -> None:
    now = years.year_of(today)
    if year not in (now - 1, now, now + 1):
        raise CannotTake("Choose this school year, the last or the next.")


def _record(school: School, subject: str, *, by: User, at: datetime) -> None:
    trail.record(
        Verb.DAYS_ALLOCATED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=subject,
    )
