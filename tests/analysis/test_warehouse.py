"""A warehouse built from invented releases: what it answers and what it keeps apart."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.small_nation import AT, Nation, school, value
from tests.analysis.whole_nation import (
    CHARITY,
    CLOSED,
    INDEPENDENT,
    OWN,
    PRIMARY,
    SECONDARY,
    SPECIAL,
    schools,
    whole_nation,
)
from trellis.analysis.measuring.statistic import STATISTICS
from trellis.analysis.observation import Status
from trellis.analysis.store import warehouse
from trellis.analysis.store.facts import NotLoaded


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    return whole_nation(tmp_path)


@pytest.fixture
def held(nation: Nation) -> warehouse.Warehouse:
    warehouse.build(nation.home, at=AT)
    return warehouse.open(nation.home)


def test_a_value_has_its_comparators_beside_it(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=["absence_overall"]).one(100020)
    told = {name: float(facts.statistic("absence_overall", name)[0]) for name in STATISTICS}
    assert told["value"] == pytest.approx(4.9)
    assert told["year"] == told["comparator_year"] == 2019
    # Forty primary schools from 3.0 to 6.9, and one since closed at 30: the nation of that year
    assert told["n_national"] == 41
    assert told["national_median"] == pytest.approx(5.0)
    assert told["percentile"] == pytest.approx(100 * 20 / 41)
    assert told["national_mean"] == pytest.approx((sum(3.0 + 0.1 * i for i in range(40)) + 30) / 41)
    assert told["authority_median"] == pytest.approx(4.0)  # twenty, and the closed school of 901
    assert told["neighbour_median"] == pytest.approx(5.95)
    assert told["mean3"] == pytest.approx(4.4)
    assert told["slope3"] == 0.5
    assert told["slope3_se"] == 0.0
    assert np.isnan(told["slope5"])  # three years are too few for a trend of five
    assert told["years_n"] == 3
    assert 1 <= told["similar_decile"] <= 10
    assert told["small_cohort"] == 0


def test_similar_schools_are_thirty_of_the_same_phase(held: warehouse.Warehouse) -> None:
    found = held.similar(OWN)
    assert [each.rank for each in found] == list(range(1, 31))
    assert {each.phase_group for each in found} == {"primary"}
    assert OWN not in {each.urn for each in found}
    assert CLOSED not in {each.urn for each in found}
    told = held.why_similar(OWN, found[0].urn)
    assert sum(each.apart**2 for each in told) ** 0.5 == pytest.approx(found[0].distance)
    together = held.why_each_similar(OWN, [each.urn for each in found])
    assert list(together) == [each.urn for each in found]
    assert together == {each.urn: held.why_similar(OWN, each.urn) for each in found}


def test_what_a_build_keeps_for_every_reader_is_the_same_for_the_next_one(held: warehouse.Warehouse) -> None:
    first = held.facts(indicators=["ks2_rwm_expected"], urns=[OWN], sources=True)
    held.facts(indicators=["ks2_rwm_expected"])
    again = held.facts(indicators=["ks2_rwm_expected"], urns=[OWN], sources=True)
    assert again.sources == first.sources != ()
    assert again.grades.keys() == first.grades.keys()
    for area, grades in first.grades.items():
        assert again.grades[area].grade.tolist() == grades.grade.tolist()
        assert again.grades[area].simple.tolist() == grades.simple.tolist()
    assert again.inspected_under.tolist() == first.inspected_under.tolist()


def test_special_schools_are_compared_within_their_kind(held: warehouse.Warehouse) -> None:
    assert held.similar(SPECIAL) == []
    assert held.similar(CHARITY) == []


def test_a_suppressed_value_is_so_and_never_a_number(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=["ks2_rwm_expected"]).one(OWN)
    assert facts.status("ks2_rwm_expected")[0] == Status.SUPPRESSED
    assert np.isnan(facts.statistic("ks2_rwm_expected")[0])
    assert np.isnan(facts.statistic("ks2_rwm_expected", "percentile")[0])
    assert facts.statistic("ks2_rwm_expected", "national_median")[0] == 60.0
    assert facts.statistic("ks2_rwm_expected", "n_national")[0] == 39


def test_an_authoritys_own_value_is_seen_by_it_alone_and_enters_no_comparator(
    held: warehouse.Warehouse,
) -> None:
    mine = held.facts(indicators=["ks2_rwm_expected"], authority="901").one(OWN)
    assert mine.statistic("ks2_rwm_expected")[0] == 20.0
    assert mine.statistic("ks2_rwm_expected", "local")[0] == 1.0
    assert mine.statistic("ks2_rwm_expected", "small_cohort")[0] == 1.0
    assert mine.statistic("ks2_rwm_expected", "percentile")[0] == 0.0
    assert mine.statistic("ks2_rwm_expected", "n_national")[0] == 39
    other = held.facts(indicators=["ks2_rwm_expected", "governor_vacancies"], urns=[OWN], authority="902")
    assert other.status("ks2_rwm_expected")[0] == Status.SUPPRESSED
    assert other.status("governor_vacancies")[0] == Status.NOT_HELD
    assert other.judgement("teaching").tolist() == [""]
    assert np.isnat(other.event("warning_notice")[0])
    everyone = held.facts(indicators=["governor_vacancies"])
    assert np.isnan(everyone.statistic("governor_vacancies")).all()
    assert [row.authority for row in held.history(OWN) if row.indicator == "governor_vacancies"] == []
    own_rows = held.history(OWN, authority="901")
    assert {row.authority for row in own_rows if row.indicator == "ks2_rwm_expected" and row.value == 20} == {
        "901"
    }
    assert [row for row in held.history(OWN, authority="902") if row.authority] == []


def test_what_only_an_authority_holds_is_compared_within_it(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=["governor_vacancies"], authority="901").one(OWN)
    assert facts.statistic("governor_vacancies")[0] == 3.0
    assert facts.statistic("governor_vacancies", "authority_median")[0] == 2.0
    assert np.isnan(facts.statistic("governor_vacancies", "national_median")[0])


def test_an_indicator_of_another_phase_does_not_apply(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=["ks4_attainment8", "absence_overall"])
    assert facts.status("ks4_attainment8")[facts.position(OWN)] == Status.NOT_APPLICABLE
    assert facts.status("ks4_attainment8")[facts.position(SECONDARY[0])] == Status.NOT_HELD
    assert facts.status("absence_overall")[facts.position(INDEPENDENT)] == Status.NOT_APPLICABLE


def test_judgements_and_events_are_the_newest_that_hold(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=[], authority="901").one(OWN)
    assert facts.judgement("teaching").tolist() == ["sound"]
    assert facts.judgement_date("teaching")[0] == np.datetime64("2026-01-01")
    assert facts.judgement("safety").tolist() == [""]
    assert facts.event("warning_notice")[0] == np.datetime64("2026-03-01")
    assert np.isnat(facts.event("head_post_vacant")[0])


def test_grades_are_the_newest_and_say_whose_they_were(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=[], urns=[OWN, PRIMARY[1]])
    assert facts.grade("overall").tolist() == ["not_judged", "good"]
    assert facts.grade_framework("overall").tolist() == ["eif_no_overall", "section5"]
    assert facts.grade("leadership_and_management").tolist() == ["inadequate", ""]
    assert facts.is_predecessor("overall").tolist() == [False, True]
    assert facts.grade_date("overall")[0] == np.datetime64("2025-03-01")
    assert facts.latest_framework().tolist() == ["eif_no_overall", "section5"]
    source = facts.grade_provenance("overall", 1)
    assert source is not None
    assert (source.row, source.release[:6]) == (5, "ofsted")
    assert len(held.inspections(OWN)) == 3


def test_every_value_leads_to_its_file_and_row(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators=["absence_overall"], urns=[OWN])
    source = facts.provenance("absence_overall")
    row = next(r for r in held.history(OWN) if r.indicator == "absence_overall" and r.year == 2019)
    assert source is not None
    assert (source.release, source.row) == (row.release, row.row)
    assert source.file_name == row.file_name
    assert source.known_from == row.known_from == date(2020, 1, 1)
    assert source.release in {release.id for release in held.releases()}


def test_years_left_out_by_design_are_in_the_history_as_not_published(nation: Nation) -> None:
    nation.publish([value(urn, "ks2_rwm_expected", 2023, 61.0) for urn in PRIMARY], dataset="ks2-2023")
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        rows = [r for r in held.history(PRIMARY[1]) if r.indicator == "ks2_rwm_expected"]
    assert [(r.year, r.status) for r in rows] == [
        (2019, Status.VALUE),
        *((year, Status.NOT_PUBLISHED) for year in (2020, 2021, 2022)),
        (2023, Status.VALUE),
    ]


def test_a_measure_left_out_of_the_newest_table_reads_as_not_published_and_not_as_last_years(
    nation: Nation,
) -> None:
    nation.publish([value(urn, "ks2_rwm_expected", 2024, 61.0) for urn in PRIMARY], dataset="ks2-2024")
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        facts = held.facts(indicators=["ks2_reading_progress"]).one(PRIMARY[1])
    assert facts.status("ks2_reading_progress")[0] == Status.NOT_PUBLISHED
    assert np.isnan(facts.statistic("ks2_reading_progress")[0])
    assert facts.statistic("ks2_reading_progress", "year")[0] == 2024
    assert facts.statistic("ks2_reading_progress", "last_value")[0] == 1.0
    assert facts.statistic("ks2_reading_progress", "last_year")[0] == 2019


def test_a_school_missing_from_the_newest_year_is_not_judged_on_an_older_one(nation: Nation) -> None:
    nation.publish([value(urn, "absence_overall", 2022, 7.0) for urn in PRIMARY[1:]], dataset="absence-2022")
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        facts = held.facts(indicators=["absence_overall"]).one(OWN)
    assert facts.status("absence_overall")[0] == Status.NOT_HELD
    assert np.isnan(facts.statistic("absence_overall")[0])
    assert facts.statistic("absence_overall", "last_year")[0] == 2019


def test_a_disputed_value_is_not_a_value(nation: Nation) -> None:
    nation.publish(
        [value(OWN, "absence_overall", 2019, 9.0, status=Status.IN_DISPUTE)],
        dataset="dispute",
        authority="901",
    )
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        mine = held.facts(indicators=["absence_overall"], authority="901").one(OWN)
        public = held.facts(indicators=["absence_overall"]).one(OWN)
        row = next(
            r for r in held.history(OWN, authority="901") if r.authority and r.year == 2019 and r.value == 9
        )
    assert mine.status("absence_overall")[0] == Status.IN_DISPUTE
    assert np.isnan(mine.statistic("absence_overall")[0])
    assert public.statistic("absence_overall")[0] == pytest.approx(3.0)
    assert row.status == Status.IN_DISPUTE


def test_facts_that_were_not_read_are_refused_rather_than_none(held: warehouse.Warehouse) -> None:
    facts = held.facts(indicators={"absence_overall": ["percentile"]})
    assert np.isfinite(facts.statistic("absence_overall", "percentile")[facts.position(OWN)])
    with pytest.raises(NotLoaded, match="slope3"):
        facts.statistic("absence_overall", "slope3")
    with pytest.raises(NotLoaded, match="persistent_absence"):
        facts.statistic("persistent_absence")
    with pytest.raises(NotLoaded, match="not a statistic"):
        facts.statistic("absence_overall", "colour")


def test_one_school_is_the_same_read_alone_and_cut_from_all(held: warehouse.Warehouse) -> None:
    ids = ["absence_overall", "ks2_rwm_expected"]
    cut, alone = held.facts(indicators=ids).one(OWN), held.facts(indicators=ids, urns=[OWN])
    for indicator in ids:
        for name in STATISTICS:
            np.testing.assert_array_equal(cut.statistic(indicator, name), alone.statistic(indicator, name))
        assert cut.status(indicator).tolist() == alone.status(indicator).tolist()
    assert cut.grade("overall").tolist() == alone.grade("overall").tolist()


def test_a_set_of_ones_own_choosing(held: warehouse.Warehouse) -> None:
    found = held.compare(OWN, PRIMARY[1:4], ["absence_overall"])
    assert found.median.tolist() == pytest.approx([3.2])
    assert found.percentile.tolist() == [0.0]
    with pytest.raises(KeyError):
        held.compare(OWN, [CLOSED], ["absence_overall"])


def test_schools_of_an_authority_by_name(held: warehouse.Warehouse) -> None:
    assert len(held.schools(authority="902")) == 20
    assert CLOSED not in {each.urn for each in held.schools()}
    assert CLOSED in {each.urn for each in held.schools(open_only=False)}
    closed = held.school(CLOSED)
    assert closed is not None
    assert not closed.open
    assert held.school(999999) is None
    assert held.history(999999) == []
    assert held.authorities() == {"901": "Authority 901", "902": "Authority 902"}
    assert held.neighbours("901") == [("902", "very close")]
    assert held.facts(indicators=["absence_overall"], authority="000").urns.tolist() == []


def test_a_name_with_a_quotation_mark_is_a_name(nation: Nation) -> None:
    nation.register([*schools(), school(100500, name="St Ida's", la="90'")], known_from=date(2021, 1, 1))
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        assert [each.name for each in held.schools(authority="90'")] == ["St Ida's"]
