"""The process that does the work, killed at its worst moments: what was held stands, and it can be gone on with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.own_installation


@pytest.mark.parametrize(
    "scenario",
    ["killed_while_it_keeps", "killed_while_it_builds", "one_waits_for_the_other", "two_of_one_file_at_once"],
)
def test_a_process_of_its_own(scenario: str, tmp_path: Path) -> None:
    settings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    settings |= {"TRELLIS_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.intake.installation", scenario],
        env=settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
    assert "all as it should be" in ran.stdout
