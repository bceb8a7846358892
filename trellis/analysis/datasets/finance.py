"""School income, spending and reserves: consistent financial reporting and academies' accounts returns."""

from functools import partial

import polars as pl

from trellis.analysis.columns import reading
from trellis.analysis.columns.performance_table import LICENCE, columns_wanted
from trellis.analysis.dataset import (
    PERFORMANCE_TABLE_CODES,
    Address,
    Context,
    Dataset,
    Measure,
    Publication,
    Reading,
    Shape,
    header_key,
)
from trellis.analysis.observation import Status

# Maintained schools' year ends on 31 March, academies' on 31 August; both are named by the year they end in.
_PUBLICATION = Publication(month=12)
_MOST = 200_000_000.0  # no school's budget comes near it
_CODES = {**PERFORMANCE_TABLE_CODES, "n/a": Status.NOT_APPLICABLE, "-": Status.NOT_HELD}

_money = partial(Measure, least=-_MOST, most=_MOST)
# A federation's return is one for all its schools, so the pupils of all are what its spending is over.
_PUPILS = (
    "AggregatedPupilsFTE",
    "IndividualPupilsFTE",
    "No pupils",
    "No Pupils",
    "Number of pupils",
    "Number of pupils in academy (FTE)",
    "PUPILS",
)
_INCOME = (
    "Total Income: I01:I18 - E30",
    "Total Income: I01 to I18 minus E30",
    "Total Income I01 to I18",
    "Total Income",
)
_EXPENDITURE = (
    "Total Expenditure: (E01:E29 + E31 + E32)",
    "Total Expenditure:E01 to E29 and E31 to E32",
    "Total Expenditure E01 to E32",
    "Total Expenditure",
)
_BALANCE = (
    "In-year Balance: Total Income (I01:I18 - E30) - Total Expenditure (E01:E29 + E31 + E32)",
    "In-year Balance Total Income (I01 to I18) minus Total Expenditure (E01 to E32)",
    "In-year Balance",
    "In year balance",
)
_RESERVE = (
    "Revenue Reserve: B01 + B02 + B06",
    "Revenue Reserve B01 plus B02 plus B06",
    "Revenue Reserve",
)

_WORKBOOK_MEASURES = (
    _money(id="income", column=_INCOME, denominator=_PUPILS),
    _money(id="expenditure", column=_EXPENDITURE, denominator=_PUPILS),
    _money(id="in_year_balance", column=_BALANCE, denominator=_PUPILS),
    _money(id="revenue_reserve", column=_RESERVE, denominator=_PUPILS),
)
_PER_PUPIL = Measure(
    id="spend_per_pupil", column="trellis_spend_per_pupil", denominator=_PUPILS, least=0, most=1_000_000
)
_MONTHS = ("Period covered by return (months)", "Period covered by return")
_WORKBOOK_COLUMNS = ("URN", *_MONTHS, *columns_wanted(_WORKBOOK_MEASURES))

# The performance table prints everything per pupil.
_TABLE_MEASURES = (
    Measure(id="spend_per_pupil", column="TOTALEXPENDITURE", denominator="PUPILS", least=0, most=1_000_000),
)
_TABLE_COLUMNS = ("URN", *columns_wanted(_TABLE_MEASURES))


def _read_table(frame: pl.DataFrame, context: Context) -> Reading | None:
    return _read(frame, context, _TABLE_MEASURES, kind="table")


def _read_workbook(kind: str, frame: pl.DataFrame, context: Context) -> Reading | None:
    silent = Context(file=context.file, sha256=context.sha256, imported_on=context.imported_on)
    spent, _ = reading.numbers(frame, _EXPENDITURE, silent, _CODES)
    pupils, _ = reading.numbers(frame, _PUPILS, silent, _CODES)
    months, _ = reading.numbers(frame, _MONTHS, silent, _CODES)
    # Part of a year's spending over a year's pupils would look like thrift.
    spent = spent.set((months < 12).fill_null(value=False), None)
    for words, names in (("income", _INCOME), ("spending", _EXPENDITURE), ("balance", _BALANCE)):
        if reading.first_present(frame, names) is None:
            context.warn(f"has no column of total {words} by a name known here, so none was read")
    frame = frame.with_columns(
        (spent / pupils.set(pupils <= 0, None))
        .round(0)
        .cast(pl.String)
        .alias(header_key("trellis_spend_per_pupil"))
    )
    return _read(frame, context, (*_WORKBOOK_MEASURES, _PER_PUPIL), kind=kind)


def _read(
    frame: pl.DataFrame, context: Context, measures: tuple[Measure, ...], *, kind: str
) -> Reading | None:
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
                measures,
                context,
                codes=_CODES,
                year=year,
                urn=urn,
                publication=_PUBLICATION,
            )
        },
        edition=f"{year - 1}-{year % 100:02d} {_KINDS[kind]}",
        part=f"{kind}-{year}",
        years=(year,),
    )


_KINDS = {
    "table": "spend per pupil",
    "maintained": "maintained schools",
    "academies": "academies",
}


def _workbook(shape: str, title: str, marks: tuple[str, ...], kind: str) -> Shape:
    return Shape(
        id=shape,
        title=title,
        marks=("URN", *marks),
        reads=_WORKBOOK_COLUMNS,
        optional=_WORKBOOK_COLUMNS,
        read=partial(_read_workbook, kind),
    )


FINANCE = Dataset(
    id="finance",
    title="School finance",
    publisher="Department for Education",
    licence=LICENCE,
    page="https://financial-benchmarking-and-insights-tool.education.gov.uk/data-sources",
    publication=_PUBLICATION,
    addresses=(
        Address(
            url="https://financial-benchmarking-and-insights-tool.education.gov.uk/files/CFR_{financial_year}_Full_Data_Workbook.xlsx"
        ),
        Address(
            url="https://financial-benchmarking-and-insights-tool.education.gov.uk/files/AAR_{financial_year}_download.xlsx"
        ),
    ),
    shapes=(
        Shape(
            id="performance-table",
            title="Performance table england_cfr (spend per pupil), to 2018/19",
            marks=("URN", "PUPILS", "TOTALINCOME", "TOTALEXPENDITURE", "GRANTFUNDING"),
            reads=_TABLE_COLUMNS,
            optional=_TABLE_COLUMNS,
            read=_read_table,
        ),
        _workbook(
            "cfr-workbook",
            "Consistent financial reporting, full data workbook (maintained schools)",
            ("Revenue Reserve: B01 + B02 + B06",),
            "maintained",
        ),
        _workbook(
            "cfr-workbook-older",
            "Consistent financial reporting workbook with totals named “I01 to I18”",
            ("Revenue Reserve B01 plus B02 plus B06",),
            "maintained",
        ),
        _workbook(
            "aar-workbook",
            "Academies' accounts returns, download workbook",
            ("Number of pupils in academy (FTE)", "Total Expenditure", "Revenue Reserve"),
            "academies",
        ),
    ),
    about=(
        "A school's total income, spending, balance in the year and revenue reserve, in pounds. The financial year"
        " is known by the year it ends in: 2023-24 is 2024. Spend per pupil is spending over the return's own pupils."
    ),
)
