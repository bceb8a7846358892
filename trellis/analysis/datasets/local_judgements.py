"""What advisers have judged of a school: the answers that criteria of a pack ask a person for."""

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.returns import URN, Column, Filled, Return
from trellis.analysis.dataset import Context, Reading

RETURN = Return(
    id="local_judgements",
    title="Advisers' judgements",
    purpose="What advisers judged on a visit, in answer to the questions of your pack (`trellis pack questions`).",
    about=(
        "One row a judgement, from a visit or a moderation meeting. The ids of judgements and their answers are the"
        " ones that the criteria of the authority's pack name."
    ),
    columns=(
        URN,
        Column(
            name="Judgement",
            meaning="The id of the question, as the pack names it.",
            kind="id",
            required=True,
        ),
        Column(
            name="Answer",
            meaning="One of the answers the pack allows, such as yes or no.",
            kind="id",
            required=True,
        ),
        Column(name="Date", meaning="The day it was judged.", kind="date", required=True),
        Column(name="By", meaning="Who judged: a name or a post.", required=True),
        Column(name="Evidence", meaning="What it rests on, such as the note of a visit.", required=True),
        Column(
            name="Expires",
            meaning="The day after which it should be asked again. Blank: no such day.",
            kind="date",
        ),
    ),
    examples=(
        (
            "999001",
            "teaching_consistent",
            "no",
            "12/05/2026",
            "Adviser, primary",
            "Note of visit of 12 May 2026",
            "12/05/2027",
        ),
        ("999002", "self_evaluation_accurate", "yes", "20/05/2026", "Adviser, secondary", "Moderation", ""),
    ),
)


def _read(filled: Filled, context: Context) -> Reading | None:
    made = filled["Date"]
    for row, day in pl.DataFrame({"row": filled.row, "day": made}).iter_rows():
        if day is not None and day > context.imported_on:
            context.error(f"{day:%d/%m/%Y} is after the day of import", row=row, column="Date")
    spent = pl.DataFrame({"row": filled.row, "bad": filled["Expires"] < made}).filter(
        pl.col("bad").fill_null(value=False)
    )
    for row in spent["row"]:
        context.error("is before the day it was judged", row=row, column="Expires")
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}),
        [filled.urn, filled["Judgement"], made],
        context,
        "school, judgement and date",
    )
    table = pl.DataFrame(
        {
            "urn": filled.urn,
            "judgement": filled["Judgement"],
            "answer": filled["Answer"],
            "made_on": made,
            "expires_on": filled["Expires"],
            "made_by": filled["By"],
            "evidence": filled["Evidence"],
            "row": filled.row,
            "known_from": made.fill_null(context.imported_on),
            "known_from_estimated": pl.repeat(value=False, n=filled.height, dtype=pl.Boolean, eager=True),
        }
    ).drop_nulls(["urn", "judgement", "answer"])
    return Reading(
        tables={"judgement": reading.conform(table, "judgement")},
        edition=returns.edition(RETURN, pl.Series([], dtype=pl.Int16), context.imported_on),
        # Each file adds to the record; of two answers for one school and day the later import counts.
        part=_days(made),
        years=(),
    )


def _days(made: pl.Series) -> str:
    days = sorted(set(made.drop_nulls().to_list()))
    return f"{days[0]}-to-{days[-1]}" if days else "undated"


LOCAL_JUDGEMENTS = returns.dataset(RETURN, _read)
