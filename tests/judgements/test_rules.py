"""The rules of judging, each beside a slow and obvious way of saying the same. No database."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.analysis.judging.process import Repeat
from trellis.analysis.store.records import Standing
from trellis.interfaces.web.judgements import signs
from trellis.judgements import days, mismatch, writing
from trellis.judgements.mismatch import Signs, Way
from trellis.judgements.models import Grade
from trellis.judgements.queries import intelligence as kept
from trellis.judgements.writing import Content, Part

# The first draw of a busy machine waits for imports
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SAID = st.lists(
    st.tuples(st.integers(1, 30), st.dates(date(2025, 1, 1), date(2027, 12, 31))),
    max_size=12,
    unique_by=lambda one: one[0],
)


@SLOW
@given(SAID, st.sets(st.integers(1, 30)), st.integers(2, 5), st.integers(1, 24))
def test_the_rule_asks_where_counting_by_hand_does(
    said: list[tuple[int, date]], reviewed: set[int], count: int, months: int
) -> None:
    on = date(2026, 11, 20)
    asked = kept.repeated(said, reviewed, Repeat(count=count, months=months), on=on)
    whole = on.year * 12 + on.month - 1 - months
    first = date(whole // 12, whole % 12 + 1, 20)
    within = [one for one, day in said if first < day <= on]
    expected = len(within) >= count and any(one not in reviewed for one in within)
    assert bool(asked) == expected
    assert set(asked) == (set(within) if expected else set())


@SLOW
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_before_is_never_of_a_longer_month(day: date, months: int) -> None:
    before = days.months_before(day, months)
    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == day.day or (before.day < day.day and (before + timedelta(days=1)).day == 1)


SIGNS = st.builds(
    Signs,
    goodness=st.dictionaries(st.sampled_from("abcde"), st.floats(0, 100)),
    concerns_met=st.integers(0, 3),
    secure_met=st.integers(0, 3),
    secure_not_met=st.integers(0, 3),
)
GRADES = st.sampled_from(Grade.values)


@SLOW
@given(GRADES, SIGNS)
def test_a_mismatch_is_where_both_point_and_opposite_ways(grade: str, signs: Signs) -> None:
    down = grade in ("needs_work", "not_yet")
    evidence = mismatch.way_of_evidence(signs)
    assert mismatch.is_mismatch(grade, signs) == (evidence == (Way.UP if down else Way.DOWN))


@SLOW
@given(SIGNS)
def test_the_evidence_points_as_the_rule_says_read_slowly(signs: Signs) -> None:
    worst = len([place for place in signs.goodness.values() if place <= 25])
    best = len([place for place in signs.goodness.values() if place >= 75])
    silent = worst + best == 0
    evidence = mismatch.way_of_evidence(signs)
    if signs.concerns_met > 0 or worst > best:
        assert evidence == Way.DOWN
    elif best > worst:
        assert evidence == Way.UP
    elif silent and signs.secure_not_met:
        assert evidence == Way.DOWN
    elif silent and signs.secure_met:
        assert evidence == Way.UP
    else:
        assert evidence == Way.NOWHERE


@SLOW
@given(GRADES)
def test_what_is_not_known_is_never_a_mismatch(grade: str) -> None:
    assert not mismatch.is_mismatch(grade, Signs(goodness={}))


@SLOW
@given(GRADES, SIGNS)
def test_one_more_figure_of_the_worst_quarter_never_makes_the_evidence_better(
    grade: str, signs: Signs
) -> None:
    order = [Way.DOWN, Way.NOWHERE, Way.UP]
    before = mismatch.way_of_evidence(signs)
    more = Signs(
        goodness={**signs.goodness, "worse": 10.0},
        concerns_met=signs.concerns_met,
        secure_met=signs.secure_met,
        secure_not_met=signs.secure_not_met,
    )
    assert order.index(mismatch.way_of_evidence(more)) <= order.index(before)


def test_a_strong_grade_where_a_figure_is_of_the_worst_quarter_is_a_mismatch() -> None:
    assert mismatch.is_mismatch("strong", Signs(goodness={"absence_overall": 4.0}, secure_met=1))
    assert not mismatch.is_mismatch("strong", Signs(goodness={"absence_overall": 40.0}))
    assert mismatch.is_mismatch("needs_work", Signs(goodness={"absence_overall": 96.0}))


PARTS = st.builds(
    Part, grade=st.sampled_from(["", *Grade.values]), rests_on=st.sampled_from(["", "a", " b "])
)
CONTENTS = st.builds(
    Content,
    parts=st.dictionaries(st.sampled_from(["attendance", "results"]), PARTS),
    priorities=st.lists(st.sampled_from(["read", " ", "write"]), max_size=3).map(tuple),
    is_vulnerable=st.sampled_from([None, True, False]),
    why_vulnerable=st.sampled_from(["", "a reason"]),
)


@SLOW
@given(CONTENTS, CONTENTS)
def test_there_is_no_difference_exactly_where_both_say_the_same(one: Content, other: Content) -> None:
    themes = [("attendance", "Attendance"), ("results", "Results")]
    told = writing.differences(one, other, themes=themes)
    assert (told == ()) == (writing.tidy(one) == writing.tidy(other))
    back = writing.differences(other, one, themes=themes)
    assert [(each.theirs, each.yours) for each in back] == [(each.yours, each.theirs) for each in told]


def _standing(**more: Any) -> Standing:
    given: dict[str, Any] = {"indicator": "suspension_rate", "status": 0, "year": 2025, **more}
    return Standing(**given)


def test_a_figure_that_most_schools_share_is_of_no_quarter() -> None:
    # Four in five schools have none: a place “at or below” that counts them all says nothing
    shared = _standing(value=0.0, percentile=80.0, national_median=0.0)
    (figure,) = signs.figures([shared]).values()
    assert (figure.goodness, "in the middle half" in figure.said) == (50.0, True)
    high = _standing(value=6.4, percentile=92.0, national_median=1.4)
    (figure,) = signs.figures([high]).values()
    assert (figure.goodness, "in the worst quarter" in figure.said) == (8.0, True)


def test_a_figure_of_few_pupils_or_without_a_better_side_is_left_out() -> None:
    few = _standing(value=6.4, percentile=92.0, national_median=1.4, small_cohort=True)
    neither = _standing(indicator="reserve_percent_income", value=40.0, percentile=92.0, national_median=20.0)
    absent = _standing(value=None, percentile=None)
    assert signs.figures([few, neither, absent]) == {}
