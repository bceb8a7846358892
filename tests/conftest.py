"""What every test may ask for. The real published files are read where they are, never copied."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and not whether the code is right
settings.register_profile("trellis", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("trellis")


def pytest_collection_finish() -> None:
    """Look for rubbish seldom, and not among the libraries and the tests themselves: a tenth of the time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db import connection
    from django.db.models.signals import post_migrate

    # Django’s own permissions and kinds of content are used nowhere, and take most of the time to empty a database
    post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.{create_permissions.__name__}")
    post_migrate.disconnect(create_contenttypes)
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


@pytest.fixture(scope="module")
def written_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a module's own fixtures write rows once for all its tests: each starts from them, and the module takes them back.

    It is for modules whose tests need no commit: each of them rolls back to a savepoint within this transaction.
    """
    from django.db import transaction

    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as Django's own test cases do, so that actions may ask to be outermost
        with around:
            yield
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nothing_kept_of_an_earlier_test() -> None:
    """Let go of what a serving process keeps of runs: an emptied database gives their numbers out again."""
    for module, reads in (
        ("trellis.screening.queries", ("_pack_text", "_early_warning_list")),
        ("trellis.screening.listed", ("_suggested",)),
    ):
        for read in reads if module in sys.modules else ():
            getattr(sys.modules[module], read).cache_clear()
    if "trellis.casework.queries.standing" in sys.modules:
        standing = sys.modules["trellis.casework.queries.standing"]
        standing._held.clear()
        standing._few.clear()
    if "trellis.casework.queries.kept_cases" in sys.modules:
        sys.modules["trellis.casework.queries.kept_cases"].forget()
    if "trellis.notices.queries.counted" in sys.modules:
        sys.modules["trellis.notices.queries.counted"].forget()
    if "trellis.interfaces.web.govuk.kept" in sys.modules:
        sys.modules["trellis.interfaces.web.govuk.kept"]._newest = None
