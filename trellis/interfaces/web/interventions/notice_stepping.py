"""Which form each step of a notice asks for, and how what was filled in becomes the step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.interfaces.web.interventions import forms
from trellis.interventions import law
from trellis.interventions.actions import following
from trellis.interventions.actions import notices as actions
from trellis.interventions.actions.notices import Words
from trellis.interventions.queries.notices import NoticeFile
from trellis.interventions.workflows.warning_notice import WARNING_NOTICE

COPY = "Record a copy"
SERVICE = frozenset({"supersede"})
NAMES = frozenset(WARNING_NOTICE.by_name) - SERVICE | {"copy"}
HINTS = {
    "withdraw": "The school does not read this.",
    "comply": "What shows that it complied. The school reads this.",
    "fail": "What shows that it did not comply. The school reads this.",
    "become_eligible": "No compliance, and the notice of a power given. The school reads this.",
    "close_unused": "Why no power is used. The school reads this.",
    "lift": "Why the power is lifted. The school reads this.",
    "close": "What follows for the school. The school reads this.",
}
EXPLAINED = {
    "draft": "A notice states its matters, what the governing body is to do, how long it has, and what the authority is minded to do otherwise.",
    "redraft": "The draft before it stays. A new draft takes a legal check of its own.",
    "check": "The check is of the newest draft. If it asks for changes, draft it again.",
    "give": "From now on the school reads the notice. Whoever drafted it does not give it. The compliance period runs from the day given.",
    "withdraw": "The consideration ends here, and another can begin.",
    "run": "Everybody who must have a copy has one.",
    "fail": "The compliance period is over. Next is reasonable written notice of a power, or the end of the notice.",
    "propose_power": "The governing body is told which powers the authority proposes to use, and has reasonable notice of them.",
    "supersede": "",
}
WITH_REASONS = {
    "withdraw": actions.withdraw,
    "comply": actions.comply,
    "fail": actions.fail,
    "close": actions.close,
    "become_eligible": following.become_eligible,
    "close_unused": following.close_unused,
    "lift": following.lift,
}


def title(name: str) -> str:
    return COPY if name == "copy" else WARNING_NOTICE.by_name[name].label


def permission(name: str) -> Permission:
    return Permission.NOTICE_WRITE if name == "copy" else Permission(WARNING_NOTICE.by_name[name].permission)


def seen_of(file: NoticeFile) -> int:
    """A number that changes when somebody writes what matters to a step."""
    return len(file.steps) + len(file.drafts) + len(file.checks) + len(file.copies) + len(file.powers)


def form_of(name: str, file: NoticeFile, sent: Mapping[str, Any] | None, *, at: datetime) -> StepForm:
    """Return the form of a step, filled in as it was sent, or with what is usual."""
    today = as_typed(timezone.localdate(at))
    initial: dict[str, Any] = {"seen": seen_of(file)}
    match name:
        case "draft" | "redraft":
            return forms.Draft(sent, choices=_listed(at), initial={**initial, **_as_drafted(file, at)})
        case "check":
            return forms.Check(sent, initial={**initial, "checked_on": today})
        case "give":
            return forms.Give(sent, initial={**initial, "given_on": today})
        case "copy":
            unsent = [
                (each.id, each.name if each.is_required else f"{each.name} (where the guidance asks for it)")
                for each in file.copies_open
            ]
            return forms.Copy(sent, choices={"recipient": unsent}, initial={**initial, "sent_on": today})
        case "propose_power":
            return forms.ProposePower(
                sent, choices={"powers": file.minded}, initial={**initial, "told_on": today}
            )
        case "use_power":
            used = {each.power for each in file.powers}
            left = [(power, label) for power, label in file.proposed if power not in used]
            chosen = left[0][0] if len(left) == 1 else None
            return forms.UsePower(
                sent, choices={"power": left}, initial={**initial, "power": chosen, "from_date": today}
            )
        case "run":
            return StepForm(sent, initial=initial)
        case _:
            return forms.Reasons(sent, hint=HINTS.get(name, ""), initial=initial)


def take(name: str, file: NoticeFile, given: Mapping[str, Any], *, by: User, at: datetime) -> NoticeFile:
    """Take a step with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    if name in WITH_REASONS:
        return WITH_REASONS[name](file, reasons=given["reasons"], by=by, at=at)
    match name:
        case "draft" | "redraft":
            return actions.draft(file, words=_words(given), by=by, at=at)
        case "check":
            return actions.check(
                file,
                lawyer=given["lawyer"],
                checked_on=given["checked_on"],
                is_sound=given["outcome"] == "sound",
                advice=given["advice"],
                by=by,
                at=at,
            )
        case "give":
            return actions.give(file, **_of(given, "given_on", "addressee", "means"), by=by, at=at)
        case "copy":
            return following.copy(file, **_of(given, "recipient", "to", "sent_on"), by=by, at=at)
        case "run":
            return actions.run(file, by=by, at=at)
        case "propose_power":
            return following.propose_power(
                file, **_of(given, "powers", "told_on", "from_date", "words"), by=by, at=at
            )
        case "use_power":
            names = ("power", "from_date", "what", "consulted", "consent")
            return following.use_power(file, **_of(given, *names), by=by, at=at)
        case _:
            raise CannotTake("There is no such step.")


def _of(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names}


def _words(given: Mapping[str, Any]) -> Words:
    return Words(
        grounds=tuple(given["grounds"]),
        powers=tuple(given["powers"]),
        **_of(given, "matters", "required", "days", "basis", "guidance"),
    )


def _listed(at: datetime) -> dict[str, forms.Choices]:
    ruled = law.held()
    return {
        "grounds": [(each.id, f"{each.name} ({kind.law})") for kind in ruled.kinds for each in kind.grounds],
        "powers": [(each.id, f"{each.name} ({each.law})") for each in ruled.powers],
        "guidance": [(each.id, each.said) for each in ruled.in_effect(timezone.localdate(at))],
    }


def _as_drafted(file: NoticeFile, at: datetime) -> dict[str, Any]:
    """What the newest draft says; without one, the guidance in effect."""
    newest = file.draft
    effective = law.held().in_effect(timezone.localdate(at))
    guidance = effective[0].id if len(effective) == 1 else None
    if newest is None:
        return {"guidance": guidance}
    return {
        "grounds": [ground for ground, _ in newest.grounds],
        "matters": newest.matters,
        "required": newest.required,
        "days": newest.days,
        "basis": newest.basis,
        "powers": [power for power, _ in newest.powers],
        "guidance": guidance,
    }
