"""Outlines on a map: from what a file of boundaries says to whole metres of the British National Grid."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trellis.problem import Refusal

if TYPE_CHECKING:
    import pyproj

Ring = npt.NDArray[np.float64]  # (corners, 2), the first again at the end

BRITISH_NATIONAL_GRID = "27700"
WGS84 = "4326"

_LEAST_ACROSS = 500


@dataclass(frozen=True, kw_only=True)
class _System:
    """A reference system that boundaries are published in, and where in it the United Kingdom lies."""

    named: str
    east: tuple[float, float]
    north: tuple[float, float]


_SYSTEMS = {
    WGS84: _System(named="longitude and latitude", east=(-9.5, 2.5), north=(49.5, 61.5)),
    BRITISH_NATIONAL_GRID: _System(
        named="metres of the British National Grid", east=(-200_000, 700_000), north=(-10_000, 1_300_000)
    ),
}


class OutlineRefused(Refusal):
    """An outline cannot be drawn as it stands; the message says why."""


def outline(geometry: str | None, *, epsg: str) -> str:
    """Return a GeoJSON geometry as a MULTIPOLYGON in well-known text, in whole metres of the British National Grid.

    `epsg` is the code of the reference system that the geometry is in. Raises OutlineRefused.
    """
    system = _SYSTEMS.get(epsg)
    if system is None:
        raise OutlineRefused(
            f"is in the reference system “{epsg}”; get it in WGS84 (EPSG 4326) or British National Grid (EPSG 27700)"
        )
    polygons = [[_ring(corners, system) for corners in polygon] for polygon in _polygons(geometry)]
    if epsg == WGS84:
        polygons = [[_to_grid(ring) for ring in polygon] for polygon in polygons]
    across = np.ptp(np.concatenate([polygon[0] for polygon in polygons]), axis=0).max()
    if across < _LEAST_ACROSS:
        raise OutlineRefused(
            f"is {across:.0f} metres across, which no authority is: is it in degrees, and said to be in metres?"
        )
    return _well_known([[_whole(ring) for ring in polygon] for polygon in polygons])


def _polygons(geometry: str | None) -> list[list[Any]]:
    told = json.loads(geometry) if geometry else None
    if not isinstance(told, dict) or not told.get("coordinates"):
        raise OutlineRefused("has no outline")
    kind, coordinates = told.get("type"), told["coordinates"]
    if kind == "Polygon":
        coordinates = [coordinates]
    elif kind != "MultiPolygon":
        raise OutlineRefused(f"is drawn as a {kind}, not as an outline (a Polygon or MultiPolygon)")
    if not all(isinstance(polygon, list) and polygon for polygon in coordinates):
        raise OutlineRefused("has an outline without corners")
    return list(coordinates)


def _ring(corners: Any, system: _System) -> Ring:
    try:
        ring = np.array([corner[:2] for corner in corners], dtype=np.float64)
    except (TypeError, ValueError, IndexError) as error:
        raise OutlineRefused("has a corner that is not two numbers") from error
    if ring.ndim != 2 or ring.shape[1] != 2 or not np.isfinite(ring).all():
        raise OutlineRefused("has a corner that is not two numbers")
    if len(ring) < 4 or (ring[0] != ring[-1]).any():
        raise OutlineRefused("has an outline that does not close: its last corner must be its first")
    (west, east), (south, north) = system.east, system.north
    outside = (ring < (west, south)).any(axis=1) | (ring > (east, north)).any(axis=1)
    if outside.any():
        x, y = ring[outside][0]
        raise OutlineRefused(
            f"has a corner at {x:g}, {y:g}, which in {system.named} is outside the United Kingdom"
        )
    return ring


@lru_cache(maxsize=1)
def _projection() -> "pyproj.Transformer":
    import pyproj

    return pyproj.Transformer.from_crs(f"EPSG:{WGS84}", f"EPSG:{BRITISH_NATIONAL_GRID}", always_xy=True)


def _to_grid(ring: Ring) -> Ring:
    east, north = _projection().transform(ring[:, 0], ring[:, 1])
    return np.column_stack([east, north])


def _whole(ring: Ring) -> Ring:
    """Return the ring in whole metres, without corners that fall on the one before."""
    rounded = np.rint(ring)
    moved = np.any(rounded[1:] != rounded[:-1], axis=1)
    kept = rounded[np.concatenate([[True], moved])]
    if len(kept) < 4:
        raise OutlineRefused("has an outline smaller than a metre")
    return kept


def _well_known(polygons: Sequence[Sequence[Ring]]) -> str:
    """Return polygons as OGC 06-103r4 writes them: MULTIPOLYGON (((x y, x y, ...)), ...)."""
    written = (
        "(" + ", ".join("(" + ", ".join(f"{x:.0f} {y:.0f}" for x, y in ring) + ")" for ring in polygon) + ")"
        for polygon in polygons
    )
    return f"MULTIPOLYGON ({', '.join(written)})"
