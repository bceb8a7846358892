"""What is told of schools that move for the worse: small pictures of years, and the answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from tests import builders
from tests.analysis import panels
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import early_warning, early_warning_words, evaluation, limits, shelf
from trellis.analysis.judging import framework as packs
from trellis.analysis.judging.early_warning import EarlyWarnings
from trellis.analysis.judging.early_warning_words import EarlyWarning
from trellis.analysis.store.facts import Facts

YEARS = (2022, 2023, 2024, 2025, 2026)


def years(*values: Any, until: int = 2026) -> dict[float, Any]:
    return {until - len(values) + 1 + i: value for i, value in enumerate(values)}


def of(pupils: int, *values: float | None) -> dict[float, Any]:
    return years(*[None if value is None else (value, pupils) for value in values])


def pack(*nodes: Any, level: int = 2) -> packs.Framework:
    """A pack with these tests as criteria of level 2, and nothing else."""
    base = builders.pack().criteria[1]
    fields = {f: getattr(base, f) for f in base.__dataclass_fields__}
    return builders.pack(
        criteria=tuple(
            packs.Criterion(
                **{**fields, "id": f"L{level}-{i}", "level": level, "when": node, "name": f"Test {i}"}
            )
            for i, node in enumerate(nodes, start=1)
        )
    )


def below(limit: float, indicator: str = "ks2_rwm_expected") -> language.Threshold:
    return language.Threshold(test="below", indicator=indicator, limit=limit)


def worked(
    schools: Sequence[Mapping[float, Any]],
    *nodes: Any,
    indicator: str = "ks2_rwm_expected",
    facts: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> tuple[EarlyWarnings, list[EarlyWarning]]:
    given = pack(*(nodes or (below(45),)))
    rows = []
    for i, school in enumerate(schools):
        newest = school[max(school)] if school else None
        value = newest[0] if isinstance(newest, tuple) else newest
        row = dict(facts[i]) if facts else {}
        row.setdefault("statistics", {indicator: {"value": value, "year": 2026, "small_cohort": 0.0}})
        rows.append(row)
    assessed = evaluation.assess(given, Facts.of(rows))
    held = panels.of(indicator, schools, urns=assessed.facts.urns.tolist(), **more)
    found = early_warning.work_out(given, assessed, held)
    return found, list(early_warning_words.told(given, found))


def kinds(*schools: Mapping[float, Any], **more: Any) -> list[str]:
    found, _ = worked(schools, **more)
    return [str(kind) for kind in next(iter(found.kinds.values()))]


def test_a_steady_fall_over_three_hundred_pupils_is_worth_a_call() -> None:
    assert kinds(of(300, 74, 70, 66, 62)) == ["call"]


def test_the_same_fall_over_ten_pupils_is_within_chance() -> None:
    assert kinds(of(10, 70, 70, 60, 60)) == ["chance"]


def test_a_school_is_told_in_plain_english_with_its_limit() -> None:
    _, (told,) = worked(
        [years((4.1, 400), (4.5, 400), (5.0, 400), (5.4, 400), (9.6, 400))],
        language.Threshold(test="above", indicator="persistent_absence", limit=12.0),
        indicator="persistent_absence",
    )
    assert told.kind == "call"
    assert told.sentence == (
        "Persistent absence has risen in each of the last 4 years held, from 4.1% in 2021/22 to 9.6% in 2025/26. "
        "It is still within the pack’s limit of 12.0%. Worth a call."
    )
    assert told.limit == 12.0


def test_terms_serve_as_well_as_years_where_they_are_held() -> None:
    """The test of three terms: an adverse trend over three terms, still within the threshold, is on the list."""
    terms = {2025 + 1 / 3: (6.0, 900), 2025 + 2 / 3: (9.0, 900), 2026.0: (12.0, 900)}
    _, (told,) = worked(
        [terms],
        language.Threshold(test="above", indicator="persistent_absence", limit=20.0),
        indicator="persistent_absence",
    )
    assert told.kind == "call"
    assert "in each of the last 2 terms held" in told.sentence


def test_what_has_met_a_criterion_is_no_early_sign() -> None:
    _, (told,) = worked([of(300, 74, 64, 54, 44)])
    assert told.kind == "counted"
    assert told.details["criteria"] == ["L2-1"]
    assert "The pack counts this already: L2-1 Test 1." in told.sentence


def test_getting_better_or_standing_still_is_not_for_the_worse() -> None:
    assert kinds(of(300, 60, 64, 66, 70), of(300, 66, 66, 66, 66)) == ["steady", "steady"]


def test_what_fell_with_everybody_is_never_told_as_not_having_fallen() -> None:
    _, (told,) = worked([of(300, 74, 70, 66, 62)], england={2023: 70, 2024: 66, 2025: 62, 2026: 58})
    assert told.kind == "steady"
    assert told.sentence.endswith(
        "it has fallen, from 74% in 2022/23 to 62% in 2025/26. Over the same years schools of its phase in England went "
        "from 70% to 58%. Set beside them, it has not moved for the worse."
    )


def test_what_fell_before_the_last_break_is_told_as_having_fallen() -> None:
    step = {2018: (75, 300), 2019: (74, 300), 2022: (50, 300), 2023: (52, 300)}
    _, (told,) = worked(
        [step],
        england=dict.fromkeys(step, 62.0),
        left_out=(2020, 2021),
        facts=[{"statistics": {"ks2_rwm_expected": {"value": 52, "year": 2023}}}],
    )
    assert told.kind == "steady"
    assert "it has fallen, from 75% in 2017/18 to 52% in 2022/23." in told.sentence
    assert told.sentence.endswith(
        "Since the last break in the figures it has not: from 50% in 2021/22 to 52% in 2022/23."
    )


def test_a_fall_too_small_to_act_on_is_told_as_such() -> None:
    _, (told,) = worked([of(2_000_000, 62.9, 62.6, 62.3, 62.0)], spread=30.0)
    assert told.kind == "steady"
    assert told.sentence.endswith("Over the years taken together, it has moved too little to act on.")


def test_ends_that_do_not_show_the_trend_are_told_as_they_are() -> None:
    _, (told,) = worked([of(30, 60, 90, 50, 50, 60)], england=dict.fromkeys(YEARS, 62.0))
    assert told.kind != "steady"
    assert (
        "it has fallen over the years taken together, though it was 60% in 2021/22 and 60% in 2025/26."
        in told.sentence
    )


def test_missing_years_are_too_little_to_say_and_never_well() -> None:
    _, told = worked(
        [of(300, 70, 66, 62, None), of(300, 70, None, 62), of(300, 70), {}],
        facts=[
            {"statistics": {"ks2_rwm_expected": {"value": None, "status": 1, "year": 2026}}},
            {"statistics": {"ks2_rwm_expected": {"value": 62, "year": 2026}}},
            {"statistics": {"ks2_rwm_expected": {"value": 70, "year": 2026}}},
            {"statistics": {}},
        ],
    )
    assert [each.kind for each in told] == ["short"] * 4
    assert "suppressed by the publisher: 2025/26" in told[0].sentence.lower()
    assert "Two values are held" in told[1].sentence
    assert "One value is held" in told[2].sentence
    assert all("too little to say" in each.sentence for each in told)


def test_an_indicator_that_does_not_apply_is_not_told_of() -> None:
    _, told = worked(
        [of(300, 70, 66, 62)], facts=[{"statistics": {"ks2_rwm_expected": {"value": None, "status": 2}}}]
    )
    assert told == []
    _, told = worked([of(300, 70, 66, 62)], facts=[{"phase_group": "nursery"}])
    assert told == []


def test_values_too_old_for_the_pack_are_not_judged() -> None:
    _, (told,) = worked(
        [years((74, 300), (68, 300), (62, 300), until=2019)],
        facts=[{"statistics": {"ks2_rwm_expected": {"value": 62, "year": 2019}}}],
    )
    assert told.kind == "short"
    assert "The newest is of 2018/19." in told.sentence


def test_what_moved_everybody_marks_nobody() -> None:
    fall = of(300, 74, 70, 66, 62)
    assert kinds(fall, england={2023: 70, 2024: 66, 2025: 62, 2026: 58}) == ["steady"]
    assert kinds(fall, england={2023: 60, 2024: 60, 2025: 60, 2026: 60}) == ["call"]


def test_beside_england_a_trend_may_cross_the_pandemic_and_without_it_may_not() -> None:
    gap = {2019: (75, 300), 2024: (66, 300), 2025: (60, 300), 2026: (54, 300)}
    left_out = (2020, 2021, 2022, 2023)
    found, _ = worked([gap], left_out=left_out, england=dict.fromkeys(gap, 62.0))
    assert found.trends["ks2_rwm_expected"].used[:, 0].tolist() == [False, True, True, True]
    near = {2019: (75, 300), 2023: (66, 300), 2024: (60, 300), 2025: (54, 300)}
    more: dict[str, Any] = {"left_out": (2020, 2021, 2022)}
    facts = [{"statistics": {"ks2_rwm_expected": {"value": 54, "year": 2025}}}]
    beside, (told,) = worked([near], england=dict.fromkeys(near, 62.0), facts=facts, **more)
    assert beside.trends["ks2_rwm_expected"].used[:, 0].all()
    assert told.details["breaks"]
    alone, _ = worked([near], facts=facts, **more)
    assert alone.trends["ks2_rwm_expected"].used[:, 0].tolist() == [False, True, True, True]


def test_one_value_since_a_break_is_a_step_and_not_a_trend() -> None:
    step = {2017: (70, 300), 2018: (71, 300), 2019: (70, 300), 2023: (45, 300)}
    _, (told,) = worked(
        [step],
        england=dict.fromkeys(step, 62.0),
        left_out=(2020, 2021, 2022),
        facts=[{"statistics": {"ks2_rwm_expected": {"value": 45, "year": 2023}}}],
    )
    assert told.kind == "short"
    assert "One year alone since the last break" in told.sentence


def test_years_measured_in_another_way_are_left_out_whatever_england_did() -> None:
    held = {2014: (20, 400), 2015: (4, 400), 2016: (9, 400), 2017: (9, 400), 2018: (9, 400)}
    node = language.Threshold(test="above", indicator="persistent_absence", limit=30.0)
    found, _ = worked(
        [held],
        node,
        indicator="persistent_absence",
        england=dict.fromkeys(held, 9.0),
        facts=[{"statistics": {"persistent_absence": {"value": 9, "year": 2018}}}],
    )
    assert found.trends["persistent_absence"].used[:, 0].tolist() == [False, False, True, True, True]


def test_a_move_too_small_to_act_on_is_not_for_the_worse_however_sure() -> None:
    tiny = of(2_000_000, 62.4, 62.3, 62.2, 62.1)
    assert kinds(tiny) == ["call"]
    assert kinds(tiny, spread=20.0) == ["steady"]


def test_where_no_trend_could_be_told_it_is_said_and_does_not_count_among_those_looked_at() -> None:
    found, (told,) = worked([of(8, 75, 62, 62, 50)], spread=20.0)
    assert told.kind == "chance"
    assert "so few pupils stand behind each year that no trend could be told from it" in told.sentence
    assert found.tested == {"ks2_rwm_expected": 0}


def test_one_of_many_chance_trends_is_told_as_what_many_looks_bring() -> None:
    random = np.random.default_rng(2)
    schools = [of(60, *random.binomial(60, 0.6, size=4) * (100 / 60)) for _ in range(300)]
    found, told = worked(schools)
    assert found.tested["ks2_rwm_expected"] >= 298  # one or two are past the limit, and counted
    assert found.marked <= 3
    odd = [each for each in told if each.kind == "chance" and (each.p or 1) < 0.025]
    assert odd
    assert all("schools looked at for this, " in each.sentence for each in odd)


def test_years_until_the_limit_come_with_their_interval_and_only_where_there_is_a_limit() -> None:
    _, (told,) = worked([of(600, 74, 70, 66, 62)], below(45))
    crossing = told.details["crossing"]
    assert crossing["about"] == pytest.approx(17 / 4, abs=0.1)
    assert crossing["soonest"] < crossing["about"] < crossing["latest"]
    _, (told,) = worked([of(600, 74, 70, 66, 62)], below(5))
    assert told.details["crossing"] is None


def test_every_value_says_where_it_came_from() -> None:
    _, (told,) = worked([of(300, 74, None, 66, 62)])
    assert [each["value"] for each in told.periods] == [74, None, 66, 62]
    assert told.periods[1]["status"] == "suppressed by the publisher"
    assert told.periods[1]["source"] is None
    assert told.periods[0]["source"] == {
        "release": "absence-2026",
        "file_name": "absence-2026.csv",
        "edition": "2025/26",
        "row": 7,
        "known_from": "2026-03-20",
    }


# The nearest line of a pack


def line(
    *nodes: Any, statistics: Mapping[str, Any] | None = None, beyond: Mapping[float, Any] | None = None
) -> Any:
    facts = Facts.of([{"statistics": {"absence_overall": {"value": 5.0, **(statistics or {})}}}])
    given = pack(*nodes)
    found = limits.lines(given, "absence_overall", facts, way=1, beyond=beyond or {})
    kind = int(found.kind[0])
    return float(found.at[0]), found.words[kind] if kind >= 0 else None


def above(limit: float) -> language.Threshold:
    return language.Threshold(test="above", indicator="absence_overall", limit=limit)


def test_of_tests_any_of_which_is_enough_the_nearest_counts_and_of_all_the_farthest() -> None:
    assert line(above(9.0), above(7.0)) == (7.0, "")
    assert line(language.AnyOf(test="any", of=(above(9.0), above(7.0)))) == (7.0, "")
    assert line(language.All(test="all", of=(above(9.0), above(7.0)))) == (9.0, "")


def test_a_limit_beside_others_is_where_they_stand_and_the_margin() -> None:
    node = language.Threshold(test="above", indicator="absence_overall", than="national_median", by=2.0)
    assert line(node, statistics={"national_median": 5.5}) == (
        7.5,
        "2.0 percentage points above the national median for its phase",
    )
    assert np.isnan(line(node)[0])


def test_a_place_among_england_s_schools_is_the_value_at_which_it_begins() -> None:
    node = language.Percentile(test="percentile", indicator="absence_overall", at_or_above=90)
    assert line(node, beyond={0.9: np.array([7.4])}) == (
        7.4,
        "where the highest tenth of schools of its phase begins",
    )


def test_a_trend_a_test_the_other_way_and_another_phase_have_no_line() -> None:
    rising = language.Trend(test="trend", indicator="absence_overall", direction="rising")
    low = language.Threshold(test="below", indicator="absence_overall", limit=1.0)
    apart = language.Threshold(test="above", indicator="absence_overall", limit=7.0, phases=("secondary",))
    within = language.All(test="all", of=(rising, above(6.0)))
    for node in (rising, low, apart, within, language.Not(test="not", of=above(6.0))):
        assert np.isnan(line(node)[0]), node


def test_every_pack_watches_what_can_move_for_the_worse_and_nothing_else() -> None:
    for name in shelf.names():
        watched = limits.watched(shelf.load(name))
        assert watched, name
        assert not {"head_in_first_year", "roll_change_3y"} & set(watched)
        assert watched.get("ks2_rwm_expected", -1) == -1
