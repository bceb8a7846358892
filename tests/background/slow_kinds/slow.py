"""A job that takes for ever the first time, and leaves a line in a file each time it begins."""

import os
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from trellis.background.kinds import JobKind


def _run(args: Mapping[str, Any], at: datetime) -> str:
    file = Path(os.environ["TRELLIS_HOME"]) / "begun.txt"
    first = not file.exists()
    with file.open("a") as lines:
        lines.write(f"{os.getpid()}\n")
    if first:
        time.sleep(300)
    return "Done at the second try."


KIND = JobKind(id="slow", name="Slow", about="Slow the first time.", run=_run)
