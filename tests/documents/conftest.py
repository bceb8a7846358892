"""What the tests of documents stand on: two authorities that have been screened, and a home of their own."""

from pathlib import Path

import pytest

from tests import builders


@pytest.fixture(autouse=True)
def screened(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    builders.screened(authority="802")
    builders.screened()
    return tmp_path
