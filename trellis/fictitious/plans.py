"""What is decided about a school before chance fills in the rest; and chance filling in the rest."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from trellis.fictitious import land, names
from trellis.fictitious.nation import KINDS, Authority, Group, Life, Site

AGES = {
    "nursery": (2, 5),
    "primary": (4, 11),
    "infant": (4, 7),
    "junior": (7, 11),
    "middle": (9, 13),
    "secondary": (11, 16),
    "all_through": (4, 16),
    "sixth_form": (16, 19),
    "special": (5, 16),
    "ap": (11, 16),
    "independent": (3, 16),
}
_NUMBERS = {
    "nursery": 1000,
    "ap": 1100,
    "special": 7000,
    "secondary": 4000,
    "middle": 4500,
    "all_through": 4700,
}
_NUMBERS |= {"sixth_form": 8600, "independent": 6000}
_URBAN = (
    ("A1", "(England/Wales) Urban major conurbation"),
    ("B1", "(England/Wales) Urban minor conurbation"),
    ("C1", "(England/Wales) Urban city and town"),
    ("D1", "(England/Wales) Rural town and fringe"),
    ("E1", "(England/Wales) Rural village"),
    ("F1", "(England/Wales) Rural hamlet and isolated dwellings"),
)
_DIOCESES = {"Church of England": "Diocese of {}", "Roman Catholic": "Catholic Diocese of {}"}
CONVERTED = ("10", "Academy Converter")
FOR_ACADEMY = ("04", "For Academy")
NEW_PROVISION = ("03", "New Provision")
AMALGAMATED = ("01", "Result of Amalgamation/Merger")
CLOSURE = ("02", "Closure")


@dataclass(frozen=True, kw_only=True)
class Change:
    """A site's next life: another type or trust from a day on, under a new URN."""

    on: date
    kind: str
    trust: str | None = None
    name: str | None = None
    renumbered: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One school as decided; `kind` is the type of its first life."""

    name: str
    town: str
    phase: str
    kind: str
    size: int
    free_meals: float
    other_language: float = 4.0
    religion: str = "Does not apply"
    sixth_form: bool = False
    gender: str = "Mixed"
    selective: bool = False
    ages: tuple[int, int] | None = None
    opened: date | None = None
    trust: str | None = None
    federation: str | None = None
    changes: tuple[Change, ...] = ()
    closed: tuple[date, tuple[str, str]] | None = None
    made_from: tuple[str, ...] = ()  # names of the plans amalgamated into it
    rural: bool | None = None
    full: float | None = None  # roll over capacity, where decided
    story: str | None = None


class Numbers:
    """Gives out URNs and establishment numbers in order, so that a plan's place decides its school's numbers."""

    def __init__(self, *, current: int, former: int) -> None:
        self._current = current
        self._former = former
        self._establishments: dict[tuple[str, int], int] = {}

    def current(self) -> int:
        self._current += 1
        return self._current - 1

    def former(self) -> int:
        self._former += 1
        return self._former - 1

    def establishment(self, authority: str, phase: str, kind: str) -> int:
        start = _NUMBERS.get(phase, 3000 if kind in ("2", "3") else 2000)
        self._establishments[authority, start] = self._establishments.get((authority, start), start) + 1
        return self._establishments[authority, start]


def settle(
    plan: Plan,
    *,
    index: int,
    authority: Authority,
    numbers: Numbers,
    groups: dict[str, Group],
    random: np.random.Generator,
    made_from: tuple[int, ...] = (),
) -> Site:
    """Return the site of a plan, with its address, position, head teacher and lives."""
    rural = random.random() > authority.urban if plan.rural is None else plan.rural
    low, high = plan.ages or AGES[plan.phase]
    if plan.sixth_form:
        high = max(high, 18)
    outlook = (3, 4, 5) if rural else ((0, 0, 2) if authority.urban > 0.85 else (2, 2, 1))
    urban_code, urban = _URBAN[outlook[int(random.integers(3))]]
    full = plan.full or float(np.clip(random.normal(0.91, 0.09), 0.5, 1.06))
    diocese = _DIOCESES.get(plan.religion, "Not applicable").format(authority.name.split(" and ")[0])
    street = names.street(random)
    postcode = f"{authority.area}{random.integers(1, 30)} {random.integers(1, 10)}" + "".join(
        names.pick(random, tuple("ABDEFGHJLNPQRSTUWXYZ")) for _ in "ab"
    )
    ward = f"{plan.town} {names.pick(random, ('North', 'South', 'East', 'West', 'Central'))}"
    easting, northing = land.position(authority, plan.town, random.normal(), random.normal(), rural=rural)
    return Site(
        index=index,
        authority=authority,
        phase=plan.phase,
        lives=_lives(plan, authority=authority, numbers=numbers, groups=groups),
        low=low,
        high=high,
        sixth_form=plan.sixth_form,
        gender=plan.gender,
        religion=plan.religion,
        diocese=diocese,
        selective=plan.selective,
        size=plan.size,
        capacity=max(5, round(plan.size / full / 5) * 5),
        free_meals=plan.free_meals,
        other_language=plan.other_language,
        town=plan.town,
        street=street,
        postcode=postcode,
        urban_code=urban_code,
        urban=urban,
        ward=ward,
        easting=easting,
        northing=northing,
        head=names.person(random),
        federation=groups[plan.federation] if plan.federation else None,
        made_from=made_from,
        story=plan.story,
    )


def _lives(
    plan: Plan, *, authority: Authority, numbers: Numbers, groups: dict[str, Group]
) -> tuple[Life, ...]:
    """Return the lives in order of time. The last has the lowest, current kind of URN; earlier ones the former kind."""
    steps = (Change(on=plan.opened or date(1, 1, 1), kind=plan.kind, trust=plan.trust), *plan.changes)
    number = numbers.establishment(authority.code, plan.phase, plan.kind)
    ends_open = plan.closed is None
    last_urn = numbers.current() if ends_open else numbers.former()
    lives = []
    name = plan.name
    for i, step in enumerate(steps):
        following = steps[i + 1] if i + 1 < len(steps) else None
        kind = KINDS[step.kind]
        if step.renumbered:
            number = numbers.establishment(authority.code, plan.phase, step.kind)
        name = step.name or name
        opened = None if step.on == date(1, 1, 1) else step.on
        if i > 0:
            because = CONVERTED if "onverter" in kind.name else NEW_PROVISION
        elif plan.made_from:
            because = AMALGAMATED
        else:
            because = NEW_PROVISION if opened else ("00", "Not applicable")
        ended: tuple[date | None, tuple[str, str]]
        if following is not None:
            ended = (
                following.on - timedelta(days=1),
                CONVERTED if "onverter" in KINDS[following.kind].name else FOR_ACADEMY,
            )
        else:
            ended = plan.closed or (None, ("00", "Not applicable"))
        lives.append(
            Life(
                urn=last_urn if following is None else numbers.former(),
                number=number,
                name=name,
                kind=kind,
                opened=opened,
                opened_because=because,
                closed=ended[0],
                closed_because=ended[1],
                trust=groups[step.trust] if step.trust else None,
            )
        )
    return tuple(lives)
