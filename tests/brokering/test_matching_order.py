"""The order of those who could help, held to a slow obvious twin, and what must never happen in it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.brokering import matching_twin
from tests.brokering.ranked import PAST, UNKNOWN, keys
from trellis.brokering import matching
from trellis.brokering.impact import Impact, Verdict

areas_of = st.frozensets(st.sampled_from(["early-reading", "attendance", "send"]), max_size=3)
phases_of = st.frozensets(st.sampled_from(["primary", "secondary"]), max_size=2)
eighths = st.integers(0, 8).map(lambda number: number / 8)
metres = st.none() | st.integers(0, 200).map(lambda number: number * 997.0)
pasts = st.none() | st.sampled_from(
    [
        PAST,
        Impact(n=None, verdict=Verdict.FEW),
        Impact(n=8, verdict=Verdict.SAME),
        Impact(n=8, verdict=Verdict.WORSE),
    ]
)
said = st.none() | st.integers(0, 16).map(lambda number: 1 + number / 4)


@st.composite
def needs(draw: st.DrawFn) -> matching.Need:
    ranks = draw(st.lists(st.integers(1, 9), unique=True, max_size=6))
    return matching.Need(
        urn=draw(st.integers(1, 3)),
        areas=draw(areas_of),
        words=draw(st.sampled_from(["", "phonics"])),
        phase=draw(st.sampled_from(["", "primary", "secondary"])),
        easting=draw(metres),
        northing=draw(metres),
        similar={urn: rank for rank, urn in enumerate(ranks, 1)},
    )


@st.composite
def one(draw: st.DrawFn, *, key: str = "0") -> matching.Candidate:
    mean = draw(said)
    return matching.Candidate(
        key=key,
        kind=draw(st.sampled_from(["entry", "leader", "provider"])),
        name=draw(st.sampled_from(["Ash", "Beech", "Cedar"])),
        urn=draw(st.none() | st.integers(1, 9)),
        areas=draw(areas_of),
        phases=draw(phases_of),
        relevance=draw(st.none() | eighths),
        easting=draw(metres),
        northing=draw(metres),
        days=draw(st.none() | st.integers(0, 9)),
        helps=draw(st.integers(0, 5)),
        quality_current=draw(st.integers(0, 9)) > 0,
        accepts=draw(st.sampled_from([None, True, True, False])),
        released=draw(st.sampled_from([None, True, True, False])),
        interest=draw(st.sampled_from(["", "", "", "kin"])),
        full=draw(st.integers(0, 9)) == 0,
        concern=draw(st.sampled_from([None, False, False, True])),
        past=draw(pasts),
        evaluations=matching.Evaluations(n=0 if mean is None else 6, mean=mean),
    )


@st.composite
def many(draw: st.DrawFn) -> list[matching.Candidate]:
    return [draw(one(key=str(number))) for number in range(draw(st.integers(0, 12)))]


@settings(deadline=None)
@given(need=needs(), candidates=many())
def test_the_order_is_the_slow_obvious_one(need: matching.Need, candidates: list[matching.Candidate]) -> None:
    ranking = matching.rank(need, candidates)
    assert keys(ranking) == matching_twin.order(need, candidates)
    for each in ranking.offered:
        assert each.total == pytest.approx(matching_twin.total(need, each.candidate), abs=2e-6)
        assert sum(part.counted for part in each.parts) == pytest.approx(each.total, abs=2e-6)
    fit = [each for each in candidates if matching_twin.offers(need, each)]
    assert {each.candidate.key for each in ranking.not_offered} == {
        each.key for each in fit if not matching_twin.may(need, each)
    }
    assert ranking.beside == len(candidates) - len(fit)
    assert all(each.reasons for each in ranking.not_offered)


@settings(deadline=None)
@given(need=needs(), candidates=many(), chance=st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_changes_nothing(
    need: matching.Need, candidates: list[matching.Candidate], chance: Any
) -> None:
    mixed = list(candidates)
    chance.shuffle(mixed)
    before, after = matching.rank(need, candidates), matching.rank(need, mixed)
    assert list(before.offered) == list(after.offered)
    assert list(before.not_offered) == list(after.not_offered)


@settings(deadline=None)
@given(need=needs(), candidates=many(), place=st.integers(0, 11))
def test_an_interest_never_raises_anybody_who_has_it(
    need: matching.Need, candidates: list[matching.Candidate], place: int
) -> None:
    if place >= len(candidates):
        return
    who = candidates[place]
    with_it = [replace(each, interest="kin") if each is who else each for each in candidates]
    before, after = matching.rank(need, candidates), matching.rank(need, with_it)
    assert who.key not in keys(after)
    assert keys(after) == [key for key in keys(before) if key != who.key]


@settings(deadline=None)
@given(need=needs(), who=one(), forgotten=st.sampled_from(sorted(UNKNOWN)))
def test_to_forget_what_is_good_never_raises(
    need: matching.Need, who: matching.Candidate, forgotten: str
) -> None:
    """Good is what counts at least half of its part."""
    less = replace(who, **{forgotten: UNKNOWN[forgotten]})
    before, after = matching.rank(need, [who]), matching.rank(need, [less])
    if not before.offered or not after.offered:
        return
    lost = {
        old.id
        for old, new in zip(before.offered[0].parts, after.offered[0].parts, strict=True)
        if old.known and not new.known and old.counted < old.weight / 2
    }
    if not lost:
        assert after.offered[0].total <= before.offered[0].total + 1e-6


@settings(deadline=None)
@given(need=needs(), days=st.integers(1, 30), who=one())
def test_to_say_how_few_days_are_left_never_costs_anything(
    need: matching.Need, days: int, who: matching.Candidate
) -> None:
    silent, open_ = (matching.rank(need, [replace(who, days=each)]) for each in (None, days))
    assert len(silent.offered) == len(open_.offered)
    for one_, other in zip(silent.offered, open_.offered, strict=True):
        assert other.total >= one_.total
