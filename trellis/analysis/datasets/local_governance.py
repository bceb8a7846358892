"""Governors and the head's post, as the authority's governor services know them."""

import polars as pl

from trellis.analysis.columns import reading, returns
from trellis.analysis.columns.returns import AS_AT, NOTE, URN, YEAR, Column, Filled, Return
from trellis.analysis.dataset import Context, Reading

RETURN = Return(
    id="local_governance",
    title="Governors and the head's post",
    purpose="Vacancies and quorum of governing bodies, and how each head's post is filled.",
    about="One row a school: vacancies on the governing body, meetings without a quorum, and who holds the head's post.",
    columns=(
        URN,
        YEAR,
        Column(
            name="Governor vacancies",
            meaning="Seats on the governing body without a governor.",
            kind="whole",
            required=True,
            least=0,
            most=100,
        ),
        Column(
            name="Longest vacancy in weeks",
            meaning="How long the seat longest vacant has been so. With no vacancy, 0 or blank.",
            kind="whole",
            least=0,
            most=1000,
        ),
        Column(
            name="Inquorate meetings",
            meaning="Meetings this year that could not decide because too few attended.",
            kind="whole",
            least=0,
            most=100,
        ),
        Column(
            name="Head's post",
            meaning="How the headteacher's post is filled.",
            kind="choice",
            answers=("permanent", "acting", "interim", "executive", "vacant"),
        ),
        Column(name="Head's post since", meaning="The day that began.", kind="date"),
        AS_AT,
        NOTE,
    ),
    examples=(
        ("999001", "2025/26", "3", "26", "1", "acting", "01/01/2026", "30/06/2026", ""),
        ("999002", "2025/26", "0", "", "0", "permanent", "01/09/2019", "30/06/2026", ""),
    ),
)
# An executive head fills the post; an acting or interim one fills it for the time being.
_FOR_THE_TIME_BEING = ("acting", "interim", "vacant")
_FIRST_YEAR_DAYS = 365


def _read(filled: Filled, context: Context) -> Reading | None:
    reading.duplicate_keys(
        pl.DataFrame({"row": filled.row}), [filled.urn, filled["Year"]], context, "school and year"
    )
    post, since = filled["Head's post"], filled["Head's post since"]
    known, estimated = returns.known_from(filled, context)
    vacancies = filled["Governor vacancies"]
    # With no seat vacant none has been so for any time: that is known, and not a gap in the return
    none_vacant = (vacancies == 0).fill_null(value=False) & filled["Longest vacancy in weeks"].is_null()
    weeks = filled["Longest vacancy in weeks"].set(none_vacant, 0)
    unfilled = post.is_in(_FOR_THE_TIME_BEING)
    days = (known - since).dt.total_days()
    first = ((days >= 0) & (days < _FIRST_YEAR_DAYS) & ~unfilled).cast(pl.Float64)
    table = returns.observations(
        filled,
        context,
        {
            "governor_vacancies": vacancies,
            "governor_vacancy_weeks": weeks,
            "governor_meetings_inquorate": filled["Inquorate meetings"],
            "head_post_vacant": unfilled.cast(pl.Float64),
            "head_in_first_year": first,
        },
    )
    events = pl.DataFrame(
        {
            "urn": filled.urn,
            "started": since,
            "detail": post,
            "row": filled.row,
            "known_from": known,
            "known_from_estimated": estimated,
            "wanted": unfilled & since.is_not_null(),
        }
    ).filter(pl.col("wanted").fill_null(value=False) & pl.col("urn").is_not_null())
    years = returns.years_of(table)
    return Reading(
        tables={
            "observation": table,
            "event": reading.conform(events.with_columns(event=pl.lit("head_post_vacant")), "event"),
        },
        edition=returns.edition(RETURN, table["year"], context.imported_on),
        part="-".join(map(str, years)),
        years=years,
    )


LOCAL_GOVERNANCE = returns.dataset(RETURN, _read)
