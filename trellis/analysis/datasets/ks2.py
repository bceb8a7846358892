"""Key stage 2 results: the performance tables of the DfE, and what each column means."""

from functools import partial

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

_share = partial(Measure, least=0, most=100)
# A school's mean progress lies well within 20 points of zero; scaled scores run from 80 to 120.
_progress = partial(Measure, least=-40, most=40, denominator="TELIG")
_score = partial(Measure, least=80, most=120, denominator="TELIG")

MEASURES = (
    _share(id="ks2_rwm_expected", column="PTRWM_EXP", denominator="TELIG"),
    _share(id="ks2_rwm_higher", column="PTRWM_HIGH", denominator="TELIG"),
    _share(id="ks2_reading_expected", column="PTREAD_EXP", denominator="TELIG"),
    _share(id="ks2_maths_expected", column="PTMAT_EXP", denominator="TELIG"),
    _share(id="ks2_writing_expected", column="PTWRITTA_EXP", denominator="TELIG"),
    _share(id="ks2_gps_expected", column="PTGPS_EXP", denominator="TELIG"),
    _share(id="ks2_reading_higher", column="PTREAD_HIGH", denominator="TELIG"),
    _share(id="ks2_maths_higher", column="PTMAT_HIGH", denominator="TELIG"),
    _share(id="ks2_writing_higher", column="PTWRITTA_HIGH", denominator="TELIG"),
    _progress(id="ks2_reading_progress", column="READPROG", low="READPROG_LOWER", high="READPROG_UPPER"),
    _progress(id="ks2_writing_progress", column="WRITPROG", low="WRITPROG_LOWER", high="WRITPROG_UPPER"),
    _progress(id="ks2_maths_progress", column="MATPROG", low="MATPROG_LOWER", high="MATPROG_UPPER"),
    _score(id="ks2_reading_score", column="READ_AVERAGE"),
    _score(id="ks2_maths_score", column="MAT_AVERAGE"),
    _share(id="ks2_rwm_expected_disadvantaged", column="PTRWM_EXP_FSM6CLA1A", denominator="TFSM6CLA1A"),
    _share(id="ks2_rwm_expected_other", column="PTRWM_EXP_NotFSM6CLA1A", denominator="TNotFSM6CLA1A"),
    _share(id="ks2_rwm_expected_boys", column="PTRWM_EXP_B", denominator="BELIG"),
    _share(id="ks2_rwm_expected_girls", column="PTRWM_EXP_G", denominator="GELIG"),
    _share(id="ks2_rwm_expected_eal", column="PTRWM_EXP_EAL", denominator="TEALGRP2"),
)

_earlier_share = partial(Measure, least=0, most=100, denominator="TELIG_{yy}")
_earlier_progress = partial(Measure, least=-40, most=40, denominator="TELIG_{yy}")
EARLIER = (
    _earlier_share(id="ks2_rwm_expected", column="PTRWM_EXP_{yy}"),
    _earlier_share(id="ks2_rwm_higher", column="PTRWM_HIGH_{yy}"),
    Measure(id="ks2_rwm_expected_disadvantaged", column="PTRWM_EXP_FSM6CLA1A_{yy}", least=0, most=100),
    Measure(id="ks2_rwm_expected_other", column="PTRWM_EXP_NotFSM6CLA1A_{yy}", least=0, most=100),
    _earlier_progress(
        id="ks2_reading_progress",
        column="READPROG_{yy}",
        low="READPROG_LOWER_{yy}",
        high="READPROG_UPPER_{yy}",
    ),
    _earlier_progress(
        id="ks2_writing_progress",
        column="WRITPROG_{yy}",
        low="WRITPROG_LOWER_{yy}",
        high="WRITPROG_UPPER_{yy}",
    ),
    _earlier_progress(
        id="ks2_maths_progress", column="MATPROG_{yy}", low="MATPROG_LOWER_{yy}", high="MATPROG_UPPER_{yy}"
    ),
    Measure(id="ks2_reading_score", column="READ_AVERAGE_{yy}", denominator="TELIG_{yy}", least=80, most=120),
    Measure(id="ks2_maths_score", column="MAT_AVERAGE_{yy}", denominator="TELIG_{yy}", least=80, most=120),
)

TABLE = PerformanceTable(
    measures=MEASURES,
    earlier=EARLIER,
    record_types={"1": SCHOOL, "2": SCHOOL, "3": LA, "4": ALL_SCHOOLS, "5": STATE_FUNDED},
    publication={
        "provisional": Publication(month=9),
        "revised": Publication(month=12),
        "final": Publication(month=3, years_after=1),
    },
    # No progress in 2023/24 and 2024/25: their pupils sat no key stage 1 tests in the pandemic.
    withheld=("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
)


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    return TABLE.read(frame, context)


KS2 = Dataset(
    id="ks2",
    title="Key stage 2 results",
    publisher="Department for Education",
    licence=LICENCE,
    page=PAGE,
    publication=Publication(month=12),
    addresses=(Address(url=ADDRESS.format(filters="KS2"), note=ADDRESS_NOTE),),
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table, 2015/16 onwards (year-suffix columns repeat earlier years)",
            marks=("RECTYPE", "URN", "TELIG", "PTRWM_EXP", "PTWRITTA_EXP"),
            reads=TABLE.columns(),
            optional=TABLE.columns(),
            read=_read,
        ),
    ),
    about=(
        "One row for each school with pupils at the end of year 6, each authority and England. No school-level"
        " results exist for 2019/20 to 2021/22. Progress columns are empty in 2023/24 and 2024/25."
    ),
)
