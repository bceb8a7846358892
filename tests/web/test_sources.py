"""The row behind a value, as it was published; and the pages that read the warehouse."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client

from tests import builders
from trellis.analysis.files.releases import Kept, Release, ReleaseStore
from trellis.analysis.home import Home
from trellis.analysis.store.build_report import FORMAT
from trellis.schools import data
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def run() -> Run:
    return builders.screened()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))
    return Home.from_environment()


@pytest.fixture
def adviser(run: Run) -> Client:
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    return client


def kept(home: Home, tmp_path: Path, *, text: str, authority: str | None = None) -> Release:
    """One release of a file with this text."""
    import hashlib

    path = tmp_path / "absence_2026.csv"
    path.write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return ReleaseStore(home).keep(
        tables={},
        source=Kept(files=(path,), file_name=path.name, member=None, sha256=sha256, size=len(text)),
        dataset="absence" if authority is None else "local_values",
        shape="test",
        edition="2025/26 final",
        part=f"2026-{authority or 'all'}",
        rank=1,
        years=(2026,),
        rows=2,
        header_row=1,
        known_from=date(2026, 10, 15),
        known_from_estimated=True,
        authority=authority,
        at=AT,
    )


CSV = "URN,PERCTOT,NOTE\n900001,4.0,\n900002,9.5,<b>bold</b>\n"


def address(release: Release, row: int, urn: int = builders.BEECH) -> str:
    return f"/schools/{urn}/source/{release.id}/{row}/"


def test_a_row_is_shown_as_it_was_published_with_the_facts_of_its_release(
    adviser: Client, home: Home, tmp_path: Path
) -> None:
    release = kept(home, tmp_path, text=CSV)
    page = adviser.get(address(release, 3)).content.decode()
    assert "Row 3 of absence_2026.csv" in page
    assert "PERCTOT" in page
    assert "9.5" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "15 October 2026 (estimated from the publisher’s usual month)" in page
    assert release.sha256 in page
    assert "2025/26 final" in page


def test_empty_cells_are_counted_and_left_out(adviser: Client, home: Home, tmp_path: Path) -> None:
    page = adviser.get(address(kept(home, tmp_path, text=CSV), 2)).content.decode()
    assert "3 columns; 1 empty one is left out here." in page


@pytest.mark.parametrize("row", [4, 9999, 10**7])
def test_a_row_that_is_not_there_is_not_found(row: int, adviser: Client, home: Home, tmp_path: Path) -> None:
    assert adviser.get(address(kept(home, tmp_path, text=CSV), row)).status_code == 404


@pytest.mark.parametrize("release", ["absence-2026-ffffffffffff", "..", "a-b", "x" * 300])
def test_a_release_that_is_not_held_is_not_found(release: str, adviser: Client, home: Home) -> None:
    assert adviser.get(f"/schools/{builders.BEECH}/source/{release}/2/").status_code == 404


def test_an_authoritys_own_return_is_shown_only_where_the_schools_evidence_rests_on_it(
    adviser: Client, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = kept(home, tmp_path, text=CSV, authority="801")
    assert adviser.get(address(own, 2)).status_code == 404
    monkeypatch.setattr("trellis.screening.queries.is_cited", lambda *_, **__: True)
    assert adviser.get(address(own, 2)).status_code == 200
    others = kept(home, tmp_path, text=CSV.replace("4.0", "4.1"), authority="802")
    assert adviser.get(address(others, 2)).status_code == 404


def test_the_pages_of_a_school_say_so_when_nothing_has_been_built(adviser: Client, home: Home) -> None:
    said = adviser.get(f"/schools/{builders.BEECH}/indicators/").content.decode()
    assert "No figures are held for this school." in said
    assert "trellis build" in said
    said = adviser.get(f"/schools/{builders.BEECH}/similar/").content.decode()
    assert "No similar schools can be shown" in said


def of_another_format(path: Path) -> None:
    with duckdb.connect(str(path)) as made:
        made.execute(
            "CREATE TABLE build AS SELECT 'b' AS id, '2026-11-01T09:00:00+00:00' AS built_at, "
            "NULL::DATE AS as_of, 's' AS stamp, -1 AS format"
        )


def of_this_format_with_nothing_in_it(path: Path) -> None:
    with duckdb.connect(str(path)) as made:
        made.execute(
            "CREATE TABLE build AS SELECT 'b' AS id, '2026-11-01T09:00:00+00:00' AS built_at, "
            f"NULL::DATE AS as_of, 's' AS stamp, {FORMAT!r} AS format"
        )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a warehouse" * 1000),
        lambda path: path.mkdir(),
        of_another_format,
        of_this_format_with_nothing_in_it,
    ],
    ids=["empty", "damaged", "a folder", "of another format", "without tables"],
)
def test_no_page_breaks_where_the_warehouse_cannot_be_read(
    spoil: Callable[[Path], None], adviser: Client, home: Home
) -> None:
    home.warehouse.mkdir(parents=True)
    spoil(home.warehouse_file())
    for part in ("indicators/", "similar/"):
        page = adviser.get(f"/schools/{builders.BEECH}/{part}")
        assert page.status_code == 200
        assert "The figures are being rebuilt" in page.content.decode()
    for address_ in ("/schools/", f"/schools/{builders.BEECH}/", f"/schools/{builders.BEECH}/how-judged/"):
        assert adviser.get(address_).status_code == 200


def test_what_was_read_last_goes_on_being_read_where_the_next_file_is_broken(
    home: Home,
) -> None:
    home.warehouse.mkdir(parents=True)
    of_this_format_with_nothing_in_it(home.warehouse_file())
    good = data.warehouse()
    assert good is not None
    aside = home.warehouse / "aside"
    aside.write_bytes(b"broken")
    aside.replace(home.warehouse_file())
    assert data.warehouse() is good


class Warehouse:
    """Stands for a warehouse with one indicator and one similar school."""

    def history(self, urn: int, *, authority: str | None = None) -> list[Any]:
        from trellis.analysis.store.records import HistoryRow

        nothing: dict[str, Any] = dict.fromkeys(HistoryRow.__dataclass_fields__)
        shared = {
            **nothing,
            "indicator": "absence_overall",
            "status": 0,
            "basis": "own",
            "release": "absence-2026-abc",
            "file_name": "absence.csv",
            "row": 7,
            "known_from_estimated": False,
        }
        return [
            HistoryRow(**{**shared, "year": 2025, "value": 4.5, "basis": "predecessor"}),
            HistoryRow(**{**shared, "year": 2026, "value": 5.5, "low": 5.0, "high": 6.0}),
        ]

    as_of = date(2026, 11, 1)

    def standings(self, urn: int, *, authority: str | None = None) -> list[Any]:
        from trellis.analysis.store.records import Standing

        return [
            Standing(
                indicator="absence_overall",
                status=0,
                value=5.5,
                year=2026,
                percentile=80.0,
                national_median=5.0,
                similar_median=4.0,
                comparator_year=2026,
            )
        ]

    def medians_by_year(self, urn: int) -> dict[Any, Any]:
        from trellis.analysis.store.records import YearMedians

        return {("absence_overall", 2026): YearMedians(england=5.0, authority=5.1, neighbours=None)}

    def values_by_year(self, urns: list[int], *, since: int = 0) -> dict[Any, Any]:
        return {("absence_overall", 2026): {123456: 4.0}}

    def lineage(self, urn: int) -> list[Any]:
        return []

    def schools_of(self, urns: list[int]) -> list[Any]:
        return []

    def similar(self, urn: int) -> list[Any]:
        from trellis.analysis.store.records import SimilarSchool

        return [
            SimilarSchool(
                rank=1,
                urn=123456,
                name="Twin Primary",
                la_code="802",
                la_name="Wessex Vale",
                phase_group="primary",
                school_type="Community school",
                roll=200,
                distance=0.42,
            )
        ]

    def features(self, urns: list[int]) -> dict[int, dict[str, float | None]]:
        from trellis.analysis.measuring.similar import FEATURES

        values = {"roll": (210.0, 200.0), "rural": (0.0, 1.0), "sixth_form": (0.0, 0.0)}
        return {
            urn: {key: values.get(key, (None, 12.5))[i] for key in FEATURES}
            for i, urn in enumerate((builders.BEECH, 123456))
        }

    def inspections(self, urn: int) -> list[Any]:
        from trellis.analysis.store.records import Inspection

        nothing: dict[str, Any] = dict.fromkeys(Inspection.__dataclass_fields__)
        shared = {**nothing, "release": "r", "started": date(2023, 5, 2), "predecessor": True}
        graded = {**shared, "kind": "graded", "framework": "eif"}
        return [
            Inspection(**{**graded, "area": "personal_development", "grade": "good"}),
            Inspection(**{**graded, "area": "overall", "grade": "requires_improvement"}),
            Inspection(**{**graded, "area": "overall", "grade": "good", "started": date(2018, 1, 1)}),
        ]


@pytest.fixture
def warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trellis.schools.data.warehouse", Warehouse)


def test_indicators_are_drawn_with_a_table_and_a_way_to_the_source(adviser: Client, warehouse: None) -> None:
    page = adviser.get(f"/schools/{builders.BEECH}/indicators/").content.decode()
    assert "<svg" in page
    assert 'role="img"' in page
    assert "style=" not in page
    assert "5.5%" in page
    assert "5.0% to 6.0%" in page
    assert "5.1%" in page  # the middle of the authority, beside it
    assert "of the school before it" in page
    assert f'href="/schools/{builders.BEECH}/source/absence-2026-abc/7/"' in page


def test_similar_schools_are_listed_with_their_distance_in_each_feature(
    adviser: Client, warehouse: None
) -> None:
    page = adviser.get(f"/schools/{builders.BEECH}/similar/").content.decode()
    assert "Twin Primary" in page
    assert "0.42" in page
    assert "−10" in page
    assert "town or fringe" in page
    assert "Not held for this school" in page


def test_the_latest_inspection_is_told_in_its_own_terms_and_as_of_the_school_before(
    adviser: Client, warehouse: None
) -> None:
    page = adviser.get(f"/schools/{builders.BEECH}/").content.decode()
    assert "Graded inspection, 2 May 2023." in page
    assert "Of the school before this one." in page
    assert page.index("Overall effectiveness") < page.index("Personal development")
    assert "Requires improvement" in page
