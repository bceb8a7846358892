"""Files of outlines (GeoJSON, ESRI shapefiles) as sheets: a row for each feature, its geometry in the last columns.

The columns are the feature's properties as published, then what this module adds: for a column of codes or names that the
Office for National Statistics names after the year of the boundaries (CTYUA23CD), the same under its lasting name
(CTYUACD); `CODES OF`, that year; `EPSG`, the reference system of the geometry; and `GEOMETRY`, as GeoJSON writes it.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from trellis.analysis.files.sheet import GridSheet, SheetRefused
from trellis.problem import Refusal

WGS84 = 4326
_DATED = re.compile(r"([A-Z]{3,6})(\d\d)(CD|NM)")
_EPSG = re.compile(r"(?:EPSG:{1,2}|EPSG/0/)(\d+)$", re.IGNORECASE)
_MOST_FEATURES = 100_000
_MOST_CELLS = 5_000_000  # features that share no property would fill a table as large as their square


class NoFeatures(Refusal):
    """JSON that is no collection of features; the message says what it is."""


def from_geojson(data: bytes, member: str | None) -> GridSheet:
    """Return the features of a GeoJSON FeatureCollection.

    Raises NoFeatures for other JSON, and SheetRefused for JSON that is cut short or malformed.
    """
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SheetRefused(
            f"It begins as JSON and cannot be read as such ({str(error)[:120]}). Download it again, and compare its size."
        ) from error
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        raise NoFeatures(
            "It is JSON, and no file of outlines (GeoJSON): no other publication held here is issued as JSON."
        )
    features = told.get("features")
    if not isinstance(features, list) or not features:
        raise SheetRefused("It is a GeoJSON file without any feature. Download it again.")
    pairs = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise SheetRefused(
                f"Feature {number} of the GeoJSON file has no properties, so it cannot be named."
            )
        pairs.append((properties, feature.get("geometry")))
    return _sheet(pairs, epsg=_stated(told.get("crs")), member=member)


def from_shapefile(
    *, shp: bytes, dbf: bytes, prj: bytes | None, encoding: str, member: str | None
) -> GridSheet:
    """Return the features of an ESRI shapefile, read from its parts. Raises SheetRefused when they are damaged."""
    import shapefile  # type: ignore[import-untyped]

    try:
        with shapefile.Reader(
            shp=io.BytesIO(shp), dbf=io.BytesIO(dbf), encoding=encoding, encodingErrors="replace"
        ) as reader:
            if len(reader) > _MOST_FEATURES:
                raise SheetRefused(
                    f"The shapefile has {len(reader):,} features, which is more than is opened at once."
                )
            pairs = [
                (record.record.as_dict(), record.shape.__geo_interface__ if record.shape.points else None)
                for record in reader.iterShapeRecords()
            ]
    except SheetRefused:
        raise
    except Exception as error:  # pyshp lets through whatever the damaged bytes lead to
        raise SheetRefused(
            f"The shapefile is damaged or cut short ({str(error)[:120]}). Get it again."
        ) from error
    if not pairs:
        raise SheetRefused("The shapefile has no features. Download it again.")
    return _sheet(pairs, epsg=_projected(prj), member=member)


def _sheet(pairs: Iterable[tuple[Mapping[str, Any], Any]], *, epsg: str, member: str | None) -> GridSheet:
    pairs = list(pairs)
    published = list(dict.fromkeys(str(name) for properties, _ in pairs for name in properties))
    if len(pairs) * len(published) > _MOST_CELLS:
        raise SheetRefused(
            f"Its {len(pairs):,} features have {len(published):,} properties between them, which is no table of places. "
            "Download it again."
        )
    lasting = {
        f"{dated[1]}{dated[3]}": name
        for name in published
        if (dated := _DATED.fullmatch(name)) and f"{dated[1]}{dated[3]}" not in published
    }
    years = {f"20{dated[2]}" for name in published if (dated := _DATED.fullmatch(name))}
    year = years.pop() if len(years) == 1 else ""
    rows: list[list[Any]] = [[*published, *lasting, "CODES OF", "EPSG", "GEOMETRY"]]
    for properties, geometry in pairs:
        cells = [_cell(properties.get(name)) for name in published]
        cells += [_cell(properties.get(name)) for name in lasting.values()]
        written = json.dumps(geometry, separators=(",", ":")) if geometry is not None else None
        rows.append([*cells, year, epsg, written])
    return GridSheet(member=member, rows=rows)


def _cell(value: Any) -> str | float | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return json.dumps(value, default=str)


def _stated(crs: Any) -> str:
    """Return the EPSG code that a GeoJSON file states; without a statement it is WGS84 (RFC 7946)."""
    if crs is None:
        return str(WGS84)
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name.upper().endswith(("CRS84", "WGS84")):
        return str(WGS84)
    found = _EPSG.search(name)
    return found[1] if found else (name or "not stated")


def _projected(prj: bytes | None) -> str:
    """Return the EPSG code of a shapefile's projection as ESRI writes it."""
    words = (prj or b"").decode("utf-8", "replace")
    if "British_National_Grid" in words:
        return "27700"
    if words.startswith("GEOGCS") and "WGS_1984" in words:
        return str(WGS84)
    return words[:60] or "not stated"
