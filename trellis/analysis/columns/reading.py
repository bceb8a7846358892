"""Turn columns of text into typed tables, with every problem placed by row and column."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from trellis.analysis.columns import period
from trellis.analysis.columns.printed_numbers import (
    SHOWN_PER_COLUMN,
    Looked,
    Parsed,
    check,
    look,
    parse,
    report_bounds,
    report_cells,
)
from trellis.analysis.dataset import Context, Measure, Publication, header_key
from trellis.analysis.observation import TABLES, Status

_SIDES = ("value", "numerator", "denominator", "low", "high")


def first_present(frame: pl.DataFrame, names: str | tuple[str, ...]) -> str | None:
    """Return the first of `names` (as published) that the frame has, as its column key."""
    for name in (names,) if isinstance(names, str) else names:
        if header_key(name) in frame.columns:
            return header_key(name)
    return None


def text(frame: pl.DataFrame, names: str | tuple[str, ...]) -> pl.Series:
    """Return a text column, stripped, with blanks null; all null when the frame lacks it."""
    key = first_present(frame, names)
    if key is None:
        return pl.Series("", [None], dtype=pl.String).extend_constant(None, frame.height)[1:]
    stripped = pl.col(key).str.strip_chars()
    return frame.select(pl.when(stripped != "").then(stripped)).to_series()


def numbers(
    frame: pl.DataFrame,
    names: str | tuple[str, ...],
    context: Context,
    codes: Mapping[str, Status],
    least: float | None = None,
    most: float | None = None,
    scale: float = 1.0,
) -> tuple[pl.Series, pl.Series]:
    """Return (values as Float64, statuses as UInt8) of a column of printed numbers.

    A per-cent sign, thousands comma or pound sign is dropped. A known code becomes its status; a blank is
    `codes[""]` or NOT_HELD; any other text is an error placed in `context`, as is a number outside
    `least`..`most` (after scaling). A frame without the column gives NOT_PUBLISHED throughout.
    """
    key = first_present(frame, names)
    if key is None:
        return (
            pl.repeat(None, frame.height, dtype=pl.Float64, eager=True),
            pl.repeat(int(Status.NOT_PUBLISHED), frame.height, dtype=pl.UInt8, eager=True),
        )
    parsed = parse(frame, [key], context, codes)[key]
    scaled = parsed.numbers * scale
    report_bounds(frame, key, scaled, context, least=least, most=most)
    return pl.Series(key, scaled, nan_to_null=True), pl.Series(key, parsed.reasons)


def whole_numbers(
    frame: pl.DataFrame,
    names: str | tuple[str, ...],
    context: Context,
    *,
    required: bool = False,
    codes: Sequence[str] = (),
) -> pl.Series:
    """Return an Int32 column; "100001.0" is 100001. Text outside `codes`, and a blank when `required`, are errors."""
    key = first_present(frame, names)
    if key is None:
        return pl.repeat(None, frame.height, dtype=pl.Int32, eager=True)
    raw = frame[key]
    whole = raw.cast(pl.Int32, strict=False)
    if whole.null_count():
        cleaned = raw.str.strip_chars()
        floats = cleaned.cast(pl.Float64, strict=False)
        whole = floats.set(floats != floats.round(0), None).cast(pl.Int32, strict=False)
        allowed = ["", *codes, *(code.lower() for code in codes)]
        blank = cleaned.fill_null("").is_in(allowed)
        report_cells(frame, key, whole.is_null() & ~blank, context, "is not a whole number")
        if required:
            report_cells(frame, key, whole.is_null() & blank, context, "is blank")
    return whole


def dates(
    frame: pl.DataFrame,
    names: str | tuple[str, ...],
    context: Context,
    formats: Sequence[str] = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"),
) -> pl.Series:
    """Return a Date column read in the first of `formats` that fits each cell; other text is an error."""
    key = first_present(frame, names)
    if key is None:
        return pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    cleaned = frame[key].str.strip_chars()
    cleaned = cleaned.set(cleaned.str.to_lowercase().is_in(["", "null", "nan", "nat"]), None)
    found = pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    for layout in formats:
        if (found.is_null() & cleaned.is_not_null()).any():
            found = found.fill_null(cleaned.str.slice(0, 10).str.to_date(layout, strict=False))
    report_cells(frame, key, cleaned.is_not_null() & found.is_null(), context, "is not a date")
    return found


def observations(
    frame: pl.DataFrame,
    measures: Sequence[Measure],
    context: Context,
    *,
    codes: Mapping[str, Status],
    year: int | pl.Series,
    urn: pl.Series,
    publication: Publication | None = None,
    released: date | None = None,
    looked: Looked | None = None,
) -> pl.DataFrame:
    """Return the `observation` table of `measures`, one row for each school, measure and year.

    Rows whose URN is null are left out (they are areas, totals or blank lines). Blank cells of a measure are
    left out too: silence is not an observation. `released` is when this file was public; without it each
    year's usual date by `publication` is used and marked as estimated. `looked` is what was seen in these columns of a
    table that the frame is a part of.
    """
    return _long(
        frame,
        measures,
        context,
        codes=codes,
        year=year,
        keys={"urn": urn},
        kind="observation",
        publication=publication,
        released=released,
        looked=looked,
    )


def area_observations(
    frame: pl.DataFrame,
    measures: Sequence[Measure],
    context: Context,
    *,
    codes: Mapping[str, Status],
    year: int | pl.Series,
    area_level: pl.Series,
    area_code: pl.Series,
    school_group: pl.Series,
    publication: Publication | None = None,
    released: date | None = None,
    looked: Looked | None = None,
) -> pl.DataFrame:
    """Return the `area_observation` table of `measures`; rows whose `area_code` is null are left out."""
    return _long(
        frame,
        measures,
        context,
        codes=codes,
        year=year,
        keys={"area_level": area_level, "area_code": area_code, "school_group": school_group},
        kind="area_observation",
        publication=publication,
        released=released,
        looked=looked,
    )


def known_from(
    years: pl.Series, publication: Publication | None, released: date | None, context: Context
) -> tuple[pl.Series, pl.Series]:
    """Return (dates, whether estimated): the release date where it is told, else each year's.

    A year's is the date the publication keeps for it, or the publisher's usual month, marked as estimated.
    """
    if released is not None:
        return (
            constant("known_from", released, years.len(), pl.Date),
            constant("known_from_estimated", False, years.len(), pl.Boolean),
        )
    if publication is None:
        return (
            constant("known_from", context.imported_on, years.len(), pl.Date),
            constant("known_from_estimated", True, years.len(), pl.Boolean),
        )
    met = [int(year) for year in years.drop_nulls().unique()]
    usual = {year: publication.known_from(year) for year in met}
    certain = {year: year not in publication.dates for year in met}
    if len(met) == 1 and not years.null_count():
        return (
            constant("known_from", usual[met[0]], years.len(), pl.Date),
            constant("known_from_estimated", certain[met[0]], years.len(), pl.Boolean),
        )
    return (
        years.replace_strict(usual, default=None, return_dtype=pl.Date),
        years.replace_strict(certain, default=True, return_dtype=pl.Boolean),
    )


def duplicate_keys(frame: pl.DataFrame, keys: Sequence[pl.Series], context: Context, what: str) -> None:
    """Report as an error every row that repeats the key of an earlier one."""
    keyed = pl.DataFrame({f"k{i}": key for i, key in enumerate(keys)}).with_columns(row=frame["row"])
    keyed = keyed.drop_nulls()
    names = [f"k{i}" for i in range(len(keys))]
    repeated = keyed.filter(~pl.struct(names).is_first_distinct())
    for values in repeated.head(SHOWN_PER_COLUMN).iter_rows():
        context.error(
            f"repeats an earlier row of the same {what} ({', '.join(map(str, values[:-1]))})",
            row=values[-1],
        )
    if repeated.height > SHOWN_PER_COLUMN:
        context.error(f"{repeated.height - SHOWN_PER_COLUMN:,} more rows repeat an earlier one")


def conform(table: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return `table` with exactly the columns and types of `TABLES[kind]`; absent columns become null."""
    return pl.DataFrame(
        [
            _typed(table[name], dtype) if name in table.columns else constant(name, None, table.height, dtype)
            for name, dtype in TABLES[kind].items()
        ]
    )


