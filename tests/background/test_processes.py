"""A worker that is killed with SIGKILL in the middle of a job: the next one does the job, once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database() -> Iterator[dict[str, str]]:
    """A database of its own, on PostgreSQL where the tests run on that; a file in the home otherwise."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    name = f"background_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_job_of_a_worker_killed_in_the_middle_is_given_back_and_done(
    database: dict[str, str], tmp_path: Path
) -> None:
    settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    settings |= {
        **database,
        "TRELLIS_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.background.settings_of_processes",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.background.killed"],
        env=settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
    assert "all as it should be" in ran.stdout
