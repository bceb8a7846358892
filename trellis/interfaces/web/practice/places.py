"""Where schools stand and which are like one another, as the warehouse holds it. The one place here that asks it."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from trellis.interfaces.web.govuk import map as maps
from trellis.interfaces.web.govuk import publications, words
from trellis.schools import data


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where schools stand, in metres of the National Grid, by URN; and the schools like the one that is looked from."""

    places: Mapping[int, tuple[float, float]]
    like: frozenset[int]

    def km(self, one: int | None, other: int) -> float | None:
        """How far two schools are apart as the crow flies; None where the register gives no place for one."""
        if one is None or one not in self.places or other not in self.places:
            return None
        (east, north), (to_east, to_north) = self.places[one], self.places[other]
        return math.hypot(east - to_east, north - to_north) / 1000


NOTHING = Ground(places={}, like=frozenset())


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The outline of an authority, and whose it is."""

    polygons: tuple[maps.Polygon, ...] = ()
    credit: str = ""


def ground(urns: Collection[int], *, of: int | None) -> Ground:
    """Where these schools and the one that is looked from stand, and which schools are like it."""
    held = data.warehouse()
    if held is None:
        return NOTHING
    wanted = sorted({*urns, *((of,) if of is not None else ())})
    return Ground(
        places={
            each.urn: (each.easting, each.northing)
            for each in (held.schools_of(wanted) if wanted else ())
            if each.easting and each.northing
        },
        like=frozenset(each.urn for each in held.similar(of)) if of is not None else frozenset(),
    )


def outline(code: str) -> Outline:
    """The outline of an authority; nothing where none is held."""
    held = data.warehouse()
    boundary = held.boundary(code) if held is not None else None
    if boundary is None:
        return Outline()
    one = publications.declared().get(boundary.dataset or "")
    edition = boundary.edition or words.day(boundary.known_from)
    return Outline(
        polygons=maps.polygons(boundary.outline),
        credit=f"Boundary: {one.title}, {edition}. {one.licence} {boundary.known_from.year}."
        if one is not None
        else "",
    )
