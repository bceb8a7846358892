"""The warehouse as this process holds it: opened once, and opened again when a build has replaced the file."""

import os
import threading
from typing import TYPE_CHECKING

from trellis.analysis.home import Home

if TYPE_CHECKING:
    from trellis.analysis.store.warehouse import Warehouse

_lock = threading.Lock()
_held: tuple[tuple[int, int, int], "Warehouse"] | None = None


def warehouse() -> "Warehouse | None":
    """Return the warehouse as last built; None where nothing has been built yet."""
    global _held
    home = Home.from_environment()
    try:
        found = os.stat(home.warehouse_file())
    except FileNotFoundError:
        return None
    mark = (found.st_ino, found.st_mtime_ns, found.st_size)
    with _lock:
        if _held is None or _held[0] != mark:
            from trellis.analysis.store import warehouse as kept

            _held = (mark, kept.open(home))
        return _held[1]
