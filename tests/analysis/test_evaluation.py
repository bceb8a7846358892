"""The columns and the plain reader are held equal, and a changed pack is screened again quickly."""

import time
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analysis import judging
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import evaluation, explanation
from trellis.analysis.judging.column_cache import ColumnCache
from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.framework import Evidence
from trellis.analysis.judging.one_school import School
from trellis.analysis.judging.pack_cases import pictured
from trellis.analysis.store.facts import Facts

EVIDENCE = Evidence(stale_after_years=4, inspection_stale_after_years=5)

# Examples are few and schools many: each example is 40 schools.
_MANY = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _column(node: language.Leaf | language.Branch, facts: Facts) -> list[int]:
    return [int(answer) for answer in evaluation.answers(node, ColumnCache(facts), EVIDENCE)]


def _plainly(node: language.Leaf | language.Branch, facts: Facts) -> list[int]:
    return [
        int(explanation.find(node, School(facts.one(int(urn)), evidence=EVIDENCE)).answer)
        for urn in facts.urns
    ]


@pytest.mark.parametrize("kind", get_args(language.Leaf), ids=lambda kind: kind.__name__)
@_MANY
@given(data=st.data(), rows=judging.schools)
def test_columns_and_the_plain_reader_agree_on_each_test(kind, data, rows):
    node = data.draw(judging.leaves_of[kind])
    facts = pictured(rows, as_of=judging.AS_OF)
    assert _column(node, facts) == _plainly(node, facts)


@_MANY
@given(node=judging.nodes, rows=judging.schools)
def test_columns_and_the_plain_reader_agree_on_every_tree_and_school(node, rows):
    facts = pictured(rows, as_of=judging.AS_OF)
    assert _column(node, facts) == _plainly(node, facts)


@settings(_MANY, max_examples=60)
@given(framework=judging.frameworks(), rows=judging.schools.map(lambda rows: rows[:8]))
def test_columns_and_the_plain_reader_suggest_the_same_for_every_pack(framework, rows):
    facts = pictured(rows, as_of=judging.AS_OF)
    assessed = evaluation.assess(framework, facts)
    for i, urn in enumerate(facts.urns):
        told = explanation.explain(framework, facts.one(int(urn)))
        assert [int(a) for a in assessed.met[i]] == list(told.answers.values())
        assert (int(assessed.level[i]) or None) == told.suggested.level
        assert evaluation.GROUNDS[assessed.ground[i]] == told.suggested.ground
        assert float(assessed.coverage[i]) == told.suggested.covered.share
        assert bool(assessed.enough[i]) == told.suggested.covered.enough
        assert bool(assessed.contextually_vulnerable[i]) == told.contextually_vulnerable
        assert bool(assessed.capacity[i]) == told.capacity


@_MANY
@given(node=judging.nodes, rows=judging.schools)
def test_taking_every_value_away_never_answers_met(node, rows):
    bare = [{**row, "statistics": {}, "grades": {}, "judgements": {}, "events": {}} for row in rows]
    asked = [leaf for leaf in language.leaves(node) if not isinstance(leaf, language.Judged | language.Event)]
    for leaf in asked:
        assert Answer.MET not in _column(leaf, pictured(bare, as_of=judging.AS_OF))


@_MANY
@given(node=judging.nodes)
def test_a_node_survives_being_written_down_and_read_again(node):
    assert language.node(language.written(node)) == node


def test_an_order_of_schools_does_not_change_their_answers():
    rows = [{"urn": 100001 + i, "statistics": {"ks2_rwm_expected": 40 + i}} for i in range(20)]
    node = language.Threshold(test="below", indicator="ks2_rwm_expected", limit=50)
    assert _column(node, pictured(rows))[::-1] == _column(node, pictured(rows[::-1]))


def test_a_slope_that_lands_on_its_limit_is_on_it():
    node = language.Trend(test="trend", indicator="absence_overall", direction="rising", by=0.3)
    school = {"statistics": {"absence_overall": {"value": 5, "year": 2026, "slope3": 0.1 + 0.2}}}
    assert _column(node, pictured([school])) == [Answer.MET]


def test_after_a_changed_threshold_all_of_england_is_screened_again_within_50_ms():
    n = 24_500
    random = np.random.default_rng(1)
    facts = Facts(
        urns=np.arange(n, dtype=np.int32),
        names=np.full(n, "A school"),
        phase_group=np.full(n, "primary"),
        school_type=np.full(n, "Community school"),
        relationship=np.full(n, "maintained"),
        authority=np.full(n, "803"),
        as_of=judging.AS_OF,
        statistics={
            ("ks2_rwm_expected", "value"): random.random(n),
            ("ks2_rwm_expected", "year"): np.full(n, 2026.0),
        },
        statuses={"ks2_rwm_expected": np.zeros(n, dtype=np.uint8)},
    )
    framework = _thirty_three()
    cache = ColumnCache(facts)
    evaluation.assess(framework, facts, cache=cache)
    changed = replace(framework, criteria=(_criterion(0, 0.123), *framework.criteria[1:]))
    times = []
    for _ in range(3):
        began = time.process_time()
        evaluation.assess(changed, facts, cache=ColumnCache(facts, answers=dict(cache.answers)))
        times.append(time.process_time() - began)
    assert min(times) < 0.05


def _criterion(i: int, limit: float):
    from trellis.analysis.judging.framework import Criterion

    parts = tuple(
        language.Threshold(test="below", indicator="ks2_rwm_expected", limit=limit + j / 10) for j in range(5)
    )
    return Criterion(
        id=f"X-{i}",
        level=(1, 2, 3)[i % 3],
        route="E",
        theme="results",
        name="Results",
        sentence="Results are low.",
        when=language.AtLeast(test="at_least", n=2, of=parts),
    )


def _thirty_three():
    from datetime import date

    from trellis.analysis.judging import framework as packs

    return packs.Framework(
        id="x",
        title="x",
        version="1",
        era="x",
        status="draft",
        effective_from=date(2026, 1, 1),
        about="x",
        levels=tuple(packs.Level(number=n, name=f"{n}", entitlement="x") for n in (1, 2, 3)),
        criteria=tuple(_criterion(i, i / 33) for i in range(33)),
        suggestion=packs.Suggestion(others=2, contextual=2),
        coverage=packs.Coverage(minimum_share=0.6),
        citations=(),
        relationships={"maintained": "level"},
    )
