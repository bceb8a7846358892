"""Suggested levels by phase, and what has changed since the run before. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trellis.interfaces.web.govuk import levels, stacks, words
from trellis.interfaces.web.govuk.map import KINDS
from trellis.interfaces.web.schools import listing
from trellis.interfaces.web.schools.filters import Filters
from trellis.interfaces.web.schools.listing import CountCard
from trellis.schools.models import PHASES
from trellis.screening.queries import PhaseCount, Standing

GROUPS = {
    "maintained": "Maintained schools: suggested levels",
    "academy": "Academies: bands of concern, for the authority agrees no level",
    "other": "Independent and other schools: bands of concern",
}
TOGETHER = "Phases with few schools, together"
FEWEST_UNNAMED = 5


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How many schools of a phase are in a band. `href` leads to them, where the reader may see every one."""

    label: str
    schools: int
    href: str


@dataclass(frozen=True, kw_only=True)
class PhaseRow:
    """One phase: its schools by band, as numbers and as a bar, and how much is known of them."""

    phase: str
    cells: tuple[Cell, ...]
    parts: tuple[stacks.Part, ...]
    schools: int
    coverage: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """The schools that have one relationship with the authority, by phase."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[PhaseRow, ...]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A school that the reader may see."""

    urn: int
    name: str
    phase: str


def cards(
    counts: Iterable[PhaseCount], *, named: Mapping[int, str], filters: Filters
) -> tuple[CountCard, ...]:
    """Return how many schools of the authority are in each band, those most in need of a person first."""
    told = ((levels.band(c.level, c.ground), c.relationship, c.schools) for c in counts)
    return listing.count_cards(told, named=named, filters=filters)


def to_chase(counts: Iterable[PhaseCount]) -> int:
    """Return how many schools have too little evidence and answer to the authority: those of the chase list."""
    return sum(
        count.schools
        for count in counts
        if levels.band(count.level, count.ground) == "none"
        and count.relationship in ("maintained", "academy")
        and count.phase not in ("independent", "sixteen_plus")
    )


def by_phase(
    counts: Iterable[PhaseCount],
    *,
    named: Mapping[int, str],
    standings: Mapping[int, Standing],
    seen: Mapping[int, Seen],
    filters: Filters,
    fewest: int = 0,
) -> tuple[Group, ...]:
    """Return the tables of levels by phase, one for each relationship that has schools.

    `counts` are over the whole authority. A number leads to its schools where the reader may see all of them; `seen` are
    the schools that they may see. Phases with fewer schools than `fewest` are put together, for readers who are to see
    no school by name: the one nursery of an authority needs no name to be known.
    """
    visible: dict[tuple[str, str, str], int] = {}
    for urn, standing in standings.items():
        if urn in seen:
            key = (standing.relationship, seen[urn].phase, levels.band(standing.level, standing.ground))
            visible[key] = visible.get(key, 0) + 1
    held: dict[str, dict[str, list[PhaseCount]]] = {}
    for count in counts:
        group = count.relationship if count.relationship in GROUPS else "other"
        held.setdefault(group, {}).setdefault(count.phase, []).append(count)
    made = []
    for group, title in GROUPS.items():
        phases = held.get(group, {})
        if not phases:
            continue
        labels = {band: _label(band, named=named, concern=group != "maintained") for band in levels.BANDS}
        apart, together = _small_together(phases, fewest=fewest)
        rows = [_row(PHASES.get(phase, phase), phases[phase], labels, visible, filters) for phase in apart]
        if together:
            small = [one for phase in together for one in phases[phase]]
            rows.append(_row(TOGETHER, small, labels, None, filters))
        if len(rows) > 1:
            everything = [count for counted in phases.values() for count in counted]
            rows.append(_row("All phases", everything, labels, None, filters))
        made.append(Group(id=group, title=title, columns=tuple(labels.values()), rows=tuple(rows)))
    return tuple(made)


def _small_together(phases: Mapping[str, list[PhaseCount]], *, fewest: int) -> tuple[list[str], list[str]]:
    """Return the phases that have a row of their own, and those that share one.

    The smallest of the others joins those that are still too few together, or the row of all would tell them apart.
    """
    schools = {phase: sum(count.schools for count in counts) for phase, counts in phases.items()}
    by_size = sorted(phases, key=lambda phase: schools[phase])
    shared = [phase for phase in by_size if schools[phase] < fewest]
    while shared and len(shared) < len(by_size) and sum(schools[each] for each in shared) < fewest:
        shared.append(by_size[len(shared)])
    if len(shared) < 2:
        shared = []
    return sorted(phases.keys() - set(shared), key=_place), sorted(shared, key=_place)


