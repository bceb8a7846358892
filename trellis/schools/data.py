"""The warehouse as this process holds it: opened once, and opened again when a build has replaced the file.

A file that cannot be read (half copied, of another version of Trellis, damaged) takes no page down: what was read
last goes on being read, and where there is nothing, pages say so and show what was frozen.
"""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from trellis.analysis.home import Home

if TYPE_CHECKING:
    from trellis.analysis.store.warehouse import Warehouse

T = TypeVar("T")
REBUILDING = (
    "The figures are being rebuilt, so none can be shown for now. "
    "If this goes on, ask whoever runs Trellis at your authority to run `trellis build`."
)

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
