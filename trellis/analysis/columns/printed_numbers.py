"""Numbers as publishers print them: with per-cent signs, thousands commas, and codes where there is no number.

Columns are parsed together, and only cells that are not plain numbers are looked at as text, each distinct one
once: a column of 300,000 rates with four codes in it costs one pass and four looks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from trellis.analysis.dataset import Context
from trellis.analysis.observation import Status

SHOWN_PER_COLUMN = 1000  # a column wrong from top to bottom is one mistake, not a million
_UNKNOWN = 255


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """One column: values as Float64, why there is none as UInt8 of Status, and whether the cell said anything."""

    values: pl.Series
    statuses: pl.Series
    said: pl.Series


def parse(
    frame: pl.DataFrame, keys: Iterable[str], context: Context, codes: Mapping[str, Status]
) -> dict[str, Parsed]:
    """Return the columns `keys` of `frame` as numbers; text that is neither a number nor a code is an error.

    Codes are matched without case. A blank, and a "nan" that another program wrote for one, is `codes[""]`.
    """
    keys = list(dict.fromkeys(keys))
    blank = int(codes.get("", Status.NOT_HELD))
    columns = frame.lazy().select(
        *(pl.col(key).cast(pl.Float64, strict=False).alias(f"value:{key}") for key in keys),
        *(
            (
                pl.col(key).is_not_null()
                & pl.col(key).cast(pl.Float64, strict=False).is_finite().fill_null(value=False).not_()
            ).alias(f"odd:{key}")
            for key in keys
        ),
    )
    read = columns.with_columns(
        *(
            pl.when(pl.col(f"value:{key}").is_null())
            .then(pl.lit(blank, dtype=pl.UInt8))
            .otherwise(pl.lit(int(Status.VALUE), dtype=pl.UInt8))
            .alias(f"status:{key}")
            for key in keys
        )
    ).collect()
    any_odd = dict(zip(keys, read.select(pl.col(f"odd:{key}").any() for key in keys).row(0), strict=True))
    parsed: dict[str, Parsed] = {}
    for key in keys:
        values, statuses = read[f"value:{key}"], read[f"status:{key}"]
        said = frame[key].is_not_null()
        if any_odd[key]:
            values, statuses, said = _looked_at(
                frame, key, read[f"odd:{key}"], values, statuses, said, context, codes
            )
        parsed[key] = Parsed(values=values.rename(key), statuses=statuses.rename(key), said=said.rename(key))
    return parsed


def _looked_at(
    frame: pl.DataFrame,
    key: str,
    odd: pl.Series,
    values: pl.Series,
    statuses: pl.Series,
    said: pl.Series,
    context: Context,
    codes: Mapping[str, Status],
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return a column's values, statuses and whether cells said anything, with its odd cells made out."""
    at = odd.arg_true()
    cells = frame[key].gather(at)
    distinct = cells.unique()
    stripped = distinct.str.strip_chars()
    cleaned = stripped.str.replace_all(r"[%,£]", "")
    numbers = cleaned.cast(pl.Float64, strict=False)
    numbers = numbers.set(numbers.is_finite().fill_null(value=False).not_(), None)
    words = cleaned.str.to_lowercase().replace("nan", "")
    meaning = {code: int(status) for code, status in codes.items()}
    meaning.setdefault("", int(Status.NOT_HELD))
    found = [
        int(Status.VALUE) if number is not None else meaning.get(word, _UNKNOWN)
        for number, word in zip(numbers, words, strict=True)
    ]
    values = values.clone().scatter(
        at, cells.replace_strict(distinct, numbers, default=None, return_dtype=pl.Float64)
    )
    told = cells.replace_strict(distinct, pl.Series(found, dtype=pl.UInt8), return_dtype=pl.UInt8)
    if _UNKNOWN in found:
        wrong = pl.repeat(value=False, n=frame.height, dtype=pl.Boolean, eager=True)
        wrong = wrong.scatter(at.filter(told == _UNKNOWN), values=True)
        report_cells(frame, key, wrong, context, "is neither a number nor a code of this file")
        told = told.replace(_UNKNOWN, int(Status.NOT_HELD))
    statuses = statuses.clone().scatter(at, told)
    empty = distinct.filter(stripped == "")
    if not empty.is_empty():
        said = said & ~frame[key].is_in(empty.implode()).fill_null(value=False)
    return values, statuses, said


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
