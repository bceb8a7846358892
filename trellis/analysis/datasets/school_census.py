"""The January school census: pupils by school, as the performance tables and the DfE's statistics give it."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import polars as pl

from trellis.analysis.columns import england_rows, reading
from trellis.analysis.columns.performance_table import ADDRESS, LICENCE
from trellis.analysis.dataset import (
    EXPLORE_EDUCATION_STATISTICS_CODES,
    Address,
    Context,
    Dataset,
    Measure,
    Publication,
    Reading,
    Shape,
)
from trellis.analysis.observation import Status

_share = partial(Measure, least=0, most=100)

# January's figures are released in June.
STATISTICS = Publication(
    month=6, dates={2019: date(2019, 6, 27), 2020: date(2020, 6, 25), 2023: date(2023, 6, 8)}
)
# The tables, which add the pupils ever eligible in six years, come with the key stage 2 results in December.
TABLES = Publication(month=12)

TABLE_MEASURES = (
    Measure(id="roll", column="NOR", least=0, most=10_000),
    _share(id="girls_share", column="PNORG", numerator="NORG", denominator="NOR"),
    _share(id="ehc_plan", column="PSENELSE", numerator="TSENELSE", denominator="NOR"),
    _share(id="sen_support", column="PSENELK", numerator="TSENELK", denominator="NOR"),
    _share(id="eal", column="PNUMEAL", numerator="NUMEAL", denominator="NOR"),
    _share(id="fsm_eligible", column="FSM_RATE", numerator="NUMFSM", denominator="NOR"),
    _share(
        id="fsm_ever6",
        column="PNUMFSMEVER",
        numerator="NUMFSMEVER",
        denominator="NORFSMEVER",  # pupils of reception to year 11; printed since 2024/25
    ),
)
TABLE_OPTIONAL = ("NORFSMEVER", "NUMFSM", "NORG")
TABLE_READS = (
    "URN",
    "LA",
    "ESTAB",
    "SCHOOLTYPE",
    "NOR",
    "NORG",
    "PNORG",
    "TSENELSE",
    "PSENELSE",
    "TSENELK",
    "PSENELK",
    "NUMEAL",
    "PNUMEAL",
    "NUMFSM",
    "NUMFSMEVER",
    "PNUMFSMEVER",
    "NORFSMEVER",
)

_HEADCOUNT = "headcount of pupils"
_FSM = "number of pupils known to be eligible for free school meals"
_EAL = "number of pupils whose first language is known or believed to be other than English"
_WHITE_BRITISH = "number of pupils classified as white British ethnic origin"
STATISTICS_MEASURES = (
    Measure(id="roll", column=_HEADCOUNT, least=0, most=10_000),
    _share(id="girls_share", column="girls_rate", numerator="headcount total girls", denominator=_HEADCOUNT),
    _share(
        id="fsm_eligible",
        column="% of pupils known to be eligible for free school meals",
        numerator=_FSM,
        denominator=_HEADCOUNT,
    ),
    _share(
        id="eal",
        column="% of pupils whose first language is known or believed to be other than English",
        numerator=_EAL,
    ),
    _share(
        id="white_british",
        column="% of pupils classified as white British ethnic origin",
        numerator=_WHITE_BRITISH,
    ),
)
STATISTICS_READS = (
    "time_period",
    "geographic_level",
    "urn",
    _HEADCOUNT,
    "headcount total girls",
    _FSM,
    "% of pupils known to be eligible for free school meals",
    _EAL,
    "% of pupils whose first language is known or believed to be other than English",
    _WHITE_BRITISH,
    "% of pupils classified as white British ethnic origin",
)
# This publication turns two of the usual symbols round: its guidance says x is "not applicable", z "unknown".
STATISTICS_CODES: Mapping[str, Status] = {
    **EXPLORE_EDUCATION_STATISTICS_CODES,
    "x": Status.NOT_APPLICABLE,
    "z": Status.NOT_APPLICABLE,
}

_GROUPS = {"PRI": "primary", "SEC": "secondary", "SPE": "special", "PRU": "ap", "AP": "ap"}


def _read_table(frame: pl.DataFrame, context: Context) -> Reading | None:
    """Read a row for each school and, at the end, one for England's primary, secondary and special schools."""
    # "NAT" stands in the URN column here; the tables of other years put it under LA.
    national = (reading.text(frame, "URN").str.to_uppercase() == "NAT").fill_null(value=False) | (
        reading.text(frame, "LA").str.to_uppercase() == "NAT"
    ).fill_null(value=False)
    return england_rows.read(
        _with_rate(frame, "fsm_rate", "numfsm", "nor"),
        context,
        national=national,
        groups=_GROUPS,
        measures=TABLE_MEASURES,
        # A nation has more pupils than any school may have.
        of_england=(Measure(id="roll", column="NOR", least=0), *TABLE_MEASURES[1:]),
        publication=TABLES,
    )


