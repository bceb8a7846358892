"""The steps of a support that take a reason alone."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.brokering.actions.stepping import fresh, lock, lock_days, may, step
from trellis.brokering.queries import charging, checking
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.resources.actions.charges import raise_charge

ASKED = {
    "let_go": "Say why somebody else is looked for.",
    "recall": "Say why the offer is taken back.",
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
STANDS = {
    "offer": "It was otherwise when it was checked: look for somebody else, or see that it is put right first.",
    "accept": "It was otherwise when it was offered: decline it, or ask the authority to put it right first.",
}
"""The steps before which quality and days are looked at again, and what to do where they are gone."""


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
    today = timezone.localdate(at)
    if name in STANDS:
        lock_days(file)
        SUPPORT.check(file, name, state=file.state, may=may(by, file, on=today))
        if wrong := checking.standing(file, today=today):
            raise CannotTake(f"{wrong} {STANDS[name]}")
    step(file, name, by=by, at=at, reasons=said)
    if name in charging.CHARGES:
        _charge(file, by=by, at=at)
    return fresh(file, at=at)


def _charge(file: SupportFile, *, by: User, at: datetime) -> None:
    """Raise the charge of what was given, where the authority gave it itself or pays for it."""
    found, provider = charging.of(file), file.provider
    if found is None or provider is None or not found.pence:
        return
    raise_charge(
        school=file.school,
        source="support",
        reference=f"support {file.support.pk}",
        what=f"Support by {provider.name}"[:200],
        to_pay=0 if found.is_central else found.pence,
        central=found.pence if found.is_central else 0,
        by=by,
        at=at,
        permission=Permission.SUPPORT_BROKER,
    )
