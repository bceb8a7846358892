"""Key stage 2 tables of two shapes of year: one with progress and earlier years, one without progress."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.returned import messages, understood
from trellis.analysis.observation import Status

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "ks2"

HEADER = "RECTYPE,LEA,URN,TELIG,PTRWM_EXP,READPROG,PTWRITTA_EXP,READPROG_LOWER,READPROG_UPPER"


def _one(table: pl.DataFrame, **key: object) -> dict[str, object]:
    rows = table.filter(**key).to_dicts()
    assert len(rows) == 1, rows
    return rows[0]


@pytest.fixture(scope="module")
def final() -> dict[str, pl.DataFrame]:
    one = understood(SAMPLES / "england_ks2final_2018-2019.csv", SAMPLES)
    assert one.reading is not None
    return dict(one.reading.tables)


@pytest.fixture(scope="module")
def without_progress() -> dict[str, pl.DataFrame]:
    one = understood(SAMPLES / "england_ks2revised_2024-2025.csv", SAMPLES)
    assert one.reading is not None
    return dict(one.reading.tables)


def test_a_table_says_its_year_by_the_years_it_repeats(tmp_path: Path) -> None:
    text = f"{HEADER},PTRWM_EXP_24,PTRWM_EXP_23\n1,998,990001,30,66%,,70%,,,61%,59%\n"
    one = understood(text, tmp_path, name="england_ks2revised.csv")
    assert one.reading is not None
    assert one.reading.edition == "2024/25 revised"
    assert one.reading.years == (2023, 2024, 2025)


def test_a_table_that_repeats_no_year_needs_one_to_be_stated(tmp_path: Path) -> None:
    text = f"{HEADER}\n1,998,990001,30,66%,1.2,70%,0.1,2.3\n"
    assert "--year" in messages(understood(text, tmp_path))[0]
    stated = understood(text, tmp_path, year=2019)
    assert stated.reading is not None
    assert stated.reading.years == (2019,)


def test_a_stated_year_that_the_columns_deny_is_refused(tmp_path: Path) -> None:
    text = f"{HEADER},PTRWM_EXP_18\n1,998,990001,30,66%,1.2,70%,0.1,2.3,61%\n"
    one = understood(text, tmp_path, year=2018)
    (message,) = messages(one)
    assert message.startswith("file.csv: the file's own columns say 2018/19, but 2017/18 was stated")


def test_the_gap_years_are_never_told_from_repeated_columns(tmp_path: Path) -> None:
    text = f"{HEADER},PTRWM_EXP_19\n1,998,990001,30,66%,1.2,70%,0.1,2.3,61%\n"
    one = understood(text, tmp_path, name="2022-2023/england_ks2final.csv")
    assert one.reading is not None
    assert one.reading.part == "2023"
    assert one.reading.years == (2019, 2023)


def test_progress_comes_with_its_published_limits_and_the_cohort(final: dict[str, pl.DataFrame]) -> None:
    row = _one(final["observation"], urn=990001, measure="ks2_reading_progress", year=2019)
    assert row["low"] < row["value"] < row["high"]  # type: ignore[operator]
    assert row["denominator"] > 0  # type: ignore[operator]
    assert row["known_from"] == date(2020, 3, 1)
    assert row["known_from_estimated"] is True


def test_earlier_years_in_the_row_are_observations_of_those_years(final: dict[str, pl.DataFrame]) -> None:
    table = final["observation"].filter(urn=990001, measure="ks2_rwm_expected").sort("year")
    assert table["year"].to_list() == [2017, 2018, 2019]
    assert table["known_from"].to_list() == [date(2018, 3, 1), date(2019, 3, 1), date(2020, 3, 1)]


def test_suppressed_and_low_coverage_values_are_not_numbers(final: dict[str, pl.DataFrame]) -> None:
    hidden = final["observation"].filter(urn=990006, year=2019)
    assert set(hidden["status"]) == {int(Status.SUPPRESSED)}
    assert hidden["value"].null_count() == hidden.height
    low = _one(final["observation"], urn=990014, measure="ks2_maths_progress", year=2019)
    assert (low["status"], low["value"]) == (int(Status.SUPPRESSED), None)
    none = _one(final["observation"], urn=990014, measure="ks2_rwm_expected_eal", year=2019)
    assert none["status"] == int(Status.NOT_APPLICABLE)


def test_authorities_and_england_are_areas_and_not_schools(final: dict[str, pl.DataFrame]) -> None:
    areas = final["area_observation"].filter(measure="ks2_rwm_expected", year=2019)
    assert sorted(areas.select("area_level", "area_code", "school_group").rows()) == [
        ("la", "998", "all"),
        ("national", "ENG", "all"),
        ("national", "ENG", "all_with_independent"),
    ]
    assert final["observation"]["urn"].null_count() == 0


def test_a_conversion_in_the_year_is_a_link_to_the_academy(final: dict[str, pl.DataFrame]) -> None:
    assert final["link"].select("urn", "link_urn", "link_type", "established").rows() == [
        (990010, 990901, "Successor", date(2019, 9, 1))
    ]


@pytest.mark.parametrize("measure", ["ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"])
def test_a_year_without_progress_reads_as_not_published(
    without_progress: dict[str, pl.DataFrame], measure: str
) -> None:
    rows = without_progress["observation"].filter(measure=measure, year=2025)
    assert rows.height == 24
    assert set(rows["status"]) == {int(Status.NOT_PUBLISHED)}
    earlier = without_progress["observation"].filter(measure=measure, year=2024)
    assert int(Status.VALUE) in set(earlier["status"]) or earlier.height == 0


def test_every_problem_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    text = (
        f"{HEADER},PTRWM_EXP_18\n"
        "1,998,990001,30,166%,1.2,70%,0.1,2.3,61%\n"
        "1,998,990001,30,66%,99,70%,0.1,2.3,61%\n"
        "9,998,990003,30,66%,1.2,70%,0.1,2.3,61%\n"
        "1,998,,30,66%,1.2,maybe,0.1,2.3,61%\n"
    )
    told = "\n".join(messages(understood(text, tmp_path)))
    for part in (
        "row 2:PTRWM_EXP: “166%” is above 100",
        "row 3: repeats an earlier row of the same school (990001)",
        "row 3:READPROG: “99” is above 40",
        "row 4:RECTYPE: “9” is not a record type of this table",
        "row 5:URN: a school's row has no URN",
        "row 5:PTWRITTA_EXP: “maybe” is neither a number nor a code of this file",
    ):
        assert part in told
