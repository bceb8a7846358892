"""School workforce: size, pupil to teacher ratio, sickness, vacancies and turnover."""

from collections.abc import Callable
from functools import partial

import polars as pl

from trellis.analysis.columns import period, reading
from trellis.analysis.columns.explore_education import LICENCE, StatisticsFile
from trellis.analysis.columns.performance_table import columns_wanted
from trellis.analysis.dataset import (
    EXPLORE_EDUCATION_STATISTICS_CODES,
    PERFORMANCE_TABLE_CODES,
    Context,
    Dataset,
    Measure,
    Publication,
    Reading,
    Shape,
    header_key,
)

# The census is of November; its figures come out in June.
_PUBLICATION = Publication(month=6)

_TABLE_MEASURES = (
    Measure(id="pupil_teacher_ratio", column=("Pupil: Teacher Ratio", "RATPUPTEA"), least=0, most=200),
    Measure(
        id="teachers_fte",
        column=("Total Number of Teachers (Full-Time Equivalent)", "NUMTEAFTE"),
        least=0,
        most=1000,
    ),
)
_TABLE_COLUMNS = ("URN", *columns_wanted(_TABLE_MEASURES))

_SIZE = StatisticsFile(
    measures=(
        Measure(id="teachers_fte", column="fte_all_teachers", least=0),
        Measure(id="staff_fte", column="fte_workforce", least=0),
        Measure(id="support_staff_fte", column="fte_all_support_staff", least=0),
    ),
    publication=_PUBLICATION,
)
_RATIO = StatisticsFile(
    measures=(
        Measure(
            id="pupil_teacher_ratio",
            column="pupil_to_qual_unqual_teacher_ratio",
            numerator="pupils_fte",
            denominator="teachers_fte",
            least=0,
            most=1000,
        ),
    ),
    publication=_PUBLICATION,
)
_SICKNESS = StatisticsFile(
    measures=(
        Measure(
            id="teacher_sickness_days",
            column="average_number_of_days_taken",
            numerator="total_number_of_days_lost",
            least=0,
            most=200,
        ),
    ),
    # Sickness is told a year later than the rest.
    publication=Publication(month=6, years_after=1),
)
_VACANCIES = StatisticsFile(
    measures=(
        Measure(id="teacher_vacancies", column="vacancy", least=0),
        Measure(id="teacher_vacancy_rate", column="rate", numerator="vacancy", least=0, most=100),
    ),
    publication=_PUBLICATION,
)
_TURNOVER = StatisticsFile(
    measures=(
        Measure(
            id="teacher_turnover",
            column="trellis_left_percent",
            numerator="trellis_left",
            denominator="teacher_fte_in_census_year",
            least=0,
            most=100,
        ),
    ),
    publication=_PUBLICATION,
    more=("left_the_state_funded_system", "left_to_another_state_funded_school"),
)


def _read_table(frame: pl.DataFrame, context: Context) -> Reading | None:
    year = context.stated_year or context.hinted_year
    if year is None:
        context.error("nothing in the file says which year it is; say which with --year")
        return None
    urn = reading.whole_numbers(frame, "URN", context, codes=("NA", "NAT", "LA"))
    reading.duplicate_keys(frame, [urn], context, "school")
    return Reading(
        tables={
            "observation": reading.observations(
                frame,
                _TABLE_MEASURES,
                context,
                codes=PERFORMANCE_TABLE_CODES,
                year=year,
                urn=urn,
                publication=_PUBLICATION,
            )
        },
        edition=period.named(year),
        part=f"table-{year}",
        years=(year,),
    )


def _read_turnover(frame: pl.DataFrame, context: Context) -> Reading | None:
    """Add the share of teachers (full-time equivalent) who left: the file prints only the numbers."""
    codes = EXPLORE_EDUCATION_STATISTICS_CODES
    moved, _ = reading.numbers(frame, "left_to_another_state_funded_school", context, codes)
    gone, _ = reading.numbers(frame, "left_the_state_funded_system", context, codes)
    staff, _ = reading.numbers(frame, "teacher_fte_in_census_year", context, codes)
    left = moved + gone
    share = (left / staff.set(staff == 0, None) * 100).clip(0, 100)
    wanted = frame.with_columns(
        share.cast(pl.String).alias(header_key("trellis_left_percent")),
        left.cast(pl.String).alias(header_key("trellis_left")),
    )
    return _TURNOVER.read(wanted, context, part="turnover")


def _read_part(file: StatisticsFile, part: str, frame: pl.DataFrame, context: Context) -> Reading | None:
    return file.read(frame, context, part=part)


def _shape(
    part: str,
    title: str,
    file: StatisticsFile,
    marks: tuple[str, ...],
    read: Callable[[pl.DataFrame, Context], Reading | None] | None = None,
) -> Shape:
    columns = tuple(name for name in file.columns() if not name.startswith("trellis_"))
    return Shape(
        id=f"explore-education-statistics-{part}",
        title=title,
        marks=("time_period", "geographic_level", *marks),
        reads=columns,
        optional=columns,
        read=read or partial(_read_part, file, part),
    )


WORKFORCE = Dataset(
    id="workforce",
    title="School workforce",
    publisher="Department for Education",
    licence=LICENCE,
    page="https://explore-education-statistics.service.gov.uk/find-statistics/school-workforce-in-england",
    publication=_PUBLICATION,
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table england_swf, 2010/11 to 2020/21",
            marks=("URN", "Pupil: Teacher Ratio", "Total Number of Teachers (Full-Time Equivalent)"),
            reads=_TABLE_COLUMNS,
            optional=_TABLE_COLUMNS,
            read=_read_table,
        ),
        Shape(
            id="performance-table-short-names",
            title="Performance table england_swf with short column names",
            marks=("URN", "RATPUPTEA"),
            reads=_TABLE_COLUMNS,
            optional=_TABLE_COLUMNS,
            read=_read_table,
        ),
        _shape("size", "Size of the workforce by school", _SIZE, ("fte_all_teachers", "fte_workforce")),
        _shape(
            "ratio",
            "Pupil to teacher ratios by school",
            _RATIO,
            ("pupil_to_qual_unqual_teacher_ratio", "pupils_fte"),
        ),
        _shape(
            "sickness",
            "Teacher sickness absence by school",
            _SICKNESS,
            ("average_number_of_days_taken", "total_number_of_days_lost"),
        ),
        _shape("vacancies", "Teacher vacancies by school", _VACANCIES, ("vacancy", "rate", "tempfilled")),
        _shape(
            "turnover",
            "Teacher turnover by school",
            _TURNOVER,
            ("teacher_fte_in_census_year", "left_the_state_funded_system"),
            _read_turnover,
        ),
    ),
    about=(
        "The school workforce census of each November: full-time equivalents, ratios, sickness days of the teachers who took any,"
        " vacancies, and teachers who left as a share of those in post. Each subject is a file of its own."
    ),
)
