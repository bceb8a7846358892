"""An inspection: notified, somebody assigned, feedback heard, provisional under embargo, published, next steps. Machine K.

After South Gloucestershire's School Improvement Policy, 9: a representative attends the feedback, and next steps follow from
the outcome in line with statutory guidance. What is usual by when is this project's design, and a pack may say otherwise.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.visits.queries.inspections import InspectionFile

WORKS = "the senior adviser of the school’s phase, or the principal adviser"
EMBARGOED = frozenset({"feedback", "provisional"})
"""The states that whoever may not read what is under embargo is told of as waiting for the report."""
WAITING = "Waiting for the report"


def _steps_are_done(file: "InspectionFile") -> str:
    left = len(file.steps_left)
    if not left:
        return ""
    many = "next step is" if left == 1 else "next steps are"
    return f"{left} {many} still to be done, or to be marked as not needed."


INSPECTION = Workflow(
    id="inspection",
    title="Inspection",
    source="South Gloucestershire School Improvement Policy, 9",
    states={
        "notified": "Notified",
        "assigned": "Representative assigned",
        "feedback": "Feedback recorded",
        "provisional": "Provisional outcome held",
        "published": "Published",
        "next_steps": "Next steps under way",
        "closed": "Closed",
        "withdrawn": "Did not go ahead",
    },
    initial="notified",
    final=frozenset({"closed", "withdrawn"}),
    transitions=(
        Transition(
            name="assign",
            label="Assign a representative",
            sources=frozenset({"notified", "assigned"}),
            target="assigned",
            actors=WORKS,
            permission=Permission.INSPECTION_WORK,
        ),
        Transition(
            name="attend",
            label="Record the feedback meeting",
            sources=frozenset({"assigned"}),
            target="feedback",
            actors=WORKS,
            permission=Permission.INSPECTION_WORK,
        ),
        Transition(
            name="provisional",
            label="Record the provisional outcome",
            sources=frozenset({"feedback", "provisional"}),
            target="provisional",
            actors=WORKS,
            permission=Permission.INSPECTION_WORK,
        ),
        Transition(
            name="publish",
            label="Enter the published outcome",
            sources=frozenset({"notified", "assigned", "feedback", "provisional"}),
            target="published",
            actors=WORKS,
            permission=Permission.INSPECTION_WORK,
        ),
        Transition(
            name="open_steps",
            label="Open the next steps",
            sources=frozenset({"published"}),
            target="next_steps",
            actors="Trellis, as soon as the outcome is entered",
        ),
        Transition(
            name="close",
            label="Close the inspection",
            sources=frozenset({"next_steps"}),
            target="closed",
            actors=WORKS,
            permission=Permission.INSPECTION_WORK,
            guards=(_steps_are_done,),
        ),
        Transition(
            name="withdraw",
            label="Say that it did not go ahead",
            sources=frozenset({"notified", "assigned"}),
            target="withdrawn",
            actors=WORKS,
            permission=Permission.INSPECTION_WORK,
        ),
    ),
)