def _read_statistics(frame: pl.DataFrame, context: Context) -> Reading | None:
    """Read one January's census, a row for each school of every kind."""
    year = reading.one_year(frame, "time_period", context)
    if year is None:
        return None
    level = reading.text(frame, "geographic_level").str.to_lowercase()
    frame = _with_rate(frame, "girls_rate", "headcount total girls", _HEADCOUNT)
    frame = frame.filter((level == "school").fill_null(value=True))
    urn = reading.whole_numbers(frame, "urn", context, required=True)
    reading.duplicate_keys(frame, [urn], context, "school")
    table = reading.observations(
        frame,
        STATISTICS_MEASURES,
        context,
        codes=STATISTICS_CODES,
        year=year,
        urn=urn,
        publication=STATISTICS,
    )
    return Reading(
        tables={"observation": table},
        edition=f"January {year}",
        part=f"statistics-{year}",
        years=(year,),
        released=STATISTICS.dates.get(year),
    )


def _with_rate(frame: pl.DataFrame, name: str, part: str, whole: str) -> pl.DataFrame:
    """Return the frame with `part` as a percentage of `whole`, for a share the file prints only as two counts."""
    if part not in frame.columns or whole not in frame.columns:
        return frame
    count = pl.col(part).cast(pl.Float64, strict=False)
    of = pl.col(whole).cast(pl.Float64, strict=False)
    rate = pl.when(of > 0).then((100 * count / of).round(5)).cast(pl.String)
    # Where there is no number, the code printed in its place goes through, or the blank.
    code = pl.when(count.is_null()).then(pl.col(part))
    return frame.with_columns(rate.fill_null(code).alias(name))


SCHOOL_CENSUS = Dataset(
    id="school_census",
    title="School census",
    publisher="Department for Education",
    licence=LICENCE,
    page="https://explore-education-statistics.service.gov.uk/find-statistics/school-pupils-and-their-characteristics",
    publication=STATISTICS,
    addresses=(
        Address(url=ADDRESS.format(filters="CENSUS"), note="refuses a client without a browser's name"),
    ),
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table (pupil characteristics)",
            marks=("URN", "LA", "ESTAB", "SCHOOLTYPE", "NOR", "PSENELSE", "PNUMFSMEVER"),
            reads=TABLE_READS,
            optional=TABLE_OPTIONAL,
            read=_read_table,
        ),
        Shape(
            id="statistics",
            title="Explore education statistics, school level underlying data",
            marks=("time_period", "urn", "headcount of pupils", _FSM),
            reads=STATISTICS_READS,
            optional=("geographic_level", _WHITE_BRITISH, STATISTICS_READS[-1]),
            read=_read_statistics,
        ),
    ),
    about=(
        "Pupils on roll in January, with free school meals, special educational needs, English as an additional"
        " language. The statistics have every kind of school but no special educational needs, which only the"
        " performance table gives by school."
    ),
)
