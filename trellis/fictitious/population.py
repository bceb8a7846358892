"""People the nation: Severnshire as planned by hand, and twelve other authorities by chance."""

from dataclasses import replace
from datetime import date

import numpy as np

from trellis.fictitious import names, severnshire, story_schools
from trellis.fictitious.nation import Authority, Group, Nation, Site
from trellis.fictitious.places import AUTHORITIES
from trellis.fictitious.plans import CLOSURE, Change, Numbers, Plan, settle

SCHOOLS_ELSEWHERE = 1920  # open ones, over the twelve other authorities

# The shares of England's open schools, roughly: phase, share, pupils at the 10th, 50th and 90th percentile, FSM median.
_MIX = (
    ("nursery", 0.015, (54, 92, 146), 14),
    ("primary", 0.615, (92, 232, 466), 20),
    ("infant", 0.04, (130, 180, 270), 18),
    ("junior", 0.04, (180, 240, 360), 20),
    ("middle", 0.005, (300, 420, 560), 17),
    ("secondary", 0.135, (549, 1037, 1582), 22),
    ("all_through", 0.008, (700, 1100, 1600), 24),
    ("special", 0.045, (59, 128, 244), 46),
    ("ap", 0.014, (15, 45, 95), 54),
    ("independent", 0.083, (40, 160, 660), 0),
)
_KINDS = {
    "nursery": (("15", 1.0),),
    "primary": (("1", 0.33), ("2", 0.14), ("3", 0.1), ("5", 0.03), ("34", 0.29), ("28", 0.09), ("35", 0.02)),
    "infant": (("1", 0.6), ("3", 0.1), ("34", 0.3)),
    "junior": (("1", 0.5), ("3", 0.1), ("34", 0.4)),
    "middle": (("1", 0.5), ("34", 0.5)),
    "secondary": (
        ("1", 0.09),
        ("2", 0.07),
        ("5", 0.05),
        ("34", 0.47),
        ("28", 0.25),
        ("35", 0.06),
        ("40", 0.01),
    ),
    "all_through": (("1", 0.2), ("34", 0.4), ("35", 0.4)),
    "special": (("7", 0.45), ("12", 0.08), ("44", 0.29), ("33", 0.08), ("36", 0.1)),
    "ap": (("14", 0.55), ("42", 0.45)),
    "independent": (("11", 0.72), ("10", 0.28)),
}
_OTHER_LANGUAGE = {"London": 42.0, "West Midlands": 18.0, "North West": 16.0}


def people(seed: int) -> Nation:
    """Return the whole nation. The same seed gives the same nation."""
    random = np.random.default_rng([seed, 1])
    groups: dict[str, Group] = {
        name: Group(uid=uid, name=name, kind=kind, opened=opened)
        for uid, name, kind, opened in story_schools.TRUSTS
    }
    sites = _settle_all(
        severnshire.PLANS,
        start=0,
        authority=AUTHORITIES[0],
        numbers=Numbers(current=900001, former=900501),
        groups=groups,
        random=random,
    )
    numbers = Numbers(current=901001, former=904001)
    taken_places = set(story_schools.TOWNS)
    taken_names = {plan.name for plan in severnshire.PLANS}
    share = SCHOOLS_ELSEWHERE // (len(AUTHORITIES) - 1)
    for authority in AUTHORITIES[1:]:
        plans = _plans(authority, share, random, groups, taken_places, taken_names)
        sites += _settle_all(
            plans, start=len(sites), authority=authority, numbers=numbers, groups=groups, random=random
        )
    return Nation(seed=seed, authorities=AUTHORITIES, sites=tuple(sites), groups=tuple(groups.values()))


def _settle_all(
    plans: tuple[Plan, ...],
    *,
    start: int,
    authority: Authority,
    numbers: Numbers,
    groups: dict[str, Group],
    random: np.random.Generator,
) -> list[Site]:
    index = {plan.name: start + i for i, plan in enumerate(plans)}
    into = {index[name]: index[plan.name] for plan in plans for name in plan.made_from}
    return [
        replace(
            settle(
                plan,
                index=start + i,
                authority=authority,
                numbers=numbers,
                groups=groups,
                random=random,
                made_from=tuple(index[name] for name in plan.made_from),
            ),
            becomes=into.get(start + i),
        )
        for i, plan in enumerate(plans)
    ]


