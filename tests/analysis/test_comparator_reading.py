"""What one school is set beside, read by itself, against the same read as facts of all schools."""

from pathlib import Path
from statistics import median

import numpy as np
import pytest

from tests.analysis.small_nation import AT
from tests.analysis.whole_nation import (
    CHARITY,
    CLOSED,
    INDEPENDENT,
    OWN,
    PRIMARY,
    SECONDARY,
    SPECIAL,
    whole_nation,
)
from trellis.analysis.home import Home
from trellis.analysis.observation import Status
from trellis.analysis.store import comparator_reading, kept_schools, school_reading, warehouse
from trellis.analysis.store.records import YearMedians


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    nation = whole_nation(tmp_path_factory.mktemp("nation"))
    warehouse.build(nation.home, at=AT)
    return nation.home


@pytest.fixture(scope="module")
def held(home: Home) -> warehouse.Warehouse:
    return warehouse.open(home)


@pytest.mark.parametrize("authority", [None, "901", "902"])
@pytest.mark.parametrize("urn", [OWN, PRIMARY[1], PRIMARY[-1], SECONDARY[0], SPECIAL, CHARITY, INDEPENDENT])
def test_standings_say_what_facts_say(held: warehouse.Warehouse, urn: int, authority: str | None) -> None:
    every = [each.id for each in held.indicators()]
    facts = held.facts(indicators=every, authority=authority, urns=[urn])
    standings = held.standings(urn, authority=authority)
    assert [each.indicator for each in standings] == every
    for each in standings:
        assert each.status == facts.status(each.indicator)[0], each.indicator
        for name in ("value", "year", "low", "national_median", "similar_percentile", "mean3", "last_value"):
            told = facts.statistic(each.indicator, name)[0]
            assert getattr(each, name) == (pytest.approx(told) if np.isfinite(told) else None), (each, name)
        source = facts.provenance(each.indicator)
        assert (each.release, each.row) == ((source.release, source.row) if source else (None, None))


@pytest.mark.parametrize("urn", [OWN, PRIMARY[7], PRIMARY[-1], SECONDARY[0], SPECIAL])
def test_the_medians_of_each_year_are_those_of_the_year_that_facts_compare_with(
    held: warehouse.Warehouse, urn: int
) -> None:
    medians = held.medians_by_year(urn)
    values = held.values_by_year([other.urn for other in held.similar(urn)])
    nothing = YearMedians(england=None, authority=None, neighbours=None)
    for each in held.standings(urn):
        of_year = medians.get((each.indicator, each.comparator_year or 0), nothing)
        assert each.national_median == of_year.england
        assert each.authority_median == of_year.authority
        assert each.neighbour_median == of_year.neighbours
        similar = values.get((each.indicator, each.comparator_year or 0), {}).values()
        assert each.similar_median == (pytest.approx(median(similar)) if similar else None)


def test_medians_are_held_of_years_before_the_newest_and_are_worked_out_once(
    held: warehouse.Warehouse,
) -> None:
    medians = held.medians_by_year(OWN)
    # Forty primary schools from 2.0 to 5.9 in 2017, half a point more each year after
    assert medians["absence_overall", 2017].england == pytest.approx(3.95)
    assert medians["absence_overall", 2018].england == pytest.approx(4.45)
    assert held.medians_by_year(PRIMARY[3]) is medians


def test_no_authoritys_own_return_enters_what_others_are_set_beside(held: warehouse.Warehouse) -> None:
    assert held.medians_by_year(OWN)["ks2_rwm_expected", 2019].authority == 60.0
    assert OWN not in held.values_by_year([OWN, PRIMARY[1]]).get(("ks2_rwm_expected", 2019), {})
    assert ("governor_vacancies", 2026) not in held.values_by_year([OWN, PRIMARY[1]])


def test_a_suppressed_value_stands_as_suppressed_and_as_no_number(held: warehouse.Warehouse) -> None:
    told = next(each for each in held.standings(OWN) if each.indicator == "ks2_rwm_expected")
    assert (told.status, told.value) == (Status.SUPPRESSED, None)


