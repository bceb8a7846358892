"""A warehouse built from invented releases: what it answers, what it keeps apart, and that a day is a day."""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analysis.small_nation import AT, Nation, school, value
from trellis.analysis import literals, warehouse
from trellis.analysis.facts import STATISTICS, NotLoaded
from trellis.analysis.observation import Status

PRIMARY = list(range(100001, 100041))  # twenty in 901, twenty in 902
SECONDARY = [100101, 100102, 100103]
SPECIAL, CHARITY, CLOSED, INDEPENDENT = 100201, 100202, 100301, 100401
OWN = 100001


def schools() -> list[dict[str, object]]:
    return [
        *(
            school(urn, la="901" if urn <= 100020 else "902", pupils=100 + urn % 40, sixth_form=False)
            for urn in PRIMARY
        ),
        *(school(urn, "secondary") for urn in SECONDARY),
        school(SPECIAL, "special"),
        school(CHARITY, "charity_special"),
        school(CLOSED, closed=date(2019, 8, 31)),
        school(INDEPENDENT, "independent"),
    ]


def absences() -> list[dict[str, object]]:
    rows = []
    for year in (2017, 2018, 2019):
        for i, urn in enumerate(PRIMARY):
            rows.append(
                value(
                    urn, "absence_overall", year, 2.0 + 0.1 * i + 0.5 * (year - 2017),
                    numerator=(2.0 + 0.1 * i + 0.5 * (year - 2017)) * 10, denominator=1000,
                )
            )  # fmt: skip
        rows += [value(urn, "absence_overall", year, 8.0, denominator=4000) for urn in SECONDARY]
    rows.append(value(CLOSED, "absence_overall", 2019, 30.0, denominator=1000))
    return rows


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    made = Nation(tmp_path)
    made.register(schools())
    made.publish(absences(), dataset="absence")
    made.publish(
        [
            *(value(urn, "ks2_rwm_expected", 2019, 60.0, denominator=30) for urn in PRIMARY[1:]),
            value(OWN, "ks2_rwm_expected", 2019, None),
            value(PRIMARY[1], "ks2_reading_progress", 2019, 1.0, low=-1.0, high=3.0, denominator=30),
        ],
        dataset="ks2",
    )
    made.publish(
        [
            value(OWN, "ks2_rwm_expected", 2019, 20.0, denominator=5),
            value(OWN, "governor_vacancies", 2026, 3.0),
            value(PRIMARY[1], "governor_vacancies", 2026, 1.0),
        ],
        dataset="local",
        authority="901",
    )
    made.keep(
        "judgements",
        {
            "judgement": [
                {"urn": OWN, "judgement": "teaching", "answer": "weak", "made_on": date(2025, 1, 1)},
                {"urn": OWN, "judgement": "teaching", "answer": "sound", "made_on": date(2026, 1, 1)},
                {"urn": OWN, "judgement": "safety", "answer": "met", "made_on": date(2024, 1, 1),
                 "expires_on": date(2025, 1, 1)},
            ],
            "event": [
                {"urn": OWN, "event": "warning_notice", "started": date(2026, 3, 1)},
                {"urn": OWN, "event": "head_post_vacant", "started": date(2026, 1, 1), "ended": date(2026, 2, 1)},
            ],
        },
        authority="901",
    )  # fmt: skip
    made.keep(
        "ofsted",
        {
            "inspection": [
                _grade(OWN, "overall", "good", date(2018, 5, 1), latest=False),
                _grade(OWN, "overall", "not_judged", date(2025, 3, 1), framework="eif_no_overall"),
                _grade(
                    OWN,
                    "leadership_and_management",
                    "inadequate",
                    date(2025, 3, 1),
                    framework="eif_no_overall",
                ),
                _grade(
                    PRIMARY[1],
                    "overall",
                    "good",
                    date(2017, 5, 1),
                    inspected_urn=CLOSED,
                    framework="section5",
                ),
            ]
        },
    )
    made.keep(
        "neighbours",
        {"neighbour": [{"la_code": "901", "neighbour_la_code": "902", "rank": 1, "closeness": "very close"}]},
    )
    return made


def _grade(urn: int, area: str, grade: str, started: date, **given: object) -> dict[str, object]:
    return {
        "urn": urn,
        "inspected_urn": urn,
        "kind": "graded",
        "framework": "eif",
        "started": started,
        "published": started + timedelta(days=30),
        "area": area,
        "grade": grade,
        "latest": True,
        **given,
    }


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


# The file


