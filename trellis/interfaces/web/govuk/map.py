"""The geometry of a map: an outline in metres, points that do not cover one another, and a bar of scale. Pure functions.

Points are told apart by a shape and a letter, so that colour is never needed. All that a map shows stands in the table
beside it too.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Corners = npt.NDArray[np.float64]  # (n, 2): metres east and north
Polygon = tuple[Corners, ...]  # the outer ring, then the holes

WIDTH, _TALLEST, _FLATTEST = 720, 1.35, 0.5
_MARGIN, _FOOT = 16, 34
RADIUS = 7.0
APART = 2 * RADIUS + 1
_SEEN = 0.8  # what is closer to a line than this, in units of the drawing, is not seen to be off it
_SMALLEST = 3.0
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing on the map. `kind` is a key of KINDS, or PLACE."""

    east: float
    north: float
    kind: str
    label: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A point as drawn. `stem` is where it truly lies, when it had to move aside for another."""

    x: float
    y: float
    kind: str
    letter: str
    label: str
    href: str
    stem: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class Map:
    """A map ready to draw."""

    width: int
    height: int
    title: str
    description: str
    outline: str
    marks: tuple[Mark, ...]
    moved: int
    scale: float
    scale_words: str


# The letter in each shape; the shapes themselves are in map.html
KINDS = {"3": "3", "none": "I", "2": "2", "between": "B", "1": "1"}
PLACE = "place"
"""A mark that says that something is there, and nothing of how it is with it."""
_LETTERS = {**KINDS, PLACE: "P"}


def polygons(well_known: str) -> tuple[Polygon, ...]:
    """Return the polygons of a MULTIPOLYGON in well-known text."""
    return tuple(
        tuple(
            np.array([(float(x), float(y)) for x, y in _PAIR.findall(ring)])
            for ring in re.findall(r"\(([^()]+)\)", polygon)
        )
        for polygon in re.findall(r"\(\((?:[^()]|\)\s*,\s*\()+\)\)", well_known)
    )


def simplified(corners: Corners, *, tolerance: float) -> Corners:
    """Return the corners that matter: no corner left out is further than `tolerance` from the line that is left.

    Ramer (1972), Douglas and Peucker (1973). The first and the last corner always stay.
    """
    kept = np.zeros(len(corners), dtype=bool)
    kept[[0, -1]] = True
    left = [(0, len(corners) - 1)]
    while left:
        first, last = left.pop()
        if last - first < 2:
            continue
        off = _off(corners[first + 1 : last], corners[first], corners[last])
        farthest = int(off.argmax())
        if off[farthest] > tolerance:
            place = first + 1 + farthest
            kept[place] = True
            left += [(first, place), (place, last)]
    return corners[kept]


def _off(corners: Corners, start: Corners, end: Corners) -> npt.NDArray[np.float64]:
    """Return how far each corner is from the piece of line between two."""
    line = end - start
    length = float(line @ line)
    along = np.zeros(len(corners)) if length == 0 else np.clip((corners - start) @ line / length, 0, 1)
    gap = corners - start - along[:, None] * line
    return np.asarray(np.hypot(gap[:, 0], gap[:, 1]), dtype=np.float64)


def apart(wanted: Sequence[tuple[float, float]], *, distance: float) -> list[tuple[float, float]]:
    """Return places for points, in their order, of which no two are nearer to each other than `distance`.

    A point that is free where it lies stays there; the others take the nearest free place on rings around it. The first
    have the choice before those after them.
    """
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    placed = []
    for x, y in wanted:
        place = next(p for p in _around(x, y, step=distance / 2) if _is_free(p, cells, distance))
        cells.setdefault(_cell(place, distance), []).append(place)
        placed.append(place)
    return placed


def _around(x: float, y: float, *, step: float) -> Iterable[tuple[float, float]]:
    """Yield a place and then places on ever wider rings around it."""
    yield x, y
    ring = 1
    while True:
        for i in range(8 * ring):
            angle = 2 * math.pi * i / (8 * ring)
            yield x + ring * step * math.cos(angle), y + ring * step * math.sin(angle)
        ring += 1


def _cell(place: tuple[float, float], size: float) -> tuple[int, int]:
    return math.floor(place[0] / size), math.floor(place[1] / size)


def _is_free(
    place: tuple[float, float], cells: dict[tuple[int, int], list[tuple[float, float]]], distance: float
) -> bool:
    column, row = _cell(place, distance)
    return not any(
        math.hypot(place[0] - x, place[1] - y) < distance
        for i in (column - 1, column, column + 1)
        for j in (row - 1, row, row + 1)
        for x, y in cells.get((i, j), ())
    )


def round_distance(most: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 ... metres that is not above `most`, and 1 where none is."""
    if most < 1:
        return 1
    ten = 10 ** (len(str(int(most))) - 1)
    return int(next(step * ten for step in (5, 2, 1) if step * ten <= most))