def _typed(column: pl.Series, dtype: type[pl.DataType]) -> pl.Series:
    return column if column.dtype == dtype else column.cast(dtype)


def constant(name: str, value: object, height: int, dtype: type[pl.DataType]) -> pl.Series:
    """Return a column that says one thing throughout."""
    return pl.Series(name, [value], dtype=dtype).new_from_index(0, height)


def _long(
    frame: pl.DataFrame,
    measures: Sequence[Measure],
    context: Context,
    *,
    codes: Mapping[str, Status],
    year: int | pl.Series,
    keys: Mapping[str, pl.Series],
    kind: str,
    publication: Publication | None,
    released: date | None,
    looked: Looked | None,
) -> pl.DataFrame:
    anchor = next(name for name in keys if name in ("urn", "area_code"))
    years = constant("year", year, frame.height, pl.Int16) if isinstance(year, int) else year.cast(pl.Int16)
    if kind == "area_observation":  # a few rows among many schools, whose cells their own table reports
        placed = keys[anchor].is_not_null()
        frame, years = frame.filter(placed), years.filter(placed)
        looked = looked and looked.part(placed)
        keys = {name: series.filter(placed) for name, series in keys.items()}
    known, estimated = known_from(years, publication, released, context)
    present = [measure for measure in measures if first_present(frame, measure.column) is not None]
    if not present:
        return conform(pl.DataFrame(), kind)
    sides = {
        measure.id: {
            side: key
            for side, names in (
                ("value", measure.column),
                ("numerator", measure.numerator),
                ("denominator", measure.denominator),
                ("low", measure.low),
                ("high", measure.high),
            )
            if names and (key := first_present(frame, names)) is not None
        }
        for measure in present
    }
    if looked is None:
        looked = look(frame, (key for of in sides.values() for key in of.values()), codes)
    carried = [measure for measure in present if context.carries(measure.id, kind)]
    keys_carried = (key for measure in carried for key in sides[measure.id].values())
    parsed = parse(frame, keys_carried, context, codes, looked)
    left_out = [measure for measure in present if measure not in carried]
    if left_out:
        _check(frame, left_out, sides, parsed, context, codes, looked)
        _note(frame, [sides[m.id]["value"] for m in left_out], keys[anchor], known, estimated, kind, context)
    if not carried:
        return conform(pl.DataFrame(), kind)
    anchored = keys[anchor].is_not_null().to_numpy()
    numbers: dict[str, list[npt.NDArray[Any]]] = {side: [] for side in ("status", *_SIDES)}
    rows: list[npt.NDArray[np.intp]] = []
    for measure in carried:
        columns = sides[measure.id]
        value = parsed[columns["value"]]
        scaled = value.numbers * measure.scale
        bounded = {"least": measure.least, "most": measure.most}
        report_bounds(frame, columns["value"], scaled, context, **bounded)
        at = np.flatnonzero(value.spoken & anchored)
        rows.append(at)
        numbers["value"].append(scaled.take(at))
        numbers["status"].append(value.reasons.take(at))
        for side in _SIDES[1:]:
            told = parsed[columns[side]].numbers.take(at) if side in columns else np.full(len(at), np.nan)
            numbers[side].append(told)
    every = np.concatenate(rows)
    names = pl.Series([measure.id for measure in carried], dtype=pl.String)
    of_rows = pl.DataFrame(
        {
            **keys,
            "year": years,
            "row": frame["row"],
            "known_from": known,
            "known_from_estimated": estimated,
        }
    )[every]
    return conform(
        of_rows.with_columns(
            names.gather(np.repeat(np.arange(len(carried)), [len(at) for at in rows])).alias("measure"),
            *(
                pl.Series(side, np.concatenate(parts), nan_to_null=side != "status")
                for side, parts in numbers.items()
            ),
        ),
        kind,
    )