def _plans(
    authority: Authority,
    count: int,
    random: np.random.Generator,
    groups: dict[str, Group],
    taken_places: set[str],
    taken_names: set[str],
) -> tuple[Plan, ...]:
    towns = names.places(random, 14, taken_places)
    trusts = []
    for i in range(9):
        name = names.trust(random, towns[i])
        if name not in groups:
            groups[name] = Group(
                uid=str(90100 + len(groups)),
                name=name,
                kind="Multi-academy trust",
                opened=date(2010 + int(random.integers(9)), 9, 1),
            )
        trusts.append(name)
    plans: list[Plan] = []
    for phase, part, sizes, meals in _MIX:
        for _ in range(max(1, round(part * count))):
            plans.append(_plan(authority, phase, sizes, meals, towns, trusts, random, taken_names))
    for _ in range(round(0.02 * count)):  # schools that closed for good
        plan = _plan(authority, "primary", (30, 60, 120), 22, towns, trusts, random, taken_names)
        year = int(random.integers(2018, 2026))
        plans.append(
            replace(plan, kind="1", trust=None, opened=None, changes=(), closed=(date(year, 8, 31), CLOSURE))
        )
    return tuple(plans)


def _plan(
    authority: Authority,
    phase: str,
    sizes: tuple[int, int, int],
    meals: int,
    towns: list[str],
    trusts: list[str],
    random: np.random.Generator,
    taken_names: set[str],
) -> Plan:
    kinds, weights = zip(*_KINDS[phase], strict=True)
    kind = str(random.choice(kinds, p=np.array(weights) / sum(weights)))
    academy = kind in ("28", "33", "34", "35", "36", "40", "42", "44")
    spread = np.log(sizes[2] / sizes[0]) / 2.56
    size = round(float(np.exp(random.normal(np.log(sizes[1]), spread))))
    size = int(np.clip(size, sizes[0] * 0.4, sizes[2] * 1.35))
    odds = random.normal(np.log(max(meals, 1) / (100 - meals)) + authority.deprivation / 22, 0.62)
    free_meals = 0.0 if phase == "independent" else float(np.clip(100 / (1 + np.exp(-odds)), 1.5, 78))
    faith = random.random()
    religion = "Does not apply"
    if kind in ("2", "3") or (academy and phase == "primary" and faith < 0.3):
        religion = "Roman Catholic" if kind == "2" and faith < 0.45 else "Church of England"
    if phase in ("special", "ap", "nursery", "middle", "all_through"):
        religion = "Does not apply"
    town = names.pick(random, towns)
    languages = _OTHER_LANGUAGE.get(authority.region, 8.0)
    changes: tuple[Change, ...] = ()
    opened = None
    trust = names.pick(random, trusts) if academy else None
    first = kind
    if kind in ("35", "36", "40"):
        opened = date(int(random.integers(2012, 2021)), 9, 1)
    elif academy:
        day = date(int(random.integers(2011, 2026)), int(random.choice((4, 9))), 1)
        former = {"42": "14", "44": "7", "33": "7"}.get(kind, "3" if religion == "Church of England" else "1")
        if day.year >= 2017:
            changes = (Change(on=day, kind=kind, trust=trust, renumbered=kind in ("28", "33")),)
            first, trust = former, None
        else:
            opened = day
            if random.random() < 0.04:  # moved on to another trust under another URN
                moved = date(int(random.integers(2018, 2025)), 9, 1)
                changes = (
                    Change(
                        on=moved, kind="28" if phase != "special" else "33", trust=names.pick(random, trusts)
                    ),
                )
    sixth = (phase == "secondary" and random.random() < 0.58) or (
        phase == "all_through" and random.random() < 0.5
    )
    ages: tuple[int, int] | None = None
    if phase == "special":
        ages = ((3, 19), (4, 11), (5, 16), (11, 19))[int(random.integers(4))]
    elif phase == "independent":
        ages = ((3, 13), (4, 16), (3, 18), (11, 18))[int(random.integers(4))] if kind == "11" else (7, 18)
    elif phase == "primary" and random.random() < 0.45:
        ages = (3, 11)
    return Plan(
        name=names.school(
            random, town=town, phase=phase, religion=religion, academy=academy, taken=taken_names
        ),
        town=town,
        phase=phase,
        kind=first,
        size=size,
        free_meals=free_meals,
        other_language=float(np.clip(random.lognormal(np.log(languages), 0.9), 0, 92)),
        religion=religion,
        sixth_form=sixth,
        gender=str(random.choice(("Mixed", "Girls", "Boys"), p=(0.9, 0.06, 0.04)))
        if phase == "secondary"
        else "Mixed",
        selective=phase == "secondary" and random.random() < 0.045,
        ages=ages,
        opened=opened,
        trust=trust,
        changes=changes,
    )
