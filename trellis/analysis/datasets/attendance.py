"""Pupil attendance in schools, the year so far: by authority, region and England, never by school."""

from functools import partial

import polars as pl

from trellis.analysis.columns.explore_education import LICENCE, StatisticsFile
from trellis.analysis.dataset import Context, Dataset, Measure, Publication, Reading, Shape

# Taken from registers each week; the file that holds a whole year comes out in the July that ends it.
_PUBLICATION = Publication(month=7)

# Kept apart from the statistics of absence, which come from the census, are final, and define a year otherwise.
_sessions = partial(Measure, least=0, most=100, denominator="possible_sessions")
_MEASURES = (
    _sessions(id="attendance_year_to_date", column="attendance_perc", numerator="overall_attendance"),
    _sessions(id="absence_year_to_date", column="overall_absence_perc", numerator="overall_absence"),
    _sessions(
        id="absence_authorised_year_to_date", column="authorised_absence_perc", numerator="authorised_absence"
    ),
    _sessions(
        id="absence_unauthorised_year_to_date",
        column="unauthorised_absence_perc",
        numerator="unauthorised_absence",
    ),
    _sessions(
        id="absence_illness_year_to_date", column="illness_perc", numerator="reason_i_authorised_illness"
    ),
    Measure(
        id="persistent_absence_year_to_date", column="pa_perc", denominator="enrolments", least=0, most=100
    ),
)
_FILE = StatisticsFile(measures=_MEASURES, publication=_PUBLICATION)


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    """Read the one academic year the file is about; each week's file holds the year so far, and replaces the last."""
    if "time_identifier" in frame.columns:
        frame = frame.filter(pl.col("time_identifier").str.to_lowercase() == "academic year")
    read = _FILE.read(frame, context)
    if read is None:
        return None
    tables = {"area_observation": read.tables["area_observation"]}
    part = f"year-to-date-{max(read.years)}"
    return Reading(tables=tables, edition=f"{read.edition} so far", part=part, years=read.years)


ATTENDANCE = Dataset(
    id="attendance",
    title="Pupil attendance in schools: the year to date",
    publisher="Department for Education",
    licence=LICENCE,
    page="https://explore-education-statistics.service.gov.uk/find-statistics/pupil-attendance-in-schools",
    publication=_PUBLICATION,
    shapes=(
        Shape(
            id="year-to-date",
            title="Year to date by authority, region and England",
            marks=("time_period", "geographic_level", "education_phase", "attendance_perc", "pa_perc"),
            reads=_FILE.columns(),
            optional=(
                "time_identifier",
                "urn",
                "school_urn",
                "school_type",
                "phase_type_grouping",
                "establishment_type_group",
            ),
            without=("attendance_date", "reference_date", "week_commencing"),
            read=_read,
        ),
    ),
    about="Taken from schools' registers. It has no figures by school: those a school or its authority sees itself.",
)
