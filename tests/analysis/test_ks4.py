"""Key stage 4 tables: provisional and final editions, years without Progress 8, and the real file's codes."""

import zipfile
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.returned import understood
from trellis.analysis.observation import Status

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "ks4"


def _tables(name: str) -> dict[str, pl.DataFrame]:
    one = understood(SAMPLES / name, SAMPLES)
    assert one.reading is not None
    return dict(one.reading.tables)


def test_a_later_edition_of_a_year_outranks_an_earlier_one() -> None:
    ranks = {}
    for name in ("england_ks4provisional_2018-2019.csv", "england_ks4final_2018-2019.csv"):
        one = understood(SAMPLES / name, SAMPLES)
        assert one.reading is not None
        ranks[one.reading.edition] = (one.reading.part, one.reading.rank)
    assert ranks == {"2018/19 provisional": ("2019", 1), "2018/19 final": ("2019", 3)}


def test_in_a_zip_the_name_inside_tells_the_edition_and_the_year(tmp_path: Path) -> None:
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(
            SAMPLES / "england_ks4provisional_2018-2019.csv", "2018-2019/england_ks4provisional.csv"
        )
    one = understood(path, tmp_path)
    assert one.reading is not None, one.problems
    assert one.reading.edition == "2018/19 provisional"


def test_a_table_without_progress_8_is_still_known_for_what_it_is(tmp_path: Path) -> None:
    text = "RECTYPE,LEA,URN,TPUP,ATT8SCR,PTL2BASICS_94,ATT8SCR_FSM6CLA1A,ATT8SCR_25\n1,998,990101,90,45.1,61%,33.0,44\n"
    one = understood(text, tmp_path, name="england_ks4provisional.csv")
    assert one.reading is not None, one.problems
    assert one.reading.edition == "2025/26 provisional"


def test_an_edition_that_nothing_tells_is_read_as_revised_with_a_warning(tmp_path: Path) -> None:
    text = (SAMPLES / "england_ks4final_2018-2019.csv").read_text(encoding="utf-8-sig")
    one = understood(text, tmp_path, name="results.csv")
    assert one.reading is not None
    assert one.reading.edition == "2018/19 revised"
    assert "read as revised" in str(one.warnings[0])


def test_a_year_without_progress_8_reads_as_not_published_and_keeps_earlier_years() -> None:
    table = _tables("england_ks4revised_2024-2025.csv")["observation"]
    rows = table.filter(measure="ks4_progress8", year=2025)
    # All but the independent school, whose cells say that the measure does not apply to it.
    assert rows.filter(status=int(Status.NOT_PUBLISHED)).height == 23
    assert int(Status.VALUE) not in set(rows["status"])
    assert table.filter(measure="ks4_progress8", year=2024, status=int(Status.VALUE)).height > 15
    assert table.filter(measure="ks4_attainment8", year=2025, status=int(Status.VALUE)).height > 15


def test_no_entries_and_independents_are_not_applicable_and_never_nought() -> None:
    table = _tables("england_ks4provisional_2018-2019.csv")["observation"]
    for urn in (990104, 990121):
        rows = table.filter(urn=urn, measure="ks4_attainment8")
        assert rows.select("status", "value").rows() == [(int(Status.NOT_APPLICABLE), None)]


def test_englands_state_funded_schools_are_told_from_all_schools() -> None:
    areas = _tables("england_ks4provisional_2018-2019.csv")["area_observation"]
    national = areas.filter(measure="ks4_attainment8", area_level="national")
    assert sorted(national["school_group"]) == ["all", "all_with_independent"]


@pytest.fixture(scope="module")
def provisional(published_data: Path) -> dict[str, pl.DataFrame]:
    path = published_data / "performance-tables" / "2018-2019" / "england_ks4provisional.csv.gz"
    one = understood(path, path.parent)
    assert one.reading is not None, one.problems
    assert one.reading.edition == "2018/19 provisional"
    return dict(one.reading.tables)


@pytest.mark.published
def test_special_codes_are_counted_as_the_file_prints_them(provisional: dict[str, pl.DataFrame]) -> None:
    # NE 301 + NA 1,376 and SUPP 108 for Attainment 8; NE 278 + NA 1,376 and SUPP 138 + LOWCOV 7 for Progress 8.
    counts = {
        measure: dict(rows.group_by("status").len().rows())
        for (measure,), rows in provisional["observation"].group_by("measure")
    }
    assert counts["ks4_attainment8"][int(Status.NOT_APPLICABLE)] == 301 + 1376
    assert counts["ks4_attainment8"][int(Status.SUPPRESSED)] == 108
    assert counts["ks4_progress8"][int(Status.NOT_APPLICABLE)] == 278 + 1376
    assert counts["ks4_progress8"][int(Status.SUPPRESSED)] == 138 + 7


@pytest.mark.published
def test_an_attainment_of_nought_is_only_what_the_file_prints_as_nought(
    provisional: dict[str, pl.DataFrame],
) -> None:
    rows = provisional["observation"].filter(measure="ks4_attainment8", status=int(Status.VALUE))
    assert rows.height == 3539
    assert rows["value"].min() >= 0  # type: ignore[operator]


@pytest.mark.published
def test_the_national_row_is_england_state_funded(provisional: dict[str, pl.DataFrame]) -> None:
    row = provisional["area_observation"].filter(
        measure="ks4_attainment8", area_level="national", school_group="all"
    )
    assert row.select("area_code", "value", "denominator").rows() == [("ENG", 46.5, 542831.0)]
