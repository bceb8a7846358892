"""The type of an authority's own return: one declaration makes both the reader and the template to fill in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from trellis.analysis.columns import period, reading
from trellis.analysis.dataset import Context, Dataset, Reading, Shape
from trellis.analysis.observation import Status

Kind = Literal["urn", "measure", "year", "number", "whole", "choice", "yes_no", "date", "id", "text"]

PUBLISHER = "The authority"
LICENCE = "Held by the authority; not published"
_YES = {"yes": "yes", "y": "yes", "true": "yes", "1": "yes", "no": "no", "n": "no", "false": "no", "0": "no"}
_DATE_LAYOUTS = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")
_NUMBER_CODES = {"": Status.NOT_HELD}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a return: its header, what it means, and what may stand in it.

    `answers` are the allowed words of a choice; `least` and `most` bound a number; a column that is not
    `required` may be blank.
    """

    name: str
    meaning: str
    kind: Kind = "text"
    required: bool = False
    answers: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, kw_only=True)
class Return:
    """One return: what it is for in a line, its columns in order, and rows that show how it is filled in.

    The examples are of invented schools; a file that still holds one is told so. A `whole` return is all there is to
    say, so that a newer one takes its place; any other is of the schools that are in it, and leaves the rest.
    """

    id: str
    title: str
    purpose: str
    about: str
    columns: tuple[Column, ...]
    examples: tuple[tuple[str, ...], ...]
    whole: bool = False

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A return's rows with every column typed. A choice, id or yes/no is its id: "on track" is on_track."""

    height: int
    row: pl.Series
    columns: Mapping[str, pl.Series] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pl.Series:
        return self.columns[name]

    @property
    def urn(self) -> pl.Series:
        return self.columns[URN.name]


EXAMPLE_URNS = (999001, 999002)

URN = Column(
    name="URN",
    meaning="The school's six-figure unique reference number in the register of schools.",
    kind="urn",
    required=True,
)
YEAR = Column(
    name="Year",
    meaning="The academic year, such as 2025/26. Finance: the financial year, such as 2025-26.",
    kind="year",
    required=True,
)
AS_AT = Column(
    name="As at date",
    meaning="The day on which this was known. Blank: the day the file is imported.",
    kind="date",
)
NOTE = Column(name="Note", meaning="Anything a reader should know. Kept, not judged.")


def dataset(of: Return, read: Callable[[Filled, Context], Reading | None]) -> Dataset:
    """Return the dataset that reads this return by its own header."""

    def read_frame(frame: pl.DataFrame, context: Context) -> Reading | None:
        return read(typed(of.columns, frame, context), context)

    return Dataset(
        id=of.id,
        title=of.title,
        publisher=PUBLISHER,
        licence=LICENCE,
        page="",
        local=True,
        partial=not of.whole,
        about=of.about,
        shapes=(
            Shape(
                id="return",
                title="The template, filled in",
                marks=tuple(column.name for column in of.columns if column.required or column.name != "Note"),
                reads=of.header,
                optional=("Note",),
                read=read_frame,
            ),
        ),
    )


def typed(declared: Sequence[Column], frame: pl.DataFrame, context: Context) -> Filled:
    """Return every column of a return typed as declared; what does not fit is an error in `context`."""
    columns = {column.name: _typed(column, frame, context) for column in declared}
    filled = Filled(height=frame.height, row=frame["row"], columns=columns)
    kept = filled.urn.is_in(EXAMPLE_URNS).fill_null(value=False)
    for row in frame["row"].filter(kept):
        context.error("is one of the template's example rows: delete it", row=row, column=URN.name)
    return filled


def edition(of: Return, years: pl.Series, imported_on: date) -> str:
    """How a return's release is named: its years, or the day it came in."""
    held = sorted(set(years.drop_nulls().to_list()))
    if not held:
        return f"{of.title}, {imported_on.day} {imported_on:%B %Y}"
    first, last = period.named(held[0]), period.named(held[-1])
    return last if first == last else f"{first} to {last}"


def known_from(filled: Filled, context: Context) -> tuple[pl.Series, pl.Series]:
    """Return (dates, whether estimated): the stated day, else the day of import."""
    stated = filled[AS_AT.name]
    later = (stated > context.imported_on).fill_null(value=False)
    for row, day in pl.DataFrame({"row": filled.row, "day": stated}).filter(later).iter_rows():
        context.error(f"{day:%d/%m/%Y} is after the day of import", row=row, column=AS_AT.name)
    return stated.fill_null(context.imported_on), stated.is_null()


