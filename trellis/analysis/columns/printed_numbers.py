"""Numbers as publishers print them: with per-cent signs, thousands commas, and codes where there is no number.

Columns are parsed together, and only cells that are not plain numbers are looked at as text, each distinct one
once: a column of 300,000 rates with four codes in it costs one pass and four looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from trellis.analysis.dataset import Context
from trellis.analysis.observation import Status

SHOWN_PER_COLUMN = 1000  # a column wrong from top to bottom is one mistake, not a million
_UNKNOWN = 255
_SIGNS = r"[%,£]"


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """One column: values as Float64, why there is none as UInt8 of Status, and whether the cell said anything."""

    values: pl.Series
    statuses: pl.Series
    said: pl.Series


@dataclass(frozen=True)
class _Odd:
    """A cell that is no plain number: the number in it, the status that it tells, _UNKNOWN for text that is no code.

    `signed` is whether it is its number as soon as a per-cent sign at its end is dropped, or has no number.
    """

    number: float | None
    status: int
    signed: bool


def parse(
    frame: pl.DataFrame, keys: Iterable[str], context: Context, codes: Mapping[str, Status]
) -> dict[str, Parsed]:
    """Return the columns `keys` of `frame` as numbers; text that is neither a number nor a code is an error.

    Codes are matched without case. A blank, and a "nan" that another program wrote for one, is `codes[""]`.
    """
    keys = list(dict.fromkeys(keys))
    if not keys:
        return {}
    odd = _odd_cells(frame, keys)
    made_out = _made_out({cell for cells in odd.values() for cell in cells}, codes)
    blank = int(codes.get("", Status.NOT_HELD))
    columns = frame.lazy().select(
        expression
        for key in keys
        for expression in (
            _number(key, odd[key], made_out).alias(f"value:{key}"),
            _status(key, odd[key], made_out, blank).alias(f"status:{key}"),
            _says(key, odd[key]).alias(f"said:{key}"),
        )
    )
    read = columns.collect()
    for key in keys:
        unknown = [cell for cell in odd[key] if made_out[cell].status == _UNKNOWN]
        if unknown:
            wrong = frame[key].is_in(unknown).fill_null(value=False)
            report_cells(frame, key, wrong, context, "is neither a number nor a code of this file")
    return {
        key: Parsed(
            values=read[f"value:{key}"].rename(key),
            statuses=read[f"status:{key}"].rename(key),
            said=read[f"said:{key}"].rename(key),
        )
        for key in keys
    }


def check(
    frame: pl.DataFrame,
    bounds: Mapping[str, Iterable[tuple[float, float | None, float | None]]],
    context: Context,
    codes: Mapping[str, Status],
) -> None:
    """Report what `parse` and `report_bounds` would of columns whose numbers nobody asks for.

    `bounds` are, for each column, the scale, the least and the most of every measure that it is the value of. A column in
    which anything is wrong is parsed, so that every cell is told; of the others only distinct cells are looked at.
    """
    keys = list(bounds)
    if not keys:
        return
    odd = _odd_cells(frame, keys)
    made_out = _made_out({cell for cells in odd.values() for cell in cells}, codes)
    ends = (
        frame.lazy()
        .select(
            expression
            for key in keys
            for number in (pl.col(key).cast(pl.Float64, strict=False),)
            for expression in (number.min().alias(f"least:{key}"), number.max().alias(f"most:{key}"))
        )
        .collect()
        .row(0, named=True)
    )
    for key, within in bounds.items():
        cells = [made_out[cell] for cell in odd[key]]
        numbers = [cell.number for cell in cells if cell.number is not None]
        numbers += [ends[end] for end in (f"least:{key}", f"most:{key}") if ends[end] is not None]
        outside = any(
            (least is not None and min(numbers) * scale < least)
            or (most is not None and max(numbers) * scale > most)
            for scale, least, most in (within if numbers else ())
        )
        if outside or any(cell.status == _UNKNOWN for cell in cells):
            values = parse(frame, [key], context, codes)[key].values
            for scale, least, most in within:
                report_bounds(frame, key, values * scale, context, least=least, most=most)


def _odd_cells(frame: pl.DataFrame, keys: Sequence[str]) -> dict[str, list[str]]:
    """Return the distinct cells of each column that are no plain numbers."""
    plain = {
        key: pl.col(key).cast(pl.Float64, strict=False).is_finite().fill_null(value=False) for key in keys
    }
    found = frame.lazy().select(
        pl.col(key).filter(pl.col(key).is_not_null() & ~plain[key]).unique().implode().alias(key)
        for key in keys
    )
    return found.collect().row(0, named=True)


def _made_out(cells: Iterable[str], codes: Mapping[str, Status]) -> dict[str, _Odd]:
    """Return what each cell that is no plain number says."""
    distinct = pl.Series(sorted(cells), dtype=pl.String)
    cleaned = distinct.str.strip_chars().str.replace_all(_SIGNS, "")
    numbers = _finite(cleaned.cast(pl.Float64, strict=False))
    words = cleaned.str.to_lowercase().replace("nan", "")
    meaning = {code: int(status) for code, status in codes.items()}
    meaning.setdefault("", int(Status.NOT_HELD))
    signed = numbers.is_null() | (
        _finite(distinct.str.strip_suffix("%").cast(pl.Float64, strict=False)) == numbers
    )
    columns = (each.to_list() for each in (distinct, numbers, words, signed))
    return {
        cell: _Odd(
            number, int(Status.VALUE) if number is not None else meaning.get(word, _UNKNOWN), plain is True
        )
        for cell, number, word, plain in zip(*columns, strict=True)
    }


def _finite(numbers: pl.Series) -> pl.Series:
    return numbers.set(numbers.is_finite().fill_null(value=False).not_(), None)


def _number(key: str, odd: Sequence[str], made_out: Mapping[str, _Odd]) -> pl.Expr:
    """Return a column's numbers, null where there is none."""
    cells = pl.col(key)
    if any(made_out[cell].number is not None for cell in odd):
        if all(made_out[cell].signed for cell in odd):
            cells = cells.str.strip_suffix("%")
        else:
            cells = cells.str.strip_chars().str.replace_all(_SIGNS, "")
    numbers = cells.cast(pl.Float64, strict=False)
    return pl.when(numbers.is_finite()).then(numbers) if odd else numbers


