"""Serving the pages as an installation does, and reading what the visits to them took."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import measuring
from benchmarks.measuring import Failed, python
from benchmarks.setting import REPOSITORY

PORT = int(os.environ.get("TRELLIS_BENCH_PORT", "8170"))
SETTINGS = {"DJANGO_SETTINGS_MODULE": "benchmarks.pages.settings", "TRELLIS_DEBUG": "0"}


def of(visits: Sequence[dict[str, Any]], page: str, what: str) -> list[float]:
    return [visit[what] for visit in visits if visit["page"] == page]


def p95(took: Sequence[float]) -> float:
    return sorted(took)[min(len(took) - 1, int(0.95 * len(took)))]


@contextmanager
def served(environment: dict[str, str], home: Path) -> Iterator[None]:
    """Serve the pages as an installation does, until the block ends."""
    log = (home / "serve.log").open("w", encoding="utf-8")
    server = subprocess.Popen(
        [*python("trellis.interfaces.commands.main"), "serve", "--port", str(PORT)],
        env=measuring.environment_of(environment),
        cwd=REPOSITORY,
        stdout=log,
        stderr=log,
    )
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise Failed(f"the server ended: {(home / 'serve.log').read_text(encoding='utf-8')[-1500:]}")
            try:
                with urlopen(f"http://127.0.0.1:{PORT}/sign-in/", timeout=5):
                    break
            except (URLError, OSError):
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def seal(environment: dict[str, str]) -> None:
    """Seal what was written for ten years in one go: an installation did so minute by minute as it was written."""
    command = python("trellis.interfaces.commands.main", "record", "seal")
    while "Nothing new" not in measuring.once(command, environment=environment).printed:
        pass