def test_schools_are_found_by_every_word_of_name_town_or_authority(held: warehouse.Warehouse) -> None:
    assert [each.urn for each in held.find_schools("school 100007")] == [100007]
    assert {each.la_code for each in held.find_schools("authority 902", limit=50)} == {"902"}
    assert held.find_schools("   ") == []
    assert held.find_schools("o'hara; drop table school") == []
    assert CLOSED not in {each.urn for each in held.find_schools("school", limit=100)}
    assert held.find_schools("school", phase_group="secondary")[0].urn == SECONDARY[0]


def test_schools_of_are_those_the_register_has_open_or_closed(held: warehouse.Warehouse) -> None:
    assert [each.urn for each in held.schools_of([CLOSED, OWN, 1])] == [OWN, CLOSED]
    assert held.schools_of([]) == []


def test_features_are_those_that_two_schools_are_told_apart_by(held: warehouse.Warehouse) -> None:
    other = held.similar(OWN)[0].urn
    features = held.features([OWN, other])
    for apart in held.why_similar(OWN, other):
        assert features[OWN][apart.feature] == apart.own
        assert features[other][apart.feature] == apart.other


def test_nothing_is_said_of_a_number_that_is_no_school(held: warehouse.Warehouse, tmp_path: Path) -> None:
    assert held.standings(1) == []
    assert held.medians_by_year(1) == {}
    assert held.values_by_year([1]) == {}
    with pytest.raises(KeyError):
        held.compare(OWN, [1], ["absence_overall"])
    with pytest.raises(KeyError):
        held.compare(OWN, [CLOSED], ["absence_overall"])


def test_what_was_read_beforehand_says_what_is_read_when_asked_for(home: Home) -> None:
    ready = warehouse.open(home)
    for authority in ready.authorities():
        ready.ready_schools(authority)
    fresh = warehouse.open(home)
    every = [each.id for each in fresh.indicators()]
    for urn in (OWN, PRIMARY[1], SECONDARY[0], SPECIAL, CHARITY, INDEPENDENT, CLOSED):
        near = [other.urn for other in fresh.similar(urn)]
        assert ready.similar(urn) == fresh.similar(urn)
        assert ready.lineage(urn) == fresh.lineage(urn)
        assert ready.inspections(urn) == fresh.inspections(urn)
        assert ready.standings(urn, authority="901") == fresh.standings(urn, authority="901")
        assert ready.values_by_year([urn, *near]) == fresh.values_by_year([urn, *near])
        some = fresh.values_by_year([urn, *near], since=2019, indicators=every[:5])
        assert some == {
            key: values
            for key, values in fresh.values_by_year([urn, *near]).items()
            if key[0] in every[:5] and key[1] >= 2019
        }
        assert ready.schools_of([urn, *near, 1]) == fresh.schools_of([urn, *near, 1])


def test_after_reading_beforehand_the_page_of_a_school_asks_the_file_for_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, fresh = warehouse.open(home), warehouse.open(home)
    ready.ready_schools("901")
    known = [each.urn for each in ready.schools(authority="901")]

    def asked(of: warehouse.Warehouse, urn: int) -> tuple[object, ...]:
        near = [urn, *(other.urn for other in of.similar(urn))]
        return (
            of.schools_of([urn, *(step.predecessor_urn for step in of.lineage(urn))]),
            of.standings(urn, authority="901"),
            of.values_by_year(near),
            of.medians_by_year(urn),
            of.inspections(urn),
        )

    found = {urn: asked(fresh, urn) for urn in known}
    assert len(found) > 1

    def no_cursor(*_: object) -> None:
        raise AssertionError("the file was asked")

    for module in (comparator_reading, kept_schools, school_reading):
        monkeypatch.setattr(module, "told", no_cursor)
    assert {urn: asked(ready, urn) for urn in known} == found
