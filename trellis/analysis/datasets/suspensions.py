"""Suspensions and permanent exclusions: school-level underlying data and the area file beside it."""

import polars as pl

from trellis.analysis.columns.explore_education import LICENCE, StatisticsFile, row_is
from trellis.analysis.dataset import Address, Context, Dataset, Measure, Publication, Reading, Shape

# Rates are per 100 pupils on roll in January; one pupil may be suspended many times, so a suspension rate
# can pass 100, and in alternative provision does.
_SUSPENSIONS = ("suspension", "susp")
_FILE = StatisticsFile(
    measures=(
        Measure(
            id="suspension_rate",
            column=("susp_rate", "suspension_rate"),
            numerator=_SUSPENSIONS,
            denominator="headcount",
            least=0,
            most=5000,
        ),
        Measure(
            id="permanent_exclusion_rate",
            column="perm_excl_rate",
            numerator="perm_excl",
            denominator="headcount",
            least=0,
            most=100,
        ),
        Measure(
            id="suspended_pupils_rate",
            column="one_plus_susp_rate",
            numerator="one_plus_susp",
            denominator="headcount",
            least=0,
            most=1000,
        ),
        Measure(
            id="repeat_suspension_rate",
            column=("two_plus_susp_rate", "repeat_susp_rate"),
            numerator=("two_plus_susp", "repeat_susp"),
            denominator="headcount",
            least=0,
            most=1000,
        ),
        Measure(id="suspensions", column=_SUSPENSIONS, denominator="headcount", least=0, most=20_000_000),
        Measure(
            id="permanent_exclusions", column="perm_excl", denominator="headcount", least=0, most=1_000_000
        ),
    ),
    publication=Publication(month=7, years_after=1),
    more=("characteristic", "characteristic_group", "breakdown", "breakdown_topic", "sex", "ethnicity"),
)


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    keep = row_is(frame, ("characteristic", "breakdown"), ("Total", "All pupils"))
    keep &= row_is(frame, "sex", ("Total",)) & row_is(frame, "ethnicity", ("Total",))
    return _FILE.read(frame, context, keep=keep)


SUSPENSIONS = Dataset(
    id="suspensions",
    title="Suspensions and permanent exclusions",
    publisher="Department for Education",
    licence=LICENCE,
    page="https://explore-education-statistics.service.gov.uk/find-statistics/suspensions-and-permanent-exclusions-in-england",
    publication=Publication(month=7, years_after=1),
    addresses=(
        Address(
            url="https://explore-education-statistics.service.gov.uk/data-catalogue/data-set/a4b5a46f-5bed-42b5-91b8-93620a04001e/csv",
            note="the school-level file; every year since 2006/07",
        ),
    ),
    shapes=(
        Shape(
            id="explore-education-statistics",
            title="Underlying data of explore education statistics, suspensions counted as “suspension”",
            marks=(
                "time_period",
                "geographic_level",
                "headcount",
                "perm_excl",
                "perm_excl_rate",
                "suspension",
            ),
            reads=_FILE.columns(),
            optional=_FILE.columns(),
            read=_read,
        ),
        Shape(
            id="explore-education-statistics-short",
            title="The same, suspensions counted as “susp”",
            marks=("time_period", "geographic_level", "headcount", "perm_excl", "perm_excl_rate", "susp"),
            reads=_FILE.columns(),
            optional=_FILE.columns(),
            read=_read,
        ),
    ),
    about=(
        "Counts and rates per 100 pupils by school, authority, region and England, every year in one file. Rows about"
        " one term or one group of pupils are left out."
    ),
)
