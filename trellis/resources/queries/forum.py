"""What Schools Forum is told: budget, spend and days by level and by what became of the level since, and no school’s name.

Numbers about fewer than five schools are hidden, and as many more as would tell them (`hiding`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from trellis.casework.queries.days import end_of
from trellis.resources import hiding
from trellis.resources.hiding import FEWEST
from trellis.resources.models import Charge, DayMovement, Kind, YearPlan
from trellis.resources.queries import capacity, catalogue, entitlements
from trellis.resources.queries.worth import moved
from trellis.schools import sorts

OUTCOMES = {
    "up": "Needs less support now",
    "same": "The same level",
    "down": "Needs more support now",
    "unknown": "No level then or now",
}
LEVELS = (3, 2, 1, None)
GROUPS = {"maintained": "Maintained schools", "academy": "Academies", "other": "Other schools"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One row: so many schools, the quarters they used, and what was spent on them in pence. All None where it is hidden."""

    name: str
    schools: int | None
    quarters: int | None
    central: int | None
    to_pay: int | None

    @property
    def is_hidden(self) -> bool:
        return self.schools is None


@dataclass(frozen=True, kw_only=True)
class Report:
    """The report of one year. `whole` is of all schools together; None where they are too few to be told of."""

    year: int
    plan: YearPlan | None
    whole: Cell
    maintained: tuple[Cell, ...]
    academies: tuple[Cell, ...]
    others: tuple[Cell, ...]
    """Of schools that are neither; empty where none of them had anything."""
    groups: tuple[Cell, ...]
    outcomes: tuple[Cell, ...]
    activities: int
    without_note: tuple[str, ...]


@dataclass
class _Spent:
    """What one school had in the year, of one sort and at one level."""

    quarters: int = 0
    central: int = 0
    to_pay: int = 0


def report(authority: str, *, year: int, today: date) -> Report:
    """Put the report of a school year together, as of a day. The number of queries does not grow with the schools."""
    spent = _spent(authority, year=year, today=today)
    of_group = {group: {urn for urn, sort, _ in spent if sort == group} for group in GROUPS}
    every = {urn for urn, _, _ in spent}
    flat = {
        (group, level): {k: v for k, v in spent.items() if k[1] == group and k[2] == level}
        for group in GROUPS
        for level in LEVELS
    }
    of = {key: {urn for urn, _, _ in rows} for key, rows in flat.items()}
    out, groups_out = what_is_hidden(of)
    whole_is_told = len(every) >= FEWEST or not every

    def by_level(group: str) -> tuple[Cell, ...]:
        return tuple(
            _cell(_level_words(level), flat[group, level], show=whole_is_told and (group, level) not in out)
            for level in LEVELS
        )

    all_services = catalogue.sold(authority, today=today)
    return Report(
        year=year,
        plan=capacity.plan_of(authority, year=year),
        whole=_cell("All schools", spent, show=whole_is_told),
        maintained=by_level("maintained"),
        academies=by_level("academy"),
        others=by_level("other") if of_group["other"] else (),
        groups=tuple(
            _cell(
                name,
                {k: v for k, v in spent.items() if k[1] == group},
                show=whole_is_told and group not in groups_out,
            )
            for group, name in GROUPS.items()
        ),
        outcomes=_outcomes(
            spent,
            authority=authority,
            year=year,
            today=today,
            told=whole_is_told,
            # Those without a level on the day are among those of whom no level is known
            also=("unknown",) if any(level is None for _, level in out) else (),
        ),
        activities=len(all_services),
        without_note=tuple(each.now.name for each in catalogue.without_a_note(all_services)),
    )


