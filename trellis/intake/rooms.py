"""Where the files of an import wait, and the locks that say whether somebody is at work on it.

A lock is the system's own on an open file, so that a process that is killed lets go of it: no lock is ever stale.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import string
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from trellis.analysis.files.finding import Found, printable
from trellis.analysis.home import Home
from trellis.problem import Refusal

_ABANDONED_AFTER = 24 * 60 * 60  # seconds after which what an upload left half way is removed
_TRIES = 250  # five seconds: a process that has said its last word takes a moment to go


class AtWork(Refusal):
    """Somebody is at work on this import already."""


@dataclass(frozen=True)
class Room:
    """The folder of one import. Its files are removed when it has ended; what was wrong with them stays."""

    path: Path

    @property
    def problems(self) -> Path:
        return self.path / "problems.csv"

    @property
    def log(self) -> Path:
        return self.path / "worker.log"

    @property
    def files(self) -> Path:
        return self.path / "files"

    def found(self) -> tuple[Found, ...]:
        """Return each file as it is shown to people, in the order in which they came."""
        paths = sorted(path for path in self.files.rglob("*") if path.is_file() and path.name[0] != ".")
        return tuple(Found(file=printable(path.name), paths=(path,)) for path in paths)

    def empty(self) -> None:
        """Remove the files. What was wrong with them is kept."""
        shutil.rmtree(self.files, ignore_errors=True)

    def lock(self) -> "IO[bytes]":
        """Return the open lock of whoever works on this import. Raises AtWork where somebody does."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = (self.path / ".lock").open("ab")
        for attempt in range(_TRIES):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # Whoever only looks at the lock has it for a moment
                if attempt + 1 < _TRIES:
                    time.sleep(0.02)
            else:
                return file
        file.close()
        raise AtWork("This import is being worked on already. Its page says how far it has come.")

    def is_worked_on(self) -> bool:
        """Whether a process that lives is at work on this import."""
        try:
            with (self.path / ".lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False


def room(key: str) -> Room:
    """Return the folder of the import with this key."""
    return Room(Home.from_environment().imports / key)


def new_key() -> str:
    """Return a name for a folder, of letters alone: a reader takes figures in a path for a year."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(24))


def safe_name(given: str) -> str:
    """Return a name that a stranger gave as a plain file name: no folders, no leading dot, nothing odd, not long."""
    last = unquote(given).replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = re.sub(r"[^\w. ()\-]+", "_", last).strip(" ._").rpartition(".")
    return (stem[:100] + dot + suffix[:20]).strip(" ._") or "file"


@contextlib.contextmanager
def incoming() -> Iterator[Path]:
    """Give a folder for files that are on their way in, and remove what was not taken from it, come what may."""
    home = Home.from_environment().imports
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear_abandoned(home)
    folder = home / f".incoming-{new_key()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_abandoned(home: Path) -> None:
    """Remove what uploads left whose server was killed while they came in."""
    for left in home.glob(".incoming-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def gate() -> Iterator[None]:
    """Hold the gate through which imports are accepted one by one, so that two of one file are told apart."""
    home = Home.from_environment().imports
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / ".gate").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Turn:
    """The one place at which imports are worked on, one at a time over the whole installation."""

    def __init__(self) -> None:
        home = Home.from_environment().imports
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = (home / ".turn").open("ab")

    def is_free(self) -> bool:
        """Take the turn if nobody has it, and say whether it was taken."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def end(self) -> None:
        self._file.close()


def free_bytes() -> int:
    """Return how many bytes can still be written where imports wait."""
    home = Home.from_environment().root
    found = os.statvfs(home)
    return found.f_bavail * found.f_frsize
