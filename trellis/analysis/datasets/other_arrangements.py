"""Published values that someone else took out of the publisher's file and arranged their own way.

True values, but not the publication: the release says so wherever it is named. They are public, so
comparators may use them; where the publication itself is held, it should be preferred.
"""

import polars as pl

from trellis.analysis.columns import period, reading, returns
from trellis.analysis.columns.measures import MEASURES, nearest
from trellis.analysis.columns.returns import Column
from trellis.analysis.dataset import (
    EXPLORE_EDUCATION_STATISTICS_CODES,
    PERFORMANCE_TABLE_CODES,
    Context,
    Dataset,
    Reading,
    Shape,
)

# Where a letter means two things ("x", "z"), the values come from files of which only one uses it.
_CODES = {**EXPLORE_EDUCATION_STATISTICS_CODES, **PERFORMANCE_TABLE_CODES}

COLUMNS = (
    Column(name="URN", meaning="The school.", kind="urn", required=True),
    Column(name="Measure", meaning="The id of the measure.", kind="measure", required=True),
    Column(name="Year", meaning="The year the period ends in.", kind="year", required=True),
    Column(name="Value", meaning="The number, or the publisher's code in its place."),
    Column(name="Denominator", meaning="The cohort, where known.", kind="number", least=0),
    Column(name="Low", meaning="The lower confidence limit, where known.", kind="number"),
    Column(name="High", meaning="The upper confidence limit, where known.", kind="number"),
    Column(name="Published", meaning="The day it was public, or the usual one.", kind="date", required=True),
    Column(name="Arranged from", meaning="The publication, the same in every row.", required=True),
)


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    filled = returns.typed(COLUMNS, frame, context)
    measure = filled["Measure"]
    for said in measure.filter(~measure.is_in(list(MEASURES))).drop_nulls().unique().sort():
        like = nearest(said)
        context.error(
            f"“{said}” is not a measure" + (f"; did you mean {like}?" if like else ""), column="Measure"
        )
    value, status = reading.numbers(frame, "Value", context, _CODES)
    least, most = (
        measure.replace_strict(
            {id_: getattr(bounds, side) for id_, bounds in MEASURES.items()},
            default=None,
            return_dtype=pl.Float64,
        )
        for side in ("least", "most")
    )
    outside = ((value < least) | (value > most)).fill_null(value=False)
    for row, cell in frame.select("row", "value").filter(outside).head(1000).iter_rows():
        context.error(f"“{cell}” cannot be true of this measure", row=row, column="Value", value=cell)
    reading.duplicate_keys(
        frame.select("row"), [filled.urn, measure, filled["Year"]], context, "school, measure and year"
    )
    sources = filled["Arranged from"].drop_nulls().unique().sort().to_list()
    if len(sources) != 1:
        context.error(f"two publications are mixed: {', '.join(sources)}", column="Arranged from")
        return None
    table = pl.DataFrame(
        {
            "urn": filled.urn,
            "measure": measure,
            "year": filled["Year"],
            "value": value,
            "status": status,
            "denominator": filled["Denominator"],
            "low": filled["Low"],
            "high": filled["High"],
            "row": frame["row"],
            "known_from": filled["Published"],
            "known_from_estimated": pl.repeat(value=True, n=frame.height, dtype=pl.Boolean, eager=True),
            "said": reading.text(frame, "Value"),
        }
    )
    table = table.drop_nulls(["urn", "measure", "year", "said", "known_from"])
    years = returns.years_of(table)
    if not years:
        context.error("holds no value")
        return None
    name = returns.identifier(pl.Series(sources))[0]
    return Reading(
        tables={"observation": reading.conform(table, "observation")},
        edition=f"{sources[0]}, {_span(years)} (other arrangement of published values)",
        part=f"{name}-{'-'.join(map(str, years))}",
        years=years,
    )


def _span(years: tuple[int, ...]) -> str:
    first, last = period.named(years[0]), period.named(years[-1])
    return last if first == last else f"{first} to {last}"


OTHER_ARRANGEMENTS = Dataset(
    id="other_arrangements",
    title="Other arrangement of published values",
    publisher="Arranged by others from what the Department for Education and Ofsted published",
    licence="Open Government Licence v3.0 (the values)",
    page="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    shapes=(
        Shape(
            id="long",
            title="One row for each school, measure and year",
            marks=("URN", "Measure", "Year", "Value", "Published", "Arranged from"),
            reads=tuple(column.name for column in COLUMNS),
            read=_read,
        ),
    ),
    about=(
        "True values that were published, taken from someone else's arrangement because the publication itself is"
        " not held. `scripts/lay_out_derived.py` makes such files."
    ),
)
