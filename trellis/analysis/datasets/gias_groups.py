"""Get Information about Schools: which trust, federation or sponsor an establishment belongs, or belonged, to."""

from datetime import date

import polars as pl

from trellis.analysis.columns.reading import conform, dates, duplicate_keys, text, whole_numbers
from trellis.analysis.columns.snapshot import Snapshot, named
from trellis.analysis.dataset import Address, Context, Dataset, Reading, Shape


def _codes(frame: pl.DataFrame, name: str) -> pl.Series:
    return text(frame, name).str.strip_suffix(".0")


def _reading(table: pl.DataFrame, context: Context, *, part: str) -> Reading:
    """Return the memberships as at the day the name tells, else the latest joining by the day of import."""
    newest = table["joined"].filter(table["joined"] <= context.imported_on).max()
    if context.hinted_date is None and isinstance(newest, date):
        snapshot = Snapshot(day=newest, how="its latest joining", guessed=True)
    else:
        snapshot = named(context, called="alllinksdata20250901.csv")
    dated = table.with_columns(known_from=pl.lit(snapshot.day), known_from_estimated=pl.lit(snapshot.guessed))
    return Reading(
        tables={"membership": conform(dated.drop_nulls(["urn", "group_code"]), "membership")},
        edition=snapshot.edition,
        part=part,
        years=(snapshot.year,),
    )


def _read_links(frame: pl.DataFrame, context: Context) -> Reading | None:
    urn = whole_numbers(frame, "URN", context, required=True)
    group = _codes(frame, "Group UID")
    joined = dates(frame, "Joined date", context)
    duplicate_keys(frame, [urn, group, joined], context, "membership")
    # GIAS writes 1 January 1900 where the day is not known.
    known = joined.set(joined <= date(1900, 1, 1), None)
    table = pl.DataFrame(
        {
            "urn": urn,
            "group_code": group,
            "group_name": text(frame, "Group Name"),
            "group_type": text(frame, "Group Type"),
            "joined": known,
            "left": dates(frame, "Closed Date", context),
            "row": frame["row"],
        }
    )
    return _reading(table, context, part="links")


def _read_history(frame: pl.DataFrame, context: Context) -> Reading | None:
    urn = whole_numbers(frame, "URN", context)
    group = _codes(frame, "Group UID")
    joined = dates(frame, "Date Joined Group", context)
    left = dates(frame, "Date Left Group", context)
    duplicate_keys(frame, [urn, group, joined], context, "membership")
    table = pl.DataFrame(
        {
            "urn": urn,
            "group_code": group,
            "group_name": text(frame, "Group Name"),
            "group_type": text(frame, "Group Type"),
            "joined": joined,
            "left": left.fill_null(dates(frame, "Group Closed Date", context)),
            "row": frame["row"],
        }
    )
    return _reading(table, context, part="history")


gias_groups = Dataset(
    id="gias_groups",
    title="Get Information about Schools: trusts, federations and sponsors of establishments",
    publisher="Department for Education",
    licence="Open Government Licence v3.0",
    page="https://www.get-information-schools.service.gov.uk/Downloads",
    shapes=(
        Shape(
            id="alllinksdata",
            title="All group links: who belongs to which group today",
            marks=("URN", "Group UID", "Group Name", "Group Type", "Joined date"),
            reads=("URN", "Group UID", "Group Name", "Group Type", "Joined date", "Closed Date"),
            optional=("Closed Date",),
            read=_read_links,
        ),
        Shape(
            id="academiesmatmembership",
            title="Academy trust membership history: when each academy joined and left its trusts",
            marks=("URN", "Group UID", "Group Name", "Group Type", "Date Joined Group", "Date Left Group"),
            reads=(
                "URN",
                "Group UID",
                "Group Name",
                "Group Type",
                "Date Joined Group",
                "Date Left Group",
                "Group Closed Date",
            ),
            optional=("Group Closed Date",),
            read=_read_history,
        ),
    ),
    addresses=(
        Address(
            url="https://ea-edubase-api-prod.azurewebsites.net/edubase/downloads/public/alllinksdata{date}.csv",
            note="{date} is YYYYMMDD; made each day, and kept for a few days",
        ),
        Address(
            url="https://ea-edubase-api-prod.azurewebsites.net/edubase/downloads/public/academiesmatmembership{date}.csv",
            note="{date} is YYYYMMDD; made each day, and kept for a few days",
        ),
    ),
    about="A newer extract takes the place of an older one. Group lists without schools (allgroupsdata) are not read.",
)
