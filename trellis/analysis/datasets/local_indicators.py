"""An authority's own values of any measure: one row a value, or one column a measure."""

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.measures import MEASURES, measure_id, nearest
from trellis.analysis.columns.returns import AS_AT, NOTE, URN, YEAR, Column, Filled, Return
from trellis.analysis.dataset import Context, Dataset, Reading, Shape, header_key
from trellis.analysis.observation import Status

_STATUSES = {
    "value": Status.VALUE,
    "suppressed": Status.SUPPRESSED,
    "not_applicable": Status.NOT_APPLICABLE,
    "not_published": Status.NOT_PUBLISHED,
    "not_held": Status.NOT_HELD,
    "in_dispute": Status.IN_DISPUTE,
}

RETURN = Return(
    id="local_indicators",
    title="Own values of any indicator",
    purpose="Your own value of any indicator: unsuppressed results, this year's attendance, a figure in dispute.",
    about=(
        "Values that the authority holds itself: unsuppressed results, this year's figures before they are"
        " published, measures nobody publishes. Seen by the authority alone, and never part of a national comparison."
    ),
    columns=(
        URN,
        Column(
            name="Indicator",
            meaning="The id of the indicator, such as persistent_absence. The notes list them all.",
            kind="measure",
            required=True,
        ),
        YEAR,
        Column(
            name="Value",
            meaning="The number; a share as 0 to 100. Blank where Status says why.",
            kind="number",
        ),
        Column(
            name="Status",
            meaning="Why there is no value, or that it is in dispute. Blank: it is a value.",
            kind="choice",
            answers=("value", "suppressed", "not applicable", "not published", "not held", "in dispute"),
        ),
        Column(
            name="Numerator", meaning="The number of pupils (or sessions) counted.", kind="number", least=0
        ),
        Column(name="Denominator", meaning="Of how many: the cohort.", kind="number", least=0),
        Column(name="Low", meaning="The lower end of the interval, where there is one.", kind="number"),
        Column(name="High", meaning="The upper end of the interval, where there is one.", kind="number"),
        AS_AT,
        NOTE,
    ),
    examples=(
        (
            "999001",
            "persistent_absence",
            "2025/26",
            "18.4",
            "",
            "46",
            "250",
            "",
            "",
            "31/07/2026",
            "From our own returns",
        ),
        (
            "999002",
            "ks2_rwm_expected",
            "2025/26",
            "",
            "not held",
            "",
            "",
            "",
            "",
            "",
            "Results expected in July",
        ),
    ),
)


_WIDE = (URN, YEAR, AS_AT)
_SPELLINGS = tuple(dict.fromkeys(name for id_ in MEASURES for name in (id_, id_.replace("_", " "))))


def _read_long(frame: pl.DataFrame, context: Context) -> Reading | None:
    filled = returns.typed(RETURN.columns, frame, context)
    measure = filled["Indicator"]
    _report_unknown(filled, measure, context)
    _report_outside(filled, measure, context)
    status = filled["Status"].replace_strict(
        {name: int(code) for name, code in _STATUSES.items()}, default=None, return_dtype=pl.UInt8
    )
    value = filled["Value"]
    status = status.fill_null(int(Status.VALUE))
    rows = pl.DataFrame({"row": filled.row, "value": value, "status": status})
    for (row,) in rows.filter(pl.col("value").is_null() & (pl.col("status") == 0)).select("row").iter_rows():
        context.error("has no value, and Status does not say why", row=row, column="Value")
    clash = rows.filter(pl.col("value").is_not_null() & pl.col("status").is_in([1, 2, 3, 4]))
    for (row,) in clash.select("row").iter_rows():
        context.error("has a value, and a status that says it has none", row=row, column="Status")
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}),
        [filled.urn, measure, filled["Year"]],
        context,
        "school, indicator and year",
    )
    known, estimated = returns.known_from(filled, context)
    table = pl.DataFrame(
        {
            "urn": filled.urn,
            "measure": measure,
            "year": filled["Year"],
            "value": value,
            "status": status,
            "numerator": filled["Numerator"],
            "denominator": filled["Denominator"],
            "low": filled["Low"],
            "high": filled["High"],
            "row": filled.row,
            "known_from": known,
            "known_from_estimated": estimated,
        }
    )
    return _reading(reading.conform(table.drop_nulls(["urn", "measure", "year"]), "observation"), context)