def test_readers_keep_the_build_they_opened_and_new_ones_get_the_new(nation: Nation) -> None:
    warehouse.build(nation.home, at=AT)
    before = warehouse.open(nation.home)
    nation.publish([value(urn, "absence_overall", 2020, 9.0) for urn in PRIMARY], dataset="later")
    report = warehouse.build(nation.home, at=AT)
    after = warehouse.open(nation.home)
    assert before.build_id != after.build_id == report.build_id
    assert before.facts(indicators=["absence_overall"]).statistic("absence_overall", "year")[0] == 2019
    assert after.facts(indicators=["absence_overall"]).statistic("absence_overall", "year")[0] == 2020


def test_the_file_is_read_only_and_reaches_no_other(held: warehouse.Warehouse, tmp_path: Path) -> None:
    import duckdb

    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    with pytest.raises(duckdb.Error, match="read-only"):
        held._rows("DELETE FROM school")
    with pytest.raises(duckdb.Error):
        held._rows(f"SELECT * FROM read_csv('{other}')")
    with pytest.raises(duckdb.Error):
        held._rows("SET enable_external_access = true")


def test_without_a_register_the_build_says_what_to_import(tmp_path: Path) -> None:
    empty = Nation(tmp_path)
    with pytest.raises(warehouse.NoWarehouse, match="GIAS"):
        warehouse.build(empty.home)
    with pytest.raises(warehouse.NoWarehouse, match="trellis build"):
        warehouse.open(empty.home)


def test_a_file_that_is_no_warehouse_is_refused(nation: Nation) -> None:
    nation.home.warehouse.mkdir(parents=True)
    nation.home.warehouse_file().write_text("<html>")
    with pytest.raises(warehouse.NoWarehouse, match="cannot be read"):
        warehouse.open(nation.home)


def test_a_build_that_fails_leaves_the_last_good_one(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.build(nation.home, at=AT)
    from trellis.analysis import warehouse_file

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(warehouse_file, "_flush", fail)
    with pytest.raises(RuntimeError):
        warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as held:
        assert held.school(OWN) is not None
    assert sorted(p.name for p in nation.home.warehouse.iterdir()) == [".lock", "warehouse.duckdb"]


def test_what_a_killed_build_left_is_cleared_away(nation: Nation) -> None:
    nation.home.warehouse.mkdir(parents=True)
    abandoned = nation.home.warehouse / "warehouse.999999999.tmp"
    abandoned.write_text("half")
    mine = nation.home.warehouse / f"other.{os.getpid()}.tmp"
    mine.write_text("another build of this process")
    warehouse.build(nation.home, at=AT)
    assert not abandoned.exists()
    assert mine.exists()


def test_with_only_a_register_there_are_schools_and_no_numbers(tmp_path: Path) -> None:
    bare = Nation(tmp_path)
    bare.register(schools())
    report = warehouse.build(bare.home, at=AT)
    assert (report.observations, report.indicators, report.open_schools) == (0, 0, 46)
    with warehouse.open(bare.home) as held:
        facts = held.facts(indicators=["absence_overall"], authority="901")
        assert np.isnan(facts.statistic("absence_overall")).all()
        assert held.history(OWN) == []
        assert len(held.similar(OWN)) == 30


def test_nothing_slow_is_imported_to_read() -> None:
    """The mark for a cold screen is 0.6 seconds: Polars alone costs 0.3, and pandas with pyarrow more."""
    code = "import sys; import trellis.analysis.warehouse, trellis.analysis.facts_reading; print(sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert [name for name in ("polars", "pyarrow", "scipy", "pandas", "django") if f"'{name}'" in told] == []


def test_reading_wakes_nothing_slow_either(nation: Nation) -> None:
    warehouse.build(nation.home, at=AT)
    code = (
        "import sys; from trellis.analysis import warehouse; from trellis.analysis.home import Home\n"
        "with warehouse.open(Home.from_environment()) as held:\n"
        "    held.facts(indicators=['absence_overall'], authority='901'); held.facts(indicators=['absence_overall'])\n"
        f"    held.history({OWN}); held.school({OWN}); held.similar({OWN}); held.indicators()\n"
        "print(sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TRELLIS_HOME": str(nation.home.root)},
    )
    assert [n for n in ("polars", "pyarrow", "scipy", "pandas") if f"'{n}'" in done.stdout] == []


# As of a day


