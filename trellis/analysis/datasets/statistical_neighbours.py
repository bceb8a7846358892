"""Children's services statistical neighbours: the ten authorities most like each, nearest first."""

import re
from datetime import date

import polars as pl

from trellis.analysis.columns.reading import conform, duplicate_keys, text, whole_numbers
from trellis.analysis.columns.snapshot import Snapshot, named
from trellis.analysis.dataset import Context, Dataset, Reading, Shape
from trellis.analysis.observation import TABLES

_RANKS = range(1, 11)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NAMED_MONTH = re.compile(rf"({'|'.join(_MONTHS)})[ _-]*(20\d\d)", re.IGNORECASE)


def _closeness(rank: int) -> str:
    """The header repeats “SNP” ten times; the second is “SNP#2” to a shape."""
    return "SNP" if rank == 1 else f"SNP#{rank}"


def _snapshot(context: Context) -> Snapshot:
    """Return the month that the name states (sn_may_2025): nothing inside tells one edition from another."""
    said = _NAMED_MONTH.search(context.file)
    if said:
        day = date(int(said[2]), _MONTHS.index(said[1].lower()) + 1, 1)
        return Snapshot(day=day, how="by the file’s name", guessed=True)
    return named(context, called="sn_may_2025.xlsx")


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    # Blank rows and "Old SNs:" part the authorities of today from those abolished, and have no number.
    code = whole_numbers(frame, ("LA number", "LA num"), context)
    duplicate_keys(frame, [code], context, "authority number")
    snapshot = _snapshot(context)
    parts = []
    for rank in _RANKS:
        neighbour = whole_numbers(frame, f"SN{rank}", context, codes=("-",))
        parts.append(
            pl.DataFrame(
                {
                    "la_code": code.cast(pl.String).str.zfill(3),
                    "neighbour_la_code": neighbour.cast(pl.String).str.zfill(3),
                    "closeness": text(frame, _closeness(rank)).str.to_lowercase(),
                    "row": frame["row"],
                }
            ).with_columns(rank=pl.lit(rank))
        )
    told = pl.concat(parts).drop_nulls(["la_code", "neighbour_la_code"])
    for row, name in (
        told.filter(pl.col("la_code") == pl.col("neighbour_la_code")).select("row", "la_code").iter_rows()
    ):
        context.error(f"gives authority {name} as its own neighbour", row=row)
    dated = told.with_columns(
        known_from=pl.lit(snapshot.day), known_from_estimated=pl.lit(snapshot.guessed), order=pl.col("row")
    ).sort("order", "rank")
    return Reading(
        tables={"neighbour": conform(dated.select(list(TABLES["neighbour"])), "neighbour")},
        edition=f"{snapshot.day:%B %Y}",
        part="neighbours",
        years=(snapshot.year,),
        released=None if snapshot.guessed else snapshot.day,
    )


statistical_neighbours = Dataset(
    id="statistical_neighbours",
    title="Children’s services statistical neighbours",
    publisher="Department for Education",
    licence="Open Government Licence v3.0",
    page="https://www.gov.uk/government/publications/local-authority-interactive-tool-lait",
    shapes=(
        Shape(
            id="neighbours",
            title="Ten neighbours of each authority, with how close each is",
            marks=("LA num", "LA Name", "LA number", "SN1", "SN10", "SNP"),
            reads=(
                "LA num",
                "LA number",
                *(f"SN{rank}" for rank in _RANKS),
                *(_closeness(rank) for rank in _RANKS),
            ),
            read=_read,
            header_row=3,
        ),
    ),
    about="Authorities abolished since are listed too, with the neighbours they had. A later edition takes the place.",
)
