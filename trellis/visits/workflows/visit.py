"""A visit: booked, held, its note drafted, shared, its facts checked by the headteacher, and final.

After South Gloucestershire's School Improvement Policy, 3.4 and 7.2, by which a note of visit records what was agreed. The
headteacher's check of the facts before a note is final is this project's design.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.visits.queries.visits import VisitFile

AUTHOR = "the adviser who goes, the team leader or the principal adviser"
HEAD = "the headteacher"


def _note_is_whole(file: "VisitFile") -> str:
    if file.note is None:
        return "Write the note first."
    missing = file.missing
    return "" if not missing else f"The note does not say yet: {'; '.join(missing)}."


def _school_is_heard(file: "VisitFile") -> str:
    until = file.reply_by
    if file.state != "shared" or until is None or file.today > until:
        return ""
    return (
        f"The headteacher has until {until.day} {until:%B %Y} to check the facts, and has not answered yet."
    )


VISIT = Workflow(
    id="visit",
    title="Visit and its note",
    source="South Gloucestershire School Improvement Policy, 3.4 and 7.2",
    states={
        "booked": "Booked",
        "held": "Held",
        "draft": "Note in draft",
        "shared": "Note with the school",
        "checked": "Checked by the school",
        "challenged": "Changes asked for",
        "final": "Final",
        "cancelled": "Cancelled",
    },
    initial="booked",
    final=frozenset({"final", "cancelled"}),
    transitions=(
        Transition(
            name="rebook",
            label="Book it for another day or person",
            sources=frozenset({"booked"}),
            target="booked",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
        ),
        Transition(
            name="hold",
            label="Record as held",
            sources=frozenset({"booked"}),
            target="held",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
        ),
        Transition(
            name="cancel",
            label="Cancel the visit",
            sources=frozenset({"booked"}),
            target="cancelled",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
        ),
        Transition(
            name="draft",
            label="Begin the note",
            sources=frozenset({"held"}),
            target="draft",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
        ),
        Transition(
            name="share",
            label="Share with the school",
            sources=frozenset({"draft"}),
            target="shared",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
            guards=(_note_is_whole,),
        ),
        Transition(
            name="correct",
            label="Say that the note is correct",
            sources=frozenset({"shared"}),
            target="checked",
            actors=HEAD,
        ),
        Transition(
            name="challenge",
            label="Ask for changes",
            sources=frozenset({"shared"}),
            target="challenged",
            actors=HEAD,
        ),
        Transition(
            name="redraft",
            label="Take back to draft",
            sources=frozenset({"shared", "checked", "challenged"}),
            target="draft",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
        ),
        Transition(
            name="finish",
            label="Make the note final",
            sources=frozenset({"shared", "checked"}),
            target="final",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
            guards=(_school_is_heard,),
        ),
        Transition(
            name="keep",
            label="Make final without the changes",
            sources=frozenset({"challenged"}),
            target="final",
            actors=AUTHOR,
            permission=Permission.VISIT_WRITE,
        ),
    ),
)
