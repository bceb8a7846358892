"""The yearly safeguarding audit under section 175 of the Education Act 2002."""

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.returns import AS_AT, NOTE, URN, YEAR, Column, Filled, Return
from trellis.analysis.dataset import Context, Reading

RETURN = Return(
    id="local_section175",
    title="Safeguarding audit (section 175)",
    purpose="Whether each school returned its safeguarding audit, and how many duties it does not yet meet.",
    about="Whether each school returned its safeguarding audit, and how many duties it shows as not yet met.",
    columns=(
        URN,
        YEAR,
        Column(
            name="Returned",
            meaning="Whether the school has returned its audit.",
            kind="yes_no",
            required=True,
        ),
        Column(
            name="Duties not yet met",
            meaning="How many duties the audit shows as not met or met in part. Blank where it was not returned.",
            kind="whole",
            least=0,
            most=200,
        ),
        Column(
            name="Action plan",
            meaning="Whether there is a dated plan for those duties.",
            kind="choice",
            answers=("none needed", "in place", "not in place"),
        ),
        AS_AT,
        NOTE,
    ),
    examples=(
        ("999001", "2025/26", "yes", "2", "in place", "31/03/2026", "Single central record checked"),
        ("999002", "2025/26", "no", "", "", "31/03/2026", ""),
    ),
)


def _read(filled: Filled, context: Context) -> Reading | None:
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}), [filled.urn, filled["Year"]], context, "school and year"
    )
    gaps, returned = filled["Duties not yet met"], filled["Returned"]
    untold = pl.DataFrame({"row": filled.row}).filter((returned == "yes") & gaps.is_null())
    for row in untold["row"]:
        context.error(
            "is blank, though the audit was returned: say 0 where every duty is met",
            row=row,
            column="Duties not yet met",
        )
    table = returns.observations(filled, context, {"section175_gaps": gaps})
    known, estimated = returns.known_from(filled, context)
    common = {
        "urn": filled.urn,
        "made_on": known,
        "row": filled.row,
        "known_from": known,
        "known_from_estimated": estimated,
    }
    judgements = pl.concat(
        reading.conform(
            pl.DataFrame({**common, "answer": answers})
            .filter(pl.col("answer").is_not_null() & pl.col("urn").is_not_null())
            .with_columns(judgement=pl.lit(judgement), made_by=pl.lit("Safeguarding audit")),
            "judgement",
        )
        for judgement, answers in (
            ("section175_returned", returned),
            ("section175_action_plan", filled["Action plan"]),
        )
    )
    held = tuple(sorted(set(filled["Year"].drop_nulls().to_list())))
    return Reading(
        tables={"observation": table, "judgement": judgements},
        edition=returns.edition(RETURN, filled["Year"], context.imported_on),
        part="-".join(map(str, held)),
        years=held,
    )


LOCAL_SECTION175 = returns.dataset(RETURN, _read)
