"""The case of a school at risk: identified, visited, planned for, supported, evaluated and followed up. State machine B.

After South Gloucestershire's School Improvement Policy, 7.5 to 7.8, and its diagram, whose boxes these states are.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.casework.queries.cases import CaseFile

ADVISER = "the senior adviser of the school’s phase, or the principal adviser"
TEAM_LEADER = "the School Improvement Team Leader, or the principal adviser"


def _is_visited(file: "CaseFile") -> str:
    return "" if file.visit is not None else "Record the visit to the headteacher and the chair first."


def _has_plan_of_action(file: "CaseFile") -> str:
    return "" if file.has_plan_of_action else "Draw up the plan of action with the headteacher first."


def _entry_is_ratified(file: "CaseFile") -> str:
    if file.entry is not None:
        return ""
    return (
        "The level at which the school enters has not been ratified at a meeting yet. "
        "Take its level to ratification first."
    )


def _plan_is_active(file: "CaseFile") -> str:
    plan = file.plan
    if plan is None:
        return "Write the support plan first."
    return "" if plan.active is not None else "The support plan is not active yet: issue it first."


def _has_group(file: "CaseFile") -> str:
    if file.group is not None or file.level not in file.rules.process.task_group_levels:
        return ""
    return f"Set up the task group first: every school at level {file.level} has one."


def _is_reviewed(file: "CaseFile") -> str:
    if file.review_since_support is not None:
        return ""
    return "Review the support plan first: the evaluation rests on the review."


def _is_evaluated(*outcomes: str) -> Callable[["CaseFile"], str]:
    def guard(file: "CaseFile") -> str:
        made = file.evaluation
        if made is None:
            return "Write the evaluation first: raise, lower or keep the level."
        if made.outcome not in outcomes:
            return f"The evaluation came to “{made.get_outcome_display().lower()}”."
        return ""

    return guard


def _is_decided(file: "CaseFile") -> str:
    if not file.decision_is_due:
        return ""
    count = file.rules.process.reviews_without_progress
    return (
        f"The school has been in special measures for {count} reviews without progress. "
        "Record what is decided about it first."
    )


def _is_ratified(file: "CaseFile") -> str:
    changed = file.change
    if changed is None:
        return "Propose the new level first."
    if changed.state in ("ratified", "in_force", "superseded"):
        return ""
    return f"The new level waits for its ratification: it is {changed.state_words.lower()} now."


def _is_withdrawn(file: "CaseFile") -> str:
    if file.change is not None and file.change.state == "withdrawn":
        return ""
    return "The proposal of a new level has not been withdrawn."


def _has_lasted(file: "CaseFile") -> str:
    visit = file.follow_up_visit
    if visit is None:
        due = file.follow_up_due
        when = f" It is due from {due.day} {due:%B %Y}." if due is not None else ""
        return f"Record the visit that looks whether improvement has lasted first.{when}"
    return "" if visit.found else "The visit found that improvement has not lasted."


def _comes_to(*levels: int) -> Callable[["CaseFile"], bool]:
    return lambda file: file.change is None or file.change.level in levels


def _found(file: "CaseFile") -> bool:
    return file.visit is None or file.visit.found


def _not_found(file: "CaseFile") -> bool:
    return file.visit is None or not file.visit.found


def _paused_from(state: str) -> Callable[["CaseFile"], bool]:
    return lambda file: file.paused_from == state


STATES = {
    "identified": "Identified",
    "visit_due": "Visit due",
    "planning": "Planning",
    "supported": "Supported",
    "evaluation": "Evaluation",
    "ratification": "Ratification",
    "follow_up": "Follow-up",
    "paused": "Paused",
    "closed": "Closed",
}
CAN_PAUSE = ("identified", "visit_due", "planning", "supported", "evaluation", "follow_up")

CASE = Workflow(
    id="case",
    title="School at risk",
    source="South Gloucestershire School Improvement Policy, 7.5 to 7.8 and its diagram",
    states=STATES,
    initial="identified",
    final=frozenset({"closed"}),
    transitions=(
        Transition(
            name="inform",
            label="Tell the senior adviser",
            sources=frozenset({"identified"}),
            target="visit_due",
            actors=TEAM_LEADER,
            permission=Permission.CASE_INFORM,
        ),
        Transition(
            name="confirm",
            label="Confirm the risk",
            sources=frozenset({"visit_due"}),
            target="planning",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_visited, _has_plan_of_action, _entry_is_ratified),
            applies=_found,
        ),
        Transition(
            name="not_at_risk",
            label="Close: not at risk",
            sources=frozenset({"visit_due"}),
            target="closed",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_visited,),
            applies=_not_found,
        ),
        Transition(
            name="support",
            label="Begin support",
            sources=frozenset({"planning"}),
            target="supported",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_plan_is_active, _has_group),
        ),
        Transition(
            name="evaluate",
            label="Evaluate the term",
            sources=frozenset({"supported"}),
            target="evaluation",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_reviewed,),
        ),
        Transition(
            name="keep",
            label="Go on with next steps",
            sources=frozenset({"evaluation"}),
            target="supported",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_evaluated("keep"), _is_decided),
        ),
        Transition(
            name="change",
            label="Take a new level to ratification",
            sources=frozenset({"evaluation"}),
            target="ratification",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_evaluated("lower", "raise"), _is_decided),
        ),
        Transition(
            name="go_on",
            label="Go on at the ratified level",
            sources=frozenset({"ratification"}),
            target="supported",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_ratified,),
            applies=_comes_to(2, 3),
        ),
        Transition(
            name="step_down",
            label="Step down to follow-up",
            sources=frozenset({"ratification"}),
            target="follow_up",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_ratified,),
            applies=_comes_to(1),
        ),
        Transition(
            name="evaluate_again",
            label="Evaluate again",
            sources=frozenset({"ratification"}),
            target="evaluation",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_is_withdrawn,),
        ),
        Transition(
            name="close",
            label="Close: improvement has lasted",
            sources=frozenset({"follow_up"}),
            target="closed",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
            guards=(_has_lasted,),
        ),
        Transition(
            name="reopen",
            label="Open again",
            sources=frozenset({"follow_up"}),
            target="visit_due",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
        ),
        Transition(
            name="pause",
            label="Pause",
            sources=frozenset(CAN_PAUSE),
            target="paused",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
        ),
        *(
            Transition(
                name=f"resume_{state}",
                label="Resume",
                sources=frozenset({"paused"}),
                target=state,
                actors=ADVISER,
                permission=Permission.CASE_WORK,
                applies=_paused_from(state),
            )
            for state in CAN_PAUSE
        ),
        Transition(
            name="close_paused",
            label="Close while paused",
            sources=frozenset({"paused"}),
            target="closed",
            actors=ADVISER,
            permission=Permission.CASE_WORK,
        ),
    ),
)
