"""What the warehouse holds of an authority today, in the terms of the pages. The one place here that asks it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from trellis.interfaces.web.area import ambition, freshness
from trellis.interfaces.web.area.ambition import Ambition
from trellis.interfaces.web.area.freshness import Freshness
from trellis.interfaces.web.area.mapping import Drawn, Place
from trellis.interfaces.web.govuk import map as maps
from trellis.interfaces.web.govuk import publications, words
from trellis.schools import data

NOTHING_DRAWN = Drawn(polygons=(), places={}, credit="")


def reached(code: str, *, schools: frozenset[int], pack: Mapping[str, Any]) -> Ambition | None:
    """How far the ambition is reached by these schools."""
    held = data.warehouse()
    return None if held is None else ambition.present(held.inspections_of(code), schools=schools, pack=pack)


def fresh(*, today: date) -> Freshness | None:
    """How fresh the publications held are."""
    held = data.warehouse()
    if held is None:
        return None
    return freshness.present(held.releases(), declared=publications.declared(), today=today)


def drawn(code: str, *, urns: Collection[int]) -> Drawn:
    """The outline of the authority, and where these schools stand."""
    held = data.warehouse()
    if held is None:
        return NOTHING_DRAWN
    wanted = frozenset(urns)
    boundary = held.boundary(code)
    return Drawn(
        polygons=maps.polygons(boundary.outline) if boundary is not None else (),
        places={
            school.urn: Place(east=school.easting, north=school.northing)
            for school in (held.schools(authority=code) if wanted else ())
            if school.urn in wanted and school.easting and school.northing
        },
        credit="" if boundary is None else _credit(boundary.dataset, boundary.edition, boundary.known_from),
    )


def _credit(dataset: str | None, edition: str | None, known: date) -> str:
    """Say whose outline it is, as its licence asks."""
    one = publications.declared().get(dataset or "")
    if one is None:
        return ""
    return f"Boundary: {one.title}, {edition or words.day(known)}. {one.licence} {known.year}."
