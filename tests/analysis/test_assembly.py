"""One observation for each school of today, told by small pictures of what releases say."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.analysis.small_nation import Nation, school, value
from trellis import catalogue
from trellis.analysis import indicators
from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import assembly, building, derivation
from trellis.analysis.observation import Status
from trellis.analysis.places import roster

DECLARED = tuple(catalogue.collect(indicators, Indicator).values())
OLD, NEW, OTHER = 100001, 100002, 100003
CONVERTED = [
    school(OLD, closed=date(2018, 8, 31)),
    school(NEW, "academy", opened=date(2018, 9, 1)),
    school(OTHER),
]
LINKED = [(OLD, NEW, "Successor", date(2018, 9, 1)), (NEW, OLD, "Predecessor", date(2018, 9, 1))]
AMALGAMATED = [
    school(OLD, closed=date(2018, 8, 31)),
    school(OTHER, closed=date(2018, 8, 31)),
    school(NEW, opened=date(2018, 9, 1)),
]
BOTH_LINKED = [
    (OLD, NEW, "Result of Amalgamation", date(2018, 9, 1)),
    (OTHER, NEW, "Result of Amalgamation", date(2018, 9, 1)),
]


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    return Nation(tmp_path)


def told(nation: Nation, *, as_of: date | None = None, derived: bool = False) -> list[dict[str, Any]]:
    """All observations as dicts, with ids for positions."""
    schools = building.roster_of(nation.store, as_of)
    found = assembly.with_bases(assembly.assemble(nation.store, DECLARED, schools, as_of=as_of), schools)
    if derived:
        found = derivation.with_derived(found, schools)
    return [
        {
            **row,
            "indicator": DECLARED[row["indicator"]].id,
            "urn": int(schools.urns[row["school"]]),
            "release": found.releases[row["release"]].id if row["release"] >= 0 else None,
            "basis": assembly.BASES[row["basis"]],
            "authority": None if row["authority"] < 0 else schools.authorities[row["authority"]],
        }
        for row in found.frame.iter_rows(named=True)
    ]


def only(nation: Nation, indicator: str | None = None, **kind: Any) -> dict[str, Any]:
    rows = [r for r in told(nation, **kind) if indicator is None or r["indicator"] == indicator]
    assert len(rows) == 1
    return rows[0]


def test_a_predecessors_figures_are_the_schools_own_and_say_whose_they_were(nation: Nation) -> None:
    nation.register(CONVERTED, LINKED)
    nation.publish([value(OLD, "absence_overall", 2017, 5.0)])
    row = only(nation)
    assert (row["urn"], row["observed_urn"], row["value"], row["basis"]) == (NEW, OLD, 5.0, "predecessor")


def test_percentages_of_amalgamated_schools_are_pooled_and_never_added_up(nation: Nation) -> None:
    nation.register(AMALGAMATED, BOTH_LINKED)
    nation.publish(
        [
            value(OLD, "persistent_absence", 2017, 10.0, numerator=10, denominator=100),
            value(OTHER, "persistent_absence", 2017, 40.0, numerator=120, denominator=300),
        ]
    )
    row = only(nation)
    assert (row["urn"], row["basis"]) == (NEW, "pooled")
    assert (row["value"], row["numerator"], row["denominator"]) == (32.5, 130.0, 400.0)
    assert row["observed_urn"] == OTHER
    assert row["low"] < 32.5 < row["high"]


def test_a_newer_table_that_repeats_a_year_of_one_of_them_alone_does_not_speak_for_both(
    nation: Nation,
) -> None:
    nation.register(AMALGAMATED, BOTH_LINKED)
    nation.publish(
        [
            value(OLD, "persistent_absence", 2017, 10.0, denominator=100),
            value(OTHER, "persistent_absence", 2017, 40.0, denominator=300),
        ],
        part="2017",
        known_from=date(2018, 3, 1),
    )
    nation.publish(
        [value(OTHER, "persistent_absence", 2017, 40.0, denominator=300)],
        part="2018",
        known_from=date(2019, 3, 1),
    )
    row = only(nation, "persistent_absence")
    assert (row["value"], row["denominator"], row["basis"]) == (32.5, 400, "pooled")


def test_a_newer_table_that_tells_of_as_many_of_them_is_believed(nation: Nation) -> None:
    nation.register(AMALGAMATED, BOTH_LINKED)
    nation.publish(
        [value(OLD, "persistent_absence", 2017, 10.0, denominator=100)],
        part="2017",
        known_from=date(2018, 3, 1),
    )
    nation.publish(
        [value(OTHER, "persistent_absence", 2017, 40.0, denominator=50)],
        part="2018",
        known_from=date(2019, 3, 1),
    )
    row = only(nation, "persistent_absence")
    assert (row["value"], row["observed_urn"]) == (40.0, OTHER)


def test_without_the_numbers_behind_them_the_largest_predecessor_speaks_and_is_marked(nation: Nation) -> None:
    nation.register(AMALGAMATED, BOTH_LINKED)
    nation.publish(
        [
            value(OLD, "persistent_absence", 2017, 10.0),
            value(OTHER, "persistent_absence", 2017, 40.0, denominator=300),
        ]
    )
    row = only(nation)
    assert (row["value"], row["basis"], row["observed_urn"]) == (40.0, "largest", OTHER)


def test_head_counts_of_amalgamated_schools_are_added_up(nation: Nation) -> None:
    nation.register(AMALGAMATED, BOTH_LINKED)
    nation.publish([value(OLD, "roll", 2017, 120), value(OTHER, "roll", 2017, 200)])
    row = only(nation, "roll")
    assert (row["value"], row["basis"]) == (320.0, "pooled")


def test_spending_for_each_pupil_is_never_added_up(nation: Nation) -> None:
    nation.register(AMALGAMATED, BOTH_LINKED)
    nation.publish(
        [
            value(OLD, "spend_per_pupil", 2017, 5000.0, denominator=100),
            value(OTHER, "spend_per_pupil", 2017, 6000.0, denominator=300),
        ]
    )
    assert only(nation, "spend_per_pupil")["value"] == 5750.0


def test_a_head_count_of_one_half_is_not_that_of_the_whole(nation: Nation) -> None:
    nation.register(AMALGAMATED, BOTH_LINKED)
    nation.publish([value(OLD, "roll", 2017, 120), value(OTHER, "roll", 2017, None)])
    row = only(nation, "roll")
    assert (row["value"], row["basis"]) == (120.0, "largest")


def test_a_schools_own_head_count_stands_before_its_predecessors(nation: Nation) -> None:
    nation.register(CONVERTED, LINKED)
    nation.publish([value(OLD, "roll", 2019, 120), value(NEW, "roll", 2019, 130)])
    assert (only(nation, "roll")["value"], only(nation, "roll")["basis"]) == (130.0, "own")


def test_a_year_in_which_a_school_converted_pools_both_parts_of_it(nation: Nation) -> None:
    nation.register(CONVERTED, LINKED)
    nation.publish(
        [
            value(OLD, "absence_overall", 2019, 4.0, numerator=40, denominator=1000),
            value(NEW, "absence_overall", 2019, 10.0, numerator=300, denominator=3000),
        ]
    )
    assert (only(nation)["value"], only(nation)["basis"]) == (8.5, "pooled")


@pytest.mark.parametrize("first", [True, False])
def test_a_value_stands_before_a_reason_for_none_whichever_came_first(nation: Nation, first: bool) -> None:
    nation.register([school(OTHER)])
    rows = [value(OTHER, "absence_overall", 2019, None), value(OTHER, "absence_overall", 2019, 4.4)]
    for i, row in enumerate(rows if first else reversed(rows)):
        nation.publish([row], dataset=f"d{i}")
    assert (only(nation)["value"], only(nation)["status"]) == (4.4, 0)


def test_the_measure_an_indicator_reads_first_stands_before_the_next(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish([value(OTHER, "roll_gias", 2019, 99)], rank=9, known_from=date(2024, 1, 1))
    nation.publish([value(OTHER, "roll", 2019, 101)], dataset="census")
    assert only(nation, "roll")["value"] == 101.0


def test_the_row_that_tells_the_number_behind_it_stands_before_a_bare_one(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish([value(OTHER, "absence_overall", 2019, 4.4)], dataset="bare", rank=5)
    nation.publish([value(OTHER, "absence_overall", 2019, 4.41, denominator=1000)], dataset="full")
    assert only(nation)["value"] == 4.41


def test_a_later_release_stands_before_an_earlier_one(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish([value(OTHER, "absence_overall", 2019, 4.4)], dataset="one", known_from=date(2020, 3, 1))
    nation.publish([value(OTHER, "absence_overall", 2019, 4.6)], dataset="two", known_from=date(2020, 10, 1))
    assert only(nation)["value"] == 4.6


def test_an_authoritys_own_return_stands_beside_what_is_published(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish([value(OTHER, "ks2_rwm_expected", 2019, None)])
    nation.publish([value(OTHER, "ks2_rwm_expected", 2019, 50.0)], dataset="local", authority="901")
    rows = {row["authority"]: row for row in told(nation)}
    assert rows[None]["status"] == Status.SUPPRESSED
    assert rows["901"]["value"] == 50.0


def test_a_return_may_give_a_derived_indicator_outright(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish(
        [value(OTHER, "in_year_balance", 2019, 5.0), value(OTHER, "income", 2019, 100.0)], dataset="public"
    )
    nation.publish(
        [value(OTHER, "in_year_balance_percent_income", 2019, 7.5), value(OTHER, "income", 2019, 50.0)],
        dataset="local",
        authority="901",
    )
    rows = [r for r in told(nation, derived=True) if r["indicator"] == "in_year_balance_percent_income"]
    assert {(r["authority"], r["value"]) for r in rows} == {(None, 5.0), ("901", 7.5)}


def test_rows_of_schools_the_register_does_not_know_are_counted(nation: Nation) -> None:
    nation.register([school(OTHER)])
    release = nation.publish([value(999999, "roll", 2019, 5), value(OTHER, "roll", 2019, 5)])
    schools = building.roster_of(nation.store, None)
    assert assembly.assemble(nation.store, DECLARED, schools).unplaced == {release: 1}


def test_a_school_that_closed_for_good_keeps_its_own_history(nation: Nation) -> None:
    nation.register([school(OLD, closed=date(2019, 8, 31)), school(OTHER)])
    nation.publish([value(OLD, "roll", 2018, 50)])
    assert (only(nation, "roll")["urn"], only(nation, "roll")["basis"]) == (OLD, "own")


def test_measures_that_no_indicator_reads_are_left_aside(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish([value(OTHER, "number_of_chairs", 2019, 50), value(OTHER, "roll", 2019, 50)])
    assert {row["indicator"] for row in told(nation)} == {"roll"}


def test_intervals_are_drawn_where_none_are_published_and_left_where_they_are(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish(
        [
            value(OTHER, "ks2_rwm_expected", 2019, 50.0, denominator=20),
            value(OTHER, "ks2_reading_progress", 2019, 1.0, low=-0.5, high=2.5, denominator=20),
            value(OTHER, "ks2_reading_score", 2019, 103.0, denominator=20),
            value(OTHER, "suspension_rate", 2019, 2.0, numerator=4, denominator=200),
        ]
    )
    rows = {row["indicator"]: row for row in told(nation)}
    assert 25 < rows["ks2_rwm_expected"]["low"] < 50 < rows["ks2_rwm_expected"]["high"] < 75
    assert (rows["ks2_reading_progress"]["low"], rows["ks2_reading_progress"]["high"]) == (-0.5, 2.5)
    assert rows["ks2_reading_score"]["low"] is None
    assert rows["suspension_rate"]["low"] < 2.0 < rows["suspension_rate"]["high"]


# Derived indicators


def test_a_gap_is_of_the_same_year_and_knows_its_smallest_group(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish(
        [
            value(OTHER, "ks2_rwm_expected_other", 2019, 70.0, denominator=20),
            value(
                OTHER,
                "ks2_rwm_expected_disadvantaged",
                2019,
                40.0,
                denominator=10,
                known_from=date(2021, 5, 1),
            ),
        ]
    )
    row = only(nation, "ks2_rwm_gap_disadvantaged", derived=True)
    assert (row["value"], row["denominator"], row["basis"]) == (30.0, 10.0, "derived")
    assert row["low"] < 0 < row["value"] < row["high"]
    assert row["known_from"] == date(2021, 5, 1)


def test_a_gap_with_a_suppressed_group_is_suppressed(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish(
        [
            value(OTHER, "ks2_rwm_expected_other", 2019, 70.0),
            value(OTHER, "ks2_rwm_expected_disadvantaged", 2019, None),
        ]
    )
    row = only(nation, "ks2_rwm_gap_disadvantaged", derived=True)
    assert (row["value"], row["status"]) == (None, Status.SUPPRESSED)


def test_a_gap_with_a_group_that_is_not_held_is_not_there(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish([value(OTHER, "ks2_rwm_expected_other", 2019, 70.0)])
    assert [r for r in told(nation, derived=True) if r["indicator"].startswith("ks2_rwm_gap")] == []


def test_a_gap_to_the_nation_is_to_the_pooled_figure_of_the_year(nation: Nation) -> None:
    nation.register([school(OLD), school(NEW), school(OTHER, "all_through")])
    nation.publish(
        [
            value(OLD, "ks2_rwm_expected_other", 2019, 60.0, denominator=10),
            value(NEW, "ks2_rwm_expected_other", 2019, 90.0, denominator=20),
            value(OTHER, "ks2_rwm_expected_disadvantaged", 2019, 50.0, denominator=10),
        ]
    )
    row = only(nation, "ks2_rwm_gap_disadvantaged_national", derived=True)
    assert (row["urn"], row["value"]) == (
        OTHER,
        30.0,
    )  # 80 of 100, an all-through school being compared with primaries
    assert row["high"] - row["low"] < 60


def test_a_change_over_three_years_looks_back_through_a_conversion(nation: Nation) -> None:
    nation.register(CONVERTED, LINKED)
    nation.publish([value(OLD, "roll", 2017, 200), value(NEW, "roll", 2020, 150)])
    row = only(nation, "roll_change_3y", derived=True)
    assert (row["urn"], row["year"], row["value"]) == (NEW, 2020, -25.0)


def test_a_share_of_no_income_is_not_there(nation: Nation) -> None:
    nation.register([school(OTHER)])
    nation.publish([value(OTHER, "income", 2019, 0.0), value(OTHER, "revenue_reserve", 2019, 5.0)])
    assert [r for r in told(nation, derived=True) if r["indicator"] == "reserve_percent_income"] == []


def test_what_an_authority_gives_makes_derived_values_for_it_alone(nation: Nation) -> None:
    nation.register([school(OLD), school(NEW)])
    nation.publish([value(OLD, "ks2_rwm_expected", 2019, 60.0), value(NEW, "ks2_rwm_expected", 2019, 70.0)])
    nation.publish([value(OLD, "target_ks2_rwm_expected", 2019, 75.0)], dataset="targets", authority="901")
    rows = [r for r in told(nation, derived=True) if r["indicator"] == "ks2_rwm_against_target"]
    assert [(r["urn"], r["authority"], r["value"]) for r in rows] == [(OLD, "901", -15.0)]


def test_two_indicators_may_not_read_one_measure() -> None:
    first = DECLARED[0]
    with pytest.raises(ValueError, match="both"):
        assembly.measure_codes((first, replace(first, id="another")))


# The register


def test_a_register_of_a_later_day_is_rolled_back(nation: Nation) -> None:
    nation.register(
        [*CONVERTED, school(100009, opened=date(2022, 9, 1))], LINKED, known_from=date(2025, 1, 1)
    )
    then = building.roster_of(nation.store, date(2018, 1, 1))
    assert then.rolled_back
    assert then.urns[then.is_open].tolist() == [OLD, OTHER]
    now = building.roster_of(nation.store, None)
    assert not now.rolled_back
    assert now.urns[now.is_open].tolist() == [NEW, OTHER, 100009]


def test_the_last_register_says_what_a_school_is(nation: Nation) -> None:
    nation.register([school(OTHER, name="Before")], known_from=date(2020, 1, 1))
    nation.register([school(OTHER, name="After")], known_from=date(2021, 1, 1))
    assert building.roster_of(nation.store, None).frame["name"].to_list() == ["After"]
    assert building.roster_of(nation.store, date(2020, 6, 1)).frame["name"].to_list() == ["Before"]


def test_schools_without_type_phase_or_ages_are_compared_with_no_one() -> None:
    table = pl.DataFrame(
        [{**school(OLD), "type_code": None, "phase_code": None, "type_group_code": None}, school(OTHER)]
    )
    nothing = pl.DataFrame(schema={"urn": pl.Int32, "link_urn": pl.Int32, "link_name": pl.String,
                                   "link_type": pl.String, "established": pl.Date})  # fmt: skip
    from trellis.analysis.observation import TABLES

    whole = pl.DataFrame(
        [{name: row.get(name) for name in TABLES["establishment"]} for row in table.iter_rows(named=True)],
        schema=TABLES["establishment"],
    )
    made = roster.roster(whole, nothing)
    assert made.phase_groups.tolist() == ["unknown", "primary"]
    assert made.phase_peers.tolist()[0] == -1
    assert made.key_stage_peers.tolist()[0] == -1
