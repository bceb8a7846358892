"""An authority's returns of some of its schools stand beside each other: the newer counts where both speak."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.analysis import incoming
from tests.analysis.incoming import AT
from trellis.analysis.files import intake
from trellis.analysis.files.releases import Release, ReleaseStore

INDICATORS = "URN,Indicator,Year,Value,Status,Numerator,Denominator,Low,High,As at date,Note\n"
GOVERNANCE = (
    "URN,Year,Governor vacancies,Longest vacancy in weeks,Inquorate meetings,Head's post,Head's post since,"
    "As at date,Note\n"
)
EVENTS = "URN,Event,Started,Ended,Note\n"


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return incoming.store_in(tmp_path / "var")


def keep(store: ReleaseStore, text: str, *, name: str, day: int, authority: str = "998") -> Release:
    path = incoming.write(store.home.root.parent / name, text.encode(), f"{name}.csv")
    return incoming.kept(store, path, at=AT + timedelta(days=day), authority=authority)


def values(store: ReleaseStore, **asked: object) -> dict[tuple[int, str], float | None]:
    table = store.table("observation", **asked)  # type: ignore[arg-type]
    rows = table.select("urn", "measure", "value").rows()
    assert len({row[:2] for row in rows}) == len(rows), "one row for each school and measure"
    return {(urn, measure): value for urn, measure, value in rows}


def indicator(urn: int, value: str, *, day: str = "31/07/2026", status: str = "", of: str = "eal") -> str:
    return f"{urn},{of},2025/26,{value},{status},,,,,{day},\n"


def test_a_return_of_one_school_leaves_the_other_schools_as_they_were(store: ReleaseStore) -> None:
    first = keep(store, INDICATORS + indicator(900001, "10") + indicator(900002, "20"), name="a", day=0)
    second = keep(store, INDICATORS + indicator(900002, "25"), name="b", day=1)
    assert values(store) == {(900001, "eal"): 10, (900002, "eal"): 25}
    assert [(r.id, r.state) for r in store.releases()] == [(first.id, "current"), (second.id, "current")]
    assert pl.read_parquet(store.folder(first.id) / "observation.parquet").height == 2


def test_a_return_of_some_indicators_leaves_the_others_as_they_were(store: ReleaseStore) -> None:
    both = indicator(900001, "10") + indicator(900001, "30", of="sen_support")
    keep(store, INDICATORS + both, name="a", day=0)
    keep(store, INDICATORS + indicator(900001, "12"), name="b", day=1)
    assert values(store) == {(900001, "eal"): 12, (900001, "sen_support"): 30}


def test_a_newer_row_without_a_value_takes_the_place_of_an_older_value(store: ReleaseStore) -> None:
    keep(store, INDICATORS + indicator(900001, "10"), name="a", day=0)
    keep(store, INDICATORS + indicator(900001, "", status="not held"), name="b", day=1)
    assert values(store) == {(900001, "eal"): None}


def test_withdrawing_the_newer_brings_the_older_values_back(store: ReleaseStore) -> None:
    keep(store, INDICATORS + indicator(900001, "10") + indicator(900002, "20"), name="a", day=0)
    second = keep(store, INDICATORS + indicator(900002, "25"), name="b", day=1)
    assert store.withdraw(second.id) is None
    assert values(store) == {(900001, "eal"): 10, (900002, "eal"): 20}


def test_the_later_known_counts_and_of_one_day_the_later_import(store: ReleaseStore) -> None:
    keep(store, INDICATORS + indicator(900001, "10", day="31/07/2026"), name="a", day=0)
    keep(store, INDICATORS + indicator(900001, "11", day="01/05/2026"), name="earlier", day=1)
    assert values(store) == {(900001, "eal"): 10}
    keep(store, INDICATORS + indicator(900001, "12", day="31/07/2026"), name="corrected", day=2)
    assert values(store) == {(900001, "eal"): 12}


def test_as_of_a_day_the_newer_values_were_not_known(store: ReleaseStore) -> None:
    keep(store, INDICATORS + indicator(900001, "10", day="01/03/2026"), name="a", day=0)
    later = indicator(900001, "12", day="01/07/2026") + indicator(900002, "20", day="01/03/2026")
    keep(store, INDICATORS + later, name="b", day=1)
    assert values(store, as_of=date(2026, 4, 1)) == {(900001, "eal"): 10, (900002, "eal"): 20}
    assert values(store, as_of=date(2026, 8, 1)) == {(900001, "eal"): 12, (900002, "eal"): 20}


def test_returns_of_two_authorities_do_not_touch_each_other(store: ReleaseStore) -> None:
    keep(store, INDICATORS + indicator(900001, "10"), name="a", day=0)
    keep(store, INDICATORS + indicator(900001, "12"), name="b", day=1, authority="997")
    assert sorted(store.table("observation")["value"].to_list()) == [10, 12]


def test_a_post_that_is_filled_again_is_no_longer_an_event_of_its_school(store: ReleaseStore) -> None:
    acting = "{},2025/26,0,,0,acting,01/01/2026,31/03/2026,\n"
    keep(store, GOVERNANCE + acting.format(900001) + acting.format(900002), name="a", day=0)
    filled = "900001,2025/26,0,,0,permanent,01/06/2026,30/06/2026,\n"
    second = keep(store, GOVERNANCE + filled, name="b", day=1)
    assert store.table("event")["urn"].to_list() == [900002]
    store.withdraw(second.id)
    assert sorted(store.table("event")["urn"].to_list()) == [900001, 900002]


def test_the_register_of_events_is_whole_and_supersedes_the_one_before(store: ReleaseStore) -> None:
    keep(store, EVENTS + "900001,warning_notice,14/01/2026,,\n", name="a", day=0)
    newer = keep(store, EVENTS + "900002,warning_notice,14/02/2026,,\n", name="b", day=1)
    assert [release.id for release in store.releases()] == [newer.id]
    assert store.table("event")["urn"].to_list() == [900002]


def test_what_a_return_would_do_is_told_before_it_is_kept(store: ReleaseStore, tmp_path: Path) -> None:
    text = INDICATORS + "".join(indicator(urn, "10") for urn in (900001, 900002, 900003))
    first = keep(store, text, name="a", day=0)
    newer = indicator(900002, "25") + indicator(900003, "9", day="01/05/2026") + indicator(900004, "1")
    path = incoming.write(tmp_path / "b", (INDICATORS + newer).encode(), "b.csv")
    told = intake.stands_beside(incoming.understand_one(path, authority="998"), store)
    assert told is not None
    assert [release.id for release in told.others] == [first.id]
    assert (told.newer, told.older, told.untouched) == (1, 1, 1)
