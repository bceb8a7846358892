"""The GIAS register, links and groups, in every header they have had."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.sheets import context, frame_of, read, shape_of
from trellis.analysis.dataset import Reading
from trellis.analysis.datasets.gias_establishments import gias_establishments
from trellis.analysis.datasets.gias_groups import gias_groups
from trellis.analysis.datasets.gias_links import gias_links
from trellis.analysis.observation import TABLES, Status

SAMPLES = Path(__file__).parents[1] / "samples"
REGISTER = SAMPLES / "gias_establishments" / "edubasealldata.csv"
LINKS = SAMPLES / "gias_links" / "links_edubasealldata.csv"

GONE_IN_2026 = {
    "OfstedLastInsp",
    "OfstedSpecialMeasures (code)",
    "OfstedSpecialMeasures (name)",
    "OfstedRating (name)",
    "RSCRegion (name)",
}


def header() -> list[str]:
    with REGISTER.open(encoding="cp1252", newline="") as file:
        return next(csv.reader(file))


def one(reading: Reading, urn: int) -> dict[str, object]:
    return reading.tables["establishment"].filter(urn=urn).row(0, named=True)


def test_the_register_is_read_with_its_codes_ages_places_and_dates() -> None:
    reading, told = read(REGISTER, gias_establishments, "edubasealldata")
    assert told.problems == []
    table = reading.tables["establishment"]
    assert dict(table.schema) == TABLES["establishment"]
    school = one(reading, 900013)
    assert (school["la_code"], school["establishment_number"]) == ("898", 4013)
    assert (school["type_code"], school["phase_code"], school["status_code"]) == ("34", "4", "1")
    assert (school["low_age"], school["high_age"], school["sixth_form"]) == (11, 16, False)
    assert school["opened"] == date(2013, 9, 1)
    assert school["trust_name"] == "THE SAMPLE TRUST"
    assert school["head_name"] == "Ms Alex Sample"
    assert one(reading, 900022)["name"] == "École Sainte-Aurélie"
    assert one(reading, 900002)["nursery_classes"] is True


def test_a_recoded_school_keeps_its_number_and_tells_the_authority_it_came_from() -> None:
    reading, _ = read(REGISTER, gias_establishments, "edubasealldata")
    school = one(reading, 900113)
    assert (school["la_code"], school["previous_la_code"]) == ("838", "835")
    assert school["previous_establishment_number"] == 2113


def test_roll_and_free_meals_are_of_the_census_day_and_capacity_of_the_extract() -> None:
    reading, _ = read(REGISTER, gias_establishments, "edubasealldata", hinted_date=date(2025, 9, 5))
    told = reading.tables["observation"]
    assert reading.years == (2026,)
    assert told.filter(measure="capacity")["year"].unique().to_list() == [2026]
    assert told.filter(measure="roll_gias")["year"].unique().to_list() == [2025]
    independent = told.filter(urn=900016, measure="fsm_gias").row(0, named=True)
    assert (independent["status"], independent["value"]) == (Status.NOT_APPLICABLE, None)
    assert told.filter(urn=900022, measure="fsm_gias").is_empty()


def test_the_extracts_day_is_its_names_where_its_changes_bear_it_out() -> None:
    newest = read(REGISTER, gias_establishments, "edubasealldata")[0].released
    assert newest is not None
    assert newest.year == 2025
    named = date(2025, 9, 5)
    reading, _ = read(REGISTER, gias_establishments, "edubasealldata", hinted_date=named)
    assert (reading.released, reading.edition) == (named, "as at 5 September 2025")
    other = date(2020, 1, 1)
    reading, _ = read(REGISTER, gias_establishments, "edubasealldata", hinted_date=other)
    assert reading.released == newest
    assert reading.edition.endswith("(its latest change)")


@pytest.mark.parametrize(
    "dropped",
    [
        GONE_IN_2026,
        {"FSM", "AccreditationExpiryDate"},
        {"MSOA (code)", "LSOA (code)", "FSM", "AccreditationExpiryDate"},
        {"HeadTitle (name)", "HeadFirstName", "HeadLastName", "Diocese (name)"},
    ],
    ids=["2026", "before FSM", "before LSOA (code)", "without heads"],
)
def test_a_header_of_another_year_reads_the_same_but_for_what_it_lacks(dropped: set[str]) -> None:
    shape = shape_of(gias_establishments, "edubasealldata")
    frame = frame_of(REGISTER, shape)
    lacking = frame.drop([name.casefold() for name in dropped], strict=False)
    told = context()
    reading = shape.read(lacking, told)
    whole = shape.read(frame, context())
    assert reading is not None
    assert whole is not None
    assert told.problems == []
    assert reading.tables["establishment"]["urn"].equals(whole.tables["establishment"]["urn"])
    assert not dropped & set(shape.marks)
    assert dropped & set(shape.reads) <= set(shape.optional)


def test_an_extract_that_does_not_say_its_day_says_so() -> None:
    shape = shape_of(gias_establishments, "edubasealldata")
    frame = frame_of(REGISTER, shape).drop("lastchangeddate")
    told = context()
    reading = shape.read(frame, told)
    assert reading is not None
    assert reading.released is None
    assert [p.severity for p in told.problems] == ["warning"]
    assert reading.tables["establishment"]["known_from_estimated"].all()
    hinted = context(hinted_date=date(2025, 9, 1))
    reading = shape.read(frame, hinted)
    assert reading is not None
    assert reading.edition == "as at 1 September 2025 (by the file’s name)"


def test_a_list_of_open_schools_does_not_take_the_registers_place() -> None:
    shape = shape_of(gias_establishments, "edubasealldata")
    frame = frame_of(REGISTER, shape)
    whole = shape.read(frame, context())
    told = context()
    some = shape.read(frame.filter(pl.col("establishmentstatus (code)") != "2"), told)
    assert whole is not None
    assert some is not None
    assert whole.part == "register"
    assert some.part != whole.part
    assert [p.severity for p in told.problems] == ["warning"]


def test_a_repeated_urn_and_an_unknown_status_are_errors_with_their_rows() -> None:
    shape = shape_of(gias_establishments, "edubasealldata")
    frame = frame_of(REGISTER, shape)
    bad = pl.concat([frame, frame.head(1).with_columns(row=pl.lit(99, dtype=pl.Int32))]).with_columns(
        pl.when(pl.col("row") == 3)
        .then(pl.lit("7"))
        .otherwise("establishmentstatus (code)")
        .alias("establishmentstatus (code)")
    )
    told = context()
    shape.read(bad, told)
    assert sorted((p.row, p.severity) for p in told.problems) == [(3, "error"), (99, "error")]


def test_links_are_read_and_a_blank_date_is_no_problem() -> None:
    reading, told = read(LINKS, gias_links, "links_edubasealldata", hinted_date=date(2025, 4, 22))
    assert told.problems == []
    links = reading.tables["link"]
    row = links.filter(urn=900103, link_type="Successor").row(0, named=True)
    assert (row["link_urn"], row["established"]) == (900104, None)
    assert reading.edition == "as at 22 April 2025 (by the file’s name)"


def test_group_links_and_membership_history_are_read() -> None:
    links, told = read(SAMPLES / "gias_groups" / "alllinksdata.csv", gias_groups, "alllinksdata")
    history, also_told = read(
        SAMPLES / "gias_groups" / "academiesmatmembership.csv", gias_groups, "academiesmatmembership"
    )
    assert told.problems == also_told.problems == []
    federated = links.tables["membership"].filter(group_type="Federation")
    assert federated["joined"].to_list() == [None, None]
    left = history.tables["membership"].filter(urn=900103).row(0, named=True)
    assert (left["joined"], left["left"]) == (date(2012, 9, 1), date(2019, 3, 31))


@pytest.mark.published
def test_the_register_of_full_size_reads_without_a_problem(published_data: Path) -> None:
    path = published_data / "reconstructed" / "edubasealldata20250901.csv.gz"
    reading, told = read(path, gias_establishments, "edubasealldata", hinted_date=date(2025, 9, 1))
    assert told.problems == []
    table = reading.tables["establishment"]
    assert table.height == 41_077
    assert table.filter(status_code="1").height == 24_577
    assert reading.edition == "as at 1 September 2025 (by the file’s name)"


@pytest.mark.published
def test_published_links_read_without_a_problem(published_data: Path) -> None:
    path = published_data / "gias" / "2025-04-22" / "links_edubasealldata20250422.csv.gz"
    reading, told = read(path, gias_links, "links_edubasealldata", hinted_date=date(2025, 4, 22))
    assert told.problems == []
    kinds = dict(reading.tables["link"]["link_type"].value_counts().iter_rows())
    assert (kinds["Successor"], kinds["Result of Amalgamation"]) == (16_451, 111)
    assert 0.23 < reading.tables["link"]["established"].null_count() / 33_801 < 0.25


@pytest.mark.published
def test_group_links_of_2022_read_without_a_problem(published_data: Path) -> None:
    path = published_data / "derived" / "gias-2022-03-31" / "group_links.csv.gz"
    shape = shape_of(gias_groups, "alllinksdata")
    told = context(hinted_date=date(2022, 3, 31))
    reading = shape.read(frame_of(path, shape, "utf-8"), told)
    assert reading is not None
    assert told.problems == []
    assert reading.tables["membership"].height == 20_395
