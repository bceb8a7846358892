"""Get Information about Schools: which establishment followed which (`links_edubasealldata`)."""

from datetime import date

import polars as pl

from trellis.analysis.dataset import Address, Context, Dataset, Reading, Shape
from trellis.analysis.reading import conform, dates, duplicate_keys, text, whole_numbers


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    urn = whole_numbers(frame, "URN", context, required=True)
    link_urn = whole_numbers(frame, "LinkURN", context, required=True)
    link_type = text(frame, "LinkType")
    duplicate_keys(frame, [urn, link_urn, link_type], context, "link")
    # About a quarter of the rows have no date: the change was recorded before GIAS asked for one.
    established = dates(frame, "LinkEstablishedDate", context)
    day, how, guessed = _snapshot(established, context)
    table = pl.DataFrame(
        {
            "urn": urn,
            "link_urn": link_urn,
            "link_name": text(frame, "LinkName"),
            "link_type": link_type,
            "established": established,
            "row": frame["row"],
        }
    ).with_columns(known_from=pl.lit(day), known_from_estimated=pl.lit(guessed))
    return Reading(
        tables={"link": conform(table.drop_nulls(["urn", "link_urn"]), "link")},
        edition=f"as at {day.day} {day:%B %Y} ({how})",
        part="links",
        years=(day.year + (day.month >= 9),),
        released=None if guessed else day,
    )


def _snapshot(established: pl.Series, context: Context) -> tuple[date, str, bool]:
    """Return (the day the extract is of, how that is known, whether it is a guess).

    Links are entered months ahead, so the latest date in the file can lie after the day it was made.
    """
    if context.hinted_date is not None:
        return context.hinted_date, "by the file’s name", True
    past = established.filter(established <= context.imported_on)
    newest = past.max()
    if isinstance(newest, date):
        return newest, "its latest link", True
    context.warn(
        "does not say which day it is of; taken as the day of import. "
        "Keep the publisher’s name, such as links_edubasealldata20250422.csv, and its date is used"
    )
    return context.imported_on, "the day of import", True


gias_links = Dataset(
    id="gias_links",
    title="Get Information about Schools: links between establishments",
    publisher="Department for Education",
    licence="Open Government Licence v3.0",
    page="https://www.get-information-schools.service.gov.uk/Downloads",
    shapes=(
        Shape(
            id="links_edubasealldata",
            title="All links, one row for each direction",
            marks=("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"),
            reads=("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"),
            read=_read,
        ),
    ),
    addresses=(
        Address(
            url="https://ea-edubase-api-prod.azurewebsites.net/edubase/downloads/public/links_edubasealldata{date}.csv",
            note="{date} is YYYYMMDD; made each day, and kept for a few days",
        ),
    ),
    about="Predecessors and successors. A newer extract takes the place of an older one.",
)
