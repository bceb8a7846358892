"""A new database is made from the models, which is quick: this holds the migrations to the same tables."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

ROOT = Path(__file__).resolve().parents[2]
PLAYED = "from trellis.screening import casework; casework.connect(); from django.core.management import call_command; call_command('migrate', verbosity=0)"
MADE = "from trellis.screening import casework; casework.prepare()"
BACK = "from trellis.screening import casework; casework.connect(); from django.core.management import call_command; call_command('migrate', 'interventions', '0001', verbosity=0)"

# What a table is made of, its indexes and its triggers, each as its database tells them
TOLD = {
    "sqlite": (
        "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    ),
    "postgresql": (
        (
            "SELECT column_name, table_name, concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default,"
            " is_identity) FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        (
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace"
        ),
        "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    ),
}


def parts(statement: str) -> tuple[str, ...]:
    """The making of a table in its columns and constraints, whose order is of no account; any other statement whole."""
    if not statement.startswith("CREATE TABLE"):
        return (statement,)
    depth, pieces = 0, [""]
    for letter in statement.strip().removesuffix(")"):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 1:
            pieces.append("")
        else:
            pieces[-1] += letter
    head, bracket, first = pieces[0].partition("(")
    return (head + bracket, *sorted(each.strip() for each in (first, *pieces[1:])))


class Installation:
    """A home of its own with a database of its own, of the kind that the tests run on."""

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.name = home, name
        self.settings = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.settings |= {"DJANGO_SETTINGS_MODULE": "trellis.config.settings", "TRELLIS_HOME": str(home)}
        self.given = {**connection.settings_dict, "NAME": str(home / "trellis.sqlite3")}
        if connection.vendor == "postgresql":
            address = urlsplit(os.environ["DATABASE_URL"])
            self.settings["DATABASE_URL"] = urlunsplit(address._replace(path=f"/{name}"))
            self.given["NAME"] = name

    def start(self, script: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", script],
            env=self.settings,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, script: str) -> None:
        started = self.start(script)
        said, _ = started.communicate(timeout=300)
        assert started.returncode == 0, said

    def held(self) -> dict[str, Any]:
        """What each table, index and trigger is, and how many rows each table has."""
        # Django asks after features by the connection's name
        connections[self.name] = type(connections[DEFAULT_DB_ALIAS])(self.given, alias=self.name)
        with closing(connections[self.name]) as opened, opened.cursor() as cursor:
            told = []
            for question in TOLD[opened.vendor]:
                cursor.execute(question)
                told += [
                    (kind, of, parts(said))
                    for kind, of, said in cursor.fetchall()
                    # Django numbers the rows between its own tables in 4 bytes by its models, and in 8 by its migrations
                    if not (kind == "id" and of.startswith("auth_"))
                ]
            rows = {}
            for table in opened.introspection.table_names(cursor):
                cursor.execute(f"SELECT COUNT(*) FROM {opened.ops.quote_name(table)}")
                rows[table] = cursor.fetchone()[0]
        return {"told": sorted(told), "rows": rows}


@pytest.fixture
def installations(
    tmp_path: Path, django_db_blocker: Any, worker_id: str
) -> Iterator[tuple[Installation, Installation]]:
    names = [f"trellis_{each}_{worker_id}" for each in ("played", "made")]
    with django_db_blocker.unblock(), _databases(names):
        both = [Installation(tmp_path / name, name) for name in names]
        for each in both:
            each.home.mkdir()
        yield both[0], both[1]


@contextmanager
def _databases(names: list[str]) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return

    def each_of(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            for name in names:
                cursor.execute(statement.format(name))

    each_of('DROP DATABASE IF EXISTS "{}"')
    each_of('CREATE DATABASE "{}"')
    try:
        yield
    finally:
        each_of('DROP DATABASE "{}" WITH (FORCE)')


def test_the_migrations_make_the_database_that_the_models_describe(
    installations: tuple[Installation, Installation],
) -> None:
    played, made = installations
    at_once = [played.start(PLAYED), made.start(MADE)]
    for each in at_once:
        said, _ = each.communicate(timeout=300)
        assert each.returncode == 0, said
    one, other = played.held(), made.held()
    assert set(one["told"]) ^ set(other["told"]) == set()
    assert one == other
    assert len(one["told"]) > 300
    assert any("TRIGGER" in said[0] for _, _, said in one["told"])


def test_of_several_that_begin_at_once_one_makes_the_tables_and_a_database_that_is_behind_is_migrated(
    installations: tuple[Installation, Installation],
) -> None:
    _, made = installations
    at_once = [made.start(MADE) for _ in range(3)]
    for each in at_once:
        said, _ = each.communicate(timeout=120)
        assert each.returncode == 0, said
    first = made.held()
    made.run(BACK)
    assert "interventions_challengeletter" not in made.held()["rows"]
    made.run(MADE)
    assert made.held() == first


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
