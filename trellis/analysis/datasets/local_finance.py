"""Maintained schools' budgets as the authority's finance team holds them, before they are published."""

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.returns import AS_AT, NOTE, URN, YEAR, Column, Filled, Return
from trellis.analysis.dataset import Context, Reading

_MOST = 200_000_000.0


def _money(name: str, meaning: str) -> Column:
    return Column(name=name, meaning=f"{meaning} Pounds.", kind="number", least=-_MOST, most=_MOST)


RETURN = Return(
    id="local_finance",
    title="Budgets, deficits and recovery plans",
    purpose="What a budget came to or is forecast to, before it is published, and how a deficit's recovery plan stands.",
    about="One row a school and financial year: outturn or forecast, and whether a deficit has a recovery plan.",
    columns=(
        URN,
        YEAR,
        _money("Income", "All revenue income of the year."),
        _money("Expenditure", "All revenue spending of the year."),
        _money("In-year balance", "Income less expenditure; below nought, more was spent."),
        _money("Revenue reserve", "What is held at the end of the year; below nought, a deficit."),
        Column(
            name="Recovery plan",
            meaning="Where there is a deficit: how its recovery plan stands.",
            kind="choice",
            answers=("not needed", "agreed", "on track", "off track", "not agreed"),
        ),
        AS_AT,
        NOTE,
    ),
    examples=(
        (
            "999001",
            "2025-26",
            "1450000",
            "1502000",
            "-52000",
            "-31000",
            "agreed",
            "30/04/2026",
            "Licensed to 2028",
        ),
        ("999002", "2025-26", "6120000", "6050000", "70000", "410000", "not needed", "30/04/2026", ""),
    ),
)


def _read(filled: Filled, context: Context) -> Reading | None:
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}), [filled.urn, filled["Year"]], context, "school and year"
    )
    balance, income, spent = filled["In-year balance"], filled["Income"], filled["Expenditure"]
    # A pound either way is rounding; more is a slip that would move a school's position.
    amiss = pl.DataFrame({"row": filled.row, "off": (income - spent - balance).abs()}).filter(
        pl.col("off") > 10
    )
    for row, off in amiss.iter_rows():
        context.error(f"is £{off:,.0f} away from income less expenditure", row=row, column="In-year balance")
    table = returns.observations(
        filled,
        context,
        {
            "income": income,
            "expenditure": spent,
            "in_year_balance": balance.fill_null(income - spent),
            "revenue_reserve": filled["Revenue reserve"],
        },
    )
    known, estimated = returns.known_from(filled, context)
    plans = pl.DataFrame(
        {
            "urn": filled.urn,
            "answer": filled["Recovery plan"],
            "made_on": known,
            "row": filled.row,
            "known_from": known,
            "known_from_estimated": estimated,
        }
    ).drop_nulls(["urn", "answer"])
    years = returns.years_of(table)
    return Reading(
        tables={
            "observation": table,
            "judgement": reading.conform(
                plans.with_columns(
                    judgement=pl.lit("deficit_recovery_plan"), made_by=pl.lit("School finance")
                ),
                "judgement",
            ),
        },
        edition=returns.edition(RETURN, table["year"], context.imported_on),
        part="-".join(map(str, years)),
        years=years,
    )


LOCAL_FINANCE = returns.dataset(RETURN, _read)
