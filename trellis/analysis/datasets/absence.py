"""Pupil absence: a column of the performance tables to 2018/19, and the DfE's own statistics by school."""

from dataclasses import replace
from datetime import date
from functools import partial

import polars as pl

from trellis.analysis.columns import england_rows, reading
from trellis.analysis.columns.explore_education import StatisticsFile
from trellis.analysis.columns.performance_table import ADDRESS, LICENCE
from trellis.analysis.dataset import (
    Address,
    Context,
    Dataset,
    Measure,
    Publication,
    Reading,
    Shape,
)

_share = partial(Measure, least=0, most=100)

# A whole year is published in the March after it. The days are those the statistics were released on.
STATISTICS = Publication(
    month=3,
    years_after=1,
    dates={2017: date(2018, 3, 22), 2018: date(2019, 3, 21), 2019: date(2020, 3, 26)},
)
# The tables take it from the statistics, on a day of the same spring that we do not know.
TABLES = Publication(month=3, years_after=1)

TABLE_MEASURES = (
    _share(id="absence_overall", column="PERCTOT"),
    _share(id="persistent_absence", column="PPERSABS10"),
)

_sessions = partial(_share, denominator="sess_possible")
_pupils = partial(_share, denominator="enrolments")
STATISTICS_MEASURES = (
    _sessions(id="absence_overall", column="sess_overall_percent", numerator="sess_overall"),
    _sessions(id="absence_authorised", column="sess_authorised_percent", numerator="sess_authorised"),
    _sessions(id="absence_unauthorised", column="sess_unauthorised_percent", numerator="sess_unauthorised"),
    _sessions(id="absence_illness", column="sess_auth_illness_rate", numerator="sess_auth_illness"),
    _pupils(
        id="persistent_absence",
        column="enrolments_pa_10_exact_percent",
        numerator="enrolments_pa_10_exact",
    ),
    # A pupil severely absent misses half of all sessions or more; published since 2020/21.
    _pupils(
        id="severe_absence",
        column="enrolments_pa_50_exact_percent",
        numerator="enrolments_pa_50_exact",
    ),
)
_FILE = StatisticsFile(measures=STATISTICS_MEASURES, publication=STATISTICS)
_SEVERE = ("enrolments_pa_50_exact", "enrolments_pa_50_exact_percent")

_GROUPS = {"PRI": "primary", "SEC": "secondary", "SPE": "special"}


def _read_table(frame: pl.DataFrame, context: Context) -> Reading | None:
    """Read LA, ESTAB, URN, PERCTOT, PPERSABS10: a row for each school, then three for England."""
    return england_rows.read(
        frame,
        context,
        national=(reading.text(frame, "LA").str.to_uppercase() == "NAT").fill_null(value=False),
        groups=_GROUPS,
        measures=TABLE_MEASURES,
        of_england=TABLE_MEASURES,
        publication=TABLES,
    )


def _read_statistics(frame: pl.DataFrame, context: Context) -> Reading | None:
    """Read the statistics by school, authority, region and England, for every year in the file."""
    read = _FILE.read(_with_illness_rate(_one_row_a_school(frame, context)), context)
    if read is None:
        return None
    # A later release need not repeat every earlier year, so it stands beside this one rather than in its place.
    last = max(read.years)
    released = STATISTICS.dates.get(last)
    return replace(read, part=f"statistics-{last}", rank=0, released=released)


def _one_row_a_school(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the frame with one row for a school in a year, where the publisher lists it under two numbers.

    A school that changed its number or its authority during 2007/08 or 2008/09 has a row under each: the one
    with more pupils stands, and a warning names the other. The same school and number twice is left in for the
    check of repeated rows to refuse.
    """
    key = [name for name in ("urn", "time_period", "time_identifier") if name in frame.columns]
    number = [name for name in ("old_la_code", "estab") if name in frame.columns]
    if not number:
        return frame
    # A whole number for school and year is quicker to look for twice than two texts.
    whole = frame.lazy().select(
        pl.col("urn").cast(pl.Int64, strict=False) * 1_000_000
        + pl.col("time_period").cast(pl.Int64, strict=False)
    )
    of_school_and_year = whole.collect().to_series()
    repeated = of_school_and_year.is_duplicated() & of_school_and_year.is_not_null()
    twice = frame.filter(repeated).filter(
        pl.len().over(key) > 1, pl.len().over([*key, *number]) == 1, pl.col("urn").str.contains(r"\d")
    )
    if twice.is_empty():
        return frame
    pupils = pl.col("enrolments").cast(pl.Float64, strict=False).fill_null(-1)
    lesser = twice.filter(pl.col("row") != pl.col("row").sort_by(pupils, descending=True).first().over(key))
    for row, urn in lesser.sort("row").select("row", "urn").iter_rows():
        context.warn(
            f"school {urn} has two rows for this year under two numbers; this one has fewer pupils and is left out",
            row=row,
            column="urn",
            value=urn,
        )
    return frame.filter(~pl.col("row").is_in(lesser["row"].to_list()))


def _with_illness_rate(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the rate of absence for illness, where the file prints only the sessions.

    The rate is sessions missed for illness out of all possible sessions, as a percentage.
    """
    if "sess_auth_illness_rate" in frame.columns or "sess_auth_illness" not in frame.columns:
        return frame
    sessions = pl.col("sess_auth_illness").cast(pl.Float64, strict=False)
    possible = pl.col("sess_possible").cast(pl.Float64, strict=False)
    rate = pl.when(possible > 0).then((100 * sessions / possible).round(5)).cast(pl.String)
    return frame.with_columns(rate.fill_null(pl.col("sess_auth_illness")).alias("sess_auth_illness_rate"))


ABSENCE = Dataset(
    id="absence",
    title="Pupil absence in schools",
    publisher="Department for Education",
    licence=LICENCE,
    page="https://explore-education-statistics.service.gov.uk/find-statistics/pupil-absence-in-schools-in-england",
    publication=STATISTICS,
    addresses=(
        Address(
            url=ADDRESS.format(filters="ABS"),
            note="to 2018/19; refuses a client without a browser's name",
        ),
    ),
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table, to 2018/19",
            marks=("LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10"),
            reads=("LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10"),
            without=("RECTYPE",),
            read=_read_table,
        ),
        Shape(
            id="statistics",
            title="Explore education statistics, absence by school",
            marks=("time_period", "geographic_level", "urn", "sess_possible", "sess_overall_percent"),
            reads=(*_FILE.columns(), "estab"),
            optional=(
                "time_identifier",
                "region_name",
                "estab",
                "school_urn",
                "school_type",
                "education_phase",
                "phase_type_grouping",
                "establishment_type_group",
                "sess_auth_illness",
                "sess_auth_illness_rate",
                *_SEVERE,
            ),
            read=_read_statistics,
        ),
    ),
    about=(
        "Every school, authority, region and England since 2006/07. Persistent absence is missing a tenth of"
        " sessions or more, also in the years when the official threshold was higher. 2019/20 was not published."
    ),
)
