"""Make the digests of the day, and send each."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from trellis.background.kinds import JobKind
from trellis.background.schedule import Daily
from trellis.background.worker import CannotDo
from trellis.notices.actions import digests
from trellis.notices.queries import telling


def _prepare(args: Mapping[str, Any], at: datetime) -> str:
    if telling.post_office() is None:
        return "This installation sends no e-mail, so no digest was made."
    made = digests.prepare(at=at)
    return f"Made {made:,} {'digest' if made == 1 else 'digests'}."


def _send(args: Mapping[str, Any], at: datetime) -> str:
    office = telling.post_office()
    if office is None:
        raise CannotDo("This installation sends no e-mail any more: see the settings in its manual.")
    return digests.send(int(args["digest"]), office=office, at=at)


PREPARE = JobKind(
    id="prepare_digests",
    name="Make the digests of the day",
    about="For everybody who chose to be sent one and for whom something is due or new.",
    run=_prepare,
    schedule=Daily(time(7, 0)),
)
SEND = JobKind(
    id=digests.SEND,
    name="Send a digest",
    about="One e-mail to one person, once at most.",
    run=_send,
)
