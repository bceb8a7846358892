"""Similar schools: the nearest by what a school is given, not by what it achieves; and what a set of schools shows.

Schools are compared within a phase group and kind alone (a primary school only ever with primary schools), by
FEATURES: how many pupils; the shares eligible for free school meals, with English as an additional language, with SEN
support and with an education, health and care plan; whether the place is rural; whether there is a sixth form. Each
number is scaled by the middle half of the group's values (their interquartile range over 1.349, which is the standard
deviation of a normal distribution), so that a few extreme schools do not set the scale; pupils go in as a logarithm,
so that 100 against 200 is as far as 600 against 1,200. The distance is the straight line through the scaled numbers.

A number that is not held is taken as the group's median and named, so that a user can see what a set rests on. The
sets are exact: no school outside is nearer than one inside; equal distances go by the lower URN.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.analysis.measuring.statistics import against_set

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

K = 30
FEATURES = {
    "roll": "Pupils on roll",
    "fsm_eligible": "Eligible for free school meals (%)",
    "eal": "English as an additional language (%)",
    "sen_support": "SEN support (%)",
    "ehc_plan": "Education, health and care plan (%)",
    "rural": "In a rural place (0 urban, 1 town and fringe, 2 village)",
    "sixth_form": "Has a sixth form",
}
_LOGARITHMIC = ("roll",)
# Neither is a spread of values: a village is as far from a town, and a sixth form from none, as two
# schools a whole standard deviation apart.
_STEPS = ("rural", "sixth_form")
_IQR_OF_NORMAL = 1.3489795003921634
_TIE = 1e-9  # distances nearer than this are equal
_FARTHEST = 1e5  # beyond it a distance in units of _TIE and a place no longer fit in one whole number


@dataclass(frozen=True, kw_only=True)
class Space:
    """Schools as points. `scaled` is float64[n, features]; `missing` bool of the same shape; `groups` int32[n]."""

    urns: Integers
    groups: Integers
    values: Floats
    scaled: Floats
    missing: npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Sets:
    """The nearest schools of each: positions int32[n, k], nearest first, -1 where a group is too small; distances."""

    others: Integers
    distances: Floats


@dataclass(frozen=True, kw_only=True)
class FeatureDistance:
    """How far two schools are apart in one feature, and its part of the square of their distance (0 to 1)."""

    feature: str
    name: str
    own: float | None
    other: float | None
    apart: float
    share: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A school against a set, over indicators: columns float64[m], NaN where the set or the school has no value."""

    value: Floats
    median: Floats
    percentile: Floats
    decile: Floats
    held: Integers


def space(*, urns: Integers, groups: Integers, features: dict[str, Floats]) -> Space:
    """Return the schools as scaled points. `features` are by the names of FEATURES, NaN where not held.

    `groups` is the comparator group, -1 for a school that is to be compared with no one.
    """
    values = np.column_stack([features[name] for name in FEATURES])
    scaled = np.zeros_like(values)
    for group in np.unique(groups[groups >= 0]):
        members = np.flatnonzero(groups == group)
        for j, name in enumerate(FEATURES):
            scaled[members, j] = _scale(name, values[members, j])
    return Space(urns=urns, groups=groups, values=values, scaled=scaled, missing=~np.isfinite(values))


def nearest(points: Space, *, k: int = K, workers: int = 2) -> Sets:
    """Return the `k` nearest schools of each, within its group, itself left out."""
    n = len(points.urns)
    others = np.full((n, k), -1, dtype=np.int32)
    distances = np.full((n, k), np.nan)
    for group in np.unique(points.groups[points.groups >= 0]):
        # In the order of URNs, so that a stable sort by distance settles ties
        members = np.flatnonzero(points.groups == group)
        members = members[np.argsort(points.urns[members], kind="stable")]
        found, far = _within(points.scaled[members], k, workers)
        width = found.shape[1]
        others[members[:, None], np.arange(width)] = np.where(found >= 0, members[found], -1)
        distances[members[:, None], np.arange(width)] = far
    return Sets(others=others, distances=distances)


def explain(points: Space, one: int, other: int) -> tuple[FeatureDistance, ...]:
    """Return feature by feature how far two schools (positions) are apart, farthest first."""
    apart = np.abs(points.scaled[one] - points.scaled[other])
    square = float((apart**2).sum())
    told = [
        FeatureDistance(
            feature=feature,
            name=name,
            own=_held(points.values[one, j]),
            other=_held(points.values[other, j]),
            apart=float(apart[j]),
            share=float(apart[j] ** 2 / square) if square else 0.0,
        )
        for j, (feature, name) in enumerate(FEATURES.items())
    ]
    return tuple(sorted(told, key=lambda d: -d.apart))


