"""Things that have happened to a school and are still so: notices, orders, posts left empty."""

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.returns import NOTE, URN, Column, Filled, Return
from trellis.analysis.dataset import Context, Reading

RETURN = Return(
    id="local_events",
    title="Events",
    purpose="Notices, concerns and other events that a criterion rests on: the whole register of them.",
    about=(
        "One row an event. The file holds the whole register of events: a newer one takes its place, so keep ended"
        " events in it with the day they ended."
    ),
    columns=(
        URN,
        Column(
            name="Event",
            meaning=(
                "What happened, as the pack names it: warning_notice, warning_notice_dfe, safeguarding_concern,"
                " head_post_vacant, self_identified_vulnerability, national_leader_of_education,"
                " specialist_leader_of_education, local_leader_of_education, or another of the pack's."
            ),
            kind="id",
            required=True,
        ),
        Column(name="Started", meaning="The day it began.", kind="date", required=True),
        Column(name="Ended", meaning="The day it ended. Blank: it is still so.", kind="date"),
        NOTE,
    ),
    examples=(
        ("999001", "warning_notice", "14/01/2026", "", "Standards; 15 working days to comply"),
        ("999002", "head_post_vacant", "01/09/2025", "05/01/2026", ""),
    ),
    whole=True,
)


def _read(filled: Filled, context: Context) -> Reading | None:
    started, ended = filled["Started"], filled["Ended"]
    dates = pl.DataFrame({"row": filled.row, "started": started, "ended": ended})
    for (row,) in dates.filter(pl.col("ended") < pl.col("started")).select("row").iter_rows():
        context.error("is before the event began", row=row, column="Ended")
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}),
        [filled.urn, filled["Event"], started],
        context,
        "school, event and start",
    )
    table = pl.DataFrame(
        {
            "urn": filled.urn,
            "event": filled["Event"],
            "started": started,
            "ended": ended,
            "detail": filled["Note"],
            "row": filled.row,
            "known_from": started.fill_null(context.imported_on),
            "known_from_estimated": pl.repeat(value=True, n=filled.height, dtype=pl.Boolean, eager=True),
        }
    ).drop_nulls(["urn", "event", "started"])
    return Reading(
        tables={"event": reading.conform(table, "event")},
        edition=returns.edition(RETURN, pl.Series([], dtype=pl.Int16), context.imported_on),
        part="register",
        years=(),
    )


LOCAL_EVENTS = returns.dataset(RETURN, _read)
