"""Where the published files are, and where a run of the benchmarks keeps what it makes."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def published() -> Path | None:
    """Return the folder of real published files, None where there is none on this machine."""
    told = os.environ.get("TRELLIS_TEST_DATA")
    folder = Path(told) if told else REPOSITORY.parent / "shared" / "data"
    return folder if (folder / "absence").is_dir() else None
