"""A letter of challenge: the authority says what must get better, under a duty of its own, and the school answers.

After the Gloucestershire principles (v) and the Education Act 1996, sections 13 and 13A. It is no warning notice: it has no
compliance period, warns of no power, and is not what a power may follow.
"""

from trellis.accounts.roles import Permission
from trellis.interventions.workflows.warning_notice import WRITER
from trellis.workflow import Transition, Workflow

ANSWERER = "the headteacher or the chair of governors"
STATES = {
    "sent": "With the school",
    "answered": "Answered by the school",
    "met": "What was asked for is done",
    "not_met": "Closed without what was asked for",
}

CHALLENGE = Workflow(
    id="challenge",
    title="Letter of challenge",
    source="the Gloucestershire principles, v: challenge, and intervention where it is needed",
    states=STATES,
    initial="sent",
    final=frozenset({"met", "not_met"}),
    transitions=(
        Transition(
            name="answer",
            label="Answer the letter",
            sources=frozenset({"sent", "answered"}),
            target="answered",
            actors=ANSWERER,
            permission=Permission.LEVEL_ANSWER,
        ),
        Transition(
            name="meet",
            label="Close: what was asked for is done",
            sources=frozenset({"sent", "answered"}),
            target="met",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
        ),
        Transition(
            name="give_up",
            label="Close without what was asked for",
            sources=frozenset({"sent", "answered"}),
            target="not_met",
            actors=WRITER,
            permission=Permission.NOTICE_WRITE,
        ),
    ),
)
