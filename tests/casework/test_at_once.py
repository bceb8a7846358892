"""Of several workers at one thing at once, one wins, the others are told, and nothing is lost: on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.casework import racing

ROOT = Path(__file__).resolve().parents[2]


def _of_its_own(home: Path) -> dict[str, Any]:
    """The races in a process with a database file of its own, since SQLite in memory has one connection."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.casework.racing"],
        cwd=ROOT,
        env={**os.environ, "TRELLIS_HOME": str(home), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return told


@pytest.mark.django_db(transaction=True)
def test_one_wins_the_others_are_told_and_nothing_is_lost(tmp_path: Path) -> None:
    told = _of_its_own(tmp_path) if connection.vendor == "sqlite" else racing.races()
    assert told["identify"] == {"won": 1, "CannotIdentify": 3}
    assert told["cases"] == 1
    assert told["inform"] == {"won": 1, "CannotTake": 1}
    assert told["steps"] == 1
    assert told["draw_up"] == {"won": 1, "ChangedMeanwhile": 1}
    assert told["plans"] == 1
    assert told["comment"] == {"won": 12}
    assert told["comments"] == 12
    assert told["ratify"] == {"won": 1, "CannotTake": 2}
    assert told["ratified"] == 1
