"""What every test may ask for. The real published files are read where they are, never copied."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def published_data() -> Path:
    """The folder of real published files, or a skip that says where it was looked for."""
    stated = os.environ.get("TRELLIS_TEST_DATA")
    folder = Path(stated) if stated else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the published files are not at {folder}; set TRELLIS_TEST_DATA to their folder")
    return folder
