"""What came of supports: the interval, the claim, what is hidden, what is left out and said."""

import itertools
import statistics
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from trellis.brokering import impact
from trellis.brokering.impact import Impact, Support, Verdict

STILL = ((5.0, 5.0), (6.0, 6.0), (7.0, 7.0), (8.0, 8.0), (9.0, 9.0))
"""Comparison schools with 7% of absence in the middle, where nothing changed."""


def support(urn: int, change: float | None, **other: Any) -> Support:
    """One support that brought absence from 7% by so much."""
    return Support(
        **{
            "provider": "leader-1",
            "areas": ("attendance",),
            "urn": urn,
            "indicator": "absence.overall",
            "called": "absence",
            "higher_is_better": False,
            "before": 7.0,
            "after": None if change is None else 7.0 + change,
            "compared": STILL,
            **other,
        }
    )


def supports(*changes: float | None, **other: Any) -> list[Support]:
    return [support(100 + number, change, **other) for number, change in enumerate(changes)]


# What is claimed


def test_five_that_all_fell_more_are_better_with_the_confidence_that_five_can_have() -> None:
    found = impact.of(supports(-0.1, -0.3, -0.4, -0.5, -0.7))
    assert (found.n, found.verdict, found.share_better) == (5, Verdict.BETTER, 1.0)
    assert found.median == pytest.approx(0.4)
    assert found.interval is not None
    assert found.interval.confidence == 0.9375
    assert found.sentence == (
        "Better than comparison schools, in 5 schools: absence fell by 0.4 points more than in schools like them "
        "(between 0.1 and 0.7) at 94% confidence."
    )


def test_one_that_fell_less_leaves_no_difference_to_tell() -> None:
    found = impact.of(supports(0.1, -0.3, -0.4, -0.5, -0.7))
    assert found.verdict is Verdict.SAME
    assert found.sentence == (
        "No difference can be told, in 5 schools: absence fell by 0.4 points more than in schools like them "
        "(between 0.1 less and 0.7 more) at 94% confidence."
    )


def test_the_share_that_did_better_is_told_and_of_too_few_it_is_not() -> None:
    found = impact.of(supports(0.1, -0.3, -0.4, -0.5, -0.7))
    assert found.share_sentence == "80% of the 5 schools did better than their comparison schools."
    assert impact.of(supports(-1)).share_sentence == ""


@pytest.mark.parametrize(
    ("called", "told"),
    [
        ("Overall absence", "overall absence rose"),
        ("GCSE points", "GCSE points rose"),
        ("EBacc entry", "EBacc entry rose"),
        ("Attainment 8", "Attainment 8 rose"),
    ],
)
def test_an_indicator_is_named_as_in_a_sentence(called: str, told: str) -> None:
    assert impact.of(supports(1, 2, 3, 4, 5, called=called)).movement.startswith(told)


def test_less_well_is_said_too() -> None:
    rising = supports(0.2, 0.3, 0.4, 0.5, 0.6, higher_is_better=False)
    assert impact.of(rising).sentence == (
        "Less well than comparison schools, in 5 schools: absence rose by 0.4 points more than in schools like them "
        "(between 0.2 and 0.6) at 94% confidence."
    )


def test_what_rose_less_than_elsewhere_is_not_said_to_have_fallen() -> None:
    worse_elsewhere = tuple((before, before + 1.0) for before, _ in STILL)
    found = impact.of(supports(0.4, 0.5, 0.6, 0.7, 0.8, compared=worse_elsewhere))
    assert found.verdict is Verdict.BETTER
    assert found.movement == "absence rose by 0.4 points less than in schools like them (between 0.2 and 0.6)"


def test_where_more_is_better_a_rise_is_good() -> None:
    found = impact.of(
        supports(1, 2, 3, 4, 5, higher_is_better=True, called="reading at the expected standard")
    )
    assert found.verdict is Verdict.BETTER
    assert found.movement.startswith("reading at the expected standard rose by 3 points more")


def test_no_change_beside_no_change_is_as_much() -> None:
    found = impact.of(supports(0, 0, 0, 0, 0))
    assert (found.verdict, found.share_better) == (Verdict.SAME, 0.0)
    assert found.movement == "absence rose as much as in schools like them (between 0 and 0)"


# What is hidden and what is left out


def test_of_fewer_than_five_schools_no_number_is_there() -> None:
    found = impact.of(supports(-1, -2, -3, -4))
    assert found == Impact(n=None, verdict=Verdict.FEW)
    assert found.sentence == "Fewer than five schools can be compared: too few to say."
    assert found.movement == ""
    assert impact.of([]) == Impact(n=None, verdict=Verdict.FEW)