def draw(outline: Sequence[Polygon], points: Sequence[Point], *, title: str, description: str) -> Map | None:
    """Return the map; None where there is neither an outline nor a point to draw."""
    everything = [ring for polygon in outline for ring in polygon]
    everything += [np.array([(point.east, point.north)]) for point in points]
    if not everything:
        return None
    corners = np.concatenate(everything)
    least, most = corners.min(axis=0), corners.max(axis=0)
    across, up = np.maximum(most - least, 1_000)
    room = WIDTH - 2 * _MARGIN
    unit = max(across / room, up / (room * _TALLEST))  # metres to one unit of the drawing
    height = round(max(up / unit, room * _FLATTEST)) + 2 * _MARGIN
    middle = (least + most) / 2

    def drawn(at: Corners) -> Corners:
        """Return where metres lie in the drawing, whose y runs down."""
        return np.array((at - middle) * (1 / unit, -1 / unit) + (WIDTH / 2, height / 2), dtype=np.float64)

    true = drawn(np.array([(p.east, p.north) for p in points]).reshape(-1, 2)).round(1)
    placed = apart([(float(x), float(y)) for x, y in true], distance=APART)
    marks = tuple(
        Mark(
            x=round(x, 1),
            y=round(y, 1),
            kind=point.kind,
            letter=_LETTERS[point.kind],
            label=point.label,
            href=point.href,
            stem=None if math.hypot(x - at[0], y - at[1]) < RADIUS / 2 else (float(at[0]), float(at[1])),
        )
        for point, (x, y), at in zip(points, placed, true, strict=True)
    )
    # A dense town may need room beyond the edge
    below = max([height, *(math.ceil(mark.y + RADIUS + 2) for mark in marks)])
    length = round_distance(room * unit / 4)
    return Map(
        width=WIDTH,
        height=below + _FOOT,
        title=title,
        description=description,
        outline=path(drawn_rings(outline, drawn)),
        marks=marks,
        moved=sum(mark.stem is not None for mark in marks),
        scale=round(length / unit, 1),
        scale_words=f"{length // 1000} km" if length >= 1000 else f"{length} m",
    )


def drawn_rings(outline: Sequence[Polygon], drawn: Callable[[Corners], Corners]) -> list[Corners]:
    """Return the rings as drawn, simplified, without specks; the largest always stays."""
    rings = [simplified(drawn(ring), tolerance=_SEEN) for polygon in outline for ring in polygon]
    sizes = [float(np.ptp(ring, axis=0).max()) for ring in rings]
    largest = max(sizes, default=0.0)
    return [
        ring
        for ring, size in zip(rings, sizes, strict=True)
        if len(ring) > 3 and (size >= _SMALLEST or size == largest)
    ]


def path(rings: Iterable[Corners]) -> str:
    """Return rings as the path of an SVG: where each begins, then its steps, to a tenth of a unit."""
    written = []
    for ring in rings:
        whole = np.rint(ring[:-1] * 10).astype(int)
        steps = np.diff(whole, axis=0)
        first = f"M{_tenth(whole[0][0])} {_tenth(whole[0][1])}"
        written.append(first + "l" + " ".join(f"{_tenth(x)} {_tenth(y)}" for x, y in steps) + "z")
    return "".join(written)


def _tenth(tenths: int) -> str:
    return f"{tenths / 10:g}"
