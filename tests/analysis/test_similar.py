"""Sets of similar schools beside the slow obvious way of finding them."""

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.analysis.measuring import similar

NAN = float("nan")


def points(scaled: np.ndarray, groups: list[int], urns: list[int] | None = None) -> similar.Space:
    n = len(scaled)
    whole = np.zeros((n, len(similar.FEATURES)))
    whole[:, : scaled.shape[1]] = scaled
    return similar.Space(
        urns=np.array(urns or range(100001, 100001 + n), dtype=np.int32),
        groups=np.array(groups, dtype=np.int32),
        values=whole,
        scaled=whole,
        missing=np.zeros(whole.shape, dtype=np.bool_),
    )


def by_looking_at_every_pair(space: similar.Space, k: int) -> list[list[int]]:
    sets = []
    for i in range(len(space.urns)):
        if space.groups[i] < 0:
            sets.append([-1] * k)
            continue
        near = [
            (round(math.dist(space.scaled[i], space.scaled[j]) * 1e9), int(space.urns[j]), j)
            for j in range(len(space.urns))
            if j != i and space.groups[j] == space.groups[i]
        ]
        found = [j for _, _, j in sorted(near)[:k]]
        sets.append(found + [-1] * (k - len(found)))
    return sets


# Whole numbers: many schools are equally far, and some are twins
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-1, 1)), min_size=1, max_size=60),
    st.integers(1, 8),
    st.randoms(use_true_random=False),
)
def test_sets_are_those_found_by_looking_at_every_pair(
    rows: list[tuple[int, int, int]], k: int, shuffle: object
) -> None:
    urns = list(range(100001, 100001 + len(rows)))
    shuffle.shuffle(urns)  # type: ignore[attr-defined]
    space = points(np.array([[a, b] for a, b, _ in rows], dtype=float), [g for _, _, g in rows], urns)
    assert similar.nearest(space, k=k, workers=1).others.tolist() == by_looking_at_every_pair(space, k)


@pytest.mark.parametrize("levels", [3, 40, 10_000])
def test_sets_of_a_large_group_are_exact_with_ties_and_twins(levels: int) -> None:
    """The tree is used past 512 schools; three levels in each of four features make twins of most."""
    random = np.random.default_rng(7)
    space = points(random.integers(0, levels, (700, 4)).astype(float), [0] * 700)
    found = similar.nearest(space, k=12, workers=1)
    assert found.others.tolist() == by_looking_at_every_pair(space, 12)
    assert (np.diff(found.distances, axis=1) >= -1e-9).all()


def test_a_school_is_never_in_its_own_set_nor_one_of_another_group() -> None:
    random = np.random.default_rng(3)
    groups = random.integers(-1, 3, 300).tolist()
    found = similar.nearest(points(random.normal(size=(300, 5)), groups), k=10, workers=1)
    for i, inside in enumerate(found.others.tolist()):
        held = [j for j in inside if j >= 0]
        assert i not in held
        assert all(groups[j] == groups[i] for j in held)
        assert len(set(held)) == len(held)
        assert not (groups[i] < 0 and held)


def features(n: int, **given: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(given.get(name, [0.0] * n), dtype=float) for name in similar.FEATURES}


def space_of(n: int, **given: list[float]) -> similar.Space:
    return similar.space(
        urns=np.arange(100001, 100001 + n, dtype=np.int32),
        groups=np.zeros(n, dtype=np.int32),
        features=features(n, **given),
    )


def test_twice_the_pupils_is_as_far_whatever_the_size() -> None:
    space = space_of(4, roll=[100.0, 200.0, 600.0, 1200.0])
    assert space.scaled[1, 0] - space.scaled[0, 0] == pytest.approx(space.scaled[3, 0] - space.scaled[2, 0])


def test_a_number_not_held_is_taken_as_the_middle_and_named() -> None:
    space = space_of(5, eal=[0.0, 10.0, 20.0, 30.0, NAN])
    column = list(similar.FEATURES).index("eal")
    assert space.missing[:, column].tolist() == [False, False, False, False, True]
    assert space.scaled[4, column] == pytest.approx((space.scaled[1, column] + space.scaled[2, column]) / 2)
    told = {each.feature: each for each in similar.explain(space, 0, 4)}
    assert told["eal"].other is None


def test_a_feature_that_nobody_holds_counts_for_nothing() -> None:
    space = space_of(3, ehc_plan=[NAN] * 3, roll=[100.0, 110.0, 300.0])
    assert similar.nearest(space, k=1).others[0].tolist() == [1]


def test_one_extreme_school_does_not_set_the_scale() -> None:
    ordinary = [float(i) for i in range(20)]
    column = list(similar.FEATURES).index("fsm_eligible")
    calm = space_of(20, fsm_eligible=ordinary).scaled[:19, column]
    wild = space_of(20, fsm_eligible=[*ordinary[:19], 1e6]).scaled[:19, column]
    np.testing.assert_allclose(np.diff(wild), np.diff(calm), rtol=0.01)


def test_most_having_the_same_value_still_leaves_a_scale() -> None:
    space = space_of(9, eal=[0.0] * 7 + [50.0, 60.0])
    assert np.isfinite(space.scaled).all()
    assert similar.nearest(space, k=1).others[7].tolist() == [8]


def test_an_explanation_adds_up_to_the_distance() -> None:
    random = np.random.default_rng(5)
    space = space_of(40, roll=random.uniform(50, 900, 40).tolist(), eal=random.uniform(0, 90, 40).tolist())
    sets = similar.nearest(space, k=3)
    other = int(sets.others[0, 0])
    told = similar.explain(space, 0, other)
    assert math.sqrt(sum(each.apart**2 for each in told)) == pytest.approx(sets.distances[0, 0])
    assert sum(each.share for each in told) == pytest.approx(1.0)
    assert [each.apart for each in told] == sorted((each.apart for each in told), reverse=True)


def test_two_schools_with_nothing_between_them_are_explained_too() -> None:
    assert all(each.share == 0.0 for each in similar.explain(space_of(2), 0, 1))


@given(
    st.lists(
        st.lists(st.one_of(st.just(NAN), st.integers(0, 20).map(float)), min_size=8, max_size=8),
        min_size=1,
        max_size=4,
    ),
    st.lists(st.integers(0, 7), min_size=1, max_size=10),
)
def test_a_set_of_ones_own_choosing_beside_the_obvious(table: list[list[float]], chosen: list[int]) -> None:
    found = similar.compare(np.array(table), chosen, own=0)
    for i, row in enumerate(table):
        beside = [row[j] for j in set(chosen) - {0} if not math.isnan(row[j])]
        assert found.held[i] == len(beside)
        if not beside:
            assert math.isnan(found.median[i])
            continue
        assert found.median[i] == pytest.approx(float(np.median(beside)))
        if not math.isnan(row[0]):
            assert found.percentile[i] == pytest.approx(
                100 * sum(b <= row[0] for b in beside) / len(beside), abs=1e-8
            )


def test_a_set_of_ones_own_choosing_takes_under_fifty_milliseconds() -> None:
    values = np.random.default_rng(1).normal(size=(111, 24_500))
    chosen = list(range(1, 120))
    similar.compare(values, chosen, own=0)
    started = time.perf_counter()
    similar.compare(values, chosen, own=0)
    assert time.perf_counter() - started < 0.05
