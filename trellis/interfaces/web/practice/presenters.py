"""The directory as a list, as counts and as a map. Pure functions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.interfaces.web.govuk import map as maps
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.govuk.map import Map
from trellis.interfaces.web.practice.filters import Filters
from trellis.interfaces.web.practice.places import Ground, Outline
from trellis.practice import areas
from trellis.practice.models import PHASES
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.search.directory import Matches

LONGEST = 240


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry as a list has it."""

    id: int
    urn: int
    title: str
    school: str
    what: str
    areas: str
    phases: str
    distance: str
    is_like: bool
    asked: str
    review_due: bool


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An entry on its way, as a list has it."""

    id: int
    urn: int
    title: str
    school: str
    state: str
    since: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """The one shape of the map, what it stands for, and how many there are."""

    kind: str
    letter: str
    words: str
    schools: int


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """The map, what could not be put on it, and whose outline it has."""

    map: Map | None
    keys: tuple[Key, ...]
    credit: str
    no_outline: bool
    no_place: tuple[str, ...]
    moved: int


def narrowed(
    files: Sequence[EntryFile],
    filters: Filters,
    ground: Ground,
    *,
    of_network: Collection[int] = (),
) -> list[EntryFile]:
    """The entries that the filters leave, the words that are searched for apart. `of_network` are the schools of the one chosen."""
    here, most = filters.from_urn, float(filters.within or "inf")
    kept = []
    for file in files:
        shown, urn = file.shown or file.wording, file.entry.school_id
        apart = ground.km(here, urn)
        if (
            (not filters.area or filters.area in shown.areas)
            and (not filters.phase or filters.phase in shown.phases)
            and (not filters.within or (apart is not None and apart <= most))
            and (not filters.like or urn in ground.like)
            and (not filters.network or urn in of_network)
        ):
            kept.append(file)
    return kept


def lines(matches: Matches, filters: Filters, ground: Ground, load: Mapping[int, int]) -> tuple[Line, ...]:
    """The lines, the best match first where words were asked for, and else the nearest, then by what each is called."""
    found = [each.file for each in matches.found]
    if not filters.q:
        found.sort(
            key=lambda each: (_far(ground, filters, each), (each.shown or each.wording).title, each.entry.pk)
        )
    return tuple(_line(each, filters, ground, load) for each in found)


def found(number: int, *, filters: Filters, is_whole: bool) -> str:
    """How many entries were found, in words."""
    said = f"{words.count(number, 'entry', 'entries')} of good practice"
    if filters.q and number and not is_whole:
        return f"No entry has every word of “{filters.q}”. {said} {'has' if number == 1 else 'have'} the most of them."
    return f"{said} for “{filters.q}”." if filters.q else f"{said}."


def load_words(number: int) -> str:
    """How much a school was asked, in words."""
    return (
        f"Asked {words.count(number, 'time')} this school year"
        if number
        else "Not asked yet this school year"
    )


def counted(files: Sequence[EntryFile]) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """How many entries there are of each area, and of each phase, by name."""
    of_areas, of_phases = entries.counts(files)
    return (
        tuple((each.name, of_areas[each.id]) for each in areas.every().values()),
        tuple((name, of_phases[key]) for key, name in PHASES.items()),
    )


def waiting(files: Sequence[EntryFile]) -> tuple[Waiting, ...]:
    """The entries on their way, those that have stood longest first."""
    return tuple(
        Waiting(
            id=each.entry.pk,
            urn=each.entry.school_id,
            title=each.wording.title,
            school=each.entry.school.name,
            state="Review due" if each.is_review_due else each.state_words,
            since=words.moment(each.steps[-1].at),
            by=each.entry.by.name,
        )
        for each in sorted(files, key=lambda each: (each.steps[-1].at, each.entry.pk))
    )


def mapped(files: Sequence[EntryFile], ground: Ground, outline: Outline, *, authority: str) -> MapPage:
    """The map of the schools of these entries: one mark for a school, however much is to be seen there."""
    of_school: dict[int, list[EntryFile]] = {}
    for each in files:
        of_school.setdefault(each.entry.school_id, []).append(each)
    points = [
        maps.Point(
            east=ground.places[urn][0],
            north=ground.places[urn][1],
            kind=maps.PLACE,
            label=_label(those),
            href=reverse("good_practice", args=[those[0].entry.pk])
            if len(those) == 1
            else reverse("school_practice", args=[urn]),
        )
        for urn, those in of_school.items()
        if urn in ground.places
    ]
    schools = words.count(len(points), "school")
    drawn = maps.draw(
        outline.polygons,
        points,
        title=f"Map of {authority}: {schools} with good practice to see",
        description=f"Each mark is a school, and leads to what is to be seen there. The table beside it has the same. {schools}.",
    )
    return MapPage(
        map=drawn,
        keys=(
            Key(kind=maps.PLACE, letter="P", words="Schools with good practice to see", schools=len(points)),
        ),
        credit=outline.credit,
        no_outline=not outline.polygons,
        no_place=tuple(
            those[0].entry.school.name for urn, those in of_school.items() if urn not in ground.places
        ),
        moved=drawn.moved if drawn is not None else 0,
    )


def _label(files: Sequence[EntryFile]) -> str:
    school, titles = files[0].entry.school.name, [(each.shown or each.wording).title for each in files]
    return f"{school}: {titles[0]}" if len(titles) == 1 else f"{school}: {len(titles)} entries"


def _line(file: EntryFile, filters: Filters, ground: Ground, load: Mapping[int, int]) -> Line:
    shown, urn = file.shown or file.wording, file.entry.school_id
    apart = ground.km(filters.from_urn, urn)
    return Line(
        id=file.entry.pk,
        urn=urn,
        title=shown.title,
        school=file.entry.school.name,
        what=_short(shown.what),
        areas=", ".join(areas.names(shown.areas)),
        phases=", ".join(shown.phase_names),
        distance=_apart(apart, is_own=urn == filters.from_urn),
        is_like=urn in ground.like,
        asked=load_words(load.get(urn, 0)),
        review_due=file.is_review_due,
    )


def _apart(km: float | None, *, is_own: bool) -> str:
    if is_own:
        return "This school"
    return "" if km is None else f"{km:.1f} km"


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST].rsplit(' ', 1)[0]} …"


def _far(ground: Ground, filters: Filters, file: EntryFile) -> float:
    apart = ground.km(filters.from_urn, file.entry.school_id)
    return float("inf") if apart is None else apart