def _check(
    frame: pl.DataFrame,
    measures: Sequence[Measure],
    sides: Mapping[str, Mapping[str, str]],
    parsed: Mapping[str, Parsed],
    context: Context,
    codes: Mapping[str, Status],
    looked: Looked,
) -> None:
    """Report every problem in the cells of measures that are carried no further."""
    bounds: dict[str, list[tuple[float, float | None, float | None]]] = {}
    for measure in measures:
        for key in sides[measure.id].values():
            bounds.setdefault(key, [])
        bounds[sides[measure.id]["value"]].append((measure.scale, measure.least, measure.most))
    check(frame, {key: of for key, of in bounds.items() if key not in parsed}, context, codes, looked)
    for key in bounds.keys() & parsed.keys():
        for scale, least, most in bounds[key]:
            report_bounds(frame, key, parsed[key].numbers * scale, context, least=least, most=most)


def _note(
    frame: pl.DataFrame,
    values: list[str],
    anchor: pl.Series,
    known: pl.Series,
    estimated: pl.Series,
    kind: str,
    context: Context,
) -> None:
    """Note when the newest of what is left out was public, since that tells when the whole file was."""
    said = pl.any_horizontal((pl.col(values).str.strip_chars() != "").fill_null(value=False))
    there = frame.select(said).to_series() & anchor.is_not_null()
    days, guessed = known.filter(there), estimated.filter(there)
    newest = days.max()
    if isinstance(newest, date):
        context.left_out.setdefault(kind, []).append((newest, bool(guessed.filter(days == newest).any())))


def one_year(frame: pl.DataFrame, name: str, context: Context) -> int | None:
    """Return the one year that every row of a snapshot says it is of, or None with every other year reported."""
    key = first_present(frame, name)
    if key is None:
        context.error(f"has no column {name}, so its year is not known")
        return None
    said = frame.select("row", text(frame, name).alias("said"))
    counted = said.group_by("said", maintain_order=True).agg(pl.len(), pl.col("row").first())
    for words, count, row in counted.iter_rows():
        if words is None or period.ending(words) is None:
            context.error(
                f"{'1 row has' if count == 1 else f'{count:,} rows have'} “{words or ''}”, which is not a period such as 202324",
                row=row,
                column=key,
                value=words,
            )
    years = {period.ending(words) for words in counted["said"] if words is not None} - {None}
    if len(years) > 1:
        context.error(
            "holds more than one year ("
            + ", ".join(
                f"{words}: {count:,} {'row' if count == 1 else 'rows'} from row {row:,}"
                for words, count, row in counted.iter_rows()
            )
            + "), where this publication is of one. Import each year's own file",
            column=key,
        )
        return None
    return years.pop() if years else None
