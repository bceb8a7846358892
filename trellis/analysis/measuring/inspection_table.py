"""Inspection outcomes by the school of today, and which grade in each area is the newest."""

from datetime import date

import polars as pl

from trellis.analysis.files.holding import Holding
from trellis.analysis.places.roster import Roster

# An inspection of one of these kinds gives grades that stand until the next; the others comment on them.
GRADING = ("graded", "report_card")


def tables(store: Holding, schools: Roster, as_of: date | None) -> dict[str, pl.DataFrame]:
    """Return `inspection`, every outcome told; `grade`, the newest for each school and area; and `inspected`.

    `inspected` has each school's newest graded inspection or report card. A grade is a predecessor's where the school
    inspected is not the school of today. Of one inspection told by several releases, the last release counts.
    """
    newest, once = _newest_first(store, schools, as_of)
    return {
        "inspection": once.drop("told").sort("idx", "started", "area", nulls_last=True),
        **_standing(newest),
    }


def standing(store: Holding, schools: Roster, as_of: date | None) -> dict[str, pl.DataFrame]:
    """Return `grade` and `inspected` alone, for those who do not want every inspection."""
    return _standing(_newest_first(store, schools, as_of)[0])


def _newest_first(
    store: Holding, schools: Roster, as_of: date | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return every outcome with its school, the newest first, and the same in the order in which they are told."""
    table = store.table("inspection", as_of=as_of).with_columns(pl.col("release").cast(pl.String))
    if as_of is not None:
        # A file may tell of an inspection only once it is published, whatever its own date
        table = table.filter(pl.col("published").is_null() | (pl.col("published") <= as_of))
    idx = schools.resolve(table["urn"].to_numpy())
    table = table.with_columns(
        pl.Series("idx", idx, dtype=pl.Int32), pl.int_range(table.height, dtype=pl.Int32).alias("told")
    ).filter(pl.col("idx") >= 0)
    now = schools.urns[table["idx"].to_numpy()]
    inspected = table["inspected_urn"].fill_null(table["urn"]).to_numpy()
    table = table.with_columns(predecessor=pl.Series(inspected != now, dtype=pl.Boolean))
    once = table.unique(["idx", "area", "kind", "framework", "started"], keep="last", maintain_order=True)
    newest = once.sort(
        ["idx", "area", "started", "predecessor", "latest", "told"],
        descending=[False, False, True, False, True, True],
        nulls_last=True,
    )
    return newest, once


def _standing(newest: pl.DataFrame) -> dict[str, pl.DataFrame]:
    grade = newest.unique(["idx", "area"], keep="first", maintain_order=True)
    under = (
        newest.filter(pl.col("kind").is_in(GRADING))
        .sort(["idx", "started", "told"], descending=[False, True, True], nulls_last=True)
        .unique("idx", keep="first", maintain_order=True)
        .select("idx", "framework", "started", "published", "kind", "predecessor")
    )
    return {
        "grade": grade.select(
            "idx", "area", "grade", "framework", "started", "predecessor", "release", "row", "known_from",
            "known_from_estimated",
        ).sort("area", "idx"),
        "inspected": under.sort("idx"),
    }  # fmt: skip
