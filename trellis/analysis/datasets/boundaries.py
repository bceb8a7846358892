"""Office for National Statistics: the outlines of counties and unitary authorities, for maps."""

import re
from calendar import monthrange
from datetime import date

import polars as pl

from trellis.analysis.columns import outlines
from trellis.analysis.columns.outlines import OutlineRefused
from trellis.analysis.columns.reading import conform, duplicate_keys, text
from trellis.analysis.columns.snapshot import Snapshot, academic_year
from trellis.analysis.dataset import Context, Dataset, Reading, Shape

_CODE = re.compile(r"[EWSN]\d{8}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*[ _-]*(20\d\d)", re.IGNORECASE)


def _read(frame: pl.DataFrame, context: Context) -> Reading | None:
    codes, names = text(frame, "CTYUACD"), text(frame, "CTYUANM")
    duplicate_keys(frame, [codes], context, "code")
    systems, geometries = text(frame, "EPSG"), text(frame, "GEOMETRY")
    drawn: list[str | None] = []
    for row, code, name, epsg, geometry in zip(frame["row"], codes, names, systems, geometries, strict=True):
        called = f"{name or 'a feature without a name'} ({code or 'no code'})"
        if code is None or not _CODE.fullmatch(code):
            context.error(f"{called} has no code of nine characters, such as E06000025", row=row, value=code)
        try:
            drawn.append(outlines.outline(geometry, epsg=epsg or "not stated"))
        except OutlineRefused as error:
            drawn.append(None)
            context.error(f"{called} {error}", row=row)
    snapshot = _snapshot(frame, context)
    if snapshot is None:
        return None
    table = pl.DataFrame(
        {"gss_code": codes, "name": names, "outline": pl.Series(drawn, dtype=pl.String), "row": frame["row"]}
    ).with_columns(known_from=pl.lit(snapshot.day), known_from_estimated=pl.lit(snapshot.guessed))
    return Reading(
        tables={"boundary": conform(table.drop_nulls(["gss_code", "outline"]), "boundary")},
        edition=snapshot.edition,
        part="counties-and-unitary-authorities",
        years=(snapshot.year,),
    )


def _snapshot(frame: pl.DataFrame, context: Context) -> Snapshot | None:
    """Return the month that the file's name tells, where it is of the year that the codes are of; else that year's end."""
    said = text(frame, "CODES OF").drop_nulls()
    year = int(said[0]) if len(said) and said[0].isdigit() else None
    named = _NAMED.search(context.file)
    if named and year in (None, int(named[2])):
        month = _MONTHS.index(named[1].lower()) + 1
        day = date(int(named[2]), month, monthrange(int(named[2]), month)[1])
        return Snapshot(day=day, how="by the file’s name", guessed=True)
    if year is None:
        context.error(
            "does not say of which year its boundaries are: the columns of codes carry it, as in CTYUA23CD"
        )
        return None
    day = min(date(year, 12, 31), context.imported_on)
    if academic_year(day) < year:
        context.error(f"has codes of {year}, which is still to come", value=str(year))
    return Snapshot(day=day, how="by the year of its codes", guessed=True)


boundaries = Dataset(
    id="boundaries",
    title="Counties and unitary authorities: boundaries",
    publisher="Office for National Statistics",
    licence=(
        "Open Government Licence v3.0. Source: Office for National Statistics. Contains OS data © Crown copyright and "
        "database right"
    ),
    page="https://geoportal.statistics.gov.uk/search?q=BDY_CTYUA",
    shapes=(
        Shape(
            id="features",
            title="GeoJSON in WGS84 or British National Grid, or a zipped shapefile",
            marks=("CTYUACD", "CTYUANM", "GEOMETRY"),
            reads=("CTYUACD", "CTYUANM", "CODES OF", "EPSG", "GEOMETRY"),
            read=_read,
        ),
    ),
    about=(
        "For the map, and for nothing that is judged. Take the ultra generalised edition (BUC), which is small. The "
        "publisher’s columns carry the year of the codes (CTYUA23CD); they are read without it. A later edition takes the "
        "place of an earlier one."
    ),
)