def observations(filled: Filled, context: Context, given: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Return the `observation` table of a wide return: one row a school, year and measure with a value."""
    known, estimated = known_from(filled, context)
    parts = [reading.conform(pl.DataFrame(), "observation")]
    for measure, values in given.items():
        part = pl.DataFrame(
            {
                "urn": filled.urn,
                "year": filled["Year"],
                "value": values.cast(pl.Float64),
                "row": filled.row,
                "known_from": known,
                "known_from_estimated": estimated,
            }
        )
        part = part.filter(pl.col("value").is_not_null() & pl.col("urn").is_not_null())
        parts.append(
            reading.conform(
                part.with_columns(measure=pl.lit(measure), status=pl.lit(int(Status.VALUE))), "observation"
            )
        )
    return pl.concat(parts)


def years_of(*tables: pl.DataFrame) -> tuple[int, ...]:
    """Every year in these tables, in order."""
    years: set[int] = set()
    for table in tables:
        years.update(table["year"].drop_nulls().to_list())
    return tuple(sorted(years))


def check(read: Reading, establishments: pl.DataFrame, context: Context) -> None:
    """Report every row of a local return whose school the authority does not have, before it is kept.

    `establishments` is the register (the `establishment` table, or any frame with urn and la_code); an empty one
    is a warning, since nothing can be checked. Of several rows of a school the last counts.
    """
    if context.authority is None:
        return
    if establishments.height == 0:
        context.warn("there is no register of schools yet, so nobody checked whose schools these are")
        return
    held = establishments.select(pl.col("urn").cast(pl.Int32), "la_code").unique(
        "urn", keep="last", maintain_order=True
    )
    spoken = [table.select("urn", "row") for table in read.tables.values() if "urn" in table.columns]
    if not spoken:
        return
    met = pl.concat(spoken).unique("row").sort("row").join(held, on="urn", how="left", maintain_order="left")
    for urn, row, la_code in met.iter_rows():
        if la_code is None:
            context.error(
                f"no school in the register has the URN {urn}", row=row, column=URN.name, value=str(urn)
            )
        elif la_code != context.authority:
            context.error(
                f"school {urn} is of authority {la_code}, not {context.authority}",
                row=row,
                column=URN.name,
                value=str(urn),
            )


def identifier(said: pl.Series) -> pl.Series:
    """Turn words into ids: "Not met" is not_met."""
    return said.str.to_lowercase().str.strip_chars().str.replace_all(r"[^a-z0-9]+", "_").str.strip_chars("_")


def _typed(column: Column, frame: pl.DataFrame, context: Context) -> pl.Series:
    said = reading.text(frame, column.name)
    if column.required:
        for row in frame["row"].filter(said.is_null()).head(1000):
            context.error("is blank", row=row, column=column.name)
    if column.kind == "urn":
        urn = reading.whole_numbers(frame, column.name, context)
        _wrong(frame, column, said, (urn < 100_000) | (urn > 999_999), "is not a URN: six figures", context)
        return urn
    if column.kind == "year":
        return _years(column, frame, said, context)
    if column.kind in ("number", "whole"):
        values, _ = reading.numbers(
            frame, column.name, context, _NUMBER_CODES, least=column.least, most=column.most
        )
        if column.kind == "whole":
            _wrong(frame, column, said, values != values.round(0), "is not a whole number", context)
        return values
    if column.kind == "date":
        return reading.dates(frame, column.name, context, _DATE_LAYOUTS)
    if column.kind == "yes_no":
        answer = said.str.to_lowercase().replace_strict(_YES, default=None, return_dtype=pl.String)
        _wrong(frame, column, said, answer.is_null(), "is neither yes nor no", context)
        return answer
    if column.kind == "choice":
        given = identifier(said)
        allowed = {word: word for word in identifier(pl.Series(column.answers))}
        answer = given.replace_strict(allowed, default=None, return_dtype=pl.String)
        listed = ", ".join(column.answers)
        _wrong(frame, column, said, answer.is_null(), f"is not one of: {listed}", context)
        return answer
    if column.kind in ("id", "measure"):
        return identifier(said)
    return said


def _years(column: Column, frame: pl.DataFrame, said: pl.Series, context: Context) -> pl.Series:
    read = {word: period.ending(word) for word in said.drop_nulls().unique().to_list()}
    years = said.replace_strict(read, default=None, return_dtype=pl.Int32) if read else said.cast(pl.Int32)
    latest = context.imported_on.year + 2
    out = years.is_null() | (years < 2000) | (years > latest)
    _wrong(frame, column, said, out, "is not a year such as 2025/26", context)
    return years.set(out, None).cast(pl.Int16)


def _wrong(
    frame: pl.DataFrame, column: Column, said: pl.Series, wrong: pl.Series, message: str, context: Context
) -> None:
    cells = pl.DataFrame({"row": frame["row"], "said": said}).filter(
        wrong.fill_null(value=False) & said.is_not_null()
    )
    for row, cell in cells.head(1000).iter_rows():
        context.error(f"“{cell}” {message}", row=row, column=column.name, value=cell)
