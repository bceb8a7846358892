"""Trends with their uncertainty, many schools at once, against a slow twin that takes one at a time."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.analysis import slow_trend
from trellis.analysis.measuring import control_limits, false_discovery, weighted_trend

TIMES = (2019.0, 2022.0, 2023.0, 2024.0, 2025.0)
values = st.one_of(st.none(), st.floats(0, 100).map(lambda x: round(x, 3)))
school = st.tuples(
    st.lists(values, min_size=5, max_size=5), st.lists(st.floats(0.5, 50.0), min_size=5, max_size=5)
)


@settings(deadline=None)
@given(st.lists(school, min_size=1, max_size=25), st.booleans())
def test_columns_agree_with_one_school_at_a_time(schools: list, measured: bool) -> None:
    held = np.array([[np.nan if v is None else v for v in one] for one, _ in schools]).T
    variances = np.array([variance for _, variance in schools]).T
    fitted = weighted_trend.fit(
        held, variances, np.array(TIMES), np.ones(held.shape, dtype=bool), measured=measured
    )
    slow = slow_trend.lines([one for one, _ in schools], [v for _, v in schools], TIMES, measured=measured)
    p = fitted.chance_of(1)
    for i, (slope, error, freedom) in enumerate(slow):
        assert fitted.slope[i] == pytest.approx(slope, nan_ok=True, abs=1e-7)
        assert fitted.error[i] == pytest.approx(error, nan_ok=True, rel=1e-6, abs=1e-6)
        if error > 1e-6:
            assert p[i] == pytest.approx(slow_trend.chance(slope, error, freedom, 1), nan_ok=True, abs=1e-5)


@settings(deadline=None)
@given(st.lists(st.one_of(st.just(math.nan), st.floats(0, 1)), max_size=60), st.sampled_from([0.05, 0.2]))
def test_marks_agree_with_the_definition_of_benjamini_and_hochberg(p: list[float], rate: float) -> None:
    quick = false_discovery.benjamini_hochberg(np.array(p), rate=rate)
    assert quick.tolist() == slow_trend.marked(p, rate)


def test_of_trends_that_are_all_chance_few_lists_mark_any() -> None:
    random = np.random.default_rng(11)
    lists = [false_discovery.benjamini_hochberg(random.uniform(size=400), rate=0.2).any() for _ in range(400)]
    assert np.mean(lists) < 0.26


def test_marks_are_chance_about_as_often_as_is_said() -> None:
    random = np.random.default_rng(5)
    wrong = []
    for _ in range(200):
        z = random.normal(size=400)
        z[:40] += 3.5
        marks = false_discovery.benjamini_hochberg(stats.norm.sf(z), rate=0.2)
        wrong.append(marks[40:].sum() / max(1, marks.sum()))
    assert np.mean(wrong) < 0.2


def test_schools_that_scatter_more_than_their_pupils_explain_widen_the_interval_of_all() -> None:
    random = np.random.default_rng(3)
    held = 60 + random.normal(scale=6.0, size=(5, 40))
    used = np.ones(held.shape, dtype=bool)
    fitted = weighted_trend.fit(held, np.full(held.shape, 4.0), np.array(TIMES), used, measured=True)
    assert 4 < fitted.scatter < 14


def test_a_value_of_many_pupils_weighs_more_than_one_of_few() -> None:
    held = np.array([[50.0], [60.0], [40.0]])
    few = weighted_trend.fit(
        held,
        np.array([[4.0], [4.0], [400.0]]),
        np.array([2023.0, 2024.0, 2025.0]),
        np.ones((3, 1), dtype=bool),
        measured=True,
    )
    assert few.slope[0] > 0


@settings(deadline=None)
@given(st.floats(2, 98), st.integers(1, 600))
def test_control_limits_are_the_interpolated_exact_quantiles(percent: float, size: int) -> None:
    (limits,) = control_limits.binomial_limits(percent, [size])
    share = percent / 100
    for chance, at in (
        (0.001, limits.outer_low),
        (0.025, limits.low),
        (0.975, limits.high),
        (0.999, limits.outer_high),
    ):
        r = int(stats.binom.ppf(chance, size, share))
        # The quantile itself is the upper end of what is interpolated; rounding may step over it
        assert (r - 1.001) / size * 100 <= at <= (r + 0.001) / size * 100 or at == pytest.approx(0.0)
    assert limits.outer_low <= limits.low <= limits.high <= limits.outer_high


def test_control_limits_close_in_as_cohorts_grow() -> None:
    spans = [each.high - each.low for each in control_limits.binomial_limits(60, [10, 40, 160, 640])]
    assert spans == sorted(spans, reverse=True)
    assert spans[0] / spans[2] == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize(("percent", "size"), [(-1, 5), (101, 5), (50, 0)])
def test_limits_of_what_cannot_be_are_refused(percent: float, size: int) -> None:
    with pytest.raises(ValueError, match=r"lies between|at least one"):
        control_limits.binomial_limits(percent, [size])


def test_a_percentage_of_none_or_all_has_no_room_for_chance() -> None:
    assert [each.high for each in control_limits.binomial_limits(0, [5, 50])] == [0, 0]
    assert [each.low for each in control_limits.binomial_limits(100, [5, 50])] == [100, 100]
