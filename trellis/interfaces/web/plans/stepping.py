"""Which form each thing done with a plan asks for, and how what was filled in becomes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.calendars.calendar import NoTermSetUp
from trellis.casework.actions import plan_answers, plans, progress, reviews
from trellis.casework.actions.progress import Seen
from trellis.casework.actions.reviews import Judgement
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import Party, PlanPosition
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.plans import PlanFile
from trellis.casework.workflows.plan import PLAN
from trellis.interfaces.web.govuk.fields import as_typed
from trellis.interfaces.web.plans import forms, inspected
from trellis.schools.models import School

TITLES = {
    "begin": "Begin the support plan",
    "answer": "Answer for the school",
    "comment": "Comment on the plan",
    "meeting": "Record a meeting about the plan",
    "review": "Review the plan",
}
EXPLAINED = {
    "begin": "This opens version 1 as a draft. You write its objectives and what must be true before the school steps down a "
    "level, then share it with the school.",
    "share": "The headteacher and the chair of governors are asked to answer. What the plan says stays as it is meanwhile.",
    "activate": "From now on progress is recorded against this version, until its termly review.",
    "answer": "When the headteacher and the chair both agree, the version is agreed. Your answer is kept with your name.",
    "review": "Every objective and every condition is judged. The version ends with its review, and the next opens as a draft "
    "that says the same.",
    "close": "A plan is closed once a review has judged every objective. It stays to be read.",
}
_PLAIN = {
    "begin": forms.PlanForm,
    "share": forms.Share,
    "redraft": forms.Redraft,
    "issue": forms.Issue,
    "activate": forms.PlanForm,
    "close": forms.Close,
    "answer": forms.Answer,
    "comment": forms.Comment,
}
NAMES = frozenset({*_PLAIN, "meeting", "review"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What something is done with. `party` is for whom the user answers at the school, if they do."""

    school: School
    file: PlanFile | None
    case: CaseFile | None
    party: Party | None


def title(name: str) -> str:
    return TITLES.get(name) or PLAN.by_name[name].label


def permission(name: str) -> Permission:
    """Return what somebody needs to see the form."""
    match name:
        case "answer":
            return Permission.PLAN_ANSWER
        case "comment":
            return Permission.PLAN_COMMENT
        case _:
            return Permission.PLAN_WRITE


def seen(file: PlanFile | None) -> dict[str, int]:
    """What a form carries of where the plan stood when it was shown."""
    if file is None:
        return {"version": 0, "seen": 0}
    return {"version": file.newest.version.number, "seen": len(file.newest.steps)}


def form_of(name: str, asked: Asked, sent: Mapping[str, Any] | None, *, at: datetime) -> forms.PlanForm:
    """Return the form, filled in as it was sent."""
    today = timezone.localdate(at)
    initial: dict[str, Any] = seen(asked.file)
    file = asked.file
    match name:
        case "share":
            try:
                initial["reply_by"] = as_typed(plans.usual_reply(asked.school, on=today))
            except NoTermSetUp:
                initial["reply_by"] = ""
        case "meeting":
            initial["held_on"] = as_typed(today)
            worked_to = file.holds.objectives if file is not None else ()
            return forms.Meeting(sent, objectives=worked_to, initial=initial)
        case "review" if file is not None:
            told = inspected.special_measures(asked.school)
            initial["held_on"] = as_typed(today)
            initial["in_special_measures"] = told.answer
            return forms.Review(sent, version=file.holds, special=told.sentence, initial=initial)
    return _PLAIN.get(name, forms.PlanForm)(sent, initial=initial)


def take(name: str, asked: Asked, given: Mapping[str, Any], *, by: User, at: datetime) -> PlanFile:
    """Do it with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    file = asked.file
    if name == "begin":
        if asked.case is None:
            raise CannotTake("This school has no open case, so there is nothing to plan for.")
        return plans.begin(asked.case, by=by, at=at)
    if file is None:
        raise CannotTake("This school has no support plan yet.")
    if name != "comment" and {key: given.get(key) for key in ("version", "seen")} != seen(file):
        raise CannotTake(
            "The plan has moved on since you opened the page: "
            f"version {file.newest.version.number} is {file.newest.state_words.lower()} now. "
            "What you wrote is still below: look at where it stands before you send it again."
        )
    match name:
        case "share":
            return plans.share(file, reply_by=given["reply_by"], by=by, at=at)
        case "redraft":
            return plans.redraft(file, reasons=given["reasons"], by=by, at=at)
        case "issue":
            return plans.issue(file, reasons=given["reasons"], by=by, at=at)
        case "activate":
            return plans.activate(file, by=by, at=at)
        case "close":
            return plans.close(file, outcome=given["outcome"], reasons=given["reasons"], by=by, at=at)
        case "answer":
            if asked.party is None:
                raise CannotTake("The headteacher and the chair of governors answer for the school.")
            position = PlanPosition(given["position"])
            return plan_answers.answer(
                file, party=asked.party, position=position, said=given["said"], by=by, at=at
            )
        case "comment":
            number = file.newest.version.number
            return plan_answers.comment(
                file, version=number, objective=None, words=given["words"], by=by, at=at
            )
        case "meeting":
            return _meeting(file, given, by=by, at=at)
        case _:
            return _review(file, given, by=by, at=at)


def _meeting(file: PlanFile, given: Mapping[str, Any], *, by: User, at: datetime) -> PlanFile:
    numbers = [each.objective.number for each in file.holds.objectives]
    return progress.record_meeting(
        file,
        held_on=given["held_on"],
        present=given["present"],
        note=given["note"],
        seen=[
            Seen(
                number=number,
                rating=given[f"rating_{number}"],
                words=given[f"words_{number}"],
                evidence=given[f"evidence_{number}"],
            )
            for number in numbers
            if given.get(f"rating_{number}")
        ],
        by=by,
        at=at,
    )


def _review(file: PlanFile, given: Mapping[str, Any], *, by: User, at: datetime) -> PlanFile:
    version = file.holds

    def judgement(key: str) -> Judgement:
        return Judgement(judged=given[f"judged_{key}"], words=given[f"words_{key}"])

    return reviews.review(
        file,
        held_on=given["held_on"],
        stakeholders=given["stakeholders"],
        headway=given["headway"],
        summary=given["summary"],
        in_special_measures=given["in_special_measures"] == "yes",
        objectives={e.objective.number: judgement(f"o{e.objective.number}") for e in version.objectives},
        conditions={e.condition.number: judgement(f"c{e.condition.number}") for e in version.conditions},
        by=by,
        at=at,
    )
