"""The bytes of files, read and hashed in a thread of their own while the libraries that open them are still loaded.

Nothing here may load such a library.
"""

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

_MOST_BYTES = 512 << 20  # of all of them, since they are held until they are asked for


@dataclass(frozen=True)
class Begun:
    """One file's bytes and the SHA-256 of them, as soon as each is there."""

    data: "Future[bytes]" = field(default_factory=Future)
    digest: "Future[str]" = field(default_factory=Future)


class Beforehand:
    """Files that are being read, the largest first. Those it was not worth beginning with are read when asked for."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Begin with the plain CSV files among `paths` and directly in folders among them."""
        sizes: dict[Path, int] = {}
        with suppress(OSError):  # whoever opens it says what is wrong
            for path in paths:
                inside = (Path(entry) for entry in os.scandir(path)) if path.is_dir() else (path,)
                sizes |= {each: each.stat().st_size for each in inside if _is_plain(each)}
        if sum(sizes.values()) > _MOST_BYTES:
            sizes = {}
        self._begun = {path: Begun() for path in sorted(sizes, key=lambda path: -sizes[path])}
        Thread(target=_read, args=(dict(self._begun),), daemon=True).start()

    def take(self, path: Path) -> Begun | None:
        """Return what was begun of a file, once; None for one that was not begun."""
        return self._begun.pop(path, None)


def _is_plain(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and path.is_file()


def _read(begun: dict[Path, Begun]) -> None:
    while begun:
        path, one = next(iter(begun.items()))
        del begun[path]  # so that the bytes are held by nobody once they were made out
        try:
            data = path.read_bytes()
        except (OSError, MemoryError) as error:  # told to whoever asks for the bytes
            one.data.set_exception(error)
            continue
        one.data.set_result(data)
        one.digest.set_result(hashlib.sha256(data).hexdigest())
        del data, one
