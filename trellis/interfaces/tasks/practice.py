"""Record which entries of the directory of good practice are held back until a person decides."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from trellis.background.kinds import JobKind
from trellis.background.schedule import Daily
from trellis.practice.actions import reviews


def _run(args: Mapping[str, Any], at: datetime) -> str:
    held = reviews.hold_back(at=at)
    if not held:
        return "Held back no entry."
    return f"Held back {held:,} {'entry' if held == 1 else 'entries'}, until a person decides."


KIND = JobKind(
    id="hold_practice",
    name="Hold back good practice that asks for a person’s look",
    about="The directory shows such an entry to nobody from the moment on which it is recorded: this writes it in the record.",
    run=_run,
    schedule=Daily(time(3, 10)),
)
