"""The planted stories on the early-warning list, and the years it reads against a school's own history."""

import math

import pytest

from trellis.analysis.judging import early_warning, shelf
from trellis.fictitious.generate import RETURNS_OF

RWM = "ks2_rwm_expected"


def test_a_quiet_rise_that_no_criterion_sees_is_worth_a_call(warned, explained):
    told = warned[900004, "persistent_absence"]
    assert told.kind == "call"
    assert told.sentence.startswith(
        "Persistent absence has risen in each of the last 4 years held, from 14.6% in 2021/22 to 19.4% in 2025/26."
    )
    assert "Over the same years schools of its phase in England went from 27" in told.sentence
    assert "It is still within the pack’s limit of" in told.sentence
    assert explained[900004].suggested.level == 1


def test_the_slow_decline_is_told_with_the_criterion_that_counts_it_already(warned):
    told = warned[900001, RWM]
    assert told.kind == "counted"
    assert (
        "it has fallen in each of the last 3 years held, from 75% in 2018/19 to 54% in 2024/25."
        in told.sentence
    )
    assert "The pack counts this already: L2-6" in told.sentence
    assert "the pandemic lies between" in told.details["breaks"]
    # No criterion speaks of reading yet
    assert warned[900001, "ks2_reading_expected"].kind == "call"


def test_the_tiny_school_that_looks_bad_by_chance_is_told_as_within_chance(warned):
    for indicator in (RWM, "ks2_reading_expected", "ks2_maths_expected"):
        told = warned[900002, indicator]
        assert told.kind == "chance", indicator
        assert "so few pupils stand behind each year that no trend could be told" in told.sentence


def test_of_the_school_with_everything_suppressed_nothing_reads_as_well(warned):
    told = warned[900003, RWM]
    assert told.kind == "short"
    assert "suppressed by the publisher" in told.sentence.lower()


def test_the_strong_and_the_steady_school_are_not_marked(warned):
    for urn in (900013, 900022):
        assert [each.indicator for (of, _), each in warned.items() if of == urn and each.kind == "call"] == []


def test_trends_that_the_pack_has_found_are_told_as_counted(warned):
    assert warned[900015, "persistent_absence"].kind == "counted"
    assert warned[900017, "suspension_rate"].kind == "counted"
    assert warned[900014, "ks2_rwm_gap_disadvantaged_national"].kind == "counted"


def test_the_list_is_short_enough_to_call_everybody_on_it(warned):
    calls = [each for each in warned.values() if each.kind == "call"]
    assert 1 <= len(calls) <= 10


def test_the_value_of_a_school_before_it_is_marked(warned):
    assert any(
        period["before"] for (urn, _), each in warned.items() if urn == 900018 for period in each.periods
    )


@pytest.mark.parametrize("urn", [900001, 900002, 900004, 900012, 900018])
def test_the_years_of_many_schools_are_those_of_each_school_s_own_history(urn, held):
    needs = early_warning.needs(shelf.load())
    found = held.panels(indicators=needs, urns=[900022, urn], authority=RETURNS_OF)
    history = {}
    for row in held.history(urn, authority=RETURNS_OF):
        if row.value is not None or row.release is not None:
            history[row.indicator, row.year] = row  # the authority's own comes after what is published
    compared = 0
    for name, panel in found.panels.items():
        for t, time in enumerate(panel.times):
            row = history.get((name, int(time)))
            value = panel.values[t, 1]
            if row is None or row.value is None:
                assert math.isnan(value), (name, time)
                continue
            assert value == row.value, (name, time)
            source = found.source(panel, t, 1)
            if row.release is not None:
                assert (source["release"], source["row"]) == (row.release, row.row), (name, time)
            compared += 1
    assert compared > 20


def test_england_is_the_mean_over_its_schools_by_the_pupils_behind_each(held):
    urns, _ = held.values([RWM])
    panel = held.panels(indicators={RWM: ()}, urns=urns.tolist()).panels[RWM]
    facts = held.facts(indicators=[RWM], urns=urns.tolist(), statistics=["value"], sources=False)
    primary = facts.phase_group == "primary"
    t = panel.times.index(2025.0)
    known = primary & ~(panel.values[t] != panel.values[t]) & (panel.sizes[t] > 0)
    pooled = (panel.values[t][known] * panel.sizes[t][known]).sum() / panel.sizes[t][known].sum()
    assert panel.england[t][primary][0] == pytest.approx(pooled)
