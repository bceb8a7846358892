"""The targets that schools set themselves."""

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.returns import AS_AT, NOTE, URN, YEAR, Column, Filled, Return
from trellis.analysis.dataset import Context, Reading

RETURN = Return(
    id="local_targets",
    title="Targets",
    purpose="What each school set out to reach, to set its results against.",
    about="What each school set out to reach in a year's results. Leave a column blank where a target does not apply.",
    columns=(
        URN,
        YEAR,
        Column(
            name="Target: expected in reading, writing and maths",
            meaning="The share of pupils (0 to 100) to reach the expected standard in reading, writing and maths.",
            kind="number",
            least=0,
            most=100,
        ),
        Column(
            name="Target: Attainment 8",
            meaning="Key stage 4: the average Attainment 8 score aimed for.",
            kind="number",
            least=0,
            most=90,
        ),
        AS_AT,
        NOTE,
    ),
    examples=(
        ("999001", "2026/27", "68", "", "30/09/2026", "Agreed with the adviser"),
        ("999002", "2026/27", "", "47.5", "30/09/2026", ""),
    ),
)


def _read(filled: Filled, context: Context) -> Reading | None:
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}), [filled.urn, filled["Year"]], context, "school and year"
    )
    table = returns.observations(
        filled,
        context,
        {
            "target_ks2_rwm_expected": filled["Target: expected in reading, writing and maths"],
            "target_ks4_attainment8": filled["Target: Attainment 8"],
        },
    )
    years = returns.years_of(table)
    return Reading(
        tables={"observation": table},
        edition=returns.edition(RETURN, table["year"], context.imported_on),
        part="-".join(map(str, years)),
        years=years,
    )


LOCAL_TARGETS = returns.dataset(RETURN, _read)
