"""A demonstration stopped in the middle of the year it plays: what is written once cannot be taken back, so it begins again."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from trellis.analysis.home import Home
from trellis.problem import Refusal

DATABASE = "trellis.sqlite3"


class HalfPlayed(Refusal):
    """A year stands half played where it cannot be put aside."""


@contextmanager
def playing(home: Home) -> Iterator[None]:
    """Note on disk that a year is being played, until it has been: the note of one that was stopped stays."""
    note = _note(home)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.touch()
    yield
    note.unlink()


def put_aside(home: Home, *, authority: str) -> Path | None:
    """Put the database of a half-played year aside, under another name, so that all of it is played again.

    Returns where it was put, or None where no year was stopped. Call it before Django is set up. Raises HalfPlayed
    where the database is not the home's own file, or holds another authority too.
    """
    if not _note(home).exists():
        return None
    database = home.root / DATABASE
    if os.environ.get("DATABASE_URL") or not _is_of_one(database, authority):
        raise HalfPlayed(
            "An earlier demonstration was stopped in the middle of the year it plays, and what it wrote is never taken "
            "back. Name an empty folder in TRELLIS_HOME, and an empty database in DATABASE_URL if you use one, and "
            "begin again there."
        )
    aside = _free(home.root / "stopped")
    aside.mkdir()
    for each in (
        database,
        database.with_name(f"{DATABASE}-wal"),
        database.with_name(f"{DATABASE}-shm"),
        home.seals,
    ):
        if each.exists():
            each.rename(aside / each.name)
    _note(home).unlink()
    return aside


def _note(home: Home) -> Path:
    return home.root / "fictitious" / "being-played"


def _is_of_one(database: Path, authority: str) -> bool:
    if not database.exists():
        return True
    with closing(sqlite3.connect(database)) as asked:
        codes = {code for (code,) in asked.execute("SELECT code FROM schools_authority")}
    return codes <= {authority}


def _free(folder: Path) -> Path:
    """The folder, or the first with a number after its name that is not there yet."""
    place, number = folder, 1
    while place.exists():
        number += 1
        place = folder.with_name(f"{folder.name}-{number}")
    return place