def _read_wide(frame: pl.DataFrame, context: Context) -> Reading | None:
    filled = returns.typed(_WIDE, frame, context)
    given = {}
    for name in context.header or frame.columns:
        if header_key(name) in ("", "row", *(header_key(column.name) for column in (*_WIDE, NOTE))):
            continue
        measure = measure_id(name)
        if measure not in MEASURES:
            like = nearest(name)
            context.error(
                f"“{name}” is not the id of an indicator" + (f"; did you mean {like}?" if like else ""),
                column=name,
            )
            continue
        if header_key(name) not in frame.columns or measure in given:
            context.error(f"“{name}” cannot be read: give each indicator once, as {measure}", column=name)
            continue
        bounds = MEASURES[measure]
        given[measure], _ = reading.numbers(
            frame, name, context, {"": Status.NOT_HELD}, least=bounds.least, most=bounds.most
        )
    if not given and not context.problems:
        context.error("has no column that is the id of an indicator")
    reading.duplicate_keys(frame, [filled.urn, filled["Year"]], context, "school and year")
    return _reading(returns.observations(filled, context, given), context)


def _reading(table: pl.DataFrame, context: Context) -> Reading | None:
    years = returns.years_of(table)
    # What a file is about names its release beside the authority's others.
    about = "-".join(sorted(set(table["measure"].to_list()))[:3])
    count = table["measure"].n_unique()
    more = f"-and-{count - 3}-more" if count > 3 else ""
    return Reading(
        tables={"observation": table},
        edition=returns.edition(RETURN, table["year"], context.imported_on),
        part=f"{about}{more}-{'-'.join(map(str, years))}",
        years=years,
    )


def _report_unknown(filled: Filled, measure: pl.Series, context: Context) -> None:
    unknown = pl.DataFrame({"row": filled.row, "measure": measure}).filter(
        ~measure.is_in(list(MEASURES)) & measure.is_not_null()
    )
    for row, said in unknown.head(1000).iter_rows():
        like = nearest(said)
        context.error(
            f"“{said}” is not the id of an indicator" + (f"; did you mean {like}?" if like else ""),
            row=row,
            column="Indicator",
            value=said,
        )


def _report_outside(filled: Filled, measure: pl.Series, context: Context) -> None:
    least = measure.replace_strict(
        {id_: bounds.least for id_, bounds in MEASURES.items()}, default=None, return_dtype=pl.Float64
    )
    most = measure.replace_strict(
        {id_: bounds.most for id_, bounds in MEASURES.items()}, default=None, return_dtype=pl.Float64
    )
    value = filled["Value"]
    rows = pl.DataFrame({"row": filled.row, "value": value, "least": least, "most": most, "measure": measure})
    outside = rows.filter((pl.col("value") < pl.col("least")) | (pl.col("value") > pl.col("most")))
    for row, given, low, high, about in outside.head(1000).iter_rows():
        least_or_most = f"is below {low:g}" if low is not None and given < low else f"is above {high:g}"
        context.error(f"{given:g} {least_or_most}, which {about} cannot be", row=row, column="Value")


LOCAL_INDICATORS = Dataset(
    id=RETURN.id,
    title=RETURN.title,
    publisher=returns.PUBLISHER,
    licence=returns.LICENCE,
    page="",
    local=True,
    partial=True,
    about=RETURN.about,
    shapes=(
        Shape(
            id="long",
            title="One row for each school, indicator and year",
            marks=("URN", "Indicator", "Year", "Value"),
            reads=RETURN.header,
            optional=tuple(c.name for c in RETURN.columns if not c.required and c.name != "Value"),
            read=_read_long,
        ),
        Shape(
            id="wide",
            title="One row for each school and year, one column for each indicator",
            marks=tuple(column.name for column in _WIDE),
            # Every other return has a year and a date too, and a column of its own that tells it.
            without=(
                "Indicator",
                "Measure",
                "Governor vacancies",
                "Duties not yet met",
                "Recovery plan",
                "Target: Attainment 8",
                "In-year moves",
            ),
            reads=(*(column.name for column in _WIDE), *_SPELLINGS),
            optional=_SPELLINGS,
            read=_read_wide,
        ),
    ),
)
