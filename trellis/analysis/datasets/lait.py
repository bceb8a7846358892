"""The Local Authority Interactive Tool: every authority's figures in one long sheet, and the list of authorities."""

import polars as pl

from trellis.analysis.columns.reading import conform, duplicate_keys, known_from, numbers, text, whole_numbers
from trellis.analysis.columns.snapshot import named
from trellis.analysis.dataset import Context, Dataset, Publication, Reading, Shape
from trellis.analysis.observation import Status

# The sheet writes "-" for what was suppressed and for what was never there alike.
_CODES = {"": Status.NOT_PUBLISHED, "-": Status.NOT_PUBLISHED}

_ENGLAND = 970
_FIRST_REGION = 980
_ENGLAND_BEFORE = 1000  # "England (discontinued)"
_REGION_NAMES = {
    "London (Inner)": "Inner London",
    "London (Outer)": "Outer London",
    "Yorkshire and The Humber": "Yorkshire and the Humber",
}

# Each series comes from its own release; most are public within a year and a quarter of the period's end.
_PUBLICATION = Publication(month=4, years_after=1)


def year_of(periods: pl.Series) -> pl.Series:
    """Return the year each period ends in, as Int16; null where the text is not a period.

    2024 and 2023/24, "2024-25 (OT)", "2025 (Rev)", "2014-16" and "2013/14-15/16" are all met: the last number
    counts, and two figures take the century of the first.
    """
    met = periods.unique()
    plain = met.str.replace(r"\s*\(.*\)\s*$", "").str.strip_chars()
    parts = pl.DataFrame(
        {
            "first": plain.str.extract(r"^(\d{4})").cast(pl.Int32),
            "last": plain.str.extract(r"^\d{4}(?:[/-].*)?$", 0).str.extract(r"(\d+)$").cast(pl.Int32),
        }
    )
    century = pl.col("first") // 100 * 100
    full = pl.when(pl.col("last") > 99).then("last").otherwise(century + pl.col("last"))
    years = parts.select(year=pl.when(full < pl.col("first")).then(full + 100).otherwise(full))["year"]
    return periods.replace_strict(met, years.cast(pl.Int16), return_dtype=pl.Int16)


def _read_long(frame: pl.DataFrame, context: Context) -> Reading | None:
    code = whole_numbers(frame, "LA Number", context, required=True)
    measure = text(frame, "Short Desc")
    years = year_of(frame["years"])
    # One series of exclusions has a period "0" with nothing in it.
    values, statuses = numbers(frame, "Values", context, _CODES)
    unread = years.is_null() & values.is_not_null()
    for row, said in (
        pl.DataFrame({"row": frame["row"], "said": frame["years"]}).filter(unread).head(1000).iter_rows()
    ):
        context.error(f"“{said}” is not a period that can be read", row=row, column="Years", value=said)
    snapshot = named(context, called="lait/2026-04-08/bds_long_0.parquet")
    known, _ = known_from(years, _PUBLICATION, None, context)
    place = text(frame, "LA and Regions")
    areas = pl.DataFrame({"code": code, "place": place, "known": known}).select(
        level=pl.when(pl.col("code") == _ENGLAND)
        .then(pl.lit("national"))
        .when(pl.col("code") >= _FIRST_REGION)
        .then(pl.lit("region"))
        .otherwise(pl.lit("la")),
        area=pl.when(pl.col("code") == _ENGLAND)
        .then(pl.lit("ENG"))
        .when(pl.col("code") >= _FIRST_REGION)
        .then(pl.col("place").replace(_REGION_NAMES))
        .otherwise(pl.col("code").cast(pl.String).str.zfill(3)),
        known=pl.min_horizontal("known", pl.lit(snapshot.day)),
    )
    # Text is slow to compare 640,000 times; the numbers that stand for it are not.
    key = (
        measure.cast(pl.Categorical).to_physical().cast(pl.Int64) * 10**8
        + years.cast(pl.Int64) * 10**4
        + code
    )
    if key.drop_nulls().n_unique() < len(key) - key.null_count():
        duplicate_keys(frame, [measure, years, code], context, "figure, year and area")
    table = pl.DataFrame(
        {
            "area_level": areas["level"],
            "area_code": areas["area"],
            "measure": "lait:" + measure,
            "year": years,
            "value": values,
            "status": statuses,
            "row": frame["row"],
            "known_from": areas["known"],
        }
    ).with_columns(school_group=pl.lit("all"), known_from_estimated=pl.lit(value=True))
    kept = table.filter(
        measure.is_not_null() & years.is_not_null() & code.is_not_null() & (code < _ENGLAND_BEFORE)
    )
    return Reading(
        tables={"area_observation": conform(kept, "area_observation")},
        edition=snapshot.edition,
        part="figures",
        years=tuple(sorted(kept["year"].unique().to_list())),
        released=None if snapshot.guessed else snapshot.day,
    )


def _read_areas(frame: pl.DataFrame, context: Context) -> Reading | None:
    code = whole_numbers(frame, "LA Number", context, required=True)
    duplicate_keys(frame, [code], context, "authority number")
    snapshot = named(context, called="lait/2026-04-08/la_code_list.xlsx")
    name = text(frame, "LA Name")
    table = pl.DataFrame(
        {
            "la_code": code.cast(pl.String).str.zfill(3),
            # "(Pre LG)": before local government reorganisation
            "name": name.str.replace(r"\s*\(Pre LG\)$", ""),
            "region": text(frame, "Region").replace(_REGION_NAMES),
            "current": ~name.str.contains(r"\(Pre LG\)$") & ~code.is_in(list(_ABOLISHED)),
            "row": frame["row"],
        }
    ).with_columns(known_from=pl.lit(snapshot.day), known_from_estimated=pl.lit(snapshot.guessed))
    return Reading(
        tables={"area": conform(table.filter(code < _ENGLAND), "area")},
        edition=snapshot.edition,
        part="areas",
        years=(snapshot.year,),
        released=None if snapshot.guessed else snapshot.day,
    )


# Cumbria and Northamptonshire are in the list without a mark.
_ABOLISHED = (909, 928)

lait = Dataset(
    id="lait",
    title="Local Authority Interactive Tool",
    publisher="Department for Education",
    licence="Open Government Licence v3.0",
    page="https://www.gov.uk/government/publications/local-authority-interactive-tool-lait",
    shapes=(
        Shape(
            id="long",
            title="All figures, one row for each figure, period and area",
            marks=("Short Desc", "Years", "LA and Regions", "Values", "LA Number"),
            reads=("Short Desc", "Years", "LA and Regions", "Values", "LA Number"),
            read=_read_long,
        ),
        Shape(
            id="authorities",
            title="Authority and region numbers",
            marks=("LA Number", "LA Name", "Region", "Type"),
            reads=("LA Number", "LA Name", "Region"),
            read=_read_areas,
        ),
    ),
    publication=_PUBLICATION,
    about=(
        "Figures for England, its regions and authorities. A later sheet takes the place of an earlier one. "
        "When each figure was first public is not told, so it is estimated."
    ),
)
