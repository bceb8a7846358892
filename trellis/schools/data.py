"""The warehouse as this process holds it: opened once, and opened again when a build has replaced the file.

A file that cannot be read (half copied, of another version of Trellis, damaged) takes no page down: what was read
last goes on being read, and where there is nothing, pages say so and show what was frozen.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from trellis.analysis.home import Home
from trellis.problem import Refusal

if TYPE_CHECKING:
    from trellis.analysis.store.warehouse import Warehouse

T = TypeVar("T")
REBUILDING = (
    "The figures are being rebuilt, so none can be shown for now. "
    "If this goes on, ask whoever runs Trellis at your authority to run `trellis build`."
)
EARLIEST = date(2005, 1, 1)  # before this no publication that can be read here is of any school
LOOK_BACKS_KEPT = 5

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_held: tuple[tuple[Path, int, int, int], "Warehouse"] | None = None


def warehouse() -> "Warehouse | None":
    """Return the warehouse as last built; None where nothing has been built yet, or none of it can be read."""
    global _held
    home = Home.from_environment()
    path = home.warehouse_file()
    try:
        found = os.stat(path)
    except OSError:
        return None
    mark = (path, found.st_ino, found.st_mtime_ns, found.st_size)
    with _lock:
        if _held is None or _held[0] != mark:
            from trellis.analysis.store import warehouse as kept

            try:
                _held = (mark, kept.open(home))
            except _faults() as error:
                _log.warning("%s", error)
                return _held[1] if _held is not None and _held[0][0] == path else None
        return _held[1]


class CannotLookBack(Refusal):
    """The date is in the future, or before anything was published."""


def look_back(as_of: date, *, today: date) -> "Warehouse":
    """Return the warehouse as it would have stood on a date, building it where that has not been done.

    One is built at a time, so two people who ask for one date wait for one build; of those built the newest
    `LOOK_BACKS_KEPT` stay. Raises CannotLookBack, or NoWarehouse where nothing has been imported.
    """
    from trellis.analysis.store import warehouse as kept
    from trellis.analysis.store.build_report import NoWarehouse

    refuse_odd(as_of, today=today)
    home = Home.from_environment()
    path = home.warehouse_file(as_of=as_of)
    home.warehouse.mkdir(parents=True, exist_ok=True)
    with (home.warehouse / ".look-back").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            found = kept.open(home, as_of=as_of)
        except NoWarehouse:
            if not path.is_file():
                raise
            path.unlink()  # of another version of Trellis, or damaged: it was only ever a copy, built on demand
            found = kept.open(home, as_of=as_of)
        path.touch()
        keep_newest(home)
    return found


def refuse_odd(as_of: date, *, today: date) -> None:
    """Raise CannotLookBack for a date that nothing can be said of."""
    if as_of > today:
        raise CannotLookBack("The data cut-off is in the future: give today or a day before it.")
    if as_of < EARLIEST:
        raise CannotLookBack(
            f"The data cut-off is before {EARLIEST.year}: nothing held here was published by then."
        )


def keep_newest(home: Home) -> None:
    """Remove all but the newest `LOOK_BACKS_KEPT` looks back; whoever reads one goes on reading it."""
    by_age = sorted(home.warehouse.glob("asof-*.duckdb"), key=lambda each: each.stat().st_mtime_ns)
    for old in by_age[:-LOOK_BACKS_KEPT]:
        old.unlink(missing_ok=True)


def told(read: Callable[[], T], *, otherwise: T) -> tuple[T, str]:
    """Return what `read` finds in the warehouse, or `otherwise` and a sentence that says why there is nothing."""
    global _held
    if warehouse() is None:
        return otherwise, REBUILDING
    try:
        return read(), ""
    except _faults() as error:
        _log.warning("The warehouse could not be read: %s", error)
        with _lock:
            _held = None  # opened afresh next time: whatever was wrong may have been put right
        return otherwise, REBUILDING


def _faults() -> tuple[type[Exception], ...]:
    """What a warehouse raises that cannot be opened or read through. The engine is read in by then."""
    import duckdb

    from trellis.analysis.store.build_report import NoWarehouse

    return (NoWarehouse, duckdb.Error, OSError)
