"""What holds of every indicator, whoever adds it."""

from collections import Counter
from typing import get_args

import numpy as np
import pytest

from trellis import catalogue
from trellis.analysis import indicator, indicators, peers
from trellis.analysis.columns.measures import MEASURES
from trellis.analysis.indicator import Indicator
from trellis.analysis.measuring import derivation
from trellis.analysis.measuring.assembly import measure_codes

DECLARED = catalogue.collect(indicators, Indicator)
EVERY = pytest.mark.parametrize("each", DECLARED.values(), ids=list(DECLARED))


def test_there_are_at_least_sixty() -> None:
    assert len(DECLARED) >= 60


def test_no_two_share_a_name() -> None:
    assert [name for name, n in Counter(each.name for each in DECLARED.values()).items() if n > 1] == []


def test_no_measure_is_read_by_two() -> None:
    assert len(measure_codes(tuple(DECLARED.values()))) >= len(DECLARED)


def test_an_authoritys_return_may_give_any_of_them() -> None:
    only_the_inspectorate = {"idaci_quintile"}
    given = {each.id for each in DECLARED.values() if each.reads}
    assert given - set(MEASURES) <= only_the_inspectorate


@EVERY
def test_it_says_what_it_is(each: Indicator) -> None:
    assert each.name[0].isupper() or each.name[0].isdigit()
    assert each.definition.endswith(".")
    assert len(each.definition) > 25
    assert each.source
    assert each.theme
    assert each.id == each.id.lower()


@EVERY
def test_its_words_are_of_the_vocabulary(each: Indicator) -> None:
    assert each.unit in get_args(indicator.Unit)
    assert each.polarity in get_args(indicator.Polarity)
    assert each.interval in get_args(indicator.Interval)
    assert each.compared in get_args(indicator.Compared)


@EVERY
def test_it_applies_to_phases_that_there_are(each: Indicator) -> None:
    assert each.phases
    assert set(each.phases) <= set(peers.PHASE_GROUPS) - {"unknown"}


@EVERY
def test_its_years_are_sane(each: Indicator) -> None:
    assert 2000 <= each.first_year <= 2030
    assert each.last_year is None or each.last_year >= each.first_year
    assert all(each.first_year <= year <= 2030 for year in each.not_published)
    assert list(each.not_published) == sorted(set(each.not_published))


@EVERY
def test_it_reads_measures_or_derives_from_indicators_and_not_both(each: Indicator) -> None:
    if each.formula is None:
        assert each.reads
        assert not each.inputs
    else:
        assert not each.reads
        assert {derivation.Input.parse(name).indicator for name in each.inputs} <= set(DECLARED)
        assert any(derivation.Input.parse(name).own for name in each.inputs)


@EVERY
def test_a_formula_of_nothing_is_nothing(each: Indicator) -> None:
    """Survives a year in which every input is suppressed."""
    if each.formula is not None:
        with np.errstate(all="raise"):
            made = each.formula({name: np.full(4, np.nan) for name in each.inputs})
        assert np.isnan(made).all()


@EVERY
def test_a_formula_of_noughts_is_not_infinite(each: Indicator) -> None:
    if each.formula is not None:
        made = each.formula({name: np.zeros(3) for name in each.inputs})
        assert not np.isinf(made).any()


@EVERY
def test_its_range_suits_its_unit(each: Indicator) -> None:
    if each.least is not None and each.most is not None:
        assert each.least < each.most
    if each.unit == "percent" and each.formula is None:
        assert each.least == 0.0
    if each.unit == "yes_no":
        assert (each.least, each.most) == (0.0, 1.0)
    if each.unit == "percent" and each.interval == "proportion":
        assert each.most == 100.0


@EVERY
def test_only_a_number_of_things_or_pounds_adds_up(each: Indicator) -> None:
    if each.adds_up:
        assert each.unit in ("pupils", "count", "pounds")
        assert each.interval == "none"
    if each.unit == "pupils":
        assert each.adds_up


@EVERY
def test_a_gap_is_of_an_indicator(each: Indicator) -> None:
    if each.gap_of is not None:
        assert each.gap_of in DECLARED
        assert each.formula is not None


@EVERY
def test_a_group_of_pupils_is_judged_at_a_smaller_cohort_than_all(each: Indicator) -> None:
    assert each.minimum_cohort >= 0
    if each.group != "all":
        assert 0 < each.minimum_cohort <= 11


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("ks2_rwm_expected", (2020, 2021, 2022)),
        ("ks2_reading_progress", (2020, 2021, 2022, 2024, 2025)),
        ("ks4_progress8", (2020, 2021, 2025, 2026)),
        ("ks4_attainment8", (2020, 2021)),
    ],
)
def test_years_left_out_by_design_are_those_the_publisher_left_out(name: str, years: tuple[int, ...]) -> None:
    assert DECLARED[name].not_published == years


def test_derived_indicators_come_after_what_they_are_made_from() -> None:
    seen: set[str] = {name for name, each in DECLARED.items() if each.formula is None}
    for each in derivation.in_order(DECLARED.values()):
        assert {derivation.Input.parse(name).indicator for name in each.inputs} <= seen
        seen.add(each.id)
    assert seen == set(DECLARED)


def test_indicators_that_derive_from_each_other_are_refused() -> None:
    first = DECLARED["surplus_places"]
    pair = [
        _with(first, "one", ("two",)),
        _with(first, "two", ("one",)),
    ]
    with pytest.raises(ValueError, match="one → two → one"):
        derivation.in_order(pair)


def _with(like: Indicator, name: str, inputs: tuple[str, ...]) -> Indicator:
    from dataclasses import replace

    return replace(like, id=name, inputs=inputs)