def test_a_school_counts_once_however_many_objectives_it_had() -> None:
    twice = [*supports(-1, -2, -3, -4), support(100, -3)]
    assert impact.of(twice).n is None
    five = impact.of([*supports(-1, -2, -3, -4, -5), support(104, -1), support(104, -3)])
    assert five.n == 5
    assert five.median == pytest.approx(3)


def test_a_support_without_a_later_value_is_counted_and_told() -> None:
    found = impact.of(supports(-1, -2, -3, -4, -5, None, None))
    assert (found.n, found.without_later) == (5, 2)
    assert "2 supports have no value from before, or no later one yet, and are not in this." in found.cautions
    assert impact.of(supports(None)).cautions == (
        "1 support has no value from before, or no later one yet, and is not in this.",
    )


def test_without_five_comparison_schools_there_is_no_comparison() -> None:
    found = impact.of([*supports(-1, -2, -3, -4, -5), support(200, -1, compared=STILL[:4])])
    assert (found.n, found.without_comparison) == (5, 1)
    assert "1 support has fewer than five comparison schools, and is not in this." in found.cautions


def test_supports_of_several_indicators_have_a_claim_and_no_number_in_common() -> None:
    mixed = [
        *supports(-1, -2, -3),
        support(300, 9, indicator="ks2.rwm", higher_is_better=True),
        support(301, 8, indicator="ks2.rwm", higher_is_better=True),
    ]
    found = impact.of(mixed)
    assert (found.n, found.verdict, found.share_better) == (5, Verdict.BETTER, 1.0)
    assert (found.median, found.interval, found.before_gap) == (None, None, None)
    assert found.sentence == "Better than comparison schools, in 5 schools, over several indicators."


# Regression to the mean


def test_schools_chosen_at_their_worst_carry_a_caution_with_the_difference() -> None:
    found = impact.of(supports(-1, -2, -3, -4, -5, before=9.5))
    assert (found.share_worst, found.before_gap) == (1.0, -2.5)
    assert " ".join(found.cautions) == (
        "100% of these schools were among the worst quarter before: some of the change may have come by itself, as "
        "extreme values come back towards the middle. They began 2.5 points worse than comparison schools."
    )


def test_schools_that_began_in_the_middle_carry_none() -> None:
    assert impact.of(supports(-1, -2, -3, -4, -5)).cautions == ()


def test_a_quarter_in_the_worst_quarter_is_what_chance_gives() -> None:
    six = [*supports(-1, -2, -3, -4, -5, -6), support(900, -1, before=9.5), support(901, -1, before=9.5)]
    found = impact.of(six)
    assert found.share_worst == 0.25
    assert found.cautions == ()


# By provider, area and indicator


def test_a_provider_has_its_whole_and_each_area_and_indicator() -> None:
    both = [
        *supports(-1, -2, -3, -4, -5),
        *[
            support(
                400 + n, 3.0, areas=("early-reading", "reading"), indicator="phonics", higher_is_better=True
            )
            for n in range(4)
        ],
        support(500, -1, provider="leader-2"),
    ]
    found = impact.by_provider(both)
    assert list(found) == ["leader-1", "leader-2"]
    one = found["leader-1"]
    assert one.whole.n == 9
    assert {area: each.n for area, each in one.areas.items()} == {
        "attendance": 5,
        "early-reading": None,
        "reading": None,
    }
    assert {key: each.n for key, each in one.indicators.items()} == {"absence.overall": 5, "phonics": None}
    assert found["leader-2"].whole == Impact(n=None, verdict=Verdict.FEW)


# The slow, obvious way


