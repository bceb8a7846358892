"""The tests make their tables straight from the models, which is quick: this holds the migrations to the same tables."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)


def _tables(using: str) -> dict[str, set[str]]:
    other = connections[using]
    with other.cursor() as cursor:
        return {
            name: {column.name for column in other.introspection.get_table_description(cursor, name)}
            for name in other.introspection.table_names(cursor)
        }


def _triggers(using: str) -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="an empty database is made beside the tests’ own on SQLite alone"
)
def test_a_database_made_by_the_migrations_is_the_one_that_the_models_describe(tmp_path: Path) -> None:
    settings = connections.settings["default"]
    connections.settings["migrated"] = {**settings, "NAME": str(tmp_path / "migrated.sqlite3")}
    try:
        with pytest.MonkeyPatch.context() as patched:
            # Running without migrations switches them off for every app
            from django.conf import settings as configured

            patched.setattr(configured, "MIGRATION_MODULES", {})
            call_command("migrate", database="migrated", interactive=False, verbosity=0)
            executor = MigrationExecutor(connections["migrated"])
            assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        made, described = _tables("migrated"), _tables("default")
        assert made.pop("django_migrations")
        described.pop("django_migrations", None)
        assert made == described
        assert _triggers("migrated") == _triggers("default")
    finally:
        connections["migrated"].close()
        del connections.settings["migrated"]
