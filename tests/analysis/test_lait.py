"""Authority figures, the list of authorities and their statistical neighbours."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.sheets import context, frame_of, read, shape_of, text_frame
from trellis.analysis.datasets.lait import lait, year_of
from trellis.analysis.datasets.statistical_neighbours import statistical_neighbours
from trellis.analysis.observation import Status

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("2024", 2024),
        ("2025 (Rev)", 2025),
        ("2025 (prov)", 2025),
        ("2023/24", 2024),
        ("2024-25 (OT)", 2025),
        ("2014-16", 2016),
        ("2013/14-15/16", 2016),
        ("1999-00", 2000),
        ("0", None),
        ("spring", None),
    ],
)
def test_a_period_is_of_the_year_it_ends_in(said: str, year: int | None) -> None:
    assert year_of(pl.Series([said])).to_list() == [year]


def test_figures_are_of_authorities_regions_and_england() -> None:
    reading, told = read(SAMPLES / "lait" / "long.csv", lait, "long", hinted_date=date(2026, 4, 8))
    assert told.problems == []
    table = reading.tables["area_observation"]
    places = set(table.select("area_level", "area_code").iter_rows())
    assert places == {
        ("la", "898"),
        ("la", "899"),
        ("national", "ENG"),
        ("region", "South West"),
        ("region", "Inner London"),
    }
    assert set(table["school_group"]) == {"all"}
    assert table["measure"].str.starts_with("lait:").all()
    assert "lait:Sample_Nothing" not in set(table["measure"])
    assert reading.edition == "as at 8 April 2026 (by the file’s name)"


def test_float_noise_is_a_number_and_a_dash_is_not_published() -> None:
    reading, _ = read(SAMPLES / "lait" / "long.csv", lait, "long", hinted_date=date(2026, 4, 8))
    table = reading.tables["area_observation"]
    assert 0.55 in table["value"].to_list()
    assert set(table.filter(pl.col("value").is_null())["status"]) == {int(Status.NOT_PUBLISHED)}


def test_no_figure_is_known_after_the_sheet_that_carries_it() -> None:
    reading, _ = read(SAMPLES / "lait" / "long.csv", lait, "long", hinted_date=date(2026, 4, 8))
    table = reading.tables["area_observation"]
    assert table.filter(year=2019)["known_from"].unique().to_list() == [date(2020, 4, 1)]
    assert (table["known_from"] <= date(2026, 4, 8)).all()
    assert table["known_from_estimated"].all()


def test_a_period_with_a_figure_that_cannot_be_read_is_an_error() -> None:
    shape = shape_of(lait, "long")
    frame = frame_of(SAMPLES / "lait" / "long.csv", shape).with_columns(
        pl.when(pl.col("row") == 2).then(pl.lit("summer")).otherwise("years").alias("years"),
        pl.when(pl.col("row") == 2).then(pl.lit("5")).otherwise("values").alias("values"),
    )
    told = context(hinted_date=date(2026, 4, 8))
    shape.read(frame, told)
    assert [(p.row, p.column) for p in told.problems] == [(2, "Years")]


def test_a_figure_given_twice_is_an_error_at_its_second_row() -> None:
    shape = shape_of(lait, "long")
    frame = frame_of(SAMPLES / "lait" / "long.csv", shape)
    doubled = pl.concat([frame, frame.head(1).with_columns(row=pl.lit(99, dtype=pl.Int32))])
    told = context(hinted_date=date(2026, 4, 8))
    shape.read(doubled, told)
    assert [p.row for p in told.problems] == [99]


def test_the_list_of_authorities_marks_those_abolished_and_leaves_out_regions() -> None:
    reading, told = read(
        SAMPLES / "lait" / "authorities.csv", lait, "authorities", hinted_date=date(2026, 4, 8)
    )
    assert told.problems == []
    assert reading.tables["area"].select("la_code", "name", "current").rows() == [
        ("898", "Sampleshire", True),
        ("899", "Exampleton", True),
        ("897", "Formershire", False),
        ("201", "Sample Square", True),
    ]


def neighbours(path: Path, name: str) -> pl.DataFrame:
    shape = shape_of(statistical_neighbours, "neighbours")
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        frame = text_frame(rows[shape.header_row - 1], rows[shape.header_row :], shape)
    else:
        frame = frame_of(path, shape)
    told = context(file=name)
    reading = shape.read(frame, told)
    assert reading is not None
    assert told.problems == []
    return reading.tables["neighbour"]


def test_ten_neighbours_are_read_nearest_first_with_how_close_they_are() -> None:
    table = neighbours(SAMPLES / "statistical_neighbours" / "neighbours.csv", "sn_may_2025.xlsx")
    mine = table.filter(la_code="300")
    assert mine["rank"].to_list() == list(range(1, 11))
    assert mine["neighbour_la_code"].to_list() == [str(code) for code in range(301, 311)]
    assert mine["closeness"].to_list()[:3] == ["extremely close", "very close", "very close"]
    assert mine["known_from"].unique().to_list() == [date(2025, 5, 1)]


def test_an_abolished_authority_keeps_its_old_neighbours_and_a_new_one_may_have_none() -> None:
    table = neighbours(SAMPLES / "statistical_neighbours" / "neighbours.csv", "sn_may_2025.xlsx")
    assert table.filter(la_code="312").height == 10
    assert table.filter(la_code="313").is_empty()


def test_an_authority_that_is_its_own_neighbour_is_an_error() -> None:
    shape = shape_of(statistical_neighbours, "neighbours")
    header = ["LA num", "LA Name", "LA number", "SN1", "SNP", "SN10"]
    frame = text_frame(header, [["300", "Here", "300", "300", "Close", "-"]], shape)
    told = context(file="neighbours.xlsx", hinted_date=date(2025, 5, 1))
    reading = shape.read(frame, told)
    assert reading is not None
    assert reading.edition == "May 2025"
    assert [p.row for p in told.problems] == [4]


@pytest.mark.published
def test_published_neighbours_are_those_printed(published_data: Path) -> None:
    folder = published_data / "lait" / "2026-04-08"
    table = neighbours(folder / "sn_may_2025.xlsx", "sn_may_2025.xlsx")

    def of(code: str) -> list[str]:
        return table.filter(la_code=code).sort("rank")["neighbour_la_code"].to_list()

    assert of("803") == ["855", "850", "938", "873", "823", "802", "916", "881", "931", "865"]
    assert of("933") == ["935", "830", "838", "893", "885", "891", "878", "860", "855", "881"]
    assert of("839") == ["822", "882", "886", "878", "826", "303", "938", "926", "845", "881"]
    assert len(of("835")) == 10
    assert neighbours(folder / "sn_april_2021.xlsx", "sn_april_2021.xlsx")["la_code"].n_unique() == 156


@pytest.mark.published
def test_the_published_figures_read_without_a_problem(published_data: Path) -> None:
    folder = published_data / "lait" / "2026-04-08"
    reading, told = read(folder / "bds_long_0.parquet", lait, "long", hinted_date=date(2026, 4, 8))
    assert told.problems == []
    table = reading.tables["area_observation"]
    assert table["measure"].n_unique() == 434
    assert table.filter(area_code="803", measure="lait:KS2RWM_Expected_STD", year=2025)[
        "value"
    ].to_list() == [64.0]
    areas, also_told = read(folder / "la_code_list.xlsx", lait, "authorities", hinted_date=date(2026, 4, 8))
    assert also_told.problems == []
    assert areas.tables["area"].filter(current=True).height == 153
