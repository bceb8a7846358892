"""One table of text, wherever it came from: its first rows to recognise it by, and wanted columns as a frame."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.files.encoding import MARK, SheetRefused, to_utf8

__all__ = ["HEAD_ROWS", "CsvSheet", "GridSheet", "ParquetSheet", "Ragged", "Sheet", "SheetRefused"]

_HEAD_BYTES = 1 << 20
HEAD_ROWS = 12
_MOST_PROBLEMS = 100_000
_PIECE = 1 << 22  # what stays near the processor while it is looked at several times
_LINE, _QUOTE = ord("\n"), ord('"')
_MOST_CELLS = 400_000_000

csv.field_size_limit(1 << 24)


@dataclass(frozen=True, kw_only=True)
class Ragged:
    """A row that does not have as many cells as the header."""

    row: int
    cells: int
    expected: int


class Sheet(Protocol):
    """A table of text. Rows are numbered as a spreadsheet numbers them, from 1."""

    @property
    def member(self) -> str | None: ...

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The first rows as published, for finding the header in."""

    def frame(self, positions: Sequence[int], header_row: int) -> tuple[pl.DataFrame, tuple[Ragged, ...]]:
        """Return the columns at `positions` as text named "0", "1", ... with `row`, and every ragged row.

        Rows that are blank in every one of those columns are left out. When any row is ragged the frame is
        empty: cells have moved, and nothing in the file can be trusted. Raises SheetRefused.
        """

    def row(self, number: int) -> list[str] | None:
        """Return one row's cells as published, or None past the end."""


class CsvSheet:
    """Delimited text in UTF-8, Windows-1252 or UTF-16, brought to UTF-8 once."""

    def __init__(self, *, member: str | None, data: bytes) -> None:
        self.member = member
        self.data = to_utf8(data)
        self.separator = _separator(self.data)

    @cached_property
    def head(self) -> tuple[tuple[str, ...], ...]:
        start = self.data[:_HEAD_BYTES].decode("utf-8", "ignore").removeprefix(MARK)
        rows = csv.reader(io.StringIO(start, newline=""), delimiter=self.separator)
        return tuple(tuple(row) for row, _ in zip(_tolerant(rows), range(HEAD_ROWS), strict=False))

    def frame(self, positions: Sequence[int], header_row: int) -> tuple[pl.DataFrame, tuple[Ragged, ...]]:
        width = len(self.head[header_row - 1])
        names = [f"column_{i}" for i in range(width)]
        try:
            read = pl.read_csv(
                self.data,
                has_header=False,
                skip_rows=header_row,
                schema=dict.fromkeys(names, pl.String),
                columns=[names[i] for i in sorted({*positions, width - 1})],
                separator=self.separator,
                row_index_name="row",
                row_index_offset=header_row + 1,
                raise_if_empty=False,
            )
        except pl.exceptions.PolarsError:
            read = None
        ragged = self._ragged(width, header_row)
        if ragged:
            return _no_rows(len(positions)), ragged
        if read is None:
            return self._exact(positions, width, header_row)
        if self._quoted:  # a quoted nothing is as blank as an unquoted one
            nothing = read.select((pl.col(pl.String) == "").any()).row(0, named=True)
            here = [pl.col(name) for name, met in nothing.items() if met]
            read = read.with_columns(pl.when(cells != "").then(cells) for cells in here)
        # Whatever is done with a column takes half as long when it is in one piece
        return _tidied(read, [names[i] for i in positions]).rechunk(), ()

    def row(self, number: int) -> list[str] | None:
        if number < 1:
            return None
        if not self._quoted:
            start = 0
            for _ in range(number - 1):
                start = self.data.find(b"\n", start) + 1
                if start == 0:
                    return None
            if start >= len(self.data):
                return None
            end = self.data.find(b"\n", start)
            line = self.data[start : end if end >= 0 else len(self.data)].decode().rstrip("\r")
            line = line.removeprefix(MARK) if number == 1 else line
            return next(csv.reader([line], delimiter=self.separator), [])
        for count, cells in enumerate(_tolerant(self._rows()), start=1):
            if count == number:
                return cells
        return None

    def _rows(self) -> Any:
        text = io.TextIOWrapper(io.BytesIO(self.data), encoding="utf-8-sig", newline="")
        return csv.reader(text, delimiter=self.separator, strict=True)

    @cached_property
    def _quoted(self) -> bool:
        return b'"' in self.data

    def _ragged(self, width: int, header_row: int) -> tuple[Ragged, ...]:
        """Return every row whose number of cells is not the header's, from counts over many lines at once.

        A file with quoted line breaks, or quotes that do not pair on a line, is counted the exact way.
        """
        found: list[Ragged] = []
        before = 0
        for piece in _pieces(self.data):
            counted = self._count(piece, width)
            if counted is None:
                return self._ragged_exactly(width, header_row)
            height, wrong = counted
            found += [
                Ragged(row=before + place + 1, cells=cells, expected=width)
                for place, cells in wrong
                if before + place >= header_row
            ]
            before += height
        return tuple(found[:_MOST_PROBLEMS])

    def _count(self, piece: tuple[int, int], width: int) -> tuple[int, list[tuple[int, int]]] | None:
        """Return how many lines a piece has, and the place and cells of each that has too few or too many.

        Separators between quotes are in a cell. None when lines alone do not tell.
        """
        start, end = piece
        cells = np.frombuffer(self.data, dtype=np.uint8, count=end - start, offset=start)
        ends = np.flatnonzero(cells == _LINE)
        if not len(ends) or ends[-1] != len(cells) - 1:
            ends = np.append(ends, len(cells))
        marks = _bits(cells == ord(self.separator))
        if self._quoted:
            quotes = _bits(cells == _QUOTE)
            if (_before(quotes, ends) % 2).any():
                return None
            marks &= ~_inside(quotes)
        counts = np.diff(_before(marks, ends), prepend=0) + 1
        wrong = []
        for place in np.flatnonzero(counts != width).tolist():
            line = self.data[start + (int(ends[place - 1]) + 1 if place else 0) : start + int(ends[place])]
            if line.strip():  # a blank line is no row
                wrong.append((place, int(counts[place])))
        return len(ends), wrong

    def _ragged_exactly(self, width: int, header_row: int) -> tuple[Ragged, ...]:
        found: list[Ragged] = []
        for number, cells in enumerate(_tolerant(self._rows()), start=1):
            if number > header_row and cells and len(cells) != width and any(c.strip() for c in cells):
                found.append(Ragged(row=number, cells=len(cells), expected=width))
                if len(found) >= _MOST_PROBLEMS:
                    break
        return tuple(found)

    def _exact(
        self, positions: Sequence[int], width: int, header_row: int
    ) -> tuple[pl.DataFrame, tuple[Ragged, ...]]:
        """Read row by row what the fast reader would not: slower, and forgiving of stray quotes."""
        ragged = self._ragged_exactly(width, header_row)
        if ragged:
            return _no_rows(len(positions)), ragged
        rows: list[int] = []
        columns: list[list[str]] = [[] for _ in positions]
        for number, cells in enumerate(_tolerant(self._rows()), start=1):
            if number <= header_row or len(cells) != width:
                continue
            rows.append(number)
            for column, position in zip(columns, positions, strict=True):
                column.append(cells[position])
        names = [f"column_{i}" for i in positions]
        read = pl.DataFrame(
            {"row": rows, **dict(zip(names, columns, strict=True))},
            schema={"row": pl.Int32, **dict.fromkeys(names, pl.String)},
        )
        read = read.with_columns(pl.col(names).replace("", None))
        return _tidied(read, names), ()


