"""Several people doing something at the very same moment, each on a connection of their own, on either database."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

from django.db import connection, connections

from trellis.problem import Refusal


def told(calls: Sequence[Callable[[], object]]) -> list[str]:
    """Make every call at once and return, sorted, what each came to: "done", or what its refusal says."""
    assert not connection.in_atomic_block, (
        "mark the test django_db(transaction=True): others see only what is committed"
    )
    barrier = Barrier(len(calls))

    def make(call: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=30)
            call()
            return "done"
        except Refusal as refusal:
            return str(refusal)
        finally:
            connections["default"].close()

    with _shared(), ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(make, calls))


@contextmanager
def _shared() -> Iterator[None]:
    """Give the threads a database that several connections can write: SQLite in memory refuses the second at once."""
    if connection.vendor != "sqlite":
        yield
        return
    held = connections.settings["default"]
    name = held["NAME"]
    connection.ensure_connection()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "shared.sqlite3"
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        held["NAME"] = str(file)
        try:
            yield
        finally:
            held["NAME"] = name
            with sqlite3.connect(file) as copy:
                copy.backup(connection.connection)
            copy.close()
