"""Get Information about Schools: which establishment followed which (`links_edubasealldata`)."""

from datetime import date

import polars as pl

from trellis.analysis.columns.reading import conform, dates, duplicate_keys, text, whole_numbers
from trellis.analysis.columns.snapshot import Snapshot, named
from trellis.analysis.dataset import Address, Context, Dataset, Reading, Shape


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    urn = whole_numbers(frame, "URN", context, required=True)
    link_urn = whole_numbers(frame, "LinkURN", context, required=True)
    link_type = text(frame, "LinkType")
    duplicate_keys(frame, [urn, link_urn, link_type], context, "link")
    # About a quarter of the rows have no date: the change was recorded before GIAS asked for one.
    established = dates(frame, "LinkEstablishedDate", context)
    snapshot = _snapshot(established, context)
    table = pl.DataFrame(
        {
            "urn": urn,
            "link_urn": link_urn,
            "link_name": text(frame, "LinkName"),
            "link_type": link_type,
            "established": established,
            "row": frame["row"],
        }
    ).with_columns(known_from=pl.lit(snapshot.day), known_from_estimated=pl.lit(snapshot.guessed))
    return Reading(
        tables={"link": conform(table.drop_nulls(["urn", "link_urn"]), "link")},
        edition=snapshot.edition,
        part="links",
        years=(snapshot.year,),
        released=None if snapshot.guessed else snapshot.day,
    )


def _snapshot(established: pl.Series, context: Context) -> Snapshot:
    """Return the day of the name; else the latest link made by the day of import, for some are entered ahead."""
    newest = established.filter(established <= context.imported_on).max()
    if context.hinted_date is None and isinstance(newest, date):
        return Snapshot(day=newest, how="its latest link", guessed=True)
    return named(context, called="links_edubasealldata20250422.csv")


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
