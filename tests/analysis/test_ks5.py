"""16 to 18 results, and destinations after both stages."""

from pathlib import Path

import pytest

from tests.analysis.returned import understood
from trellis.analysis.observation import Status

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def test_value_added_has_its_published_limits_the_right_way_round() -> None:
    one = understood(SAMPLES / "ks5" / "england_ks5final_2016-2017.csv", SAMPLES)
    assert one.reading is not None
    rows = one.reading.tables["observation"].filter(measure="ks5_value_added", status=int(Status.VALUE))
    assert rows.height > 10
    assert (rows["low"] < rows["value"]).all()
    assert (rows["value"] < rows["high"]).all()


def test_colleges_and_centres_with_a_urn_are_read_as_schools_are() -> None:
    one = understood(SAMPLES / "ks5" / "england_ks5final_2016-2017.csv", SAMPLES)
    assert one.reading is not None
    assert {990108, 990110} <= set(one.reading.tables["observation"]["urn"])


def test_destinations_carry_the_year_before_the_tables() -> None:
    one = understood(SAMPLES / "ks4_destinations" / "england_ks4-pupdest_2018-2019.csv", SAMPLES)
    assert one.reading is not None
    assert one.reading.part == "2019"
    assert one.reading.years == (2016, 2017, 2018)


def test_a_share_of_destinations_has_its_count_and_cohort() -> None:
    one = understood(SAMPLES / "ks4_destinations" / "england_ks4-pupdest_2018-2019.csv", SAMPLES)
    assert one.reading is not None
    table = one.reading.tables["observation"]
    row = table.filter(measure="ks4_destinations_sustained", year=2018, urn=990101).to_dicts()[0]
    assert round(100 * row["numerator"] / row["denominator"]) == row["value"]
    hidden = table.filter(measure="ks4_destinations_sustained", year=2018, urn=990107).to_dicts()[0]
    assert hidden["status"] == int(Status.SUPPRESSED)


@pytest.mark.published
def test_the_national_row_of_destinations_reads_as_published(published_data: Path) -> None:
    path = published_data / "performance-tables" / "2018-2019" / "england_ks4-pupdest.csv.gz"
    one = understood(path, path.parent)
    assert one.reading is not None, one.problems
    areas = one.reading.tables["area_observation"].filter(area_level="national", year=2018)
    sustained = areas.filter(measure="ks4_destinations_sustained").to_dicts()[0]
    assert (sustained["value"], sustained["numerator"], sustained["denominator"]) == (94, 497037, 528139)
    assert areas.filter(measure="ks4_destinations_not_sustained")["value"].to_list() == [5]


@pytest.mark.published
def test_the_16_to_18_table_of_2016_reads_whole(published_data: Path) -> None:
    path = published_data / "performance-tables" / "2015-2016" / "england_ks5final_2016.csv.gz"
    one = understood(path, path.parent)
    assert one.reading is not None, one.problems
    assert one.reading.edition == "2015/16 final"
    areas = one.reading.tables["area_observation"].filter(measure="ks5_alevel_aps", area_level="national")
    assert dict(areas.select("school_group", "value").rows()) == {"all": 30.45, "all_with_independent": 31.79}