class GridSheet:
    """A sheet of a workbook: cells as the workbook types them, given back as the text a CSV would hold."""

    def __init__(self, *, member: str | None, rows: Sequence[Sequence[Any]]) -> None:
        self.member = member
        self._rows = rows

    @cached_property
    def head(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(_cell(c) or "" for c in row) for row in self._rows[:HEAD_ROWS])

    def frame(self, positions: Sequence[int], header_row: int) -> tuple[pl.DataFrame, tuple[Ragged, ...]]:
        body = self._rows[header_row:]
        names = [f"column_{i}" for i in positions]
        columns = {
            name: pl.Series(name, [_cell(row[position]) for row in body], dtype=pl.String)
            for name, position in zip(names, positions, strict=True)
        }
        numbers = pl.Series("row", range(header_row + 1, header_row + 1 + len(body)), dtype=pl.Int32)
        return _tidied(pl.DataFrame({"row": numbers, **columns}), names), ()

    def row(self, number: int) -> list[str] | None:
        if not 1 <= number <= len(self._rows):
            return None
        return [_cell(c) or "" for c in self._rows[number - 1]]


class ParquetSheet:
    """One Parquet table, in one file or in parts that follow one another. Its header counts as row 1."""

    def __init__(self, *, member: str | None, sources: Sequence[bytes]) -> None:
        self.member = member
        self._sources = sources
        try:
            schemas = [pl.read_parquet_schema(io.BytesIO(source)) for source in sources]
            self._columns = tuple(schemas[0])
            nested = [name for name, kind in schemas[0].items() if kind.is_nested()]
        except pl.exceptions.PolarsError as error:
            raise SheetRefused(
                "The Parquet file is damaged or cut short. Get it again, and compare its size."
            ) from error
        if any(set(schema) != set(self._columns) for schema in schemas):
            raise SheetRefused("The parts of the Parquet folder do not have the same columns.")
        if nested:
            raise SheetRefused(
                f"The Parquet file has columns that are not plain cells: {', '.join(nested[:5])}."
            )

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        return (self._columns,)

    def frame(self, positions: Sequence[int], header_row: int) -> tuple[pl.DataFrame, tuple[Ragged, ...]]:
        names = [self._columns[i] for i in positions]
        try:
            # A few bytes of Parquet can state any number of equal rows.
            rows = sum(
                pl.scan_parquet(io.BytesIO(source)).select(pl.len()).collect().item()
                for source in self._sources
            )
            if rows * len(names) > _MOST_CELLS:
                raise SheetRefused(
                    f"It has {rows:,} rows, which is more than is opened at once. Split it by year and import the parts."
                )
            parts = [
                pl.read_parquet(io.BytesIO(source), columns=names).select(names) for source in self._sources
            ]
        except pl.exceptions.PolarsError as error:
            raise SheetRefused("The Parquet file is damaged inside. Get it again.") from error
        columns = [f"column_{i}" for i in positions]
        read = pl.concat([_as_text(part).rename(dict(zip(names, columns, strict=True))) for part in parts])
        return _tidied(read.with_row_index("row", offset=header_row + 1), columns), ()

    def row(self, number: int) -> list[str] | None:
        if number == 1:
            return list(self._columns)
        left = number - 2
        for source in self._sources:
            part = pl.scan_parquet(io.BytesIO(source))
            height = part.select(pl.len()).collect().item()
            if left < height:
                return [cell or "" for cell in _as_text(part.slice(left, 1).collect()).row(0)]
            left -= height
        return None


