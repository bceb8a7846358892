"""Numbers, years and names as a sentence says them."""

import pytest

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import wording
from trellis.analysis.judging.evaluation import assess
from trellis.analysis.judging.shelf import load
from trellis.analysis.store.facts import Facts


@pytest.mark.parametrize(
    ("indicator", "value", "said"),
    [
        ("ks2_rwm_expected", 45.0, "45%"),
        ("ks4_progress8", -0.254, "−0.25"),
        ("ks4_progress8", -0.001, "0.00"),
        ("in_year_balance", -12300, "−£12,300"),
        ("suspension_rate", 3.2, "3.20 per 100 pupils"),
        ("head_post_vacant", 1, "yes"),
        ("head_post_vacant", 0, "no"),
        ("roll", 412, "412 pupils"),
        ("not_an_indicator", 1.5, "1.5"),
        ("not_an_indicator", 12, "12"),
        ("roll", None, "no value"),
    ],
)
def test_a_number_is_said_with_its_unit(indicator, value, said):
    assert wording.number(indicator, value) == said


def test_a_value_and_its_limit_are_never_said_alike_when_they_differ():
    for value, line, more in ((49.6, 50, 1), (49.96, 50, 2), (50, 50, 0), (45, 50, 0), (50 - 1e-15, 50, 0)):
        assert wording.apart("ks2_rwm_expected", value, line) in (more, 10)


def test_a_small_change_is_not_said_as_none():
    assert wording.size("ks2_rwm_expected", 1.4) == "1.4 percentage points"
    assert wording.size("ks2_rwm_expected", 1) == "1 percentage point"
    assert wording.size("ks4_attainment8", 0.25) == "0.25"


@pytest.mark.parametrize(
    ("count", "said"), [(365, "1 year"), (730, "2 years"), (14, "2 weeks"), (45, "45 days"), (1, "1 day")]
)
def test_days_are_said_in_the_largest_whole_unit(count, said):
    assert wording.days(count) == said


def test_an_unknown_indicator_is_said_by_its_id():
    assert wording.indicator_name("made_up") == "made up"
    assert wording.indicator_unit("made_up") == ""


def test_choices_are_joined_as_they_are_spoken():
    assert wording.one_of(["a", "b", "c"]) == "a, b or c"
    assert wording.one_of(["a"]) == "a"


def test_a_node_made_without_its_check_is_a_fault_of_ours():
    with pytest.raises(TypeError, match="without its check"):
        language.given(None)


def test_assessments_answer_by_criterion():
    judged = assess(load(), Facts.of([{}]))
    assert judged.column("L1-1").tolist() == [-1]
    assert judged.insufficient.tolist() == [True]
    with pytest.raises(KeyError):
        judged.column("L9-9")
    with pytest.raises(KeyError):
        load().criterion("L9-9")
