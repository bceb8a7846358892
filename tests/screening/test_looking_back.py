"""The warehouses of earlier days: built one at a time, few kept, and none for a day that cannot be."""

import threading
import time
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from trellis.analysis.home import Home
from trellis.analysis.store import warehouse
from trellis.analysis.store.build_report import NoWarehouse
from trellis.schools import data

TODAY = date(2026, 11, 20)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    return Home.from_environment()


@pytest.fixture
def built(home: Home, monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days that were built, by a build that takes a moment."""
    days: list[date] = []

    def opened(home: Home, *, as_of: date) -> SimpleNamespace:
        path = home.warehouse_file(as_of=as_of)
        if not path.is_file():
            time.sleep(0.05)
            days.append(as_of)
            path.write_text("built")
        elif path.read_text() != "built":
            raise NoWarehouse("damaged")
        return SimpleNamespace(path=path)

    monkeypatch.setattr(warehouse, "open", opened)
    return days


def test_the_newest_five_look_backs_are_kept_and_the_warehouse_of_today_stays(
    home: Home, built: list[date]
) -> None:
    home.warehouse.mkdir()
    home.warehouse_file().write_text("today")
    days = [TODAY - timedelta(days=number) for number in range(1, 8)]
    for day in days:
        data.look_back(day, today=TODAY)
    held = {path.name for path in home.warehouse.glob("*.duckdb")}
    assert held == {"warehouse.duckdb", *(f"asof-{day.isoformat()}.duckdb" for day in days[-5:])}


def test_a_look_back_that_is_used_again_is_kept_before_one_that_is_not(home: Home, built: list[date]) -> None:
    first, *others = [TODAY - timedelta(days=number) for number in range(1, 7)]
    for day in (first, *others[:4], first, others[4]):
        data.look_back(day, today=TODAY)
    assert home.warehouse_file(as_of=first).is_file()
    assert not home.warehouse_file(as_of=others[0]).is_file()


def test_two_who_ask_for_one_day_at_once_wait_for_one_build(built: list[date]) -> None:
    asking = [
        threading.Thread(target=data.look_back, args=(date(2026, 8, 31),), kwargs={"today": TODAY})
        for _ in range(3)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert built == [date(2026, 8, 31)]


def test_a_look_back_that_cannot_be_read_is_built_again(home: Home, built: list[date]) -> None:
    home.warehouse.mkdir()
    home.warehouse_file(as_of=date(2026, 8, 31)).write_text("of an earlier version")
    data.look_back(date(2026, 8, 31), today=TODAY)
    assert built == [date(2026, 8, 31)]


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 11, 21), "in the future"), (date(2004, 12, 31), "before 2005")]
)
def test_a_day_that_nothing_can_be_known_of_is_refused(day: date, said: str, built: list[date]) -> None:
    with pytest.raises(data.CannotLookBack, match=said):
        data.look_back(day, today=TODAY)
    assert built == []
