"""Tables of the performance-table site that end with rows for England under "NAT": absence and the census."""

from collections.abc import Mapping, Sequence

import polars as pl

from trellis.analysis.columns import period, reading
from trellis.analysis.dataset import PERFORMANCE_TABLE_CODES, Context, Measure, Publication, Reading


def read(
    frame: pl.DataFrame,
    context: Context,
    *,
    national: pl.Series,
    groups: Mapping[str, str],
    measures: Sequence[Measure],
    of_england: Sequence[Measure],
    publication: Publication,
) -> Reading | None:
    """Return what a table says of each school and, where `national` is true, of England's schools of a group.

    `groups` are the codes in ESTAB of England's rows; any other is an error. Such a table does not say its year:
    without a stated or hinted one that is an error too, and None.
    """
    year = context.stated_year or context.hinted_year
    if year is None:
        context.error("does not say its year: give it with --year, such as --year 2019 for 2018/19")
        return None
    schools, england = frame.filter(~national), frame.filter(national)
    urn = reading.whole_numbers(schools, "URN", context, required=True)
    reading.duplicate_keys(schools, [urn], context, "school")
    group = reading.text(england, "ESTAB").str.to_uppercase()
    for row, said in england.select("row", said=group).filter(~group.is_in(list(groups))).iter_rows():
        context.error("is not a kind of school known here", row=row, column="ESTAB", value=said)
    tables = {
        "observation": reading.observations(
            schools,
            measures,
            context,
            codes=PERFORMANCE_TABLE_CODES,
            year=year,
            urn=urn,
            publication=publication,
        ),
        "area_observation": reading.area_observations(
            england,
            of_england,
            context,
            codes=PERFORMANCE_TABLE_CODES,
            year=year,
            area_level=pl.repeat("national", england.height, dtype=pl.String, eager=True),
            area_code=pl.repeat("ENG", england.height, dtype=pl.String, eager=True),
            school_group=group.replace_strict(dict(groups), default=None, return_dtype=pl.String),
            publication=publication,
        ),
    }
    return Reading(tables=tables, edition=period.named(year), part=f"table-{year}", years=(year,))
