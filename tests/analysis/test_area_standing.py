"""Where an authority stands: the rule beside a slow way of working it out, and what is never proposed."""

import math
import statistics
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import area
from trellis import catalogue
from trellis.analysis import area_measure, indicators
from trellis.analysis.area_measure import AreaMeasure
from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import area_figures, area_standing
from trellis.analysis.measuring.area_figures import AreaFigures

MEASURES = catalogue.collect(indicators, AreaMeasure)
HIGH, LOW = MEASURES[area.GOOD], MEASURES[area.BAD]


def stood(
    figures: AreaFigures, authority: str = "801", year: int = 2027
) -> dict[str, area_standing.Standing]:
    return {each.measure.id: each for each in area_standing.stand(figures, authority, year=year)}


def with_own(measure: AreaMeasure, own: list[float], **more: object) -> AreaFigures:
    made = area.figures([measure], {measure.id: 50.0}, silent=(), **more)  # type: ignore[arg-type]
    made.values[0, 0, : len(own)] = own
    made.statuses[0, 0, : len(own)] = [3 if math.isnan(value) else 0 for value in own]
    return made


# The rule, slowly


def slowly(figures: AreaFigures, polarity: str, decimals: int) -> str:
    """The verdict of one measure of 801 for the newest year, from the words of the rule."""
    own = [float(value) for value in figures.values[0, 0]]
    england = [float(value) for value in figures.values[0, figures.areas.index("ENG")]]
    last = len(figures.years) - 1
    if math.isnan(own[last]):
        return "missing"
    jumps = [
        (own[y] - england[y]) - (own[y - 1] - england[y - 1])
        for y in range(1, len(own))
        if not math.isnan(own[y]) and not math.isnan(own[y - 1])
    ][-9:]
    if len(jumps) < 3:
        return "chance"
    t = {3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}[len(jumps)]
    half = max(t * math.sqrt(sum(j * j for j in jumps) / len(jumps) / 2), 0.5 * 10.0**-decimals)
    near = statistics.median(figures.values[0, figures.areas.index(code), last] for code in area.NEIGHBOURS)
    everyone = [figures.values[0, i, last] for i in range(len(area.AUTHORITIES))]
    low, high = max(own[last] - half, 0.0), min(own[last] + half, 100.0)
    ahead = [v for v in everyone if (v > own[last] if polarity == "high" else v < own[last])]
    level = [v for v in everyone if v == own[last]]
    share = (len(ahead) + len(level) / 2) / len(everyone)
    better = low > near if polarity == "high" else high < near
    worse = high < near if polarity == "high" else low > near
    if better and share < 0.25:
        return "strength"
    return "need" if worse and share >= 0.75 else "typical"


@settings(deadline=None, max_examples=150)
@given(
    own=st.lists(
        st.one_of(st.floats(20, 80).map(lambda x: round(x, 1)), st.just(math.nan)), min_size=9, max_size=9
    ),
    measure=st.sampled_from([HIGH, LOW]),
)
def test_the_verdict_is_what_the_rule_says_worked_out_slowly(own: list[float], measure: AreaMeasure) -> None:
    made = with_own(measure, own)
    if all(math.isnan(value) for value in own):
        assert stood(made)[measure.id].verdict == "missing"
        return
    assert stood(made)[measure.id].verdict == slowly(made, measure.polarity, measure.decimals)


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.floats(0, 100), st.just(math.nan)),
            st.one_of(st.floats(1, 300), st.just(math.nan), st.just(0.0)),
            st.integers(-1, 3),
        ),
        max_size=60,
    )
)
def test_what_schools_add_up_to_is_the_mean_by_pupils_worked_out_slowly(
    rows: list[tuple[float, float, int]],
) -> None:
    values, sizes, areas = (np.array([row[i] for row in rows], dtype=float) for i in range(3))
    means, errors, counts = area_figures.pooled(values, sizes, areas.astype(np.int32), 4)
    for place in range(4):
        usable = [(v, w) for v, w, a in rows if a == place and not math.isnan(v) and w > 0]
        n, total = len(usable), sum(w for _, w in usable)
        assert counts[place] == n
        if n < area_figures.LEAST_SCHOOLS:
            assert math.isnan(means[place])
            assert math.isnan(errors[place])
            continue
        mean = sum(v * w for v, w in usable) / total
        error = math.sqrt(n / (n - 1) * sum((w * (v - mean)) ** 2 for v, w in usable)) / total
        assert means[place] == pytest.approx(mean, abs=1e-6)
        assert errors[place] == pytest.approx(error, abs=1e-6)


# What is proposed, and what never is


def test_a_figure_far_better_than_the_neighbours_is_a_strength_and_far_worse_a_need() -> None:
    found = stood(area.figures(list(MEASURES.values())))
    good, bad = found[area.GOOD], found[area.BAD]
    assert (good.verdict, good.rank, good.quarter) == ("strength", 1, 1)
    assert (bad.verdict, bad.rank, bad.quarter) == ("need", 14, 4)
    assert found[area.ALIKE].verdict == "typical"
    assert good.neighbour_median == 49.5
    assert (good.england.value, good.region.value) == (50.0, 50.5)
    assert good.distance > 0 > bad.distance


