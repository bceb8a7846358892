"""The tests make their tables straight from the models, which is quick: this holds the migrations to the same tables."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def test_a_database_made_by_the_migrations_is_the_one_that_the_models_describe(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        "TRELLIS_HOME": str(tmp_path),
    }
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--no-input", "--verbosity=0"],
        env=environment,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    with closing(sqlite3.connect(tmp_path / "trellis.sqlite3")) as made:
        named = [
            name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ]
        migrated = {
            name: {row[1] for row in made.execute(f'PRAGMA table_info("{name}")').fetchall()}
            for name in named
            if not name.startswith(("sqlite_", "django_migrations"))
        }
        triggers = {
            name
            for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        }
    with connection.cursor() as cursor:
        described = {
            name: {c.name for c in connection.introspection.get_table_description(cursor, name)}
            for name in connection.introspection.table_names(cursor)
            if name != "django_migrations"
        }
        assert migrated == described
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            assert triggers == {name for (name,) in cursor.fetchall()}
