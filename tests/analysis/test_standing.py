"""Where a school stands: means of years that belong together, cohorts that are not published, ages that leave things out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analysis.small_nation import AT, Nation, school, value
from trellis.analysis.measuring.intervals import of_percent
from trellis.analysis.observation import Status
from trellis.analysis.store import warehouse
from trellis.analysis.store.facts import Facts

FIRST = 100001


def facts_of(
    folder: Path,
    schools: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    indicators: Sequence[str],
    urn: int | None = None,
) -> Facts:
    """Return the facts of a nation of these schools and observations: of all, or of one read alone."""
    nation = Nation(folder)
    nation.register(schools)
    nation.publish(rows)
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        return held.facts(indicators=indicators, urns=None if urn is None else [urn])


def many(n: int = 40, kind: str = "primary", **given: Any) -> list[dict[str, Any]]:
    return [school(FIRST + i, kind, **given) for i in range(n)]


def results(
    schools: Sequence[Mapping[str, Any]], measure: str, year: int, number: float = 60.0, **given: Any
) -> list[Any]:
    return [value(int(each["urn"]), measure, year, number, **given) for each in schools]


def test_a_mean_is_not_made_of_years_that_do_not_belong_together(tmp_path: Path) -> None:
    schools = many()
    rows = [
        *results(schools, "ks2_rwm_expected", 2018, 50.0),
        *results(schools, "ks2_rwm_expected", 2023, 70.0),
        *results(schools, "ks4_attainment8", 2023),
    ]
    facts = facts_of(tmp_path, schools, rows, ["ks2_rwm_expected"])
    assert np.isnan(facts.statistic("ks2_rwm_expected", "mean3")).all()  # five years apart
    assert facts.mean_sources("ks2_rwm_expected") == ()


def test_a_mean_tells_each_value_and_row_it_is_made_of(tmp_path: Path) -> None:
    schools = many()
    rows = [
        *results(schools, "ks2_reading_progress", 2018, 1.0),
        *results(schools, "ks2_reading_progress", 2019, 2.0),
        *results(schools, "ks2_reading_progress", 2023, 4.0),
    ]
    facts = facts_of(tmp_path, schools, rows, ["ks2_reading_progress"], FIRST)
    told = {
        name: float(facts.statistic("ks2_reading_progress", name)[0])
        for name in ("mean3", "mean3_n", "mean3_first_year")
    }
    assert told == {"mean3": 3.0, "mean3_n": 2.0, "mean3_first_year": 2019.0}
    sources = facts.mean_sources("ks2_reading_progress")
    assert [(each.year, each.value) for each in sources] == [(2019, 2.0), (2023, 4.0)]
    rows_cited = [each.provenance.row for each in sources if each.provenance is not None]
    assert rows_cited == [2 + len(schools), 2 + 2 * len(schools)]
    assert np.isnan(facts.statistic("ks2_reading_progress", "slope3")[0])  # two values are no trend


def cohort(facts: Facts, indicator: str = "ks2_rwm_expected") -> dict[str, float]:
    names = ("denominator", "cohort", "cohort_estimated", "small_cohort", "interval_estimated", "low", "high")
    return {name: float(facts.statistic(indicator, name)[0]) for name in names}


def test_a_cohort_not_published_is_that_of_the_nearest_year(tmp_path: Path) -> None:
    schools = many(pupils=210, low_age=4, high_age=11)
    rows = [
        *results(schools, "ks2_rwm_expected", 2018, denominator=40),
        *results(schools, "ks2_rwm_expected", 2022, denominator=9),
        *results(schools, "ks2_rwm_expected", 2023),
    ]
    told = cohort(facts_of(tmp_path, schools, rows, ["ks2_rwm_expected"], FIRST))
    assert np.isnan(told["denominator"])
    assert (told["cohort"], told["cohort_estimated"], told["small_cohort"]) == (9.0, 1.0, 1.0)


def test_else_it_is_the_roll_shared_among_the_year_groups(tmp_path: Path) -> None:
    schools = [
        *many(39, pupils=210, low_age=4, high_age=11),
        school(FIRST + 39, pupils=28, low_age=4, high_age=11),
    ]
    rows = results(schools, "ks2_rwm_expected", 2023, 50.0)
    facts = facts_of(tmp_path, schools, rows, ["ks2_rwm_expected"])
    large, tiny = cohort(facts), cohort(facts.one(FIRST + 39))
    assert (large["cohort"], large["cohort_estimated"], large["small_cohort"]) == (30.0, 1.0, 0.0)
    assert (tiny["cohort"], tiny["small_cohort"]) == (4.0, 1.0)
    low, high = of_percent(np.array([50.0]), np.array([np.nan]), np.array([4.0]))
    assert (tiny["interval_estimated"], tiny["low"], tiny["high"]) == (1.0, low[0], high[0])


def test_a_group_is_as_large_a_share_of_the_year_as_of_the_school(tmp_path: Path) -> None:
    schools = many(pupils=210, low_age=4, high_age=11)
    rows = [
        *results(schools, "ks2_rwm_expected_disadvantaged", 2023, 50.0),
        *results(schools[:-1], "fsm_ever6", 2023, 10.0),
    ]
    facts = facts_of(tmp_path, schools, rows, ["ks2_rwm_expected_disadvantaged"])
    told = cohort(facts, "ks2_rwm_expected_disadvantaged")
    assert (told["cohort"], told["small_cohort"]) == (3.0, 1.0)
    unknown = cohort(facts.one(FIRST + 39), "ks2_rwm_expected_disadvantaged")
    assert np.isnan([unknown["cohort"], unknown["small_cohort"], unknown["low"]]).all()


def test_where_nothing_tells_the_cohort_it_is_not_known_to_be_large_enough(tmp_path: Path) -> None:
    schools = many()
    rows = [*results(schools, "ks2_rwm_expected", 2023), *results(schools, "roll_gias", 2023, None, status=4)]
    told = cohort(facts_of(tmp_path, schools, rows, ["ks2_rwm_expected"], FIRST))
    assert np.isnan([told["cohort"], told["cohort_estimated"], told["small_cohort"], told["low"]]).all()
    assert told["interval_estimated"] == 0.0


def test_a_published_cohort_is_no_estimate(tmp_path: Path) -> None:
    schools = many(pupils=28, low_age=4, high_age=11)
    rows = results(schools, "ks2_rwm_expected", 2023, denominator=30)
    told = cohort(facts_of(tmp_path, schools, rows, ["ks2_rwm_expected"], FIRST))
    assert (told["cohort"], told["cohort_estimated"], told["small_cohort"]) == (30.0, 0.0, 0.0)
    assert told["interval_estimated"] == 0.0


def test_the_number_of_parents_who_answered_is_not_told_by_the_roll(tmp_path: Path) -> None:
    schools = many(pupils=210, low_age=4, high_age=11)
    told = cohort(
        facts_of(tmp_path, schools, results(schools, "parent_view_happy", 2025), ["parent_view_happy"]),
        "parent_view_happy",
    )
    assert np.isnan([told["cohort"], told["small_cohort"]]).all()


@pytest.mark.parametrize(
    ("kind", "ages", "applies"),
    [
        ("primary", {"low_age": 4, "high_age": 11}, {2}),
        ("primary", {"low_age": 4, "high_age": 7}, set()),  # an infant school
        ("primary", {"low_age": 3, "high_age": 9}, set()),  # a first school
        ("primary", {"low_age": 7, "high_age": 11}, {2}),  # a junior school
        ("primary", {}, {2}),  # ages are not told
        ("secondary", {"low_age": 9, "high_age": 13}, {2}),  # a middle school, deemed secondary
        ("secondary", {"low_age": 11, "high_age": 16}, {4}),
        ("secondary", {"low_age": 11, "high_age": 18, "sixth_form": True}, {4, 5}),
        ("secondary", {"low_age": 11, "high_age": 18, "sixth_form": False}, {4}),
        ("secondary", {"low_age": 13, "high_age": 18}, {4, 5}),
        ("all_through", {"low_age": 4, "high_age": 18}, {2, 4, 5}),
        ("special", {"low_age": 3, "high_age": 11}, {2}),
    ],
)
def test_results_of_a_key_stage_apply_to_a_school_with_pupils_in_its_last_year(
    tmp_path: Path, kind: str, ages: dict[str, Any], applies: set[int]
) -> None:
    schools = [school(200001, kind, **ages), *many(3), *(school(300001 + i, "all_through") for i in range(3))]
    ids = {2: "ks2_rwm_expected", 4: "ks4_attainment8", 5: "ks5_alevel_aps"}
    rows = [row for indicator in ids.values() for row in results(schools[1:], indicator, 2023)]
    # Printed with no figure, as the tables do of a school that is in them for another key stage
    rows += [value(200001, indicator, 2023, None) for indicator in ids.values()]
    facts = facts_of(tmp_path, schools, rows, [*ids.values()], 200001)
    found = {stage for stage, indicator in ids.items() if facts.status(indicator)[0] != Status.NOT_APPLICABLE}
    assert found == applies


def test_what_ages_leave_out_needs_no_row_and_a_published_figure_stands_all_the_same(tmp_path: Path) -> None:
    schools = [school(200001 + i, low_age=4, high_age=7) for i in range(2)] + many(5)
    rows = results(schools[1:], "ks2_rwm_expected", 2023)
    facts = facts_of(tmp_path, schools, rows, ["ks2_rwm_expected"])
    at, other = facts.position(200001), facts.position(200002)
    assert facts.status("ks2_rwm_expected")[at] == Status.NOT_APPLICABLE
    assert facts.status("ks2_rwm_expected")[other] == Status.VALUE
    assert facts.statistic("ks2_rwm_expected")[other] == 60.0


def colleges(n: int) -> list[dict[str, Any]]:
    kind = {"type_code": "40", "type_name": "University technical college", "type_group_code": "10"}
    return [school(200001 + i, "secondary", low_age=14, high_age=18, **kind) for i in range(n)]


@pytest.mark.parametrize(("n", "peers"), [(30, 30.0), (29, np.nan)])
def test_late_starters_are_set_beside_late_starters_alone_where_there_are_enough(
    tmp_path: Path, n: int, peers: float
) -> None:
    schools = [*colleges(n), *many(40, "secondary", low_age=11, high_age=16)]
    rows = [
        *results(schools[:n], "ks4_attainment8", 2023, 30.0),
        *results(schools[n:], "ks4_attainment8", 2023, 50.0),
        *results(schools, "ks4_progress8", 2023, -0.5, low=-1.0, high=0.0),
        *results(schools, "absence_overall", 2023, 5.0, denominator=100),
    ]
    ids = ["ks4_attainment8", "ks4_progress8", "absence_overall"]
    facts = facts_of(tmp_path, schools, rows, ids)
    college, ordinary = facts.one(200001), facts.one(FIRST)
    told = {
        name: college.statistic("ks4_attainment8", name)[0]
        for name in ("value", "n_national", "national_median")
    }
    np.testing.assert_equal(
        told, {"value": 30.0, "n_national": peers, "national_median": 30.0 if n == 30 else np.nan}
    )
    for name in ("authority_median", "similar_median", "similar_percentile"):
        assert np.isnan(college.statistic("ks4_attainment8", name)[0])
    assert ordinary.statistic("ks4_attainment8", "n_national")[0] == 40
    assert college.statistic("absence_overall", "n_national")[0] == 40 + n


def test_progress_from_eleven_does_not_apply_to_a_school_joined_at_fourteen(tmp_path: Path) -> None:
    schools = [*colleges(1), school(200101, "secondary", low_age=13, high_age=18), *many(40, "secondary")]
    rows = results(schools, "ks4_progress8", 2023, -0.5, low=-1.0, high=0.0)
    facts = facts_of(tmp_path, schools, rows, ["ks4_progress8"])
    college = facts.one(200001)
    assert college.status("ks4_progress8").tolist() == [Status.NOT_APPLICABLE]
    assert np.isnan(college.statistic("ks4_progress8")[0])
    assert college.statistic("ks4_progress8", "last_value").tolist() == [-0.5]  # still to be shown
    upper = facts.one(200101)
    assert upper.status("ks4_progress8").tolist() == [Status.VALUE]
