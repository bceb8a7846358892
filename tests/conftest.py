"""What every test may ask for. The real published files are read where they are, never copied."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def published_data() -> Path:
    """The folder of real published files, or a skip that says where it was looked for."""
    stated = os.environ.get("TRELLIS_TEST_DATA")
    folder = Path(stated) if stated else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the published files are not at {folder}; set TRELLIS_TEST_DATA to their folder")
    return folder


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests() -> Iterator[None]:
    """Let the test database be emptied, whose triggers keep append-only rows from being deleted.

    They are dropped first, and are back in place before the next test: Django says after emptying, as it does after
    migrating, that the tables are ready.
    """
    from django.db import connection

    operations = type(connection.ops)
    emptying = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, '' FROM sqlite_master WHERE type = 'trigger'"
                if self.connection.vendor == "sqlite"
                else "SELECT tgname, ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
            )
            dropped = [f'DROP TRIGGER "{name}"{where}' for name, where in cursor.fetchall()]
        return [*dropped, *emptying(self, *args, **kwargs)]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def nothing_kept_of_an_earlier_test() -> None:
    """Let go of what a serving process keeps of runs: an emptied database gives their numbers out again."""
    for module, reads in (
        ("trellis.screening.queries", ("_pack_text", "_early_warning_list")),
        ("trellis.screening.listed", ("_suggested",)),
    ):
        for read in reads if module in sys.modules else ():
            getattr(sys.modules[module], read).cache_clear()
    if "trellis.interfaces.web.govuk.kept" in sys.modules:
        sys.modules["trellis.interfaces.web.govuk.kept"]._newest = None
