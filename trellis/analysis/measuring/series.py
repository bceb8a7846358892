"""Observations as columns: one indicator's values over schools and years, cut from the whole without copying."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
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

    @cached_property
    def school(self) -> npt.NDArray[np.int32]:
        return (self.key // YEARS).astype(np.int32)

    @cached_property
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


class _Columns(Mapping[str, npt.NDArray[Any]]):
    """The carried columns of a piece of frame, each made when it is first asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._made: dict[str, npt.NDArray[Any]] = {}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._made:
            self._made[name] = column_of(self._frame, name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(CARRIED)

    def __len__(self) -> int:
        return len(CARRIED)


def column_of(frame: pl.DataFrame, name: str) -> npt.NDArray[Any]:
    """Return a column as an array: NaN for no number, NaT for no day, and of anything else 0."""
    column = frame[name]
    if name not in NUMBERS and name != "known_from" and column.null_count():
        column = column.fill_null(False if name == "known_from_estimated" else 0)
    return column.to_numpy()  # which has NaN and NaT for null


def pieces(frame: pl.DataFrame) -> dict[tuple[int, int], pl.DataFrame]:
    """Return the rows of each (authority, indicator) of an assembled frame, in order, as views."""
    both = (frame["authority"].to_numpy().astype(np.int32) + 1) * 1024 + frame["indicator"].to_numpy()
    codes, starts = np.unique(both, return_index=True)
    ends = np.append(starts, len(both))[1:]
    return {
        (int(code) // 1024 - 1, int(code) % 1024): frame.slice(int(start), int(end - start))
        for code, start, end in zip(codes, starts, ends, strict=True)
    }


class Slices:
    """Cuts an assembled frame into series. Columns are made when asked for, so the whole is never held twice."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._pieces = pieces(frame)
        self._nothing = frame.clear()

    def series(self, indicator: int, authority: int = PUBLIC) -> Series:
        piece = self._pieces.get((authority, indicator), self._nothing)
        school, year = piece["school"].to_numpy(), piece["year"].to_numpy()
        return Series(
            key=school.astype(np.int64) * YEARS + (year.astype(np.int64) - YEAR_0), columns=_Columns(piece)
        )

    def held(self, authority: int = PUBLIC) -> Iterator[int]:
        """Yield the indicators that have any observation of this authority's."""
        for whose, indicator in self._pieces:
            if whose == authority:
                yield indicator
