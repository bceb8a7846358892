"""Inspection outcomes by the school of today, and which grade in each area is the newest."""

from datetime import date

import numpy as np
import polars as pl

from trellis.analysis.files.holding import Holding
from trellis.analysis.places.roster import Roster

# An inspection of one of these kinds gives grades that stand until the next; the others comment on them.
GRADING = ("graded", "report_card")

# Days are counted back from one that lies ahead of any inspection; a blank comes after every day.
_LAST_DAY = 65_534
_NO_DAY = 131_071


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


def _newest_first(store: Holding, schools: Roster, as_of: date | None) -> tuple[pl.DataFrame, pl.DataFrame]:
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
    once = table.filter(_outcome(table).is_last_distinct())
    return _in_order(once, (_about(once) * 2 + once["predecessor"].cast(pl.Int64)) * 4 + _earlier(once)), once


def _in_order(once: pl.DataFrame, key: pl.Series) -> pl.DataFrame:
    """Return rows ascending by `key`; of equal ones the last told comes first."""
    last_first = np.argsort(key.to_numpy()[::-1], kind="stable")
    return once[len(last_first) - 1 - last_first]


# Sorting by one whole number is many times as quick as sorting by six columns, three of them words.


def _outcome(table: pl.DataFrame) -> pl.Series:
    """Return a number for each school, area, day, kind and framework: two rows with one number tell of one outcome."""
    return (_about(table) * 16 + _code(table["kind"])) * 16 + _code(table["framework"])


def _about(table: pl.DataFrame) -> pl.Series:
    """Return a number that ascends by school, by area, and from the newest day to the oldest and to none."""
    return (table["idx"].cast(pl.Int64) * 64 + _code(table["area"])) * (_NO_DAY + 1) + _back(table["started"])


def _back(days: pl.Series) -> pl.Series:
    """Return how far back days lie, _NO_DAY where there is none."""
    return (_LAST_DAY - days.to_physical().cast(pl.Int64)).fill_null(_NO_DAY)


def _earlier(table: pl.DataFrame) -> pl.Series:
    """Return 0 for what a file says is the latest, 1 for what is not, 2 where it is silent."""
    return (1 - table["latest"].cast(pl.Int64)).fill_null(2)


def _code(words: pl.Series) -> pl.Series:
    """Return the place of each word among all of them, in alphabetical order."""
    order = {word: place for place, word in enumerate(words.unique().sort().to_list())}
    return words.replace_strict(order, default=0, return_dtype=pl.Int64)


def _standing(newest: pl.DataFrame) -> dict[str, pl.DataFrame]:
    first = (newest["idx"] != newest["idx"].shift()) | (newest["area"] != newest["area"].shift())
    grade = newest.filter(first.fill_null(value=True))
    graded = newest.filter(pl.col("kind").is_in(GRADING)).sort("told")
    by_school = _in_order(graded, graded["idx"].cast(pl.Int64) * (_NO_DAY + 1) + _back(graded["started"]))
    under = by_school.filter(by_school["idx"].is_first_distinct()).select(
        "idx", "framework", "started", "published", "kind", "predecessor"
    )
    return {
        "grade": grade.select(
            "idx", "area", "grade", "framework", "started", "predecessor", "release", "row", "known_from",
            "known_from_estimated",
        ).sort("area", "idx"),
        "inspected": under,
    }  # fmt: skip
