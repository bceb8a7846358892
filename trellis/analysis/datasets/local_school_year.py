"""What the authority counts about each school's year: staff who leave, pupils who move, preferences, complaints."""

from functools import partial

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.returns import AS_AT, NOTE, URN, YEAR, Column, Filled, Return
from trellis.analysis.dataset import Context, Reading

_share = partial(Column, kind="number", least=0.0, most=100.0)
_COLUMNS = {
    "staff_turnover": _share(
        name="Staff turnover",
        meaning="Of the staff employed a year before, the share (0 to 100) who have left.",
    ),
    "staff_vacancies": Column(
        name="Staff vacancies",
        meaning="Posts vacant or filled for the time being, as full-time equivalents.",
        kind="number",
        least=0,
        most=1000,
    ),
    "mobility_in_year": _share(
        name="In-year moves",
        meaning="Pupils who joined or left other than at the usual time, as a share (0 to 100) of the roll.",
    ),
    "first_preferences": Column(
        name="First preferences",
        meaning="Families who named the school first for the normal year of entry.",
        kind="whole",
        least=0,
        most=5000,
    ),
    "complaints": Column(
        name="Complaints",
        meaning="Complaints about the school that reached the authority in the year.",
        kind="whole",
        least=0,
        most=1000,
    ),
    "lesson_quality": _share(
        name="Lessons of good quality",
        meaning="Of the lessons seen jointly with the school, the share (0 to 100) agreed to be good.",
    ),
    "repeat_suspension_rate": _share(
        name="Pupils suspended more than once",
        meaning="Pupils suspended twice or more in the year, as a share (0 to 100) of the roll.",
    ),
}

RETURN = Return(
    id="local_school_year",
    title="Staff, moves, preferences and complaints",
    purpose="What only you are told of a school's year: its staff, pupils' moves, first preferences, complaints.",
    about="One row a school and year. Every column but the first two may be left blank.",
    columns=(URN, YEAR, *_COLUMNS.values(), AS_AT, NOTE),
    examples=(
        ("999001", "2025/26", "21.5", "2", "9.1", "38", "4", "60", "1.2", "31/07/2026", ""),
        ("999002", "2025/26", "8", "0", "", "212", "0", "", "", "31/07/2026", ""),
    ),
)


def _read(filled: Filled, context: Context) -> Reading | None:
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}), [filled.urn, filled["Year"]], context, "school and year"
    )
    table = returns.observations(
        filled, context, {measure: filled[column.name] for measure, column in _COLUMNS.items()}
    )
    years = returns.years_of(table)
    return Reading(
        tables={"observation": table},
        edition=returns.edition(RETURN, table["year"], context.imported_on),
        part="-".join(map(str, years)),
        years=years,
    )


LOCAL_SCHOOL_YEAR = returns.dataset(RETURN, _read)