def everything(home: object, as_of: date) -> list[object]:
    """What a build as of a day answers, whole."""
    with warehouse.open(home, as_of=as_of) as held:  # type: ignore[arg-type]
        facts = held.facts(indicators=["absence_overall", "ks2_rwm_expected", "roll"], authority="901")
        return [
            held.counts() | {"release": 0},
            [held.history(urn, authority="901") for urn in (OWN, PRIMARY[1], CLOSED)],
            {key: column.tolist().__repr__() for key, column in facts.statistics.items()},
            {key: column.tolist() for key, column in facts.statuses.items()},
            {area: held_grade.grade.tolist() for area, held_grade in facts.grades.items()},
            [each.grade for each in held.inspections(OWN)],
            facts.judgement("teaching").tolist(),
            facts.event("warning_notice").tolist(),
            held.schools(authority="901"),
            held.similar(OWN),
        ]


DAY = date(2026, 6, 1)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(1, 4000),
    rank=st.integers(0, 3),
    number=st.one_of(st.none(), st.floats(0, 100)),
    year=st.sampled_from([2018, 2019, 2024]),
)
def test_nothing_known_later_enters(
    tmp_path_factory: pytest.TempPathFactory, days: int, rank: int, number: float | None, year: int
) -> None:
    nation = Nation(tmp_path_factory.mktemp("nation"))
    nation.register(schools())
    nation.publish(absences(), dataset="absence")
    nation.publish([value(OWN, "ks2_rwm_expected", 2019, 20.0)], dataset="local", authority="901")
    before = everything(nation.home, DAY)
    later = DAY + timedelta(days=days)
    rows = [
        value(urn, m, year, number)
        for urn in PRIMARY
        for m in ("absence_overall", "ks2_rwm_expected", "roll")
    ]
    nation.publish(rows, dataset="absence", rank=rank, known_from=later)  # supersedes the table of the day
    nation.publish(rows, dataset="other", rank=rank, known_from=later)
    nation.publish(rows, dataset="local", rank=rank, known_from=later, authority="901")
    # A file that was known in part: its release is old and one row of it new
    nation.publish([value(OWN, "roll", 2019, 77.0, known_from=later)], dataset="mixed")
    nation.register([*schools(), school(100999)], known_from=later)
    nation.keep(
        "ofsted", {"inspection": [_grade(OWN, "overall", "inadequate", date(2019, 1, 1))]}, known_from=later
    )
    nation.keep(
        "judgements",
        {
            "judgement": [
                {"urn": OWN, "judgement": "teaching", "answer": "weak", "made_on": date(2020, 1, 1)}
            ],
            "event": [{"urn": OWN, "event": "warning_notice", "started": date(2020, 1, 1)}],
        },
        authority="901",
        known_from=later,
    )
    assert everything(nation.home, DAY) == before
    assert everything(nation.home, later) != before


def test_a_superseded_release_comes_back_for_a_day_on_which_its_successor_was_not_known(
    nation: Nation,
) -> None:
    old = [value(urn, "persistent_absence", 2019, 10.0) for urn in PRIMARY]
    new = [value(urn, "persistent_absence", 2019, 12.0) for urn in PRIMARY]
    nation.publish(old, dataset="persistent", known_from=date(2020, 3, 1))
    nation.publish(new, dataset="persistent", rank=1, known_from=date(2020, 10, 1))
    warehouse.build(nation.home, at=AT)
    with warehouse.open(nation.home) as now, warehouse.open(nation.home, as_of=date(2020, 6, 1)) as then:
        for held, wanted in ((now, 12.0), (then, 10.0)):
            facts = held.facts(indicators=["persistent_absence"]).one(OWN)
            assert facts.statistic("persistent_absence")[0] == wanted
        assert then.as_of == date(2020, 6, 1)
        assert then.path.name == "asof-2020-06-01.duckdb"


def test_a_day_is_built_once_and_again_when_releases_change(nation: Nation) -> None:
    with warehouse.open(nation.home, as_of=DAY) as first:
        pass
    with warehouse.open(nation.home, as_of=DAY) as second:
        assert second.build_id == first.build_id
    nation.publish([value(OWN, "roll", 2019, 5.0)], dataset="new")
    with warehouse.open(nation.home, as_of=DAY) as third:
        assert third.build_id != first.build_id


def test_a_history_is_read_in_ten_milliseconds(held: warehouse.Warehouse) -> None:
    held.history(OWN)
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        held.history(OWN)
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.02  # twice the mark: the machine may be busy


def test_what_cannot_be_written_into_a_query_is_refused() -> None:
    assert literals.bound(
        "$a $b $c $d $e", {"a": None, "b": True, "c": [1, "x'y"], "d": date(2020, 1, 2), "e": 3}
    ) == ("NULL true [1, 'x''y'] DATE '2020-01-02' 3")
    with pytest.raises(TypeError):
        literals.literal(1.5)
    with pytest.raises(TypeError):
        literals.literal("a\0b")
    with pytest.raises(KeyError):
        literals.bound("$missing", {})