def _pieces(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the bounds of pieces of whole lines, so that no second copy of a large file is ever held."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _PIECE) + 1 if start + _PIECE < len(data) else len(data)
        if end <= start:  # one line longer than a piece
            end = (data.find(b"\n", start) + 1) or len(data)
        yield start, end
        start = end


# Marks of a piece of text are kept as bits, 64 bytes of it in a word, so that counting them costs next to nothing.

Bits = npt.NDArray[np.uint64]


def _bits(marks: npt.NDArray[np.bool_]) -> Bits:
    """Return marks as bits, the first in the lowest place of the first word; one empty word follows the last."""
    packed = np.packbits(marks, bitorder="little")
    words = np.zeros(len(packed) // 8 + 2, dtype="<u8")
    words.view(np.uint8)[: len(packed)] = packed
    return words


def _before(bits: Bits, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many bits are set before each of `places`."""
    whole = np.cumsum(np.bitwise_count(bits), dtype=np.int64)
    word, place = places // 64, (places % 64).astype(np.uint64)
    within = np.bitwise_count(bits[word] & ((np.uint64(1) << place) - np.uint64(1)))
    return np.where(word > 0, whole[word - 1], 0) + within


def _inside(quotes: Bits) -> Bits:
    """Return which places have an odd number of quotes up to and with them."""
    odd = quotes.copy()
    for step in (1, 2, 4, 8, 16, 32):
        odd ^= odd << np.uint64(step)
    ending = np.bitwise_xor.accumulate(np.bitwise_count(quotes) & 1)
    odd[1:][ending[:-1] == 1] ^= np.uint64(0xFFFF_FFFF_FFFF_FFFF)
    return odd


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        pl.col(name).cast(pl.String) if kind != pl.String else pl.col(name)
        for name, kind in frame.schema.items()
    )


def _no_rows(width: int) -> pl.DataFrame:
    return pl.DataFrame(schema={"row": pl.Int32, **{str(i): pl.String for i in range(width)}})


def _tidied(read: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Name the columns by their place, make `row` an Int32 and drop rows blank throughout."""
    named = read.select(
        pl.col("row").cast(pl.Int32), *(pl.col(name).alias(str(i)) for i, name in enumerate(names))
    )
    if not names:
        return named
    if any(named[str(i)].null_count() == 0 for i in range(len(names))):
        return named
    return named.filter(~pl.all_horizontal(pl.exclude("row").is_null()))


def _cell(value: Any) -> str | None:
    """Return a workbook's cell as text: whole floats without their point, dates as YYYY-MM-DD, blanks as None."""
    if value is None or value == "":
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _tolerant(rows: Any) -> Any:
    """Yield rows until the reader fails; the failure becomes a SheetRefused that says where."""
    try:
        yield from rows
    except csv.Error as error:
        raise SheetRefused(
            f"Up to line {rows.line_num:,} the text cannot be told apart into cells ({error}): look for a quotation "
            "mark that is opened and not closed."
        ) from error


def _separator(data: bytes) -> str:
    """Return the separator that most of the first lines use, a comma where none is used."""
    start = re.sub(rb'"[^"]*"', b"", data[:65536])
    lines = start.split(b"\n")[:HEAD_ROWS]
    used = {
        mark: (sum(mark in line for line in lines), max(line.count(mark) for line in lines))
        for mark in (b",", b"\t", b";", b"|")
    }
    best = max(used, key=lambda mark: used[mark])
    return best.decode() if used[best][0] else ","
