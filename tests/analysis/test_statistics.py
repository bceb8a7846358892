"""Each quick statistic beside a slow obvious twin, and Hypothesis looking for the school on which they differ."""

import math
import statistics as plain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.analysis.measuring import statistics

NAN = float("nan")
numbers = st.one_of(
    st.just(NAN), st.integers(-50, 50).map(float), st.floats(-100, 100, width=32).map(lambda x: round(x, 3))
)
columns = st.lists(st.tuples(numbers, st.integers(-1, 3)), min_size=1, max_size=40)


def same(found: np.ndarray, wanted: list[float]) -> None:
    np.testing.assert_allclose(found, wanted, rtol=0, atol=2e-9, equal_nan=True)


def split(rows: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([v for v, _ in rows]), np.array([g for _, g in rows], dtype=np.int32)


def held_in(rows: list[tuple[float, int]], group: int) -> list[float]:
    return [v for v, g in rows if g == group and not math.isnan(v)] if group >= 0 else []


@given(columns)
def test_a_percentile_is_the_share_of_the_group_at_or_below(rows: list[tuple[float, int]]) -> None:
    wanted = [
        NAN if math.isnan(v) or g < 0 else 100 * sum(o <= v for o in held_in(rows, g)) / len(held_in(rows, g))
        for v, g in rows
    ]
    same(statistics.percentile(*split(rows)), wanted)


@given(columns)
def test_a_group_median_is_told_to_every_school_of_the_group(rows: list[tuple[float, int]]) -> None:
    wanted = [plain.median(held_in(rows, g)) if held_in(rows, g) else NAN for _, g in rows]
    same(statistics.group_medians(*split(rows)), wanted)
    counted = [float(len(held_in(rows, g))) if held_in(rows, g) else NAN for _, g in rows]
    same(statistics.counts(*split(rows)), counted)


@given(columns)
def test_segment_medians_of_sets_by_key_are_group_medians(rows: list[tuple[float, int]]) -> None:
    values, keys = split(rows)
    same(
        statistics.segment_medians(values, statistics.Segments.by(keys)),
        statistics.group_medians(values, keys).tolist(),
    )


@given(columns, st.lists(st.lists(st.integers(0, 39), max_size=12), min_size=1, max_size=5))
def test_segment_medians_of_overlapping_sets(rows: list[tuple[float, int]], sets: list[list[int]]) -> None:
    values, _ = split(rows)
    n = len(values)
    members = [(m % n, s) for s, inside in enumerate(sets) for m in dict.fromkeys(i % n for i in inside)]
    segments = statistics.Segments(
        member=np.array([m for m, _ in members], dtype=np.int32),
        segment=np.array([s for _, s in members], dtype=np.int32),
        size=len(sets),
        of_school=np.arange(n, dtype=np.int32) % len(sets),
    )
    wanted = []
    for i in range(n):
        held = [values[m] for m, s in members if s == i % len(sets) and not math.isnan(values[m])]
        wanted.append(plain.median(held) if held else NAN)
    same(statistics.segment_medians(values, segments), wanted)


@given(
    st.lists(numbers, min_size=2, max_size=20),
    st.lists(st.lists(st.integers(-1, 19), min_size=4, max_size=4), min_size=1, max_size=20),
)
def test_a_school_against_its_set(values: list[float], sets: list[list[int]]) -> None:
    n = len(values)
    others = np.array([[m if m < n else -1 for m in inside] for inside in sets], dtype=np.int32)
    own = (np.arange(len(sets)) % n).astype(np.int32)
    median, share, decile = statistics.against_set(np.array(values), own, others)
    for i, inside in enumerate(others.tolist()):
        beside = [values[m] for m in inside if m >= 0 and not math.isnan(values[m])]
        mine = values[own[i]]
        known = bool(beside) and not math.isnan(mine)
        below = sum(other <= mine for other in beside)
        same(median[i : i + 1], [plain.median(beside) if beside else NAN])
        same(share[i : i + 1], [100 * below / len(beside) if known else NAN])
        wanted = NAN
        if known:
            wanted = next(float(d) for d in range(10, 0, -1) if below * 10 >= (d - 1) * len(beside))
        same(decile[i : i + 1], [wanted])


def test_a_school_at_the_bottom_of_its_set_is_in_the_first_decile_and_at_the_top_in_the_tenth() -> None:
    values = np.arange(12.0)
    others = np.array([[*range(1, 11)], [*range(1, 11)]], dtype=np.int32)
    _, share, decile = statistics.against_set(values, np.array([0, 11], dtype=np.int32), others)
    assert share.tolist() == [0.0, 100.0]
    assert decile.tolist() == [1.0, 10.0]


years = st.lists(st.integers(2007, 2026), min_size=1, max_size=6, unique=True).map(sorted)


@given(years, st.data())
def test_a_trend_is_the_least_squares_line(at: list[int], data: st.DataObject) -> None:
    schools = data.draw(
        st.lists(st.lists(numbers, min_size=len(at), max_size=len(at)), min_size=1, max_size=5)
    )
    trend = statistics.trend(np.array(schools).T, at, least=3)
    for i, row in enumerate(schools):
        pairs = [(t, v) for t, v in zip(at, row, strict=True) if not math.isnan(v)]
        if len(pairs) < 3:
            assert math.isnan(trend.slope[i])
            assert math.isnan(trend.standard_error[i])
            continue
        fit = plain.linear_regression([float(t) for t, _ in pairs], [v for _, v in pairs])
        assert trend.slope[i] == pytest.approx(fit.slope, abs=2e-9)
        left = sum((v - fit.intercept - fit.slope * t) ** 2 for t, v in pairs)
        middle = sum(t for t, _ in pairs) / len(pairs)
        spread = sum((t - middle) ** 2 for t, _ in pairs)
        wanted = math.sqrt(left / (len(pairs) - 2) / spread)
        assert trend.standard_error[i] == pytest.approx(wanted, abs=1e-5)


def test_a_slope_of_exactly_the_threshold_is_equal_to_it() -> None:
    values = np.array([[0.1], [0.2], [0.3]])
    assert statistics.trend(values, [2017, 2018, 2019], least=3).slope[0] == 0.1


def test_a_gap_of_four_years_counts_as_four() -> None:
    values = np.array([[10.0], [20.0], [60.0]])
    assert statistics.trend(values, [2018, 2019, 2023], least=3).slope[0] == pytest.approx(10.0)


def test_a_mean_needs_two_years() -> None:
    values = np.array([[1.0, NAN, NAN], [3.0, 4.0, NAN], [NAN, NAN, NAN]])
    mean = statistics.mean(values, [2018, 2019, 2022], 2022)
    same(mean.value, [2.0, NAN, NAN])
    same(mean.counted, [2.0, NAN, NAN])
    same(mean.first_year, [2018.0, NAN, NAN])
    same(mean.years, [2.0**4 + 2.0**3, NAN, NAN])


def test_no_years_make_no_mean_and_no_trend() -> None:
    nothing = np.full((0, 2), NAN)
    same(statistics.mean(nothing, [], 2023).value, [NAN, NAN])
    same(statistics.trend(nothing, [], least=3).slope, [NAN, NAN])


def test_a_pooled_mean_is_the_sum_of_numerators_over_the_sum_of_denominators() -> None:
    numerators, denominators = np.array([10.0, 45.0, 3.0]), np.array([100.0, 90.0, 30.0])
    values = 100 * numerators / denominators
    mean, basis = statistics.pooled_mean(values, denominators, np.array([0, 0, 0], dtype=np.int32))
    assert basis == "pooled"
    same(mean, [100 * 58 / 220] * 3)


def test_without_denominators_the_mean_is_of_schools_and_says_so() -> None:
    values = np.array([10.0, 20.0, 60.0])
    weights = np.array([NAN, NAN, 100.0])
    mean, basis = statistics.pooled_mean(values, weights, np.array([0, 0, 0], dtype=np.int32))
    assert basis == "mean of schools"
    same(mean, [30.0] * 3)


def test_a_few_early_rows_do_not_make_a_year_published() -> None:
    found = np.array([2017, 2018, 2019], dtype=np.int16)
    assert statistics.published_years(found, np.array([900, 1000, 20], dtype=np.int32)) == [2017, 2018]
    assert statistics.published_years(found[:0], np.array([], dtype=np.int32)) == []


PANDEMIC = (2020, 2021)


@pytest.mark.parametrize(
    ("held", "last", "left_out", "three"),
    [
        ([2017, 2018, 2019], 2019, (), [2017, 2018, 2019]),
        ([2018, 2019, 2022], 2022, PANDEMIC, [2018, 2019, 2022]),  # nothing was printed between
        ([2019, 2022, 2023], 2023, PANDEMIC, [2019, 2022, 2023]),
        ([2016, 2017, 2018, 2023], 2023, (*PANDEMIC, 2022), [2023]),  # 2018 is five years before
        ([2018, 2019, 2023], 2023, (*PANDEMIC, 2022), [2019, 2023]),
        ([2021, 2024], 2024, (), [2024]),  # 2022 and 2023 were printed, and are not held
        ([2022, 2024], 2024, (), [2022, 2024]),
        ([2020, 2021, 2022], 2022, PANDEMIC, [2020, 2021, 2022]),  # printed after all
        ([2017, 2018, 2019, 2023], 2025, (*PANDEMIC, 2022, 2024, 2025), [2023]),
        ([2017, 2018], 2023, PANDEMIC, []),
    ],
)
def test_three_years_are_years_of_publication_in_a_row_that_span_four_at_most(
    held: list[int], last: int, left_out: tuple[int, ...], three: list[int]
) -> None:
    assert statistics.window(held, last, 3, left_out) == three


def test_five_years_reach_over_the_pandemic_and_no_further() -> None:
    years = [2016, 2017, 2018, 2019, 2022, 2023]
    assert statistics.window(years, 2023, 5, PANDEMIC) == [2017, 2018, 2019, 2022, 2023]
    assert statistics.window([2016, 2017, 2018, 2019, 2023], 2023, 5, (*PANDEMIC, 2022)) == [
        2017,
        2018,
        2019,
        2023,
    ]


def test_nothing_is_minus_nought() -> None:
    assert math.copysign(1.0, statistics.rounded(np.array([-1e-12]))[0]) == 1.0


def test_columns_of_nothing_give_nothing() -> None:
    nothing = np.full(3, NAN)
    groups = np.zeros(3, dtype=np.int32)
    same(statistics.percentile(nothing, groups), [NAN] * 3)
    same(statistics.group_medians(nothing, groups), [NAN] * 3)
    same(statistics.pooled_mean(nothing, nothing, groups)[0], [NAN] * 3)
    same(statistics.segment_medians(nothing, statistics.Segments.by(groups)), [NAN] * 3)
    same(statistics.segment_medians(nothing, statistics.Segments.by(groups - 1)), [NAN] * 3)
