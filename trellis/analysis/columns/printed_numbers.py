"""Numbers as publishers print them: with per-cent signs, thousands commas, and codes where there is no number.

Columns are parsed together, and only cells that are not plain numbers are looked at as text, each distinct one
once: a column of 300,000 rates with four codes in it costs one pass and four looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.dataset import Context
from trellis.analysis.observation import Status

SHOWN_PER_COLUMN = 1000  # a column wrong from top to bottom is one mistake, not a million
_UNKNOWN = 255
_WANTING = "no plain number in {}"
_SIGNS = r"[%,£]"


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """One column: its numbers, NaN where there is none; why there is none, as Status; whether the cell said anything."""

    numbers: npt.NDArray[np.float64]
    reasons: npt.NDArray[np.uint8]
    spoken: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Odd:
    """A cell that is no plain number: the number in it, and the status that it tells, _UNKNOWN for text that is no code."""

    number: float | None
    status: int


@dataclass(frozen=True)
class Looked:
    """What stands in columns: their distinct cells that are no plain numbers, and the least and most of those that are.

    What is looked at in a whole table goes for every part of it: what is wrong nowhere is not wrong there. `numbers` are
    the plain numbers of the table's own rows, row by row.
    """

    numbers: pl.DataFrame
    odd: Mapping[str, Sequence[str]]
    ends: Mapping[str, Sequence[float]]
    made_out: Mapping[str, _Odd]

    def part(self, rows: pl.Series) -> "Looked":
        """Return what was seen, of a table of only some of the rows."""
        return replace(self, numbers=self.numbers.filter(rows))

    def is_wrong(self, key: str, within: Iterable[tuple[float, float | None, float | None]]) -> bool:
        """Whether any cell is neither number nor code, or any number out of bounds: scale, least and most."""
        cells = [self.made_out[cell] for cell in self.odd[key]]
        numbers = [cell.number for cell in cells if cell.number is not None]
        numbers += self.ends[key]
        outside = any(
            (least is not None and min(numbers) * scale < least)
            or (most is not None and max(numbers) * scale > most)
            for scale, least, most in (within if numbers else ())
        )
        return outside or any(cell.status == _UNKNOWN for cell in cells)


def look(frame: pl.DataFrame, keys: Iterable[str], codes: Mapping[str, Status]) -> Looked:
    """Return what stands in the columns `keys` of `frame`."""
    keys = list(dict.fromkeys(keys))
    numbers = frame.select(pl.col(keys).cast(pl.Float64, strict=False))
    ends = (numbers.min(), numbers.max())
    whole = numbers.select(pl.all().is_finite().fill_null(value=False).not_())
    cells = pl.concat([frame.select(keys), whole.rename(_WANTING.format)], how="horizontal")
    found = cells.lazy().select(
        pl.col(key).filter(_WANTING.format(key)).drop_nulls().unique().implode() for key in keys
    )
    odd: dict[str, list[str]] = found.collect().row(0, named=True) if keys else {}
    return Looked(
        numbers=numbers,
        odd=odd,
        ends={
            key: [n for end in ends if (n := end[key].item()) is not None and not isnan(n)] for key in keys
        },
        made_out=_made_out({cell for cells in odd.values() for cell in cells}, codes),
    )


def parse(
    frame: pl.DataFrame,
    keys: Iterable[str],
    context: Context,
    codes: Mapping[str, Status],
    looked: Looked | None = None,
) -> dict[str, Parsed]:
    """Return the columns `keys` of `frame` as numbers; text that is neither a number nor a code is an error.

    Codes are matched without case. A blank, and a "nan" that another program wrote for one, is `codes[""]`. `looked` is
    what was seen in these columns of these rows, be it with others.
    """
    keys = list(dict.fromkeys(keys))
    if not keys:
        return {}
    looked = looked or look(frame, keys, codes)
    odd = sorted({cell for key in keys for cell in looked.odd[key]})
    some = [key for key in keys if looked.odd[key]]
    blank = int(codes.get("", Status.NOT_HELD))
    plain = looked.numbers
    nulls = frame.select(pl.col(keys).is_null())
    # Every odd cell is a place among them, and what it says is looked up there; any other cell is the place after the last
    place = pl.col(some).cast(pl.Enum(odd), strict=False).to_physical().cast(pl.UInt32).fill_null(len(odd))
    places = frame.select(place) if some else frame.select()
    made_out = [looked.made_out[cell] for cell in odd]
    number = np.array([np.nan if one.number is None else one.number for one in made_out] + [np.nan])
    reason = np.array([*(_reason(one) for one in made_out), int(Status.VALUE)], dtype=np.uint8)
    speaks = np.array([bool(cell.strip()) for cell in odd] + [True])
    found = {}
    for key in keys:
        numbers, null = plain[key].to_numpy(), nulls[key].to_numpy()
        if looked.odd[key]:
            at = places[key].to_numpy()
            numbers = np.where(at < len(odd), number.take(at), numbers)
            reasons, spoken = reason.take(at), speaks.take(at) & ~null
        else:
            reasons, spoken = np.zeros(len(numbers), dtype=np.uint8), ~null
        reasons[null] = blank
        found[key] = Parsed(numbers=numbers, reasons=reasons, spoken=spoken)
        unknown = [cell for cell in looked.odd[key] if looked.made_out[cell].status == _UNKNOWN]
        if unknown:
            wrong = frame[key].is_in(unknown).fill_null(value=False)
            report_cells(frame, key, wrong, context, "is neither a number nor a code of this file")
    return found


def check(
    frame: pl.DataFrame,
    bounds: Mapping[str, Iterable[tuple[float, float | None, float | None]]],
    context: Context,
    codes: Mapping[str, Status],
    looked: Looked | None = None,
) -> None:
    """Report what `parse` and `report_bounds` would of columns whose numbers nobody asks for.

    `bounds` are, for each column, the scale, the least and the most of every measure that it is the value of. A column in
    which anything is wrong is parsed, so that every cell is told; of the others only distinct cells are looked at.
    """
    looked = looked or look(frame, bounds, codes)
    for key, within in bounds.items():
        if looked.is_wrong(key, within):
            values = parse(frame, [key], context, codes)[key].numbers
            for scale, least, most in within:
                report_bounds(frame, key, values * scale, context, least=least, most=most)


def _reason(cell: _Odd) -> int:
    if cell.number is not None:
        return int(Status.VALUE)
    return int(Status.NOT_HELD) if cell.status == _UNKNOWN else cell.status


def _made_out(cells: Iterable[str], codes: Mapping[str, Status]) -> dict[str, _Odd]:
    """Return what each cell that is no plain number says."""
    distinct = pl.Series(sorted(cells), dtype=pl.String)
    cleaned = distinct.str.strip_chars().str.replace_all(_SIGNS, "")
    numbers = cleaned.cast(pl.Float64, strict=False)
    numbers = numbers.set(numbers.is_finite().fill_null(value=False).not_(), None)
    words = cleaned.str.to_lowercase().replace("nan", "")
    meaning = {code: int(status) for code, status in codes.items()}
    meaning.setdefault("", int(Status.NOT_HELD))
    columns = (each.to_list() for each in (distinct, numbers, words))
    return {
        cell: _Odd(number, int(Status.VALUE) if number is not None else meaning.get(word, _UNKNOWN))
        for cell, number, word in zip(*columns, strict=True)
    }


def report_bounds(
    frame: pl.DataFrame,
    key: str,
    values: npt.NDArray[np.float64],
    context: Context,
    *,
    least: float | None,
    most: float | None,
) -> None:
    """Report as an error each value that cannot be true."""
    for outside, limit, words in ((np.less, least, "below"), (np.greater, most, "above")):
        if limit is not None and (wrong := outside(values, limit)).any():
            report_cells(frame, key, pl.Series(wrong), context, f"is {words} {limit:g}")


def report_cells(frame: pl.DataFrame, key: str, wrong: pl.Series, context: Context, message: str) -> None:
    """Report as an error each cell of a column that is marked as wrong, by row, with what it says."""
    if not wrong.any():
        return
    bad = frame.select("row", pl.col(key).alias("cell")).filter(wrong)
    for row, cell in bad.head(SHOWN_PER_COLUMN).iter_rows():
        said = message if cell is None or not cell.strip() else f"“{cell}” {message}"
        context.error(said, row=row, column=key, value=cell)
    if bad.height > SHOWN_PER_COLUMN:
        context.error(
            f"{bad.height - SHOWN_PER_COLUMN:,} more cells of this column: the same problem", column=key
        )