def _row(
    phase: str,
    counts: Iterable[PhaseCount],
    labels: Mapping[str, str],
    visible: Mapping[tuple[str, str, str], int] | None,
    filters: Filters,
) -> PhaseRow:
    counted = list(counts)
    by_band: dict[str, list[PhaseCount]] = {band: [] for band in labels}
    for count in counted:
        by_band[levels.band(count.level, count.ground)].append(count)
    numbers = {band: sum(count.schools for count in of) for band, of in by_band.items()}
    known, of_all = sum(c.known for c in counted), sum(c.counted for c in counted)
    return PhaseRow(
        phase=phase,
        cells=tuple(
            Cell(
                label=labels[band],
                schools=numbers[band],
                href=_leads_to(by_band[band], band, visible, filters) if visible is not None else "",
            )
            for band in labels
        ),
        parts=stacks.stack([(band, KINDS[band], numbers[band]) for band in labels]),
        schools=sum(numbers.values()),
        coverage=levels.coverage_percent(known / of_all) if of_all else 0,
    )


def _leads_to(
    counts: list[PhaseCount], band: str, visible: Mapping[tuple[str, str, str], int], filters: Filters
) -> str:
    relationships = {count.relationship for count in counts}
    if len(relationships) != 1:
        return ""
    (relationship,), phase = relationships, counts[0].phase
    if visible.get((relationship, phase, band)) != sum(count.schools for count in counts):
        return ""
    return filters.address(phase=phase, level=band, relationship=relationship)


def _label(band: str, *, named: Mapping[int, str], concern: bool) -> str:
    if not band.isdigit():
        return "Between bands 1 and 2" if concern and band == "between" else levels.BANDS[band]
    number = int(band)
    if concern:
        return levels.tag(number, named=named, raises_concerns=True).words
    return f"Level {number}: {named.get(number, '')}".removesuffix(": ")


def _place(phase: str) -> int:
    return list(PHASES).index(phase) if phase in PHASES else len(PHASES)


# How much a band asks of people, where one can be set against another; too little evidence cannot
_CONCERN = {"1": 1, "between": 2, "2": 3, "3": 4}
MOVES = {
    "more": "More concern than before",
    "less": "Less concern than before",
    "lost": "Evidence no longer enough for a suggestion",
    "found": "Evidence now enough for a suggestion",
    "new": "New in this run",
    "gone": "No longer in the run",
}
_MOST_NAMED = 40


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One school that moved, by name."""

    urn: int
    name: str
    phase: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Move:
    """The schools that moved in one way: how many, and those of them that the reader may see."""

    title: str
    schools: int
    named: tuple[Moved, ...]
    others: str


def moves(
    before: Mapping[int, Standing],
    now: Mapping[int, Standing],
    *,
    named: Mapping[int, str],
    seen: Mapping[int, Seen],
) -> tuple[Move, ...]:
    """Return the ways in which schools moved between two runs, those that ask for attention first."""
    found: dict[str, list[int]] = {way: [] for way in MOVES}
    for urn in sorted({*before, *now}):
        way = _way(before.get(urn), now.get(urn))
        if way:
            found[way].append(urn)
    return tuple(_move(MOVES[way], urns, before, now, named, seen) for way, urns in found.items() if urns)


def _way(before: Standing | None, now: Standing | None) -> str:
    """Return the key of MOVES for a school; "" where nothing changed that a level could tell."""
    if before is None or now is None:
        return "new" if before is None else "gone"
    was, is_now = levels.band(before.level, before.ground), levels.band(now.level, now.ground)
    if was == is_now:
        return ""
    if "none" in (was, is_now):
        return "lost" if is_now == "none" else "found"
    return "more" if _CONCERN[is_now] > _CONCERN[was] else "less"


def _move(
    title: str,
    urns: list[int],
    before: Mapping[int, Standing],
    now: Mapping[int, Standing],
    named: Mapping[int, str],
    seen: Mapping[int, Seen],
) -> Move:
    visible = sorted((seen[urn] for urn in urns if urn in seen), key=lambda s: (s.name.casefold(), s.urn))
    shown = visible[:_MOST_NAMED]
    left = len(urns) - len(shown)
    return Move(
        title=title,
        schools=len(urns),
        named=tuple(
            Moved(
                urn=school.urn,
                name=school.name,
                phase=PHASES.get(school.phase, ""),
                words=_from_to(before.get(school.urn), now.get(school.urn), named),
            )
            for school in shown
        ),
        others=f"and {words.count(left, 'other school', 'other schools')}" if shown and left else "",
    )


def _from_to(before: Standing | None, now: Standing | None, named: Mapping[int, str]) -> str:
    said = [
        levels.tag(
            one.level, named=named, raises_concerns=one.relationship != "maintained", ground=one.ground
        ).words
        for one in (before, now)
        if one is not None
    ]
    return f"was: {said[0]}" if now is None else " → ".join(said)