@pytest.mark.parametrize("n", range(1, 13))
def test_the_confidence_is_the_share_of_all_ways_in_which_values_can_lie(n: int) -> None:
    """Each value lies below or above the median with the same chance: count the ways in which the interval covers it."""
    found = impact.interval(range(1, n + 1))
    k = int(found.low)
    assert found.high == n + 1 - k
    below = [sum(way) for way in itertools.product((0, 1), repeat=n)]

    def covered(kth: int) -> float:
        return sum(kth <= each <= n - kth for each in below) / 2**n

    assert found.confidence == covered(k)
    enough = [each for each in range(1, (n + 1) // 2 + 1) if covered(each) >= impact.CONFIDENCE]
    assert k == max(enough, default=1)


@pytest.mark.parametrize("n", [5, 6, 8, 20, 75, 400])
def test_the_confidence_is_that_of_the_binomial(n: int) -> None:
    found = impact.interval(range(1, n + 1))
    k = int(found.low)
    assert found.confidence == pytest.approx(1 - 2 * stats.binom.cdf(k - 1, n, 0.5))
    assert n == 5 or found.confidence >= 0.95 > 1 - 2 * stats.binom.cdf(k, n, 0.5)


values = st.integers(-40, 40).map(lambda number: number / 8)


@st.composite
def some(draw: st.DrawFn) -> list[Support]:
    """Supports of up to nine schools by one of two indicators, some without what is needed."""
    kinds = draw(st.sampled_from([("absence",), ("absence", "reading")]))
    found = []
    for number in range(draw(st.integers(0, 14))):
        indicator = draw(st.sampled_from(kinds))
        found.append(
            support(
                draw(st.integers(1, 9)),
                draw(st.none() | values),
                indicator=indicator,
                called=indicator,
                higher_is_better=indicator == "reading",
                before=draw(values),
                compared=tuple(
                    draw(
                        st.lists(st.tuples(values, values), min_size=3 if number % 4 == 0 else 5, max_size=7)
                    )
                ),
            )
        )
    return found


@settings(deadline=None)
@given(all_of_them=some())
def test_it_is_what_working_it_out_school_by_school_gives(all_of_them: list[Support]) -> None:
    found = impact.of(all_of_them)
    gains: dict[int, list[float]] = {}
    for each in all_of_them:
        if each.after is None or each.before is None or len(each.compared) < 5:
            continue
        elsewhere = statistics.median([after - before for before, after in each.compared])
        gain = (each.after - each.before) - elsewhere
        gains.setdefault(each.urn, []).append(gain if each.higher_is_better else -gain)
    is_mixed = (
        len({each.indicator for each in all_of_them if each.after is not None and len(each.compared) >= 5})
        > 1
    )
    if len(gains) < 5:
        assert (found.n, found.median, found.share_better, found.share_worst) == (None, None, None, None)
        assert found.verdict is Verdict.FEW
        return
    of_each = {
        urn: statistics.median([(gain > 0) - (gain < 0) for gain in theirs] if is_mixed else theirs)
        for urn, theirs in gains.items()
    }
    assert found.n == len(gains)
    assert found.share_better == sum(gain > 0 for gain in of_each.values()) / len(gains)
    assert (found.median is None) == is_mixed
    if not is_mixed:
        assert found.median == statistics.median(of_each.values())
        began: dict[int, list[float]] = {}
        for each in all_of_them:
            if (
                each.urn in gains
                and each.after is not None
                and each.before is not None
                and len(each.compared) >= 5
            ):
                gap = each.before - statistics.median([before for before, _ in each.compared])
                began.setdefault(each.urn, []).append(gap if each.higher_is_better else -gap)
        assert found.before_gap == statistics.median([statistics.median(gaps) for gaps in began.values()])
    # Better is claimed exactly where a sign test on the schools that are not worse would be so rare
    up, down = (sum(gain * way > 0 for gain in of_each.values()) for way in (1, -1))
    n = len(gains)
    rare = [k for k in range(n + 1) if 2 * stats.binom.cdf(k, n, 0.5) <= 1 - impact.CONFIDENCE] or [0]
    if n - up <= max(rare):
        assert found.verdict is Verdict.BETTER
    elif n - down <= max(rare):
        assert found.verdict is Verdict.WORSE
    else:
        assert found.verdict is Verdict.SAME


@settings(deadline=None)
@given(all_of_them=some(), chance=st.randoms(use_true_random=False))
def test_the_order_in_which_supports_come_changes_nothing(all_of_them: list[Support], chance: Any) -> None:
    mixed = list(all_of_them)
    chance.shuffle(mixed)
    before, after = impact.by_provider(all_of_them), impact.by_provider(mixed)
    assert {key: each.whole.verdict for key, each in before.items()} == {
        key: each.whole.verdict for key, each in after.items()
    }
    assert {key: each.areas for key, each in before.items()} == {
        key: each.areas for key, each in after.items()
    }


@settings(deadline=None)
@given(all_of_them=some())
def test_turning_the_indicator_round_turns_the_claim_round(all_of_them: list[Support]) -> None:
    turned = [replace(each, higher_is_better=not each.higher_is_better) for each in all_of_them]
    other = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    claim = impact.of(all_of_them).verdict
    assert impact.of(turned).verdict == other.get(claim, claim)


@settings(deadline=None)
@given(all_of_them=some())
def test_no_sentence_says_more_than_is_known(all_of_them: list[Support]) -> None:
    found = impact.of(all_of_them)
    told = found.sentence.lower()
    assert sum(str(claim) in told for claim in Verdict) == 1
    assert str(found.verdict) in told
    assert found.n is not None or not any(letter.isdigit() for letter in told)
