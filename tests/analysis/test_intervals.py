"""Intervals against SciPy's own, and what is said of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trellis.analysis.measuring import intervals

counts = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda p: (min(p), max(p[1], min(p))))


def one(pair: tuple[np.ndarray, np.ndarray]) -> tuple[float, float]:
    return float(pair[0][0]), float(pair[1][0])


@given(counts)
def test_wilson_is_scipys_wilson(pair: tuple[int, int]) -> None:
    k, n = pair
    wanted = stats.binomtest(k, n).proportion_ci(method="wilson")
    found = one(intervals.wilson(np.array([k / n]), np.array([float(n)])))
    assert found == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@given(counts)
def test_clopper_pearson_is_scipys_exact(pair: tuple[int, int]) -> None:
    k, n = pair
    wanted = stats.binomtest(k, n).proportion_ci(method="exact")
    found = one(intervals.clopper_pearson(np.array([float(k)]), np.array([float(n)])))
    assert found == pytest.approx((wanted.low, wanted.high), abs=1e-7)


@given(st.integers(0, 300))
def test_poisson_is_garwoods_by_chi_squared(events: int) -> None:
    low = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    high = stats.chi2.ppf(0.975, 2 * events + 2) / 2
    assert one(intervals.poisson(np.array([float(events)]))) == pytest.approx((low, high), rel=1e-8)


def test_newcombes_published_example() -> None:
    """Table II of the paper, method 10: 56/70 less 48/80 is 0.0524 to 0.3339."""
    found = one(
        intervals.difference(np.array([56 / 70]), np.array([70.0]), np.array([48 / 80]), np.array([80.0]))
    )
    assert found == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_difference_from_a_nation_has_only_the_schools_chance() -> None:
    low, high = intervals.wilson(np.array([0.4]), np.array([20.0]))
    found = one(intervals.difference(np.array([0.6]), np.array([np.inf]), np.array([0.4]), np.array([20.0])))
    assert found == pytest.approx((0.6 - high[0], 0.6 - low[0]))


def test_no_cohort_no_interval() -> None:
    for pair in (
        intervals.wilson(np.array([0.5, 0.5]), np.array([np.nan, 0.0])),
        intervals.of_percent(np.array([50.0, 50.0]), np.array([np.nan] * 2), np.array([np.nan, 0.0])),
        intervals.of_rate(np.array([2.0, 2.0]), np.array([np.nan] * 2), np.array([np.nan, 0.0])),
        intervals.clopper_pearson(np.array([np.nan, 1.0]), np.array([10.0, np.nan])),
        intervals.poisson(np.array([np.nan])),
    ):
        assert np.isnan(pair[0]).all()
        assert np.isnan(pair[1]).all()


def test_events_are_worked_back_from_a_printed_rate() -> None:
    printed = one(intervals.of_rate(np.array([2.5]), np.array([np.nan]), np.array([400.0])))
    counted = one(intervals.of_rate(np.array([2.5]), np.array([10.0]), np.array([400.0])))
    assert printed == counted
    assert printed[0] < 2.5 < printed[1]


def test_nought_of_a_small_cohort_may_be_chance() -> None:
    low, high = one(intervals.of_percent(np.array([0.0]), np.array([np.nan]), np.array([8.0])))
    assert low == 0.0
    assert high > 30.0


@pytest.mark.parametrize(
    ("low", "high", "comparator", "wanted"),
    [
        (40.0, 70.0, 60.0, "within chance"),
        (61.0, 70.0, 60.0, "above"),
        (40.0, 59.0, 60.0, "below"),
        (60.0, 70.0, 60.0, "within chance"),
        (None, 70.0, 60.0, "not known"),
        (40.0, 70.0, None, "not known"),
        (math.nan, 70.0, 60.0, "not known"),
    ],
)
def test_a_verdict(low: float | None, high: float | None, comparator: float | None, wanted: str) -> None:
    assert intervals.verdict(low, high, comparator) == wanted
    codes = {"above": 1, "below": -1, "within chance": 0, "not known": 2}
    columns = [np.array([math.nan if x is None else x]) for x in (low, high, comparator)]
    assert intervals.verdicts(*columns)[0] == codes[wanted]


def test_within_chance_is_said_in_words() -> None:
    said = intervals.words(
        low=31.2, high=68.8, comparator=60.0, comparator_name="the national median", cohort=24
    )
    assert said == (
        "Within chance of the national median: a result with 24 pupils may by chance be anywhere from 31.2 to 68.8."
    )
    clear = intervals.words(low=31.2, high=48.8, comparator=60.0, comparator_name="the national median")
    assert clear == "Clearly below the national median: chance explains only 31.2 to 48.8."
    unknown = intervals.words(low=None, high=None, comparator=60.0, comparator_name="the national median")
    assert "not known" in unknown
