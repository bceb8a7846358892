"""Which form each step of a concern asks for, and how what was filled in becomes the step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.interfaces.web.interventions import forms
from trellis.interventions.actions import concerns as actions
from trellis.interventions.queries import concerns as kept
from trellis.interventions.queries.concerns import ConcernFile
from trellis.interventions.workflows.academy_concern import ACADEMY_CONCERN

REPLY = "Record an answer"
NAMES = frozenset(ACADEMY_CONCERN.by_name) | {"reply"}
REFERRALS = frozenset({"escalate", "escalate_early", "refer", "refer_safeguarding"})
WITH_REASONS = {"resolve": actions.resolve, "drop": actions.drop, "close": actions.close}
HINTS = {
    "resolve": "What shows that it is resolved.",
    "drop": "Why it is not taken further.",
    "close": "What follows.",
}
EXPLAINED = {
    "discuss": "From now on the academy reads the concern.",
    "raise_in_writing": "The letter asks for an answer by a day. What it says is drafted from the concern, with its evidence.",
    "escalate": "The referral is printed with the chronology of the concern, as it stands now.",
    "escalate_early": "The trust’s answer is not due yet, so a referral takes a reason.",
    "refer": "The referral is printed with the chronology of the concern, as it stands now.",
    "refer_safeguarding": "The academy is not told of this referral here.",
}


def title(name: str) -> str:
    return REPLY if name == "reply" else ACADEMY_CONCERN.by_name[name].label


def permission(name: str) -> Permission:
    return (
        Permission.CONCERN_WRITE if name == "reply" else Permission(ACADEMY_CONCERN.by_name[name].permission)
    )


def seen_of(file: ConcernFile) -> int:
    """A number that changes when somebody writes what matters to a step."""
    return len(file.steps) + len(file.replies)


def form_of(name: str, file: ConcernFile, sent: Mapping[str, Any] | None, *, at: datetime) -> StepForm:
    """Return the form of a step, filled in as it was sent, or with what is usual."""
    day = timezone.localdate(at)
    today = as_typed(day)
    initial: dict[str, Any] = {"seen": seen_of(file)}
    written = {"words": kept.letter(file, name), "dated": today}
    match name:
        case "discuss":
            return forms.Discuss(sent, initial={**initial, "met_on": today})
        case "raise_in_writing":
            due = as_typed(kept.reply_due(file.concern.school, dated=day, on=day))
            return forms.LetterToTrust(sent, initial={**initial, **written, "due": due})
        case "escalate_early":
            return forms.EarlyLetter(
                sent, initial={**initial, **written, "addressee": "The regional director"}
            )
        case "escalate":
            return forms.Letter(sent, initial={**initial, **written, "addressee": "The regional director"})
        case "refer" | "refer_safeguarding":
            return forms.Letter(sent, initial={**initial, **written, "addressee": "Ofsted"})
        case "receive" | "reply":
            return forms.Answer(sent, initial={**initial, "received_on": today})
        case _:
            return forms.Reasons(sent, hint=HINTS.get(name, ""), initial=initial)


def take(name: str, file: ConcernFile, given: Mapping[str, Any], *, by: User, at: datetime) -> ConcernFile:
    """Take a step with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    if name in WITH_REASONS:
        return WITH_REASONS[name](file, reasons=given["reasons"], by=by, at=at)
    if name in REFERRALS:
        letter = _of(given, "addressee", "means", "dated", "words")
        return actions.refer(file, name=name, why_early=given.get("why_early", ""), by=by, at=at, **letter)
    match name:
        case "discuss":
            return actions.discuss(file, **_of(given, "met_on", "whom", "words"), by=by, at=at)
        case "raise_in_writing":
            letter = _of(given, "addressee", "means", "dated", "words", "due")
            return actions.raise_in_writing(file, **letter, by=by, at=at)
        case "reply":
            return actions.reply(file, **_of(given, "received_on", "sender", "words"), by=by, at=at)
        case "receive":
            return actions.receive(file, **_of(given, "received_on", "sender", "words"), by=by, at=at)
        case _:
            raise CannotTake("There is no such step.")


def _of(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names}
