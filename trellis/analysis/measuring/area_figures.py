"""Figures of every authority, region and England by measure and year, as dense arrays; and what schools add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from trellis.analysis.area_measure import AreaMeasure

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

ENGLAND = "ENG"
LEAST_SCHOOLS = 5  # fewer than this and a figure put together from schools would tell of one of them


@dataclass(frozen=True, kw_only=True)
class AreaSource:
    """The row that one figure was read from."""

    release: str
    row: int


@dataclass(frozen=True, kw_only=True)
class AreaFigures:
    """Every figure held, in [measure, area, year]: what all authorities are compared by.

    `values` is NaN and `statuses` says why (uint8 of `Status`; NOT_HELD where no row is) where there is no figure.
    `low` and `high` are the interval of a figure put together from schools, and `schools` how many those are; NaN and
    0 for a published one. `rows` and `releases` (an index into `release_ids`) lead to the row, -1 where there is none.
    """

    measures: tuple[AreaMeasure, ...]
    areas: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats
    statuses: npt.NDArray[np.uint8]
    low: Floats
    high: Floats
    schools: Integers
    rows: Integers
    releases: Integers
    release_ids: tuple[str, ...]
    names: Mapping[str, str]
    regions: Mapping[str, str]
    neighbours: Mapping[str, tuple[str, ...]]
    as_of: date
    build_id: str

    def place(self, area: str) -> int | None:
        """Return where an area stands in the arrays; None for one that is not held. Case does not count."""
        wanted = area.casefold()
        return next((i for i, code in enumerate(self.areas) if code.casefold() == wanted), None)

    def source(self, measure: int, area: int, year: int) -> AreaSource | None:
        """Return the row of one figure by its places in the arrays."""
        release, row = int(self.releases[measure, area, year]), int(self.rows[measure, area, year])
        return AreaSource(release=self.release_ids[release], row=row) if release >= 0 and row > 0 else None

    @property
    def authorities(self) -> npt.NDArray[np.intp]:
        """The places of the authorities among the areas."""
        return np.flatnonzero(np.array([code.isdecimal() for code in self.areas], dtype=bool))


def pooled(values: Floats, sizes: Floats, areas: Integers, count: int) -> tuple[Floats, Floats, Integers]:
    """Return the mean of each area's schools by their pupils, its standard error, and how many schools made it.

    `values` and `sizes` are float64[schools]; `areas` int32[schools], -1 for none; `count` how many areas there are.
    The mean is Σwv / Σw, which for shares is Σ numerators / Σ denominators. Its standard error is that of a ratio of
    cluster totals, √(n/(n−1) · Σw²(v−m)²) / Σw: W. G. Cochran, Sampling Techniques, 3rd edition 1977, chapter 6. NaN
    where fewer than LEAST_SCHOOLS have both a value and a size.
    """
    usable = np.isfinite(values) & np.isfinite(sizes) & (sizes > 0) & (areas >= 0)
    v, w, a = values[usable], sizes[usable], areas[usable]
    schools = np.bincount(a, minlength=count).astype(np.int32)
    total = np.bincount(a, weights=w, minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(a, weights=w * v, minlength=count) / total
        spread = np.bincount(a, weights=(w * (v - mean[a])) ** 2, minlength=count)
        error = np.sqrt(schools / (schools - 1.0) * spread) / total
    few = schools < LEAST_SCHOOLS
    return np.where(few, np.nan, mean), np.where(few, np.nan, error), schools


def chosen_series(held: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return, of bool[series, years] that say where any authority has a figure, the first series for each year.

    -1 for a year that no series has. One series is used for a year for every area, so that all are comparable.
    """
    return np.where(held.any(axis=0), held.argmax(axis=0), -1)
