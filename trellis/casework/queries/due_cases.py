"""What is due of a case: the next step of its state, its plan’s termly review, a pause that is over, a decision."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.calendars.calendar import Calendar, NoTermSetUp
from trellis.casework.queries.asking import Ask
from trellis.casework.queries.cases import CaseFile

WORK = Permission.CASE_WORK
SENIOR = ("spa", "ssa")


def asked(file: CaseFile, *, calendar: Calendar) -> Iterator[Ask]:
    """All that a case asks for on its day."""
    yield from _OF_STATE[file.state](file)
    if file.state in ("supported", "evaluation", "ratification"):
        yield from _review(file, calendar=calendar)
    if file.is_open and file.decision_is_due:
        count = file.rules.process.reviews_without_progress
        yield _of_adviser(
            file,
            "decision",
            "Record what is decided: the school is in special measures and does not improve",
            step="decide",
            by=timezone.localdate(file.plan.reviews[-1].at) if file.plan is not None else None,
            note=f"{count} reviews without progress.",
        )


def next_review(file: CaseFile, *, calendar: Calendar) -> date | None:
    """The day by which the plan is to be reviewed: the last of the term after its last review, or after it became active.

    None without an active plan, or where the terms are not set up.
    """
    plan = file.plan
    if plan is None or plan.active is None:
        return None
    first = next((s for each in plan.versions for s in each.steps if s.name == "activate"), None)
    last = plan.reviews[-1].held_on if plan.reviews else None
    since = last or (timezone.localdate(first.at) if first is not None else None)
    if since is None:
        return None
    try:
        return calendar.after(calendar.term_of(since)).ends
    except NoTermSetUp:
        return None


def _of_adviser(file: CaseFile, kind: str, what: str, **more: Any) -> Ask:
    given: dict[str, Any] = {
        "page": "case",
        "permission": WORK,
        "roles": SENIOR,
        "person": file.adviser,
        **more,
    }
    return Ask(kind=kind, what=what, **given)


def _estimated(file: CaseFile) -> str:
    return (
        "By the usual term dates: nobody has entered them." if file.opening.details.get("estimated") else ""
    )


def _identified(file: CaseFile) -> Iterator[Ask]:
    yield Ask(
        kind="inform",
        what="Tell the senior adviser, who visits",
        page="case",
        step="inform",
        permission=Permission.CASE_INFORM,
        roles=("sitl",),
        by=file.visit_due,
        note=_estimated(file),
    )


def _visit_due(file: CaseFile) -> Iterator[Ask]:
    visit = file.visit
    if visit is None:
        what = "Visit the headteacher and the chair, to confirm the level of risk"
        yield _of_adviser(file, "visit", what, step="visit", by=file.visit_due, note=_estimated(file))
        return
    if not visit.found:
        yield _of_adviser(
            file, "not_at_risk", "Close the case: the visit did not confirm the risk", step="not-at-risk"
        )
        return
    if not file.has_plan_of_action:
        what = "Draw up the plan of action with the headteacher"
        yield _of_adviser(file, "plan_of_action", what, step="plan-of-action", by=file.visit_due)
    if file.entry is None:
        if file.level_under_way is None:
            yield _of_adviser(
                file,
                "entry",
                f"Propose level {file.case.level}: it is ratified before the risk is confirmed",
                page="level",
                step="propose",
                permission=Permission.LEVEL_PROPOSE,
                person=None,
                roles=("sia",),
            )
    elif file.has_plan_of_action:
        yield _of_adviser(file, "confirm", "Confirm the risk", step="confirm")


def _planning(file: CaseFile) -> Iterator[Ask]:
    plan = file.plan
    if plan is None or plan.active is None:
        what = "Write the support plan" if plan is None else "Take the support plan on until it is active"
        yield _of_adviser(file, "plan", what, page="plan", permission=Permission.PLAN_WRITE)
    elif file.group is not None or file.level not in file.rules.process.task_group_levels:
        yield _of_adviser(file, "support", "Begin support: the plan is active", step="support")


def _supported(file: CaseFile) -> Iterator[Ask]:
    if file.review_since_support is not None:
        yield _of_adviser(file, "evaluate", "Evaluate the term: the review is made", step="evaluate")


def _evaluation(file: CaseFile) -> Iterator[Ask]:
    made = file.evaluation
    if made is None:
        yield _of_adviser(file, "evaluate", "Write the evaluation", step="evaluate")
    elif file.decision_is_due:
        return
    elif made.outcome == "keep":
        yield _of_adviser(file, "keep", "Go on with the next steps", step="keep")
    else:
        yield _of_adviser(file, "change", f"Take level {made.level} to ratification", step="change")


def _ratification(file: CaseFile) -> Iterator[Ask]:
    changed = file.change
    if changed is None:
        return
    if changed.state == "withdrawn":
        yield _of_adviser(
            file, "evaluate_again", "Evaluate again: the proposal was withdrawn", step="evaluate-again"
        )
    elif changed.state in ("ratified", "in_force", "superseded"):
        if changed.level == 1:
            yield _of_adviser(
                file, "step_down", "Step down to follow-up: level 1 is ratified", step="step-down"
            )
        else:
            yield _of_adviser(file, "go_on", f"Go on at level {changed.level}: it is ratified", step="go-on")


def _follow_up(file: CaseFile) -> Iterator[Ask]:
    visit, due = file.follow_up_visit, file.follow_up_due
    if visit is None:
        if due is not None and file.today >= due:
            what = "Visit, to see whether improvement has lasted"
            yield _of_adviser(file, "follow_up", what, step="visit", by=file.follow_up_by)
    elif visit.found:
        yield _of_adviser(file, "close", "Close the case: improvement has lasted", step="close")
    else:
        yield _of_adviser(file, "reopen", "Open the case again: improvement has not lasted", step="reopen")


def _paused(file: CaseFile) -> Iterator[Ask]:
    due = file.review_on
    if due is not None and file.today >= due:
        yield _of_adviser(file, "pause", "Look at the pause again: resume, or close", step="resume", by=due)


def _closed(file: CaseFile) -> Iterator[Ask]:
    return iter(())


def _review(file: CaseFile, *, calendar: Calendar) -> Iterator[Ask]:
    by = next_review(file, calendar=calendar)
    if by is None:
        return
    try:
        now = calendar.term_of(file.today)
    except NoTermSetUp:
        return
    if by <= now.ends:
        yield _of_adviser(
            file,
            "review",
            "Review the support plan with those who have a stake in it",
            page="plan",
            permission=Permission.PLAN_WRITE,
            by=by,
            note="A plan is reviewed each term." + (" By the usual term dates." if now.is_estimated else ""),
        )


_OF_STATE: dict[str, Callable[[CaseFile], Iterator[Ask]]] = {
    "identified": _identified,
    "visit_due": _visit_due,
    "planning": _planning,
    "supported": _supported,
    "evaluation": _evaluation,
    "ratification": _ratification,
    "follow_up": _follow_up,
    "paused": _paused,
    "closed": _closed,
}
