"""Whom the order puts first, beside whom a practised adviser would: held here and shown in the documentation."""

from pathlib import Path

import pytest

from tests.brokering import judged_matching

PAGE = Path(__file__).resolve().parents[2] / "docs" / "matching.md"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))


def test_everybody_judged_is_a_candidate_and_every_need_has_somebody_to_put_first() -> None:
    names = [each.name for each in judged_matching.candidates("phonics")]
    assert len(judged_matching.JUDGED) == 20
    assert len(set(names)) == len(names) == 36
    for need in judged_matching.JUDGED:
        assert set(need.right) <= set(names)
        assert judged_matching.FIRST in need.right.values()


@pytest.mark.parametrize(("chosen", "first", "gain"), [(True, 1.0, 0.97), (False, 0.9, 0.88)])
def test_the_order_is_as_good_as_it_has_been(chosen: bool, first: float, gain: float) -> None:
    told = judged_matching.scores(chosen=chosen)
    assert sum(each.first for each in told) / len(told) >= first
    assert sum(each.gain for each in told) / len(told) >= gain


def test_nobody_whose_quality_has_lapsed_or_who_has_no_days_is_offered() -> None:
    for need in judged_matching.JUDGED:
        told = [each.candidate.name for each in judged_matching.ranking(need, chosen=True).offered]
        assert not {"Kenn", "Talk Company"}.intersection(told)


def test_the_page_of_the_scores_and_of_the_weights_is_fresh() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert judged_matching.page() in told, judged_matching.page()
    assert judged_matching.weights() in told, judged_matching.weights()
