"""What pupils went on to do after key stage 4 and after 16 to 18 study."""

from functools import partial

import polars as pl

from trellis.analysis.columns.performance_table import (
    ADDRESS,
    ADDRESS_NOTE,
    LA,
    LICENCE,
    PAGE,
    SCHOOL,
    STATE_FUNDED,
    PerformanceTable,
)
from trellis.analysis.dataset import Address, Context, Dataset, Measure, Publication, Reading, Shape

_share = partial(Measure, least=0, most=100)

# Tables of 2018/19 tell of destinations in 2017/18: the year kept is the one in which pupils were followed.
_LAG = 1
_PUBLICATION = {
    edition: Publication(month=10, years_after=1) for edition in ("provisional", "revised", "final")
}
_RECORD_TYPES: dict[str, str | tuple[str, str]] = {
    "1": SCHOOL,
    "2": SCHOOL,
    "3": SCHOOL,
    "LA": LA,
    "NAT": STATE_FUNDED,
    "4": LA,
    "7": STATE_FUNDED,
}

KS4_TABLE = PerformanceTable(
    measures=(
        _share(
            id="ks4_destinations_sustained",
            column="OVERALL_DESTPER",
            numerator="OVERALL_DEST",
            denominator="COHORT",
        ),
        _share(
            id="ks4_destinations_not_sustained",
            column="NOT_SUSTAINEDPER",
            numerator="NOT_SUSTAINED",
            denominator="COHORT",
        ),
        _share(
            id="ks4_destinations_apprenticeships",
            column="APPRENPER",
            numerator="APPREN",
            denominator="COHORT",
        ),
        _share(
            id="ks4_destinations_sustained_disadvantaged",
            column="OVERALL_DESTPER_DIS",
            numerator="OVERALL_DEST_DIS",
            denominator="COHORT_DIS",
        ),
    ),
    earlier=(
        _share(id="ks4_destinations_sustained", column="OVERALL_DESTPER_{yy}", denominator="COHORT_{yy}"),
        _share(
            id="ks4_destinations_sustained_disadvantaged",
            column="OVERALL_DESTPER_DIS_{yy}",
            denominator="COHORT_DIS_{yy}",
        ),
    ),
    record_types=_RECORD_TYPES,
    publication=_PUBLICATION,
    lag=_LAG,
)

KS5_TABLE = PerformanceTable(
    measures=(
        _share(
            id="ks5_destinations_sustained",
            column=("TOT_OVERALLPER", "OVERALL_DESTPER"),
            numerator=("TOT_OVERALL", "OVERALL_DEST"),
            denominator=("TOT_COHORT", "COHORT"),
        ),
        _share(
            id="ks5_destinations_higher_education",
            column=("TOT_HEPER", "HEPER"),
            numerator=("TOT_HE", "HE"),
            denominator=("TOT_COHORT", "COHORT"),
        ),
    ),
    record_types=_RECORD_TYPES,
    publication=_PUBLICATION,
    lag=_LAG,
)


def _read_ks4(frame: pl.DataFrame, context: Context) -> Reading | None:
    return KS4_TABLE.read(frame, context, edition="final")


def _read_ks5(frame: pl.DataFrame, context: Context) -> Reading | None:
    return KS5_TABLE.read(frame, context, edition="final")


_ABOUT = (
    "The share of pupils who stayed in education, employment or an apprenticeship for two terms of the next year."
    " The tables of a year tell of destinations in the year before it, and it is that year an observation carries."
    " Numbers of 10 pupils or fewer are suppressed."
)

KS4_DESTINATIONS = Dataset(
    id="ks4_destinations",
    title="Destinations after key stage 4",
    publisher="Department for Education",
    licence=LICENCE,
    page=PAGE,
    publication=Publication(month=10, years_after=1),
    addresses=(Address(url=ADDRESS.format(filters="KS4DESTINATION"), note=ADDRESS_NOTE),),
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table of pupil destinations (england_ks4-pupdest)",
            marks=("RECTYPE", "URN", "COHORT", "OVERALL_DESTPER", "SIXTH_COLPER", "COHORT_DIS"),
            reads=KS4_TABLE.columns(),
            optional=KS4_TABLE.columns(),
            read=_read_ks4,
        ),
    ),
    about=_ABOUT,
)

KS5_DESTINATIONS = Dataset(
    id="ks5_destinations",
    title="Destinations after 16 to 18 study",
    publisher="Department for Education",
    licence=LICENCE,
    page=PAGE,
    publication=Publication(month=10, years_after=1),
    addresses=(Address(url=ADDRESS.format(filters="KS5DESTINATION"), note=ADDRESS_NOTE),),
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table of student destinations (england_ks5-studest)",
            marks=("RECTYPE", "URN", "TOT_COHORT", "TOT_OVERALLPER", "TOT_HEPER"),
            reads=KS5_TABLE.columns(),
            optional=KS5_TABLE.columns(),
            read=_read_ks5,
        ),
        Shape(
            id="performance-table-older",
            title="Performance table of student destinations before the level of study was told apart",
            marks=("RECTYPE", "URN", "COHORT", "OVERALL_DESTPER", "HEPER"),
            reads=KS5_TABLE.columns(),
            optional=KS5_TABLE.columns(),
            read=_read_ks5,
        ),
    ),
    about=_ABOUT,
)
