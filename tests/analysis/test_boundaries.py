"""Outlines of authorities: read from what the Office for National Statistics publishes, and told to be whose they are."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.analysis.columns import outlines
from trellis.analysis.columns.outlines import OutlineRefused
from trellis.analysis.files import intake
from trellis.analysis.files.intake import Understood
from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.analysis.store import warehouse

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
TODAY = date(2026, 11, 1)
SQUARE = [[[400000, 200000], [420000, 200000], [420000, 220000], [400000, 220000], [400000, 200000]]]
BNG = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}


def feature(code: str = "E06000998", name: str = "Samplefordshire", **geometry: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": SQUARE, **geometry}
    return {"type": "Feature", "properties": {"CTYUA23CD": code, "CTYUA23NM": name}, "geometry": shape}


def understood(told: object, folder: Path, name: str = "CTYUA_MAY_2023_EN_BUC.geojson") -> Understood:
    path = folder / name
    path.write_bytes(told if isinstance(told, bytes) else json.dumps(told).encode())
    (one,) = intake.understand(path, imported_on=TODAY)
    return one


def collection(*features: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "crs": BNG, "features": list(features), **more}


def said(one: Understood) -> str:
    return " ".join(str(problem) for problem in one.problems)


def test_an_outline_keeps_its_islands_and_its_lakes_in_metres() -> None:
    (one,) = intake.understand(
        SAMPLES / "boundaries" / "CTYUA_DEC_2024_EN_BUC_bng.geojson", imported_on=TODAY
    )
    assert one.reading is not None
    lake, islands = one.reading.tables["boundary"]["outline"].to_list()
    assert lake.count("(") == 1 + 1 + 2
    assert islands.startswith(
        "MULTIPOLYGON (((430000 200000, 440000 200000, 435000 210000, 430000 200000)), (("
    )
    assert "447000 200000, 446000 203001" in islands
    assert one.known_from == date(2024, 12, 31)


def test_a_zipped_shapefile_says_what_the_geojson_says() -> None:
    (one,) = intake.understand(SAMPLES / "boundaries" / "CTYUA_MAY_2023_UK_BUC.zip", imported_on=TODAY)
    assert one.dataset is not None
    assert (one.dataset.id, one.rows, one.known_from) == ("boundaries", 2, date(2023, 5, 31))
    assert one.reading is not None
    table = one.reading.tables["boundary"]
    assert table["name"].to_list() == ["Samplefordshire", "Exampleham"]
    assert "400000 220000" in table["outline"][0]
    assert table["outline"][1].count("((") == 2


@settings(deadline=None, max_examples=50)
@given(st.floats(-5.5, 1.5), st.floats(50.2, 58.0))
def test_longitude_and_latitude_come_to_where_the_grid_has_them(lon: float, lat: float) -> None:
    """Back again by the inverse of the projection, which is another series."""
    import pyproj

    ring = [[lon, lat], [lon + 0.1, lat], [lon, lat + 0.1], [lon, lat]]
    written = outlines.outline(json.dumps({"type": "Polygon", "coordinates": [ring]}), epsg="4326")
    corner = written.removeprefix("MULTIPOLYGON (((").split(",")[0].split()
    back = pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    again = back.transform(float(corner[0]), float(corner[1]))
    assert again == pytest.approx((lon, lat), abs=2e-5)


def test_the_tower_of_a_known_place_falls_on_its_grid_reference() -> None:
    """Caister water tower, the worked example of Ordnance Survey’s guide, within what a transformation without grids gives."""
    lon, lat = 1.716073973, 52.658007833  # its ETRS89 position
    ring = [[lon, lat], [lon + 0.01, lat], [lon, lat + 0.01], [lon, lat]]
    written = outlines.outline(json.dumps({"type": "Polygon", "coordinates": [ring]}), epsg="4326")
    east, north = map(float, written.removeprefix("MULTIPOLYGON (((").split(",")[0].split())
    assert east == pytest.approx(651_409.8, abs=6)
    assert north == pytest.approx(313_177.4, abs=6)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"coordinates": [SQUARE[0][:-1]]}, "does not close"),
        ({"coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "does not close"),
        ({"coordinates": [[[-3, 51], [-2, 51], [-2, 52], [-3, 51]]]}, "is it in degrees"),
        ({"coordinates": [[[9e9, 0], [1, 1], [2, 2], [9e9, 0]]]}, "outside the United Kingdom"),
        ({"coordinates": [[["a", 0], [1, 1], [2, 2], ["a", 0]]]}, "not two numbers"),
        ({"coordinates": [[[1], [1], [2], [1]]]}, "not two numbers"),
        ({"coordinates": [None]}, "not two numbers|without corners"),
        ({"coordinates": []}, "no outline"),
        ({"type": "Point", "coordinates": [1, 2]}, "drawn as a Point"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "without corners"),
    ],
)
def test_an_outline_that_cannot_be_drawn_is_told_by_file_and_feature(
    geometry: dict[str, Any], words: str, tmp_path: Path
) -> None:
    import re

    one = understood(collection(feature(), feature("E06000997", "Exampleham", **geometry)), tmp_path)
    assert not one.ready
    assert re.search(words, said(one)), said(one)
    assert "CTYUA_MAY_2023_EN_BUC.geojson" in said(one)
    assert "row 3" in said(one)
    assert "Exampleham (E06000997)" in said(one)


def test_a_reference_system_of_elsewhere_is_refused() -> None:
    with pytest.raises(OutlineRefused, match="get it in WGS84"):
        outlines.outline(json.dumps({"type": "Polygon", "coordinates": SQUARE}), epsg="3857")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b'{"type": "FeatureCollection", "features": [', "Download it again"),
        (b'{"type": "FeatureCollection", "features": []}', "without any feature"),
        (
            b'{"type": "FeatureCollection", "features": [1]}',
            "Feature 1 of the GeoJSON file has no properties",
        ),
        (b'{"a": 1}', "no file of outlines"),
        (b"[1, 2]", "no file of outlines"),
        (b"[" * 100_000, "cannot be read"),
        (
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        {"type": "Feature", "properties": {f"p{i}": 1}, "geometry": None} for i in range(2500)
                    ],
                }
            ).encode(),
            "no table of places",
        ),
    ],
)
def test_json_that_is_no_collection_of_outlines_is_answered_in_a_sentence(
    told: bytes, words: str, tmp_path: Path
) -> None:
    one = understood(told, tmp_path)
    assert words in f"{one.reason} {said(one)}"


def test_codes_are_told_from_nonsense_and_from_one_another(tmp_path: Path) -> None:
    assert "no code of nine characters" in said(understood(collection(feature("803")), tmp_path))
    assert "repeats an earlier row" in said(understood(collection(feature(), feature()), tmp_path))


def test_boundaries_of_other_areas_are_of_no_publication_held(tmp_path: Path) -> None:
    other = feature()
    other["properties"] = {"WD23CD": "E05000001", "WD23NM": "A ward"}
    one = understood(collection(other), tmp_path)
    assert one.dataset is None
    assert "no publication held here" in one.reason


def test_a_name_without_a_month_leaves_the_year_of_the_codes(tmp_path: Path) -> None:
    one = understood(collection(feature()), tmp_path, name="outlines.geojson")
    assert (one.known_from, one.known_from_estimated) == (date(2023, 12, 31), True)
    late = feature()
    late["properties"] = {"CTYUA31CD": "E06000998", "CTYUA31NM": "Samplefordshire"}
    assert "still to come" in said(understood(collection(late), tmp_path, name="outlines.geojson"))


def test_a_shapefile_without_its_names_or_cut_short_is_refused(tmp_path: Path) -> None:
    sound = zipfile.ZipFile(SAMPLES / "boundaries" / "CTYUA_MAY_2023_UK_BUC.zip")
    parts = {name: sound.read(name) for name in sound.namelist()}
    for left_out, cut, words in ((".dbf", "", "lacks its .dbf"), ("", ".shp", "damaged or cut short")):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in parts.items():
                if not left_out or not name.endswith(left_out):
                    archive.writestr(name, content[:150] if cut and name.endswith(cut) else content)
        one = understood(made.getvalue(), tmp_path, name="CTYUA_MAY_2023_UK_BUC.zip")
        assert words in f"{one.reason} {said(one)}"


# In the warehouse


def built(tmp_path: Path, *files: Path) -> warehouse.Warehouse:
    home = Home(root=tmp_path / "home")
    store = ReleaseStore(home)
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    for path in files:
        for one in intake.understand(path, imported_on=TODAY):
            assert one.ready, said(one)
            intake.keep(one, store, at=at)
    warehouse.build(home, at=at)
    return warehouse.open(home)


def register(tmp_path: Path, gss: str) -> Path:
    """A register of three open schools of authority 998, whose schools lie mostly in one place."""
    from trellis.fictitious import writing

    rows = [
        {
            "URN": str(900001 + i), "LA (code)": "998", "LA (name)": "Samplefordshire", "EstablishmentNumber": 2001 + i,
            "EstablishmentName": f"School {i}", "TypeOfEstablishment (code)": "1",
            "TypeOfEstablishment (name)": "Community school", "EstablishmentStatus (code)": "1" if i else "2",
            "PhaseOfEducation (code)": "2", "StatutoryLowAge": 4, "StatutoryHighAge": 11,
            "LastChangedDate": "01-10-2026", "GSSLACode (name)": gss if i < 3 else "E06000001",
        }
        for i in range(4)
    ]  # fmt: skip
    return writing.write(
        tmp_path / "edubasealldata20261015.csv", writing.header("gias_establishments"), rows, writing.GIAS
    )


BOUNDARIES = SAMPLES / "boundaries" / "CTYUA_DEC_2024_EN_BUC_bng.geojson"


def test_an_authority_has_the_outline_of_the_place_where_most_of_its_schools_lie(tmp_path: Path) -> None:
    with built(tmp_path, register(tmp_path, "E10000997"), BOUNDARIES) as held:
        found = held.boundary("998")
        assert found is not None
        assert (found.gss_code, found.name, found.row, found.dataset) == (
            "E10000997",
            "Exampleham",
            3,
            "boundaries",
        )
        assert held.boundary("803") is None


def test_a_register_without_places_leaves_the_name_to_go_by(tmp_path: Path) -> None:
    with built(tmp_path, register(tmp_path, ""), BOUNDARIES) as held:
        found = held.boundary("998")
        # The one school in another place does not make the authority's
        assert found is None or found.gss_code == "E06000998"


def test_no_boundary_held_is_none(tmp_path: Path) -> None:
    with built(tmp_path, register(tmp_path, "E10000997")) as held:
        assert held.boundary("998") is None


def test_a_newer_edition_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    older = SAMPLES / "boundaries" / "CTYUA_MAY_2023_UK_BUC.zip"
    with built(tmp_path, register(tmp_path, "E06000998"), BOUNDARIES, older) as held:
        found = held.boundary("998")
        assert found is not None
        assert found.known_from == date(2024, 12, 31)
