"""16 to 18 results (key stage 5): the performance tables of the DfE."""

import polars as pl

from trellis.analysis.columns.performance_table import (
    ADDRESS,
    ADDRESS_NOTE,
    ALL_SCHOOLS,
    LA,
    LICENCE,
    PAGE,
    SCHOOL,
    STATE_FUNDED,
    PerformanceTable,
)
from trellis.analysis.dataset import Address, Context, Dataset, Measure, Publication, Reading, Shape

# Average points an entry: 10 for a grade E to 60 for an A*.
MEASURES = (
    Measure(
        id="ks5_alevel_aps",
        column="TALLPPE_ALEV_1618",
        denominator="TALLPUP_ALEV_1618",
        least=0,
        most=60,
    ),
    Measure(
        id="ks5_academic_aps",
        column="TALLPPE_ACAD_1618",
        denominator="TALLPUP_ACAD_1618",
        least=0,
        most=60,
    ),
    Measure(id="ks5_alevel_aab", column="PTAAB_2FAC", denominator="TINCLUDE_AAB_2FAC", least=0, most=100),
    Measure(
        id="ks5_value_added",
        column="VA_INS_ALEV",
        low="LCI_INS_ALEV",
        high="UCI_INS_ALEV",
        denominator="ENTRIES_ALEV",
        least=-6,
        most=6,
    ),
)
EARLIER = (
    Measure(id="ks5_alevel_aps", column="TALLPPE_ALEV_1618_{yy}", least=0, most=60),
    Measure(id="ks5_academic_aps", column="TALLPPE_ACAD_1618_{yy}", least=0, most=60),
)

TABLE = PerformanceTable(
    measures=MEASURES,
    earlier=EARLIER,
    # 2 is a college and 3 a consortium or sixth form centre: both have a URN and are read as schools are.
    record_types={
        "1": SCHOOL,
        "2": SCHOOL,
        "3": SCHOOL,
        "4": LA,
        "5": ALL_SCHOOLS,
        "7": STATE_FUNDED,
    },
    publication={
        "provisional": Publication(month=11),
        "revised": Publication(month=2, years_after=1),
        "final": Publication(month=4, years_after=1),
    },
    # No value added from 2019/20 to 2021/22 (grades given without examinations), nor while GCSE grades of those
    # years are the starting point.
    withheld=("ks5_value_added",),
)


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    return TABLE.read(frame, context)


KS5 = Dataset(
    id="ks5",
    title="16 to 18 results",
    publisher="Department for Education",
    licence=LICENCE,
    page=PAGE,
    publication=Publication(month=2, years_after=1),
    addresses=(Address(url=ADDRESS.format(filters="KS5"), note=ADDRESS_NOTE),),
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table, 2015/16 onwards (points of 10 to 60 an entry)",
            marks=("RECTYPE", "URN", "TALLPUP_ALEV_1618", "TALLPPE_ALEV_1618"),
            reads=TABLE.columns(),
            optional=TABLE.columns(),
            read=_read,
        ),
    ),
    about=(
        "One row for each school or college with students at the end of 16 to 18 study, each authority and"
        " England. Value added carries the published confidence limits."
    ),
)
