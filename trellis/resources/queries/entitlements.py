"""What each school is entitled to by the pack in force: days by who pays, and kinds of service that the authority pays for whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trellis.analysis.home import Home
from trellis.analysis.judging import shelf
from trellis.analysis.judging.framework import Framework, FrameworkProblems
from trellis.analysis.judging.shelf import NoSuchPack
from trellis.casework.queries import levels
from trellis.resources.models import Route
from trellis.schools import queries as schools
from trellis.schools.models import School

LOWEST = 1
"""The level whose entitlement a school has with whom no level is agreed yet: what every school has."""


@dataclass(frozen=True, kw_only=True)
class Entitled:
    """What one school is entitled to, and why. `level` is the one in force; None where none is agreed yet."""

    level: int | None
    level_words: str
    days: Mapping[str, int]
    """Quarters of a day a year, by route."""
    central: tuple[str, ...]
    why: str

    @property
    def quarters(self) -> int:
        return sum(self.days.values())


SERVED = frozenset({"maintained", "academy"})
"""The schools that are entitled to anything, by their relationship to the authority."""
NOTHING: Mapping[str, int] = dict.fromkeys(Route.values, 0)


def of_schools(found: Iterable[School], *, authority: str, on: date) -> dict[int, Entitled]:
    """What each of these schools of an authority is entitled to on a day. The number of queries does not grow with them."""
    rows, pack = list(found), pack_of(authority)
    held = levels_of([each.pk for each in rows], on=on)
    return {each.pk: _entitled(each, held.get(each.pk), pack) for each in rows}


def of(school: School, *, on: date) -> Entitled:
    """What one school is entitled to on a day."""
    return of_schools([school], authority=school.authority_id, on=on)[school.pk]


def levels_of(urns: Iterable[int], *, on: date) -> dict[int, int]:
    """The level in force on a day of each of these schools that has one, by URN."""
    held = levels.standing(School.objects.filter(pk__in=list(urns)), on=on)
    return {urn: each.level for urn, each in held.items()}


def pack_of(authority: str) -> Framework | None:
    """The pack in force at an authority; None before its first run, or where it cannot be read."""
    pack = schools.pack_of(authority)
    try:
        return shelf.load(pack, home=Home.from_environment()) if pack else None
    except (NoSuchPack, FrameworkProblems):
        return None


def _entitled(school: School, level: int | None, pack: Framework | None) -> Entitled:
    number = level or LOWEST
    said = pack.entitlement(number) if pack is not None else None
    words = "No level is agreed with the school yet, so it has what every school has"
    if level is not None:
        of = pack.level(level) if pack is not None else None
        others = [each for each in of.aliases if each != f"Level {level}"] if of is not None else []
        also = f", which some call {others[0]}" if others else ""
        words = f"Level {level}" + (f" ({of.name}){also}" if of is not None else "")
    if said is None:
        return Entitled(
            level=level,
            level_words=words,
            days=NOTHING,
            central=(),
            why="The criteria in force say nothing of what a school of this level is entitled to.",
        )
    if school.relationship not in SERVED:
        return Entitled(
            level=level,
            level_words=words,
            days=NOTHING,
            central=(),
            why="Days are for maintained schools and academies. Another school may buy its own.",
        )
    is_academy = school.relationship == "academy"
    given = {
        route: 0 if is_academy and route == Route.DE_DELEGATED else said.days.quarters(route)
        for route in Route.values
    }
    apart = ""
    if is_academy and said.days.de_delegated:
        apart = " De-delegated days are paid for by maintained schools, so an academy buys its own."
    return Entitled(level=level, level_words=words, days=given, central=said.central, why=said.why + apart)
