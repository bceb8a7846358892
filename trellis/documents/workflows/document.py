"""One document, from its draft to its issue and what becomes of it. State machine Q.

After South Gloucestershire's School Improvement Policy, 7.2 and 7.10: the Director approves what members are told.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.documents.queries import DocumentFile

WRITER = "whoever drafts this kind of document"
APPROVER = "a named approver, who has not written it: the principal adviser or the Director; of a report to members, the Director"
TOLD = "the Director, the principal adviser, the leadership team, the data officer or the Executive Member"


def _is_whole(file: "DocumentFile") -> str:
    missing = [each.missing for each in file.blocks if each.missing]
    return "" if not missing else " ".join(("It cannot be issued without what is missing.", *missing))


def _is_fresh(file: "DocumentFile") -> str:
    if not file.differences:
        return ""
    return "The records have changed since this was written. Look at what changed, and refresh it first."


def _is_looked_at(file: "DocumentFile") -> str:
    again = [each.key for each in file.blocks if each.changed]
    if not again:
        return ""
    return (
        "The records beneath what somebody wrote have changed. "
        f"Keep or change these paragraphs first: {', '.join(again)}."
    )


DOCUMENT = Workflow(
    id="document",
    title="Document",
    source="South Gloucestershire School Improvement Policy, 7.2, 7.9 and 7.10",
    states={
        "drafted": "Drafted from the records",
        "edited": "Edited",
        "submitted": "With its approver",
        "approved": "Approved",
        "issued": "Issued",
        "seen": "Seen or minuted",
        "superseded": "Replaced by a later issue",
        "withdrawn": "Withdrawn",
    },
    initial="drafted",
    final=frozenset({"superseded", "withdrawn"}),
    transitions=(
        Transition(
            name="edit",
            label="Edit",
            sources=frozenset({"drafted"}),
            target="edited",
            actors=WRITER,
            permission=Permission.DOCUMENT_WRITE,
        ),
        Transition(
            name="submit",
            label="Send for approval",
            sources=frozenset({"drafted", "edited"}),
            target="submitted",
            actors=WRITER,
            permission=Permission.DOCUMENT_WRITE,
            guards=(_is_whole, _is_fresh, _is_looked_at),
        ),
        Transition(
            name="take_back",
            label="Take back to edit",
            sources=frozenset({"submitted", "approved"}),
            target="edited",
            actors=WRITER,
            permission=Permission.DOCUMENT_WRITE,
        ),
        Transition(
            name="send_back",
            label="Send back with reasons",
            sources=frozenset({"submitted"}),
            target="edited",
            actors=APPROVER,
            permission=Permission.DOCUMENT_APPROVE,
        ),
        Transition(
            name="approve",
            label="Approve",
            sources=frozenset({"submitted"}),
            target="approved",
            actors=APPROVER,
            permission=Permission.DOCUMENT_APPROVE,
            guards=(_is_whole, _is_fresh),
        ),
        Transition(
            name="issue",
            label="Issue",
            sources=frozenset({"approved"}),
            target="issued",
            actors=WRITER,
            permission=Permission.DOCUMENT_WRITE,
            guards=(_is_whole, _is_fresh),
        ),
        Transition(
            name="see",
            label="Record as seen or minuted",
            sources=frozenset({"issued"}),
            target="seen",
            actors=TOLD,
            permission=Permission.DOCUMENT_SEE,
        ),
        Transition(
            name="supersede",
            label="Give way to a later issue",
            sources=frozenset({"issued", "seen"}),
            target="superseded",
            actors="the service, when the later one is issued",
        ),
        Transition(
            name="withdraw",
            label="Withdraw",
            sources=frozenset({"drafted", "edited", "submitted", "approved"}),
            target="withdrawn",
            actors=WRITER,
            permission=Permission.DOCUMENT_WRITE,
        ),
        Transition(
            name="recall",
            label="Withdraw what was issued",
            sources=frozenset({"issued", "seen"}),
            target="withdrawn",
            actors=APPROVER,
            permission=Permission.DOCUMENT_APPROVE,
        ),
    ),
)
