"""The warehouse as a file: swapped whole, read-only, quick to read, and refused with a sentence."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.small_nation import AT, Nation, value
from tests.analysis.whole_nation import OWN, PRIMARY, schools, whole_nation
from trellis.analysis.store import literals, warehouse
from trellis.analysis.store.build_report import NoWarehouse


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    return whole_nation(tmp_path)


@pytest.fixture
def held(nation: Nation) -> warehouse.Warehouse:
    warehouse.build(nation.home, at=AT)
    return warehouse.open(nation.home)


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
    with pytest.raises(NoWarehouse, match="GIAS"):
        warehouse.build(empty.home)
    with pytest.raises(NoWarehouse, match="trellis build"):
        warehouse.open(empty.home)


def test_a_file_that_is_no_warehouse_is_refused(nation: Nation) -> None:
    nation.home.warehouse.mkdir(parents=True)
    nation.home.warehouse_file().write_text("<html>")
    with pytest.raises(NoWarehouse, match="cannot be read"):
        warehouse.open(nation.home)


def test_a_build_that_fails_leaves_the_last_good_one(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.build(nation.home, at=AT)
    from trellis.analysis.store import warehouse_file

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
    code = "import sys; import trellis.analysis.store.warehouse, trellis.analysis.store.facts_reading; print(sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert [name for name in ("polars", "pyarrow", "scipy", "pandas", "django") if f"'{name}'" in told] == []


def test_reading_wakes_nothing_slow_either(nation: Nation) -> None:
    warehouse.build(nation.home, at=AT)
    code = (
        "import sys; from trellis.analysis.store import warehouse; from trellis.analysis.home import Home\n"
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


def test_a_build_that_waited_for_another_reads_what_was_imported_meanwhile(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a slow build could end after a newer one and put older figures in its place."""
    from contextlib import contextmanager

    from trellis.analysis.store import warehouse_file

    locked = warehouse_file._lock

    @contextmanager
    def waiting(folder: Path):
        nation.publish([value(urn, "absence_overall", 2020, 9.0) for urn in PRIMARY], dataset="meanwhile")
        with locked(folder):
            yield

    monkeypatch.setattr(warehouse_file, "_lock", waiting)
    warehouse.build(nation.home, at=AT)
    facts = warehouse.open(nation.home).facts(indicators=["absence_overall"])
    assert facts.statistic("absence_overall", "year")[0] == 2020
