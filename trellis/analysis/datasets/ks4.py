"""Key stage 4 results: the performance tables of the DfE, provisional, revised and final."""

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
_attainment = partial(Measure, least=0, most=90)  # ten slots of grade 9
_progress = partial(Measure, least=-9, most=9)

MEASURES = (
    _progress(
        id="ks4_progress8", column="P8MEA", low="P8CILOW", high="P8CIUPP", denominator=("P8PUP", "TPUP")
    ),
    _attainment(id="ks4_attainment8", column="ATT8SCR", denominator="TPUP"),
    _share(id="ks4_basics_4plus", column="PTL2BASICS_94", denominator="TPUP"),
    _share(id="ks4_basics_5plus", column="PTL2BASICS_95", denominator="TPUP"),
    _share(id="ks4_ebacc_entry", column="PTEBACC_E_PTQ_EE", denominator="TPUP"),
    Measure(id="ks4_ebacc_aps", column="EBACCAPS", denominator="TPUP", least=0, most=9),
    _share(id="ks4_ebacc_4plus", column="PTEBACC_94", denominator="TPUP"),
    _progress(
        id="ks4_progress8_disadvantaged",
        column="P8MEA_FSM6CLA1A",
        low="P8CILOW_FSM6CLA1A",
        high="P8CIUPP_FSM6CLA1A",
        denominator="P8PUP_FSM6CLA1A",
    ),
    _attainment(id="ks4_attainment8_disadvantaged", column="ATT8SCR_FSM6CLA1A", denominator="TFSM6CLA1A"),
    _attainment(id="ks4_attainment8_other", column="ATT8SCR_NFSM6CLA1A", denominator="TNOTFSM6CLA1A"),
    _share(id="ks4_basics_4plus_disadvantaged", column="PTFSM6CLA1ABASICS_94", denominator="TFSM6CLA1A"),
    _share(id="ks4_basics_4plus_other", column="PTNOTFSM6CLA1ABASICS_94", denominator="TNOTFSM6CLA1A"),
)

EARLIER = (
    _attainment(id="ks4_attainment8", column="ATT8SCR_{yy}"),
    _progress(
        id="ks4_progress8",
        column="P8MEA_{yy}",
        low="P8CILOW_{yy}",
        high="P8CIUPP_{yy}",
        denominator="P8PUP_{yy}",
    ),
    _share(id="ks4_basics_4plus", column="PTL2BASICS_94_{yy}"),
    _share(id="ks4_basics_5plus", column="PTL2BASICS_95_{yy}"),
    _share(id="ks4_ebacc_entry", column="PTEBACC_E_{yy}_PTQ_EE"),
    Measure(id="ks4_ebacc_aps", column="EBACCAPS_{yy}", least=0, most=9),
    _share(id="ks4_ebacc_4plus", column="PTEBACC_94_{yy}"),
    _progress(
        id="ks4_progress8_disadvantaged",
        column="P8MEA_FSM6CLA1A_{yy}",
        low="P8CILOW_FSM6CLA1A_{yy}",
        high="P8CIUPP_FSM6CLA1A_{yy}",
        denominator="P8PUP_FSM6CLA1A_{yy}",
    ),
    _attainment(
        id="ks4_attainment8_disadvantaged",
        column="ATT8SCR_FSM6CLA1A_{yy}",
        denominator="TFSM6CLA1A_{yy}",
    ),
    _attainment(
        id="ks4_attainment8_other", column="ATT8SCR_NFSM6CLA1A_{yy}", denominator="TNOTFSM6CLA1A_{yy}"
    ),
    _share(
        id="ks4_basics_4plus_disadvantaged",
        column="PTFSM6CLA1ABASICS_94_{yy}",
        denominator="TFSM6CLA1A_{yy}",
    ),
    _share(
        id="ks4_basics_4plus_other",
        # The 2018/19 file spells one year's column without "6CLA1A".
        column=("PTNOTFSM6CLA1ABASICS_94_{yy}", "PTNOTFSMBASICS_94_{yy}"),
        denominator="TNOTFSM6CLA1A_{yy}",
    ),
)

TABLE = PerformanceTable(
    measures=MEASURES,
    earlier=EARLIER,
    record_types={"1": SCHOOL, "2": SCHOOL, "4": LA, "5": ALL_SCHOOLS, "7": STATE_FUNDED},
    publication={
        "provisional": Publication(month=10),
        "revised": Publication(month=2, years_after=1),
        "final": Publication(month=4, years_after=1),
    },
    # No Progress 8 in 2024/25 and 2025/26: their pupils sat no key stage 2 tests in the pandemic.
    withheld=("ks4_progress8", "ks4_progress8_disadvantaged"),
)


def _read_short(frame: pl.DataFrame, context: Context) -> Reading | None:
    return TABLE.read(frame, context, edition="provisional")


def _read_full(frame: pl.DataFrame, context: Context) -> Reading | None:
    return TABLE.read(frame, context)


KS4 = Dataset(
    id="ks4",
    title="Key stage 4 results",
    publisher="Department for Education",
    licence=LICENCE,
    page=PAGE,
    publication=Publication(month=2, years_after=1),
    addresses=(
        Address(url=ADDRESS.format(filters="KS4"), note=ADDRESS_NOTE),
        Address(url=ADDRESS.format(filters="KS4PROV"), note="the provisional edition, until the next is out"),
    ),
    shapes=(
        Shape(
            id="provisional-short",
            title="Provisional performance table of 25 columns (to 2018/19)",
            marks=("RECTYPE", "URN", "TPUP", "ATT8SCR", "PTL2BASICS_94"),
            without=("ATT8SCR_FSM6CLA1A", "TOTPUPS"),
            reads=TABLE.columns(),
            optional=TABLE.columns(),
            read=_read_short,
        ),
        Shape(
            id="performance-table",
            title="Full performance table (year-suffix columns repeat earlier years)",
            marks=("RECTYPE", "URN", "TPUP", "ATT8SCR", "PTL2BASICS_94", "ATT8SCR_FSM6CLA1A"),
            reads=TABLE.columns(),
            optional=TABLE.columns(),
            read=_read_full,
        ),
    ),
    about=(
        "One row for each school with pupils at the end of year 11, each authority and England (record type 7 is"
        " England's state-funded schools). Progress 8 columns are empty in 2024/25 and 2025/26. A school that"
        " became an academy in the year is linked to its new URN."
    ),
)