def what_is_hidden(
    of: Mapping[tuple[str, int | None], Collection[int]],
) -> tuple[frozenset[tuple[str, int | None]], frozenset[str]]:
    """Which cells by group and level are hidden, each with its schools, and which groups.

    What is shown of a group tells nothing that is hidden in it; and of the groups that are hidden nothing is told by what
    they come to together.
    """
    of_group: dict[str, set[int]] = {group: set() for group in GROUPS}
    for (group, _), schools in of.items():
        of_group[group].update(schools)
    out, groups_out = hiding.hidden(of), hiding.hidden(of_group)
    for block in (*({group} for group in GROUPS if group not in groups_out), groups_out):
        out |= hiding.hidden({key: each for key, each in of.items() if key[0] in block})
    return out, groups_out


Key = tuple[int, str, int | None]


def _spent(authority: str, *, year: int, today: date) -> dict[Key, _Spent]:
    """What each school had in a year, by (URN, sort of school, level on the day)."""
    found: dict[Key, _Spent] = {}
    end = end_of(today)
    charged = (
        Charge.objects.filter(authority=authority, year=year, at__lt=end)
        .order_by()
        .values_list("school", "school__relationship", "is_academy", "level")
        .annotate(Sum("central"), Sum("to_pay"))
    )
    for urn, relationship, was_academy, level, central, to_pay in charged:
        if central or to_pay:
            sort = sorts.on_record(relationship, was_academy=was_academy)
            each = found.setdefault((urn, sort, level), _Spent())
            each.central, each.to_pay = each.central + central, each.to_pay + to_pay
    used = (
        DayMovement.objects.filter(school__authority=authority, year=year, kind=Kind.USED, at__lt=end)
        .order_by()
        .values_list("school", "school__relationship", "level")
        .annotate(Sum("quarters"))
    )
    for urn, relationship, level, quarters in used:
        if quarters:
            found.setdefault((urn, sorts.sort_of(relationship), level), _Spent()).quarters += quarters
    return found


def _outcomes(
    spent: Mapping[Key, _Spent], *, authority: str, year: int, today: date, told: bool, also: tuple[str, ...]
) -> tuple[Cell, ...]:
    """The same spend by what became of each school’s level since it first had something that year."""
    now = entitlements.levels_of({urn for urn, _, _ in spent}, on=today)
    earliest = _first_levels(authority, year=year)
    of: dict[str, dict[Key, _Spent]] = {name: {} for name in OUTCOMES}
    for key, each in spent.items():
        of[moved(earliest.get(key[0]), now.get(key[0]))][key] = each
    out = hiding.hidden({name: {k[0] for k in rows} for name, rows in of.items()}, also=also)
    return tuple(_cell(words, of[name], show=told and name not in out) for name, words in OUTCOMES.items())


def _first_levels(authority: str, *, year: int) -> dict[int, int]:
    """The level that each school had on the day when it first had something that year."""
    found: dict[int, tuple[date, int]] = {}
    charged = Charge.objects.filter(authority=authority, year=year, level__isnull=False)
    used = DayMovement.objects.filter(
        school__authority=authority, year=year, kind=Kind.USED, level__isnull=False
    )
    rows = [
        (urn, timezone.localdate(at), level)
        for urn, at, level in charged.values_list("school", "at", "level")
    ]
    rows += list(used.values_list("school", "on", "level"))
    for urn, on, level in rows:
        if level is not None and (urn not in found or on < found[urn][0]):
            found[urn] = (on, level)
    return {urn: level for urn, (_, level) in found.items()}


def _cell(name: str, rows: Mapping[Key, _Spent], *, show: bool) -> Cell:
    number = len({urn for urn, _, _ in rows})
    if not show:
        return Cell(name=name, schools=None, quarters=None, central=None, to_pay=None)
    return Cell(
        name=name,
        schools=number,
        quarters=sum(each.quarters for each in rows.values()),
        central=sum(each.central for each in rows.values()),
        to_pay=sum(each.to_pay for each in rows.values()),
    )


def _level_words(level: int | None) -> str:
    return f"Level {level}" if level is not None else "No level agreed that day"
