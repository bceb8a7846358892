"""Every inspection of every school, in the terms of the regime of its day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from trellis.fictitious.nation import Life, Site, slot
from trellis.fictitious.truth import Truth

EIF_BEGAN = date(2019, 9, 1)
OVERALL_ENDED = date(2024, 9, 1)
CARDS_BEGAN = date(2025, 11, 10)

JUDGEMENTS = ("quality", "behaviour", "personal", "leadership", "early_years", "sixth_form")
CARD_AREAS = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years",
    "Post-16 provision",
    "Leadership and governance",
)
SCALE = ("Urgent improvement", "Needs attention", "Expected standard", "Strong standard", "Exceptional")
_CARD_SHARE = 0.1
_CARD_SHARE_IN_SEVERNSHIRE = 0.3


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """One inspection. `grades` are as printed: judgements 1 to 4 by name, or report-card areas in words."""

    kind: str  # graded | ungraded | card
    life: Life
    started: date
    grades: Mapping[str, str] = field(default_factory=dict)
    overall: str = "NULL"
    safeguarding: str = "9"
    category: str = "NULL"
    outcome: str = "NULL"

    @property
    def published(self) -> date:
        return self.started + timedelta(days=35)

    @property
    def number(self) -> str:
        return str(10_000_000 + self.started.toordinal() % 100_000 * 10 + self.life.urn % 10)


def graded(
    site: Site,
    started: date,
    *,
    overall: int,
    leadership: int | None = None,
    safe: bool = True,
    category: str = "NULL",
) -> Inspection:
    """Return a graded inspection whose judgements follow from its overall one, in the terms of its day."""
    life = site.life_on(started) or site.lives[0]
    grades = dict.fromkeys(JUDGEMENTS, str(overall))
    grades["leadership"] = str(leadership or overall)
    if started < EIF_BEGAN:
        grades |= {"quality": "9", "behaviour": "9", "personal": "9"}
    elif overall > 2:
        grades |= {"behaviour": str(max(overall - 1, 2)), "personal": str(max(overall - 1, 2))}
    if not (site.low <= 4 and site.phase not in ("special", "ap")):
        grades["early_years"] = "9"
    if not site.sixth_form:
        grades["sixth_form"] = "9"
    return Inspection(
        kind="graded",
        life=life,
        started=started,
        grades=grades,
        overall="Not judged" if started >= OVERALL_ENDED else str(overall),
        safeguarding="Yes" if safe else "No",
        category=category,
    )


def card(
    site: Site, started: date, *, areas: Mapping[str, str], safe: bool = True, category: str = "NULL"
) -> Inspection:
    """Return a report card: "Expected standard" in every area that applies and is not told otherwise."""
    grades = dict.fromkeys(CARD_AREAS, "Expected standard") | dict(areas)
    if not (site.low <= 4 and site.phase not in ("special", "ap")):
        grades["Early years"] = "Not applicable"
    if not site.sixth_form:
        grades["Post-16 provision"] = "Not applicable"
    return Inspection(
        kind="card",
        life=site.life_on(started) or site.last,
        started=started,
        grades=grades,
        safeguarding="Met" if safe else "Not met",
        category=category,
    )


def ungraded(site: Site, started: date, outcome: str) -> Inspection:
    return Inspection(
        kind="ungraded", life=site.life_on(started) or site.last, started=started, outcome=outcome
    )


def records(truth: Truth) -> dict[int, tuple[Inspection, ...]]:
    """Return every inspected site's inspections in order of time, by the site's index."""
    from trellis.fictitious import stories

    random = np.random.default_rng([truth.nation.seed, 3])
    told: dict[int, tuple[Inspection, ...]] = {}
    for site in truth.nation.sites:
        # Drawn for every site, so that telling one school's story leaves the others as they were.
        drawn = _history(truth, site, random)
        planted = stories.inspections_of(site)
        if site.state_funded and site.phase != "sixth_form":
            told[site.index] = drawn if planted is None else planted
    return told


def _history(truth: Truth, site: Site, random: np.random.Generator) -> tuple[Inspection, ...]:
    first, second = (_day(random, 2011, 2017), _day(random, 2018, 2025))
    third = date(2025, 11, 12) + timedelta(days=int(random.integers(170)))
    chance = random.random(6)
    wobble = random.normal(0, 0.75, 4)
    card_grades = random.random(len(CARD_AREAS))
    quality = truth.quality[site.index]
    history = [
        graded(site, first, overall=_overall(quality[0] + wobble[0] - 0.15)),
    ]
    later = _overall(quality[slot(second.year)] + wobble[1])
    category = "NULL"
    if later == 4:
        category = "SM" if chance[0] < 0.6 else "SWK"
    safe = not (later == 4 and chance[1] < 0.5)
    history.append(graded(site, second, overall=later, safe=safe, category=category))
    if chance[2] < 0.42 and later <= 2 and second < date(2023, 1, 1):
        day = second + timedelta(days=int(600 + 500 * chance[3]))
        history.append(ungraded(site, _working(day), _outcome(day, later, chance[4])))
    share = _CARD_SHARE_IN_SEVERNSHIRE if site.authority.code == "799" else _CARD_SHARE
    if chance[5] < share and second < date(2024, 1, 1):
        history.append(_card(site, third, quality[slot(2026)] + wobble[2], card_grades))
    return tuple(event for event in history if site.life_on(event.started) is not None)


def _card(site: Site, started: date, score: float, draws: np.ndarray) -> Inspection:
    areas = {}
    for area, draw in zip(CARD_AREAS, draws, strict=True):
        mark = score + 1.6 * (draw - 0.5)
        areas[area] = SCALE[int(np.searchsorted((-3.05, -1.25, 0.75, 2.3), mark))]
    urgent = {area for area, grade in areas.items() if grade == "Urgent improvement"}
    led = "Leadership and governance"
    category = "NULL"
    if urgent:
        category = "SM" if led in urgent and len(urgent) > 1 else "RSI"
    return card(site, started, areas=areas, category=category)


def _overall(score: float) -> int:
    return int(np.searchsorted((-2.15, -1.35, 1.45), score)) * -1 + 4


def _outcome(day: date, overall: int, chance: float) -> str:
    if day >= OVERALL_ENDED:
        return "Standards maintained" if chance < 0.8 else "Some aspects not as strong"
    kept = "Outstanding" if overall == 1 else "Good"
    if chance < 0.86:
        return f"School remains {kept}"
    return f"School remains {kept} (Concerns) - S5 Next"


def _day(random: np.random.Generator, first: int, last: int) -> date:
    year, month = int(random.integers(first, last + 1)), int(random.choice((1, 2, 3, 4, 5, 6, 9, 10)))
    return _working(date(year, month, int(random.integers(8, 28))))


def _working(day: date) -> date:
    """Inspections start on a Tuesday."""
    return day - timedelta(days=(day.weekday() - 1) % 7)
