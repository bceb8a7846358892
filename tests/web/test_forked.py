"""The processes that serve pages are forked from the one that prepared the database, and share no connection with it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

SCRIPT = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from trellis.interfaces.commands import serve
serve._prepare()
from django.db import connections

def ask(number):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT %s", [str(number)])
        answer = cursor.fetchone()[0]
    connections["default"].close()
    return answer == str(number)

def work(child):
    with ThreadPoolExecutor(4) as pool:
        return all(pool.map(ask, range(child * 1000, child * 1000 + 300)))

children = []
for child in range(3):
    forked = os.fork()
    if not forked:
        ended = 1
        try:
            ended = 0 if work(child) else 3
        finally:
            os._exit(ended)
    children.append(forked)
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A database of its own: on PostgreSQL by its address, "" for SQLite's file in an empty home."""
    if connection.vendor == "sqlite":
        yield ""
        return
    import psycopg

    name = f"forked_{os.getpid()}"
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_processes_that_serve_at_once_never_read_each_others_answers(address: str, tmp_path: Path) -> None:
    settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        env={
            **settings,
            "TRELLIS_HOME": str(tmp_path),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        },
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