def _status(key: str, odd: Sequence[str], made_out: Mapping[str, _Odd], blank: int) -> pl.Expr:
    """Return why there is no number, or that there is one; text that is neither number nor code tells nothing."""
    reasons: dict[int, list[str]] = {}
    for cell in odd:
        if made_out[cell].number is None:
            status = made_out[cell].status
            reasons.setdefault(int(Status.NOT_HELD) if status == _UNKNOWN else status, []).append(cell)
    told = pl.lit(int(Status.VALUE), dtype=pl.UInt8)
    for status, cells in reasons.items():
        told = pl.when(_is_one_of(key, cells)).then(pl.lit(status, dtype=pl.UInt8)).otherwise(told)
    return pl.when(pl.col(key).is_null()).then(pl.lit(blank, dtype=pl.UInt8)).otherwise(told)


def _says(key: str, odd: Sequence[str]) -> pl.Expr:
    empty = [cell for cell in odd if not cell.strip()]
    said = pl.col(key).is_not_null()
    return said & ~_is_one_of(key, empty) if empty else said


def _is_one_of(key: str, cells: Sequence[str]) -> pl.Expr:
    if len(cells) == 1:
        return (pl.col(key) == cells[0]).fill_null(value=False)
    return pl.col(key).is_in(cells).fill_null(value=False)


def report_bounds(
    frame: pl.DataFrame,
    key: str,
    values: pl.Series,
    context: Context,
    *,
    least: float | None,
    most: float | None,
) -> None:
    """Report as an error each value that cannot be true."""
    low, high = values.min(), values.max()
    if least is not None and isinstance(low, float) and low < least:
        report_cells(frame, key, (values < least).fill_null(value=False), context, f"is below {least:g}")
    if most is not None and isinstance(high, float) and high > most:
        report_cells(frame, key, (values > most).fill_null(value=False), context, f"is above {most:g}")


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
