"""Remove what the machinery no longer needs: jobs that ended long ago, and sessions that have run out."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from trellis.background import queue
from trellis.background.kinds import JobKind
from trellis.background.schedule import Daily


def _run(args: Mapping[str, Any], at: datetime) -> str:
    from django.core.management import call_command

    removed = queue.prune(at=at)
    call_command("clearsessions")
    return f"Removed {removed:,} old jobs, and the sessions that had run out."


KIND = JobKind(
    id="prune",
    name="Remove old jobs and sessions",
    about="Jobs that were done are kept for 30 days, those that failed for 180. Nothing of a school’s record is removed.",
    run=_run,
    schedule=Daily(time(2, 40)),
)
