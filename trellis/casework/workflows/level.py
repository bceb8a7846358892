"""A school's support level: proposed, heard, recorded, ratified and in force. State machine A.

After South Gloucestershire's School Improvement Policy, 7.1 to 7.4 and its diagram. That policy is silent on what happens
when a school disagrees; the way through a dispute is this project's design.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.casework.queries.levels import LevelCase


def _has_evidence(case: "LevelCase") -> str:
    return "" if case.proposal.reasons.strip() else "Say what the level rests on before you share it."


def _both_answered(case: "LevelCase") -> str:
    waiting = case.not_heard
    return (
        ""
        if not waiting
        else f"Still to be heard: {' and '.join(waiting)}. If somebody cannot answer, say why."
    )


def _somebody_disputes(case: "LevelCase") -> str:
    return "" if case.disputed else "Neither the headteacher nor the chair of governors disputes the level."


def _nobody_disputes(case: "LevelCase") -> str:
    return "The level is disputed: it is settled before it goes on." if case.disputed else ""


def _time_is_up(case: "LevelCase") -> str:
    if case.reply_by is None or case.today > case.reply_by:
        return ""
    return f"The school has until {case.reply_by.day} {case.reply_by:%B %Y} to answer."


def _is_recorded(case: "LevelCase") -> str:
    return (
        ""
        if case.record is not None
        else "Write the note of visit or the letter that records the level first."
    )


PROPOSERS = "the school improvement adviser, the team leader, or the senior or principal adviser"

LEVEL = Workflow(
    id="level",
    title="Support level",
    source="South Gloucestershire School Improvement Policy, 7.1 to 7.4",
    states={
        "proposed": "Proposed",
        "with_school": "With the school",
        "agreed": "Agreed",
        "disputed": "Disputed",
        "no_response": "No response",
        "determined": "Determined by the authority",
        "recorded": "Recorded",
        "ratified": "Ratified",
        "in_force": "In force",
        "superseded": "Superseded",
        "withdrawn": "Withdrawn",
    },
    initial="proposed",
    final=frozenset({"superseded", "withdrawn"}),
    transitions=(
        Transition(
            name="share",
            label="Share with the school",
            sources=frozenset({"proposed"}),
            target="with_school",
            actors=PROPOSERS,
            permission=Permission.LEVEL_PROPOSE,
            guards=(_has_evidence,),
        ),
        Transition(
            name="withdraw",
            label="Withdraw the proposal",
            sources=frozenset({"proposed", "with_school", "disputed"}),
            target="withdrawn",
            actors=PROPOSERS,
            permission=Permission.LEVEL_PROPOSE,
        ),
        Transition(
            name="agree",
            label="Agree",
            sources=frozenset({"with_school"}),
            target="agreed",
            actors="the headteacher and the chair of governors",
            guards=(_nobody_disputes, _both_answered),
        ),
        Transition(
            name="dispute",
            label="Dispute",
            sources=frozenset({"with_school"}),
            target="disputed",
            actors="the headteacher or the chair of governors",
            guards=(_somebody_disputes,),
        ),
        Transition(
            name="lapse",
            label="Go on without an answer",
            sources=frozenset({"with_school"}),
            target="no_response",
            actors=PROPOSERS,
            permission=Permission.LEVEL_PROPOSE,
            guards=(_nobody_disputes, _time_is_up),
        ),
        Transition(
            name="settle",
            label="Settle by agreement",
            sources=frozenset({"disputed"}),
            target="agreed",
            actors="the principal adviser, or the Director on appeal",
            permission=Permission.LEVEL_SETTLE,
        ),
        Transition(
            name="determine",
            label="Determine the level",
            sources=frozenset({"disputed"}),
            target="determined",
            actors="the principal adviser, or the Director on appeal",
            permission=Permission.LEVEL_SETTLE,
        ),
        Transition(
            name="record",
            label="Record by note of visit or letter",
            sources=frozenset({"agreed", "determined", "no_response"}),
            target="recorded",
            actors=PROPOSERS,
            permission=Permission.LEVEL_PROPOSE,
        ),
        Transition(
            name="ratify",
            label="Ratify at a meeting",
            sources=frozenset({"recorded"}),
            target="ratified",
            actors="the principal adviser",
            permission=Permission.LEVEL_RATIFY,
            guards=(_is_recorded,),
        ),
        Transition(
            name="take_effect",
            label="Enter in the register",
            sources=frozenset({"ratified"}),
            target="in_force",
            actors="the Quality and Standards data officer",
            permission=Permission.REGISTER_KEEP,
        ),
        Transition(
            name="supersede",
            label="Give way to a later level",
            sources=frozenset({"in_force"}),
            target="superseded",
            actors="the register, when a later level takes effect",
        ),
    ),
)
