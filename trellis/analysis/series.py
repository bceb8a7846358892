"""Observations as columns: one indicator's values over schools and years, cut from the whole without copying."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

# A school's years are numbered from here, in a key of 64 years a school.
YEAR_0 = 1990
YEARS = 64
PUBLIC = -1

COLUMNS: Mapping[str, type[pl.DataType]] = {
    "indicator": pl.Int16,
    "school": pl.Int32,
    "year": pl.Int16,
    "value": pl.Float64,
    "status": pl.UInt8,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "observed_urn": pl.Int32,
    "basis": pl.UInt8,
    "release": pl.Int32,
    "row": pl.Int32,
    "known_from": pl.Date,
    "known_from_estimated": pl.Boolean,
    "authority": pl.Int16,
}
CARRIED = tuple(name for name in COLUMNS if name not in ("indicator", "school", "year", "authority"))
NUMBERS = ("value", "numerator", "denominator", "low", "high")


@dataclass(frozen=True, kw_only=True)
class Series:
    """One indicator's observations, ascending by `key` = school * YEARS + year - YEAR_0; NaN for no number.

    `columns` are those of CARRIED.
    """

    key: npt.NDArray[np.int64]
    columns: Mapping[str, npt.NDArray[Any]]

    def __len__(self) -> int:
        return len(self.key)

    @property
    def school(self) -> npt.NDArray[np.int32]:
        return (self.key // YEARS).astype(np.int32)

    @property
    def year(self) -> npt.NDArray[np.int16]:
        return (self.key % YEARS + YEAR_0).astype(np.int16)

    def __getitem__(self, column: str) -> npt.NDArray[Any]:
        return self.columns[column]

    def under(self, local: "Series") -> "Series":
        """Return this series with the rows of `local` put in, in the place of those of the same school and year."""
        if not len(local):
            return self
        kept = ~np.isin(self.key, local.key)
        key = np.concatenate([self.key[kept], local.key])
        order = np.argsort(key, kind="stable")
        return Series(
            key=key[order],
            columns={
                name: np.concatenate([column[kept], local.columns[name]])[order]
                for name, column in self.columns.items()
            },
        )


def _column(frame: pl.DataFrame, name: str) -> npt.NDArray[Any]:
    if name in NUMBERS:
        return frame[name].fill_null(np.nan).to_numpy()
    if name == "known_from":
        return frame[name].to_numpy()
    return frame[name].fill_null(False if name == "known_from_estimated" else 0).to_numpy()


class Slices:
    """Cuts an assembled frame into series; the cuts are found once and the columns are views."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._columns = {name: _column(frame, name) for name in COLUMNS}
        both = (self._columns["authority"].astype(np.int64) + 1) * 1024 + self._columns["indicator"]
        self._codes, starts = np.unique(both, return_index=True)
        self._bounds = np.append(starts, len(both))
        self._key = self._columns["school"].astype(np.int64) * YEARS + (
            self._columns["year"].astype(np.int64) - YEAR_0
        )

    def series(self, indicator: int, authority: int = PUBLIC) -> Series:
        code = (authority + 1) * 1024 + indicator
        at = int(np.searchsorted(self._codes, code))
        here = slice(0, 0)
        if at < len(self._codes) and self._codes[at] == code:
            here = slice(int(self._bounds[at]), int(self._bounds[at + 1]))
        return Series(
            key=self._key[here],
            columns={name: column[here] for name, column in self._columns.items() if name in CARRIED},
        )

    def held(self, authority: int = PUBLIC) -> Iterator[int]:
        """Yield the indicators that have any observation of this authority's."""
        low, high = (authority + 1) * 1024, (authority + 2) * 1024
        for code in self._codes[(self._codes >= low) & (self._codes < high)]:
            yield int(code) - low
