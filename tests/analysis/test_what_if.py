"""A pack with some of its settings changed: what can be, what cannot, and what follows, by both readers."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests import builders
from trellis.analysis.judging import adjustment, evaluation, explanation, nearness, setting, shelf, trial
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging.adjustment import CannotEvaluate
from trellis.analysis.judging.column_cache import ColumnCache
from trellis.analysis.judging.framework import Framework
from trellis.analysis.store.facts import Facts

MARGIN = "L2-8.absence_overall.above.by"
COMPARATOR = "L2-8.absence_overall.above.than"
KEY = "L2-8.key"
PACKS = shelf.names()


def facts() -> Facts:
    rows = [large_enough(row) for row in builders.SCHOOLS if row["authority"] == "801"]
    return Facts.of(rows, as_of=builders.AS_OF)


def large_enough(row: Mapping[str, Any]) -> dict[str, Any]:
    """A school whose cohorts are known to be large enough to judge."""
    held = row.get("statistics", {})
    return {**row, "statistics": {name: {**said, "small_cohort": 0.0} for name, said in held.items()}}


@pytest.mark.parametrize("name", PACKS)
def test_each_setting_of_each_pack_says_what_the_pack_says_and_can_be_written_and_read_back(
    name: str,
) -> None:
    pack = shelf.load(name)
    settings = setting.of(pack)
    assert len({one.id for one in settings}) == len(settings)
    typed = {one.id: setting.written(one.value) for one in settings}
    assert adjustment.read(pack, typed, known=settings) == ({}, ())
    assert all(one.label and one.said(one.value) for one in settings)


@pytest.mark.parametrize("name", PACKS)
def test_each_number_of_each_pack_can_be_changed_and_changes_that_number_alone(name: str) -> None:
    pack = shelf.load(name)
    settings = setting.of(pack)
    for one in settings:
        if one.kind != "number":
            continue
        value = float(one.value) + 1 if float(one.value) + 1 <= one.most else float(one.value) - 1
        changed = adjustment.apply(pack, {one.id: value}, known=settings)
        differ = {
            now.id: now.value
            for now, was in zip(setting.of(changed), settings, strict=True)
            if (now.value, now.id) != (was.value, was.id)
        }
        assert differ == {one.id: value}, one.id


def test_every_limit_comparator_and_grade_of_a_pack_is_among_its_settings() -> None:
    pack = shelf.load()
    held = {(one.criterion, place, one.field) for one in setting.of(pack) for place in one.places}
    for criterion in pack.criteria:
        for place, node in enumerate(setting.nodes(criterion.when)):
            for name in ("limit", "than", "at_or_below", "at_or_above", "at_least", "within_days", "n"):
                if getattr(node, name, None) is not None:
                    assert (criterion.id, place, name) in held


def test_a_number_said_twice_in_one_criterion_is_one_setting() -> None:
    same = next(one for one in setting.of(shelf.load()) if one.id == "L2-2.ks2_rwm_expected.below.limit")
    assert len(same.places) > 1
    assert same.shares == ("L1-4", "L3-3")


def test_a_changed_pack_is_a_draft_that_nobody_agreed_and_the_pack_stays_as_it_was() -> None:
    pack = builders.pack()
    changed = adjustment.apply(
        pack, {MARGIN: 4.0, KEY: False, "rule.minimum_share": 50.0, "rule.others": 1.0}
    )
    assert (changed.status, changed.agreed) == ("draft", None)
    assert changed.hash != pack.hash
    assert not changed.criterion("L2-8").key
    assert changed.coverage.minimum_share == 0.5
    assert changed.suggestion.others == 1
    assert pack == builders.pack()


def test_both_readers_take_the_changed_pack_and_agree_on_every_school() -> None:
    known = facts()
    for changes in (
        {MARGIN: 4.0},
        {COMPARATOR: "authority_median"},
        {KEY: False},
        {"rule.minimum_criteria": 1.0},
    ):
        changed = adjustment.apply(builders.pack(), changes)
        assessed = evaluation.assess(changed, known)
        for urn, level in zip(known.urns, assessed.level, strict=True):
            told = explanation.explain(changed, known.one(int(urn)))
            assert (told.suggested.level or 0) == level, (changes, urn)


def test_a_larger_margin_moves_the_schools_between_it_and_the_old_one_and_says_why() -> None:
    pack, known = builders.pack(), facts()
    before = evaluation.assess(pack, known)
    after = evaluation.assess(adjustment.apply(pack, {MARGIN: 3.5}), known)
    (moved,) = trial.movers(before, after)  # the academy, at 8.0, is 3.0 above the median; Oak Road at 4.5
    assert (moved.urn, moved.was.level, moved.now.level, moved.now.ground) == (
        builders.ACADEMY,
        2,
        None,
        "between",
    )
    assert moved.was.reasons == ("L2-8: Absence is well above the national median.",)
    assert moved.turned == ("L2-8",)
    assert "level 1 is not shown" in moved.now.reasons[0]


def test_counts_hold_every_school_once_on_each_side() -> None:
    pack, known = builders.pack(), facts()
    pair = evaluation.assess(pack, known), evaluation.assess(adjustment.apply(pack, {KEY: False}), known)
    (whole,) = trial.counted(*pair)
    assert sum(whole.before) == sum(whole.after) == len(known)
    for by in ("phase_group", "school_type"):
        parts = trial.counted(*pair, by=by)
        assert tuple(map(sum, zip(*[one.before for one in parts], strict=True))) == whole.before
        assert tuple(map(sum, zip(*[one.after for one in parts], strict=True))) == whole.after
    assert trial.moved_count(*pair) == len(trial.movers(*pair)) > 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("L9-9.absence_overall.above.by", "1", "is not about a criterion of the pack"),
        ("L2-8.nothing", "1", "is not a setting of the pack"),
        ("x" * 5000, "1", "is not about a criterion"),
        (MARGIN, "two", "enter a number, like 2; “two” is not one"),
        (MARGIN, "", "enter a number, like 2."),
        (MARGIN, "nan", "is not one"),
        (MARGIN, "inf", "is not one"),
        (MARGIN, "1e5", "is not one"),
        (MARGIN, "٣", "is not one"),
        (MARGIN, "9" * 4000, "is not one"),
        (MARGIN, "-1", "from 0 to"),
        (MARGIN, "100000000", "cannot be right"),
        (COMPARATOR, "the moon", "choose one from the list"),
        (KEY, "maybe", "say yes or no"),
        ("rule.others", "1.5", "enter a whole number"),
        ("rule.others", "0", "from 1 to"),
        ("rule.minimum_share", "0", "from more than 0 to 100"),
        ("rule.minimum_share", "101", "from more than 0 to 100"),
    ],
)
def test_what_cannot_be_a_change_is_refused_in_a_sentence(name: str, text: str, said: str) -> None:
    changes, problems = adjustment.read(builders.pack(), {name: text})
    assert changes == {}
    (problem,) = problems
    assert said in problem.sentence
    assert len(problem.sentence) < 300


def test_every_problem_is_told_at_once() -> None:
    _, problems = adjustment.read(builders.pack(), {MARGIN: "x", KEY: "y", "z": "1", "rule.others": "0"})
    assert [problem.setting for problem in problems] == [MARGIN, KEY, "z", "rule.others"]


def test_numbers_are_read_as_people_write_them() -> None:
    changes, problems = adjustment.read(builders.pack(), {MARGIN: " 1.50 ", "rule.minimum_share": "70%"})
    assert (changes, problems) == ({MARGIN: 1.5, "rule.minimum_share": 70.0}, ())


def test_a_pack_with_no_key_of_level_1_left_cannot_be_evaluated() -> None:
    with pytest.raises(CannotEvaluate, match="no school could be called secure"):
        adjustment.apply(builders.pack(), {"L1-8.key": False})


def test_a_setting_the_pack_does_not_have_cannot_be_applied() -> None:
    with pytest.raises(CannotEvaluate) as refused:
        adjustment.apply(builders.pack(), {"L7-1.key": True, "L2-8.gone": 1.0})
    assert len(refused.value.problems) == 2


def _spread(values: list[float]) -> tuple[Framework, Facts]:
    pack = builders.pack()
    threshold = language.Threshold(test="above", indicator="absence_overall", limit=5.0)
    criteria = tuple(replace(c, when=threshold) if c.id == "L2-8" else c for c in pack.criteria)
    rows = [{"statistics": {"absence_overall": {"value": v, "year": 2026}}} for v in values]
    return replace(pack, criteria=criteria), Facts.of(rows, as_of=builders.AS_OF)


def test_schools_close_to_a_limit_are_counted_among_those_with_a_value() -> None:
    pack, known = _spread([1.0, 4.8, 4.9, 5.0, 5.1, 5.3, 9.0, float("nan")])
    one = next(one for one in setting.of(pack) if one.field == "limit")
    found = nearness.near(pack, one, known)
    assert found is not None
    assert (found.schools, found.of, found.distance) == (3, 7, "0.1 percentage points")
    wider = nearness.near(pack, one, known, within=0.3)
    assert wider is not None
    assert wider.schools == 5


def test_what_is_not_a_limit_has_no_schools_close_to_it() -> None:
    pack = builders.pack()
    for one in setting.of(pack):
        if one.field in ("key", "than", "others", "minimum_share"):
            assert nearness.near(pack, one, facts()) is None


def test_a_change_over_all_england_takes_at_most_a_twentieth_of_a_second_with_warm_facts() -> None:
    pack = shelf.load()
    rng = np.random.default_rng(20261121)
    n = 24_000
    read = pack.columns_read()
    known = Facts(
        urns=np.arange(100_000, 100_000 + n, dtype=np.int32),
        names=np.full(n, "A school"),
        phase_group=rng.choice(["primary", "secondary", "special"], n),
        school_type=np.full(n, "Community school"),
        relationship=rng.choice(["maintained", "academy"], n),
        authority=np.full(n, "801"),
        as_of=builders.AS_OF,
        statistics={
            (indicator, column): np.full(n, 2026.0) if column == "year" else rng.uniform(0, 100, n)
            for indicator, columns in read.items()
            for column in columns
            if column != "small_cohort"
        }
        | {(indicator, "small_cohort"): np.zeros(n) for indicator in read},
        statuses={indicator: np.zeros(n, dtype=np.uint8) for indicator in read},
    )
    settings = setting.of(pack)
    cache = ColumnCache(known)
    evaluation.assess(pack, known, cache=cache)
    times = []
    for value in (70.0, 75.0, 80.0, 85.0, 95.0):
        began = time.process_time()
        changes = {"L2-8.absence_overall.percentile-national.at_or_above": value}
        evaluation.assess(adjustment.apply(pack, changes, known=settings), known, cache=cache)
        times.append(time.process_time() - began)
    assert sorted(times)[2] <= 0.05, times


@pytest.mark.parametrize("name", PACKS)
def test_no_two_settings_of_a_criterion_have_the_same_words(name: str) -> None:
    said = [(one.criterion, one.label) for one in setting.of(shelf.load(name))]
    assert [pair for pair in said if said.count(pair) > 1] == []
