"""The map of an authority's schools as a page. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk import map as maps
from trellis.interfaces.web.govuk.map import Map
from trellis.interfaces.web.schools import listing
from trellis.interfaces.web.schools.filters import Filters
from trellis.interfaces.web.schools.listing import Line, Option
from trellis.screening.listed import ListedResult

# What lies further outside the outline than this share of its size is an error of the register, not a far-off school
_MOST_OUTSIDE = 0.25


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a school stands, in metres of the National Grid."""

    east: float
    north: float


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What can be drawn of an authority: its outline (none: not held), and where its schools stand, by URN."""

    polygons: tuple[maps.Polygon, ...]
    places: Mapping[int, Place]
    credit: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """One shape of the map, what it stands for, and how many there are."""

    kind: str
    letter: str
    words: str
    schools: int


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """The map, its key, the table beside it, and the schools that it cannot show."""

    map: Map | None
    keys: tuple[Key, ...]
    lines: tuple[Line, ...]
    found: str
    moved: str
    no_place: tuple[Line, ...]
    far_off: tuple[Line, ...]
    credit: str
    no_outline: bool
    phases: tuple[Option, ...]
    level_choices: tuple[Option, ...]
    relationships: tuple[Option, ...]


def present(
    results: Sequence[ListedResult],
    drawn: Drawn,
    *,
    authority: str,
    named: Mapping[int, str],
    filters: Filters,
) -> MapPage:
    """Return the page for these results, which are all that the user may see, narrowed by the filters."""
    kept = listing.narrowed(results, filters=filters)
    lines = [listing.line(result, named=named) for result in kept]
    far = {urn for urn, place in drawn.places.items() if _is_far_off(place, drawn.polygons)}
    points = [
        maps.Point(
            east=drawn.places[line.urn].east,
            north=drawn.places[line.urn].north,
            kind=levels.band(result.level, result.ground),
            label=f"{line.name}, {line.phase.lower()}: {line.tag.words}",
            href=reverse("school", args=[line.urn]) + (f"?run={filters.run}" if filters.run else ""),
        )
        for line, result in zip(lines, kept, strict=True)
        if line.urn in drawn.places and line.urn not in far
    ]
    by_kind = {kind: sum(point.kind == kind for point in points) for kind in maps.KINDS}
    made = maps.draw(
        drawn.polygons,
        points,
        title=f"Map of {authority}: {words.count(len(points), 'school')} by suggested level",
        description=_description(by_kind, outlined=bool(drawn.polygons)),
    )
    listed = listing.present(results, named=named, filters=filters)
    return MapPage(
        map=made,
        keys=tuple(
            Key(kind=kind, letter=letter, words=levels.BANDS[kind], schools=by_kind[kind])
            for kind, letter in maps.KINDS.items()
        ),
        lines=tuple(lines),
        found=listed.found,
        moved=_moved(made),
        no_place=tuple(line for line in lines if line.urn not in drawn.places),
        far_off=tuple(line for line in lines if line.urn in far),
        credit=drawn.credit,
        no_outline=not drawn.polygons,
        phases=listed.phases,
        level_choices=listed.level_choices,
        relationships=listed.relationships,
    )


def outline(drawn: Drawn, *, authority: str) -> Map | None:
    """Return the outline alone, for those who see no school by name."""
    return maps.draw(
        drawn.polygons,
        (),
        title=f"Outline of {authority}",
        description="The outline alone: your role sees no school by name.",
    )


def _description(by_kind: Mapping[str, int], *, outlined: bool) -> str:
    said = "; ".join(f"{levels.BANDS[kind]}: {number}" for kind, number in by_kind.items() if number)
    where = "within the outline of the authority" if outlined else "without an outline, for none is held"
    return f"Each school is a shape with a letter, {where}. {said}."


def _moved(made: Map | None) -> str:
    if made is None or not made.moved:
        return ""
    schools = words.count(made.moved, "school")
    return f"{schools} stood too close to another to be told apart and {'was' if made.moved == 1 else 'were'} moved aside: a line leads to where each is."


def _is_far_off(place: Place, polygons: Sequence[maps.Polygon]) -> bool:
    if not polygons:
        return False
    west, south = (min(float(polygon[0][:, axis].min()) for polygon in polygons) for axis in (0, 1))
    east, north = (max(float(polygon[0][:, axis].max()) for polygon in polygons) for axis in (0, 1))
    room = _MOST_OUTSIDE * max(east - west, north - south)
    return not (west - room <= place.east <= east + room and south - room <= place.north <= north + room)