def test_nothing_is_proposed_where_the_figure_is_missing_whatever_came_before() -> None:
    suppressed = stood(with_own(HIGH, [70.0] * 8 + [math.nan]))[HIGH.id]
    assert suppressed.verdict == "missing"
    assert (suppressed.missing, suppressed.figure.year) == (3, 2025)
    never = stood(area.figures(list(MEASURES.values())))
    assert (never[area.SILENT].verdict, never[area.SILENT].figure, never[area.SILENT].missing) == (
        "missing",
        None,
        1,
    )
    assert never["ks4_progress8"].verdict == "not_held"
    proposed = area_standing.best_first(tuple(never.values()), "strength")
    assert [each.measure.id for each in proposed] == [area.GOOD]


def test_a_figure_older_than_three_years_is_never_proposed() -> None:
    old = area.figures([HIGH], {HIGH.id: 70.0}, silent=(), last=2023)
    assert stood(old, year=2026)[HIGH.id].verdict == "strength"
    assert stood(old, year=2027)[HIGH.id].verdict == "old"


def test_nothing_is_proposed_of_a_measure_of_which_neither_way_is_better() -> None:
    neutral = replace(HIGH, id="neutral", polarity="none")
    found = stood(area.figures([neutral], {"neutral": 70.0}, silent=()))["neutral"]
    assert (found.verdict, found.quarter, found.distance) == ("context", None, None)


def test_nothing_is_proposed_beside_too_few_neighbours_or_without_an_interval() -> None:
    made = area.figures([HIGH], {HIGH.id: 70.0}, silent=())
    assert stood(replace(made, neighbours={"801": area.NEIGHBOURS[:4]}))[HIGH.id].verdict == "few"
    assert stood(replace(made, neighbours={}))[HIGH.id].verdict == "few"
    short = with_own(HIGH, [math.nan] * 6 + [70.0, 70.0, 70.0])
    assert stood(short)[HIGH.id].verdict == "chance"
    assert stood(short)[HIGH.id].figure.low is None


def test_a_figure_that_jumps_much_is_not_called_a_strength() -> None:
    found = stood(with_own(HIGH, [50.0, 85.0, 45.0, 80.0, 50.0, 90.0, 40.0, 85.0, 70.0]))[HIGH.id]
    assert (found.verdict, found.rank) == ("typical", 1)


def test_an_interval_is_never_narrower_than_what_is_printed() -> None:
    steady = np.full(6, 60.0)
    assert area_standing.interval(steady, steady, decimals=0) == (59.5, 60.5)
    assert area_standing.interval(np.full(3, np.nan), steady[:3], decimals=0) is None


def test_authorities_of_one_figure_share_a_rank_and_the_middle_quarter_of_theirs() -> None:
    everyone = np.array([50.0] * 8)
    assert area_standing.quarter_of(50.0, everyone, better="high") == (1, 3)
    assert area_standing.quarter_of(1.0, np.array([1.0, 2.0, 3.0, 4.0]), better="low") == (1, 1)
    assert area_standing.quarter_of(4.0, np.array([1.0, 2.0, 3.0, 4.0]), better="low") == (4, 4)


def test_a_change_is_not_measured_from_the_years_of_the_pandemic() -> None:
    found = stood(with_own(HIGH, [60.0, 61.0, 30.0, 31.0, 62.0, 63.0, 64.0, 65.0, 66.0]))[HIGH.id]
    assert (found.since, found.change, found.england_change) == (2022, 4.0, 0.0)


def test_an_authority_that_is_not_held_stands_nowhere() -> None:
    found = area_standing.stand(area.figures([HIGH]), "999", year=2027)
    assert [each.verdict for each in found] == ["not_held"]


def test_one_series_is_used_for_a_year_for_every_area() -> None:
    held = np.array([[False, True, False], [True, True, False]])
    assert area_figures.chosen_series(held).tolist() == [1, 0, -1]


# The declarations


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_every_measure_is_of_a_known_theme_phase_group_and_topic_and_agrees_with_its_indicator(
    measure: AreaMeasure,
) -> None:
    assert measure.theme in area_measure.THEMES
    assert measure.phase in area_measure.PHASES
    assert measure.group in area_measure.GROUPS
    assert measure.topic in ("", *area_measure.TOPICS)
    assert measure.series or measure.indicator
    held = catalogue.collect(indicators, Indicator)
    assert {measure.indicator, measure.target} <= {"", *held}
    alike = held.get(measure.id)
    if alike is not None:
        assert (alike.polarity, alike.unit) == (measure.polarity, measure.unit)


@pytest.mark.parametrize("group", [group for group in area_measure.GROUPS if group != "all"])
def test_every_topic_of_every_group_says_what_would_fill_it(group: str) -> None:
    for topic in area_measure.TOPICS:
        assert area_measure.would_fill(group, topic)
