"""A booking: it waits for a place, is given one, and ends in coming, in not coming, or in being cancelled.

Whoever asks waits first, and is given a place at once where one is free: there is one way to a place, and it is in turn.
"""

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

KEEPER = "whoever keeps the programme"
BOOKER = "whoever booked, or whoever keeps the programme"
ITSELF = "Trellis"

BOOKING = Workflow(
    id="booking",
    title="Place on a course or an event",
    source="the policy, 11: a central programme of professional development",
    states={
        "waiting": "On the waiting list",
        "placed": "Booked",
        "attended": "Attended",
        "absent": "Did not come",
        "cancelled": "Cancelled",
    },
    initial="waiting",
    final=frozenset({"cancelled", "attended", "absent"}),
    transitions=(
        Transition(
            name="place",
            label="Give the place to the first who waits",
            sources=frozenset({"waiting"}),
            target="placed",
            actors=ITSELF,
        ),
        Transition(
            name="cancel",
            label="Cancel the booking",
            sources=frozenset({"waiting", "placed"}),
            target="cancelled",
            actors=BOOKER,
            permission=Permission.EVENT_BOOK,
        ),
        Transition(
            name="attend",
            label="Record that they came",
            sources=frozenset({"placed", "absent"}),
            target="attended",
            actors=KEEPER,
            permission=Permission.EVENT_KEEP,
        ),
        Transition(
            name="miss",
            label="Record that they did not come",
            sources=frozenset({"placed", "attended"}),
            target="absent",
            actors=KEEPER,
            permission=Permission.EVENT_KEEP,
        ),
    ),
)
