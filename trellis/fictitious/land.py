"""The lie of the invented land: the outline of each authority, and where in it its towns and schools stand.

Every outline is a star around the authority's middle: how far it reaches in each direction. What is within it is
therefore told by one comparison. It is settled by code and name alone, so no draw of the nation's chance goes into it.
"""

import math
import zlib
from functools import lru_cache

import numpy as np

from trellis.fictitious.nation import Authority
from trellis.fictitious.places import AUTHORITIES

CORNERS = 96
_FARTHEST = 21_000
_WAVES = 7


def outline(authority: Authority) -> tuple[tuple[int, int], ...]:
    """Return the corners of an authority's outline in metres of the National Grid, anticlockwise, the first again last."""
    corners = [_at(authority, 2 * math.pi * i / CORNERS, 1.0) for i in range(CORNERS)]
    return (*corners, corners[0])


def position(authority: Authority, town: str, east: float, north: float, *, rural: bool) -> tuple[int, int]:
    """Return where a school stands: near its town, as far off as its own two draws from a normal distribution say.

    A school in the country is farther off. None stands outside the authority's outline.
    """
    town_east, town_north = _town(authority, town)
    spread = 2_600 if rural else 1_100
    x = town_east + spread * east - authority.easting
    y = town_north + spread * north - authority.northing
    angle, far = math.atan2(y, x), math.hypot(x, y)
    reach = 0.93 * _reach(authority, angle)
    return _at(authority, angle, min(far, reach) / _reach(authority, angle))


def _town(authority: Authority, town: str) -> tuple[int, int]:
    random = _chance(f"{authority.code} {town}")
    angle, share = random.uniform(0, 2 * math.pi), math.sqrt(random.uniform(0.01, 0.75))
    return _at(authority, angle, share)


def _at(authority: Authority, angle: float, share: float) -> tuple[int, int]:
    far = share * _reach(authority, angle)
    return (
        round(authority.easting + far * math.cos(angle)),
        round(authority.northing + far * math.sin(angle)),
    )


def _reach(authority: Authority, angle: float) -> float:
    """Return how far an authority reaches in a direction: a round shape with bays and headlands."""
    size, waves = _shape(authority.code)
    return size * (1 + sum(depth * math.cos(k * angle + turn) for k, depth, turn in waves))


@lru_cache(maxsize=len(AUTHORITIES))
def _shape(code: str) -> tuple[float, tuple[tuple[int, float, float], ...]]:
    """Return an authority's size and its waves; no authority reaches into its nearest neighbour."""
    here = next(each for each in AUTHORITIES if each.code == code)
    nearest = min(
        math.hypot(here.easting - other.easting, here.northing - other.northing)
        for other in AUTHORITIES
        if other.code != code
    )
    random = _chance(code)
    waves = tuple(
        (k, float(random.uniform(0.2, 1.0)) * 0.22 / k**0.75, float(random.uniform(0, 2 * math.pi)))
        for k in range(1, _WAVES + 1)
    )
    swell = 1 + sum(depth for _, depth, _ in waves)
    return min(_FARTHEST, 0.49 * nearest / swell), waves


def _chance(words: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(words.encode()))