def compare(values: Floats, chosen: Sequence[int] | Integers, *, own: int) -> Comparison:
    """Return one school against a set of a user's own choosing, over every indicator at once.

    `values` is float64[m, n], a row an indicator; `chosen` are positions of the set, in which the school itself and
    repeats do not count; `own` is the school's position.
    """
    members = np.unique(np.asarray(chosen, dtype=np.int32))
    members = members[members != own]
    table = np.column_stack([values[:, members], values[:, own]])
    size = len(members)
    # Each indicator takes the place of a school: its set is the row of chosen values beside its own value.
    flat = table.ravel()
    starts = (np.arange(len(values)) * (size + 1)).astype(np.int32)
    median, share, decile = against_set(
        flat, starts + size, starts[:, None] + np.arange(size, dtype=np.int32)[None, :]
    )
    return Comparison(
        value=values[:, own],
        median=median,
        percentile=share,
        decile=decile,
        held=np.isfinite(table[:, :size]).sum(axis=1).astype(np.int32),
    )


def _scale(name: str, raw: Floats) -> Floats:
    if name in _STEPS:
        return np.where(np.isfinite(raw), raw, _median(raw))
    with np.errstate(divide="ignore", invalid="ignore"):
        numbers = np.log(np.where(raw > 0, raw, np.nan)) if name in _LOGARITHMIC else raw
    held = numbers[np.isfinite(numbers)]
    if not len(held):
        return np.zeros(len(raw))
    centre = np.median(held)
    low, high = np.percentile(held, [25.0, 75.0])
    width = (high - low) / _IQR_OF_NORMAL
    if width <= 0:  # more than half of the group have the same value
        width = float(held.std()) or 1.0
    return np.where(np.isfinite(numbers), (numbers - centre) / width, 0.0)


def _median(raw: Floats) -> float:
    held = raw[np.isfinite(raw)]
    return float(np.median(held)) if len(held) else 0.0


def _within(points: Floats, k: int, workers: int) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return (positions, distances) of the nearest of each point, by (distance, position)."""
    n = len(points)
    width = min(k, n - 1)
    if width <= 0:
        return np.empty((n, 0), dtype=np.intp), np.empty((n, 0))
    reach = min(width + 8, n)  # itself, and some more to see ties at the edge
    if n <= 512 or reach == n:
        return _by_sorting(points, np.arange(n), width)
    from scipy.spatial import cKDTree

    _, candidates = cKDTree(points).query(points, k=reach, workers=workers)
    candidates = np.sort(candidates, axis=1)
    far = _distances(points[:, None, :], points[candidates])
    far[candidates == np.arange(n)[:, None]] = np.inf  # itself goes last
    order = np.argsort(_tied(far), axis=1, kind="stable")
    found = np.take_along_axis(candidates, order, axis=1)[:, :width]
    ordered = np.take_along_axis(far, order, axis=1)
    # Where the last candidate is as near as the last one taken (or a point is one of many twins, and was itself
    # left out), nearer URNs may be missing: look at every school.
    edge = ordered[:, reach - 2] <= ordered[:, width - 1] + 2 * _TIE
    unsure = np.flatnonzero(edge | np.isfinite(ordered[:, reach - 1]))
    distances = ordered[:, :width]
    if len(unsure):
        found[unsure], distances[unsure] = _by_sorting(points, unsure, width)
    return found, distances


def _by_sorting(
    points: Floats, which: npt.NDArray[np.intp], width: int
) -> tuple[npt.NDArray[np.intp], Floats]:
    found = np.empty((len(which), width), dtype=np.intp)
    distances = np.empty((len(which), width))
    for start in range(0, len(which), 256):
        block = which[start : start + 256]
        far = _distances(points[block][:, None, :], points[None, :, :])
        far[np.arange(len(block)), block] = np.inf
        order = _first(far, width)
        found[start : start + 256] = order
        distances[start : start + 256] = np.take_along_axis(far, order, axis=1)
    return found, distances


def _first(far: Floats, width: int) -> npt.NDArray[np.intp]:
    """Return the places of the `width` least of each row, by (distance, place)."""
    n = far.shape[1]
    finite = np.where(np.isfinite(far), far, 0.0)
    if width >= n - 1 or finite.max(initial=0.0) > _FARTHEST:
        return np.argsort(_tied(far), axis=1, kind="stable")[:, :width]
    # Distance and place as one whole number: no two are equal, so that the least can be taken without a whole sort
    keys = np.rint(finite / _TIE).astype(np.int64) * n + np.arange(n)
    keys[~np.isfinite(far)] = np.iinfo(np.int64).max
    least = np.argpartition(keys, width, axis=1)[:, :width]
    order = np.argsort(np.take_along_axis(keys, least, axis=1), axis=1)
    return np.take_along_axis(least, order, axis=1)


def _distances(one: Floats, other: Floats) -> Floats:
    """Return straight-line distances over the last axis, added up in one order whatever the shapes."""
    square = np.zeros(np.broadcast_shapes(one.shape, other.shape)[:-1])
    for j in range(one.shape[-1]):
        square += (one[..., j] - other[..., j]) ** 2
    return np.sqrt(square)


def _tied(distances: Floats) -> Floats:
    return np.round(distances / _TIE) * _TIE


def _held(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
