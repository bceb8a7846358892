"""The tables of the casework database: made whole where there are none, else brought up to date by migrations."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

_LOCK = 7_264_001  # any number that nothing else in the database locks


def bring_up_to_date() -> None:
    """Make every table at once in an empty database, in one transaction; migrate any other.

    The migrations lead to the same tables, which `tests/contracts/test_migrations.py` holds them to. To play all of them
    over again takes some twenty seconds, since Django renders the models anew after each step; see ADR 31.
    Of several processes that begin at once, one does it and the others wait. Raises DatabaseError.
    """
    with _one_at_a_time():
        if connection.introspection.table_names():
            call_command("migrate", interactive=False, verbosity=0)
        else:
            _make()


def _make() -> None:
    """Make the tables and say that all migrations are applied."""
    migrations = MigrationLoader(connection).graph.nodes
    with connection.schema_editor() as editor:
        recorder = MigrationRecorder(connection)
        editor.create_model(recorder.Migration)
        for app in apps.get_app_configs():
            for model in router.get_migratable_models(app, connection.alias):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        for app_label, name in migrations:
            recorder.record_applied(app_label, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if connection.vendor == "postgresql":
        # On a connection of its own, whose transaction holds the lock and nothing else
        waits = connection.copy(alias="one_at_a_time")
        try:
            waits.set_autocommit(False)
            with waits.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            yield
        finally:
            waits.close()
        return
    try:
        file = open(f"{connection.settings_dict['NAME']}.preparing", "w")  # noqa: SIM115  closed below
    except OSError:  # which SQLite says better when it opens its own file there
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
