"""One version of a support plan: drafted, heard, agreed or issued without agreement, active, reviewed. State machine C.

After South Gloucestershire's School Improvement Policy, 7.6 and 7.7. What a version must hold before it is shared, and that
one may be issued without agreement, with reasons, is this project's design.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.casework.queries.plans import VersionFile

AUTHOR = "the senior adviser of the school’s phase, or the principal adviser"


def _has_objectives(file: "VersionFile") -> str:
    return "" if file.objectives else "Write at least one objective first."


def _has_condition(file: "VersionFile") -> str:
    if file.conditions:
        return ""
    return "Say what must be true before the school steps down a level. The plan cannot go on without it."


def _school_agrees(file: "VersionFile") -> str:
    waiting = file.not_agreed
    return "" if not waiting else f"Not agreed yet by {' and '.join(waiting)}."


def _school_does_not_agree(file: "VersionFile") -> str:
    return "" if file.not_agreed else "The school has agreed to this version."


def _school_is_heard(file: "VersionFile") -> str:
    waiting, until = file.not_heard, file.reply_by
    if not waiting or until is None or file.today > until:
        return ""
    return f"Not heard yet: {' and '.join(waiting)}. They have until {until.day} {until:%B %Y} to answer."


def _support_is_settled(file: "VersionFile") -> str:
    wanted = file.support_wanted
    if not wanted:
        return ""
    numbers = " and ".join(str(number) for number in wanted)
    many = "objective" if len(wanted) == 1 else "objectives"
    return (
        f"The plan still says that support is to be found for {many} {numbers}. "
        "Say what support it has, or that none is needed."
    )


def _before_is_over(file: "VersionFile") -> str:
    return "" if not file.another_active else "The version before is still active: review it first."


def _is_reviewed(file: "VersionFile") -> str:
    if file.review is None:
        return "Write the review first."
    missing = file.not_judged
    return "" if not missing else f"The review says nothing yet of {', '.join(missing)}."


def _is_judged(file: "VersionFile") -> str:
    missing = file.never_judged
    return "" if not missing else f"No review has judged {', '.join(missing)} yet."


PLAN = Workflow(
    id="plan",
    title="Version of a support plan",
    source="South Gloucestershire School Improvement Policy, 7.6 and 7.7",
    states={
        "draft": "Draft",
        "school_comment": "With the school",
        "agreed": "Agreed",
        "issued": "Issued without agreement",
        "active": "Active",
        "reviewed": "Reviewed",
        "closed": "Closed",
    },
    initial="draft",
    final=frozenset({"reviewed", "closed"}),
    transitions=(
        Transition(
            name="share",
            label="Share with the school",
            sources=frozenset({"draft"}),
            target="school_comment",
            actors=AUTHOR,
            permission=Permission.PLAN_WRITE,
            guards=(_has_objectives, _has_condition),
        ),
        Transition(
            name="redraft",
            label="Take back to draft",
            sources=frozenset({"school_comment"}),
            target="draft",
            actors=AUTHOR,
            permission=Permission.PLAN_WRITE,
        ),
        Transition(
            name="agree",
            label="Agree",
            sources=frozenset({"school_comment"}),
            target="agreed",
            actors="the headteacher and the chair of governors",
            guards=(_school_agrees,),
        ),
        Transition(
            name="issue",
            label="Issue without agreement",
            sources=frozenset({"school_comment"}),
            target="issued",
            actors=AUTHOR,
            permission=Permission.PLAN_WRITE,
            guards=(_school_does_not_agree, _school_is_heard),
        ),
        Transition(
            name="activate",
            label="Put into action",
            sources=frozenset({"agreed", "issued"}),
            target="active",
            actors=AUTHOR,
            permission=Permission.PLAN_WRITE,
            guards=(_has_condition, _support_is_settled, _before_is_over),
        ),
        Transition(
            name="review",
            label="Finish with the review",
            sources=frozenset({"active"}),
            target="reviewed",
            actors=AUTHOR,
            permission=Permission.PLAN_WRITE,
            guards=(_is_reviewed,),
        ),
        Transition(
            name="close",
            label="Close the plan",
            sources=frozenset({"draft", "school_comment", "agreed", "issued", "active"}),
            target="closed",
            actors=AUTHOR,
            permission=Permission.PLAN_WRITE,
            guards=(_has_condition, _is_judged),
        ),
    ),
)
