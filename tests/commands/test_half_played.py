"""A demonstration that was stopped half way begins afresh, and puts what it had aside, losing nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from trellis.analysis.home import Home
from trellis.interfaces.commands import half_played


class Stopped(Exception):
    """Somebody pressed control and C."""


@pytest.fixture(autouse=True)
def own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    with closing(sqlite3.connect(tmp_path / half_played.DATABASE)) as made:
        made.execute("CREATE TABLE schools_authority (code TEXT)")
        made.execute("INSERT INTO schools_authority VALUES ('799')")
        made.commit()
    return Home(root=tmp_path)


def stop_half_way(home: Home) -> None:
    with pytest.raises(Stopped), half_played.playing(home):
        raise Stopped


def test_a_year_played_to_its_end_is_left_where_it_is(home: Home) -> None:
    with half_played.playing(home):
        pass
    assert half_played.put_aside(home, authority="799") is None
    assert (home.root / half_played.DATABASE).exists()


def test_a_year_stopped_half_way_is_put_aside_once_with_its_seals(home: Home) -> None:
    home.seals.write_text("a seal\n")
    stop_half_way(home)
    aside = half_played.put_aside(home, authority="799")
    assert aside is not None
    assert {each.name for each in aside.iterdir()} == {half_played.DATABASE, home.seals.name}
    assert not (home.root / half_played.DATABASE).exists()
    assert half_played.put_aside(home, authority="799") is None


def test_what_was_put_aside_before_is_kept_beside_it(home: Home) -> None:
    stop_half_way(home)
    first = half_played.put_aside(home, authority="799")
    stop_half_way(home)
    second = half_played.put_aside(home, authority="799")
    assert first is not None
    assert second is not None
    assert first != second
    assert (first / half_played.DATABASE).exists()


def test_a_database_that_holds_another_authority_too_is_never_moved(home: Home) -> None:
    with closing(sqlite3.connect(home.root / half_played.DATABASE)) as kept:
        kept.execute("INSERT INTO schools_authority VALUES ('801')")
        kept.commit()
    stop_half_way(home)
    with pytest.raises(half_played.HalfPlayed, match="TRELLIS_HOME"):
        half_played.put_aside(home, authority="799")
    assert (home.root / half_played.DATABASE).exists()


def test_a_database_elsewhere_is_left_to_whoever_keeps_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    stop_half_way(home)
    with pytest.raises(half_played.HalfPlayed, match="DATABASE_URL"):
        half_played.put_aside(home, authority="799")
