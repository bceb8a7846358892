"""The steps of a support that take a reason alone."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.brokering.actions.stepping import fresh, lock, may, step
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions.taking import check_text

ASKED = {
    "let_go": "Say why somebody else is looked for.",
    "offer": "Say what you tell those who would help.",
    "accept": "Say who will help, and when you could begin.",
    "decline": "Say why not, so that somebody else is found.",
    "look_back": "Say what has been done, what shows already, and what changes in the second half.",
    "complete": "Say what was given in all.",
    "close": "Say what came of it.",
    "close_unheard": "Say why it is closed without both evaluations, and how they were asked for.",
    "end": "Say why it ends early.",
    "withdraw": "Say why the need is withdrawn.",
}
"""What is said where the reason of a step is missing."""


@transaction.atomic(durable=True)
def take(file: SupportFile, name: str, *, reasons: str, by: User, at: datetime) -> SupportFile:
    """Take a step of a support, with why. Raises TransitionRefused, StandsAside or CannotTake; KeyError for another step."""
    if name not in ASKED:
        raise KeyError(name)
    said = check_text(reasons, ASKED[name])
    seen = file.steps[-1].number
    lock(file.support)
    file = fresh(file, at=at)
    if file.steps[-1].number != seen:
        SUPPORT.check(file, name, state=file.state, may=may(by, file, on=timezone.localdate(at)))
    step(file, name, by=by, at=at, reasons=said)
    return fresh(file, at=at)
