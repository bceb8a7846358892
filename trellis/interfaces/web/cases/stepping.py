"""Which form each step of a case asks for, and how what was filled in becomes the step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework import rules as pack_rules
from trellis.casework.actions import cases, evaluations, taking, visits
from trellis.casework.actions.visits import ChangedMeanwhile
from trellis.casework.models import Outcome
from trellis.casework.queries import advisers as people
from trellis.casework.queries.advisers import Adviser
from trellis.casework.queries.cases import CaseFile
from trellis.casework.workflows.case import CASE
from trellis.interfaces.web.cases import forms
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.schools.models import School

WORK = Permission.CASE_WORK
LABELS = {
    "identify": "Open a case",
    "reassign": "Give the case to another adviser",
    "visit": "Record a visit",
    "plan_of_action": "Write the plan of action",
    "comment": "Comment",
    "decide": "Record a decision",
    "resume": "Resume",
}
PERMISSIONS = {
    "identify": Permission.CASE_IDENTIFY,
    "inform": Permission.CASE_INFORM,
    "reassign": Permission.CASE_INFORM,
    "comment": Permission.PLAN_COMMENT,
}
"""What the form of a step needs, where it is not the permission of those who work cases."""
SIMPLE = {
    "confirm": cases.confirm,
    "support": cases.begin_support,
    "keep": evaluations.keep,
    "change": evaluations.change,
    "go_on": evaluations.go_on,
    "step_down": cases.step_down,
    "evaluate_again": evaluations.evaluate_again,
    "close": cases.close,
}
WITH_REASONS = {"not_at_risk": cases.not_at_risk, "reopen": cases.reopen, "close_paused": cases.close_paused}
NAMES = frozenset({*LABELS, *SIMPLE, *WITH_REASONS, "inform", "pause", "evaluate"})
EXPLAINED = {
    "confirm": "The case goes on to planning: the support plan is written, and the task group is set up.",
    "not_at_risk": (
        "The case is closed. The level that the school had before does not come back by itself: propose it, and it is "
        "heard and ratified like any other."
    ),
    "support": "From now on the plan is reviewed, and the task group meets, each term.",
    "keep": "The school goes on with the next steps that the evaluation says.",
    "change": (
        "This proposes the new level, with the reasons of the evaluation. The school is heard, and the level stays as it is "
        "until the new one is ratified at a meeting."
    ),
    "step_down": "The term in which it is looked whether improvement has lasted is set now.",
    "reopen": "The case begins again with a visit, and the clock to it runs from today.",
    "close": "The case is closed. Another can be opened for the school if it is needed.",
    "identify": "The senior adviser of the school’s phase is told next, and visits.",
    "decide": "The school is in special measures and does not improve: a decision is demanded, and kept with its reasons.",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a step is taken on. `file` is the open case; None where there is none."""

    school: School
    file: CaseFile | None
    advisers: tuple[Adviser, ...] = ()


def title(name: str, file: CaseFile | None) -> str:
    if name == "visit" and file is not None and file.state == "follow_up":
        return "Record the follow-up visit"
    return LABELS.get(name) or CASE.by_name[name].label


def permission(name: str) -> Permission:
    return PERMISSIONS.get(name, WORK)


def asked(name: str, school: School, file: CaseFile | None, *, at: datetime) -> Asked:
    """What a step needs to be asked for."""
    wants_people = name in ("inform", "reassign")
    found = people.of_school(school, on=timezone.localdate(at)) if wants_people else ()
    return Asked(school=school, file=file, advisers=tuple(found))


def seen_of(name: str, file: CaseFile | None) -> int:
    """What whoever opens a form is shown, as a number that changes when somebody writes what matters to it."""
    if file is None:
        return 0
    if name == "plan_of_action":
        return len(file.plans_of_action)
    if name == "comment":
        return 0
    counted = (
        file.steps,
        file.visits,
        file.plans_of_action,
        file.evaluations,
        file.decisions,
        file.assignments,
    )
    return sum(map(len, counted))


