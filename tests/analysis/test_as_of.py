"""A warehouse as of a day holds what was known on that day, and nothing later."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analysis.small_nation import AT, Nation, school, value
from tests.analysis.whole_nation import CLOSED, OWN, PRIMARY, absences, grade, schools, whole_nation
from trellis.analysis.store import warehouse


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    return whole_nation(tmp_path)


def everything(home: object, as_of: date) -> list[object]:
    """What a build as of a day answers, whole."""
    with warehouse.open(home, as_of=as_of) as held:  # type: ignore[arg-type]
        facts = held.facts(indicators=["absence_overall", "ks2_rwm_expected", "roll"], authority="901")
        return [
            held.counts() | {"release": 0},
            [held.history(urn, authority="901") for urn in (OWN, PRIMARY[1], CLOSED)],
            {key: column.tolist().__repr__() for key, column in facts.statistics.items()},
            {key: column.tolist() for key, column in facts.statuses.items()},
            {area: of_area.grade.tolist() for area, of_area in facts.grades.items()},
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
        "ofsted", {"inspection": [grade(OWN, "overall", "inadequate", date(2019, 1, 1))]}, known_from=later
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
