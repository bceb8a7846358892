"""What advisers have time for, beside what schools are entitled to and have booked, by who pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trellis.resources.models import Kind, Route, YearPlan
from trellis.resources.queries import days, entitlements
from trellis.resources.queries.entitlements import Entitled
from trellis.schools import queries as schools
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Wanting:
    """A school whose entitlement capacity does not reach, where those most in need come first."""

    school: School
    entitled: Entitled
    short: int
    """How many quarters of its entitlement are not covered."""


@dataclass(frozen=True, kw_only=True)
class RouteLine:
    """One route: quarters that there are, that schools are entitled to, that were given, used and booked.

    `capacity` is None where nobody has said it for the year. `wanting` are the schools that it does not reach, the most
    in need first.
    """

    route: str
    name: str
    capacity: int | None
    entitled: int
    given: int
    used: int
    booked: int
    wanting: tuple[Wanting, ...]

    @property
    def is_short(self) -> bool:
        return self.capacity is not None and self.entitled > self.capacity


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The year of an authority: its plan (None: nobody has made one) and a line for each route."""

    year: int
    plan: YearPlan | None
    lines: tuple[RouteLine, ...]
    schools: int
    """How many open schools are entitled to any days."""
    allocated: int
    """How many of them have their allocation of the year."""

    @property
    def is_short(self) -> bool:
        return any(each.is_short for each in self.lines)


def plan_of(authority: str, *, year: int) -> YearPlan | None:
    """The newest plan of a year; None where there is none."""
    return (
        YearPlan.objects.filter(authority=authority, year=year)
        .select_related("by")
        .order_by("-number")
        .first()
    )


def of(authority: str, *, year: int, on: date) -> Capacity:
    """Read the year of an authority. The number of queries does not grow with its schools."""
    every = list(schools.open_schools_of(authority))
    entitled = entitlements.of_schools(every, authority=authority, on=on)
    held = days.balances([each.pk for each in every], year=year)
    plan = plan_of(authority, year=year)
    able = {urn for urn, each in entitled.items() if each.quarters}
    in_need = sorted(every, key=lambda each: (-(entitled[each.pk].level or 0), each.name, each.pk))
    lines = []
    for route in Route:
        capacity = getattr(plan, route.value) if plan is not None else None
        lines.append(
            RouteLine(
                route=route.value,
                name=str(route.label),
                capacity=capacity,
                entitled=sum(each.days[route.value] for each in entitled.values()),
                given=sum(
                    each.of(Kind.ALLOCATED, route.value) + each.of(Kind.BOUGHT, route.value)
                    for each in held.values()
                ),
                used=sum(each.of(Kind.USED, route.value) for each in held.values()),
                booked=sum(each.of(Kind.BOOKED, route.value) for each in held.values()),
                wanting=_wanting(in_need, entitled, route.value, capacity),
            )
        )
    return Capacity(
        year=year,
        plan=plan,
        lines=tuple(lines),
        schools=len(able),
        allocated=len(days.allocated_by_rule(authority, year=year) & able),
    )


def _wanting(
    in_need: list[School], entitled: Mapping[int, Entitled], route: str, capacity: int | None
) -> tuple[Wanting, ...]:
    """Whom capacity does not reach, where it goes to those most in need first."""
    if capacity is None:
        return ()
    left, found = capacity, []
    for school in in_need:
        asked = entitled[school.pk].days[route]
        if asked > left:
            found.append(Wanting(school=school, entitled=entitled[school.pk], short=asked - left))
        left = max(0, left - asked)
    return tuple(found)