def form_of(name: str, asked: Asked, sent: Mapping[str, Any] | None, *, at: datetime) -> StepForm:
    """Return the form of a step, filled in as it was sent."""
    today, file = timezone.localdate(at), asked.file
    initial: dict[str, Any] = {"seen": seen_of(name, file)}
    rules = file.rules if file is not None else pack_rules.of(asked.school.authority_id)
    levels = [(str(n), f"Level {n}: {said}") for n, said in enumerate(rules.level_names, start=1)]
    match name:
        case "identify":
            listed = [(each.id, each.name) for each in rules.process.sources]
            initial["seen_on"] = as_typed(today)
            return forms.Identify(sent, sources=listed, levels=levels[1:], initial=initial)
        case "inform" | "reassign":
            form = forms.Reassign if name == "reassign" else forms.Inform
            chosen = people.usual(list(asked.advisers))
            if name == "inform" and chosen is not None:
                initial["adviser"] = chosen.user.pk
            return form(sent, advisers=_choices(asked, file), initial=initial)
        case "visit":
            initial["held_on"] = as_typed(today)
            follow_up = file is not None and file.state == "follow_up"
            return forms.Visit(sent, follow_up=follow_up, initial=initial)
        case "plan_of_action":
            made = file.plan_of_action if file is not None else None
            lines = [forms.line_of(line) for line in made.lines] if made is not None else []
            return forms.PlanOfAction(sent, lines=lines, initial=initial)
        case "comment":
            return forms.Comment(sent, initial=initial)
        case "pause":
            named = [(each.id, each.name) for each in rules.process.pause_reasons]
            return forms.Pause(sent, named=named, initial=initial)
        case "evaluate":
            return forms.Evaluate(sent, levels=levels, initial=initial)
        case "decide":
            options = [(each.id, each.name) for each in rules.process.decisive_actions]
            return forms.Decide(sent, options=options, initial=initial)
        case "resume":
            return forms.Note(sent, initial=initial)
        case _ if name in WITH_REASONS:
            return forms.Reasons(sent, initial=initial)
        case _:
            return StepForm(sent, initial=initial)


def take(name: str, asked: Asked, form: StepForm, *, by: User, at: datetime) -> CaseFile:
    """Take a step with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    given, file = form.cleaned_data, asked.file
    if name == "identify":
        return cases.identify(
            school=asked.school,
            source=given["source"],
            seen=given["seen_words"],
            seen_on=given["seen_on"],
            level=int(given["level"]),
            by=by,
            at=at,
        )
    if file is None:
        raise taking.CannotTake("No case is open for this school: somebody has closed it.")
    if name == "plan_of_action" and isinstance(form, forms.LinesForm):
        return visits.draw_up(file, lines=form.lines, after=given.get("seen") or 0, by=by, at=at)
    if given.get("seen") != seen_of(name, file):
        raise ChangedMeanwhile(
            "This case has moved on since you opened the page. What you wrote is still below, and is not saved yet: "
            "look at where the case stands now before you send it again."
        )
    if name in SIMPLE:
        return SIMPLE[name](file, by=by, at=at)
    if name in WITH_REASONS:
        return WITH_REASONS[name](file, reasons=given["reasons"], by=by, at=at)
    return _fuller(name, asked, file, form, by=by, at=at)


def _fuller(name: str, asked: Asked, file: CaseFile, form: StepForm, *, by: User, at: datetime) -> CaseFile:
    given = form.cleaned_data
    match name:
        case "inform" | "reassign":
            chosen = next(each.user for each in asked.advisers if str(each.user.pk) == given["adviser"])
            if name == "inform":
                return cases.inform(file, adviser=chosen, by=by, at=at)
            return cases.reassign(file, adviser=chosen, reasons=given["reasons"], by=by, at=at)
        case "comment":
            return cases.comment(file, words=given["words"], by=by, at=at)
        case "pause":
            return cases.pause(
                file,
                reason=given["reason"],
                review_on=given["review_on"],
                reasons=given["reasons"],
                by=by,
                at=at,
            )
        case "resume":
            return cases.resume(file, reasons=given["reasons"], by=by, at=at)
        case "evaluate":
            return evaluations.evaluate(
                file,
                outcome=Outcome(given["outcome"]),
                level=int(given["level"]),
                reasons=given["reasons"],
                next_steps=given["next_steps"],
                by=by,
                at=at,
            )
        case "decide":
            return evaluations.decide(
                file,
                taken=given["taken"],
                reasons=given["reasons"],
                best_interests=given["best_interests"],
                by=by,
                at=at,
            )
        case _:
            names = ("held_on", "head", "head_absent", "chair", "chair_absent", "others", "note")
            return visits.record(
                file,
                found=given["found"] == "yes",
                lines=form.lines if isinstance(form, forms.LinesForm) else (),
                **{each: given[each] for each in names},
                by=by,
                at=at,
            )


def _choices(asked: Asked, file: CaseFile | None) -> list[tuple[str, str]]:
    now = file.adviser if file is not None else None
    return [
        (str(each.user.pk), f"{each.user.name}, {each.role.name}")
        for each in asked.advisers
        if not each.aside and each.user != now
    ]
