"""The geometry of the map: outlines keep their shape, points never cover one another, and the scale is true."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.interfaces.web.govuk import map as maps
from trellis.interfaces.web.govuk import stacks

place = st.tuples(
    st.floats(0, 700, allow_nan=False).map(lambda x: round(x, 1)),
    st.floats(0, 700, allow_nan=False).map(lambda x: round(x, 1)),
)
corners = st.lists(place, min_size=2, max_size=40).map(lambda found: np.array(found, dtype=float))


def slowly_simplified(line: list[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """As the papers tell it: keep the corner that is farthest off, and do the same on either side of it."""
    if len(line) < 3:
        return line
    off = [distance_to(corner, line[0], line[-1]) for corner in line[1:-1]]
    farthest = max(range(len(off)), key=off.__getitem__)
    if off[farthest] <= tolerance:
        return [line[0], line[-1]]
    split = farthest + 1
    return slowly_simplified(line[: split + 1], tolerance)[:-1] + slowly_simplified(line[split:], tolerance)


def distance_to(corner: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    (x, y), (x0, y0), (x1, y1) = corner, start, end
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = 0 if length == 0 else min(1, max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length))
    return math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))


def slowly_apart(wanted: list[tuple[float, float]], distance: float) -> list[tuple[float, float]]:
    """The same rule, asking every point placed before."""
    placed: list[tuple[float, float]] = []
    for x, y in wanted:
        placed.append(
            next(
                p
                for p in maps._around(x, y, step=distance / 2)
                if all(math.hypot(p[0] - q[0], p[1] - q[1]) >= distance for q in placed)
            )
        )
    return placed


@settings(deadline=None)
@given(corners, st.sampled_from([0.5, 3.0, 40.0]))
def test_a_simplified_line_is_what_the_slow_way_leaves(line: np.ndarray, tolerance: float) -> None:
    quick = maps.simplified(line, tolerance=tolerance)
    slow = slowly_simplified([tuple(corner) for corner in line], tolerance)
    assert quick.tolist() == [list(corner) for corner in slow]


@settings(deadline=None)
@given(corners, st.sampled_from([0.5, 3.0, 40.0]))
def test_no_corner_left_out_is_farther_off_than_the_tolerance(line: np.ndarray, tolerance: float) -> None:
    kept = [tuple(corner) for corner in maps.simplified(line, tolerance=tolerance)]
    for corner in line:
        nearest = min(distance_to(tuple(corner), *pair) for pair in pairwise(kept))
        assert nearest <= tolerance + 1e-9


@settings(deadline=None)
@given(st.lists(place, max_size=60), st.sampled_from([5.0, 15.0]))
def test_points_are_placed_as_the_slow_way_places_them(wanted: list, distance: float) -> None:
    assert maps.apart(wanted, distance=distance) == slowly_apart(wanted, distance)


@settings(deadline=None)
@given(st.lists(place, max_size=60))
def test_no_two_points_are_too_near_and_a_free_point_stays(wanted: list) -> None:
    placed = maps.apart(wanted, distance=15.0)
    for i, (x, y) in enumerate(placed):
        assert all(math.hypot(x - a, y - b) >= 15.0 for a, b in placed[:i])
        if all(math.hypot(wanted[i][0] - a, wanted[i][1] - b) >= 15.0 for a, b in placed[:i]):
            assert (x, y) == wanted[i]


def test_four_hundred_schools_on_one_spot_are_all_told_apart() -> None:
    placed = maps.apart([(100.0, 100.0)] * 400, distance=maps.APART)
    assert len({(round(x, 1), round(y, 1)) for x, y in placed}) == 400


@given(st.floats(1, 1e6))
def test_the_scale_is_one_two_or_five_and_noughts_and_not_above_what_is_asked(most: float) -> None:
    found = maps.round_distance(most)
    assert re.fullmatch(r"[125]0*", str(found))
    assert found <= most < 2.5 * found + 1


def test_well_known_text_is_read_with_its_islands_and_its_lakes() -> None:
    read = maps.polygons(
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1)), ((20 0, 30 0, 30 10, 20 0)))"
    )
    assert [len(polygon) for polygon in read] == [2, 1]
    assert read[0][1].tolist() == [[1, 1], [2, 1], [2, 2], [1, 1]]
    assert maps.polygons("") == ()


def square(size: float = 10_000) -> tuple[maps.Polygon, ...]:
    return ((np.array([(0, 0), (size, 0), (size, size), (0, size), (0, 0)], dtype=float),),)


def point(east: float, north: float, kind: str = "2") -> maps.Point:
    return maps.Point(east=east, north=north, kind=kind, label=f"{east} {north}", href="/x/")


def test_north_is_up_east_is_right_and_the_scale_is_true() -> None:
    made = maps.draw(square(), [point(0, 0), point(10_000, 10_000)], title="t", description="d")
    assert made is not None
    low, high = made.marks
    assert high.x > low.x
    assert high.y < low.y
    metres = 5_000 if made.scale_words == "5 km" else int(made.scale_words.split()[0]) * 1_000
    assert made.scale / metres == pytest.approx((high.x - low.x) / 10_000, rel=0.01)


def test_a_map_of_points_without_an_outline_is_still_drawn_and_of_nothing_is_none() -> None:
    made = maps.draw((), [point(365_000, 190_000)], title="t", description="d")
    assert made is not None
    assert made.outline == ""
    assert len(made.marks) == 1
    assert maps.draw((), (), title="t", description="d") is None


def test_points_that_moved_aside_lead_back_to_where_they_are() -> None:
    made = maps.draw(square(), [point(5_000, 5_000), point(5_000, 5_000)], title="t", description="d")
    assert made is not None
    first, second = made.marks
    assert first.stem is None
    assert second.stem == (first.x, first.y)
    assert made.moved == 1


def test_an_outline_of_many_thousands_of_corners_is_drawn_in_a_few_kilobytes() -> None:
    turns = np.linspace(0, 2 * np.pi, 60_000)
    rough = np.column_stack([np.cos(turns), np.sin(turns)]) * (30_000 + 300 * np.sin(997 * turns))[:, None]
    rough[-1] = rough[0]
    made = maps.draw(((rough,),), (), title="t", description="d")
    assert made is not None
    assert 200 < len(made.outline) < 40_000


@given(st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_the_parts_of_a_bar_fill_it_in_order_and_none_that_counts_is_hidden(counts: list[int]) -> None:
    parts = stacks.stack([(str(i), "x", count) for i, count in enumerate(counts)])
    assert [part.kind for part in parts] == [str(i) for i, count in enumerate(counts) if count]
    if parts:
        assert sum(part.width for part in parts) == pytest.approx(stacks.WIDTH, abs=0.5)
        assert all(part.width > 0 for part in parts)
