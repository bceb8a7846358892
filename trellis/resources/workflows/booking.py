"""A day of an adviser that a school books ahead: kept, or cancelled, which gives the days back."""

from typing import Any

from trellis.accounts.roles import Permission
from trellis.resources.workflows.order import HEAD
from trellis.workflow import Transition, Workflow

ADVISER = "the adviser, or whoever leads them"
STATES = {"booked": "Booked", "kept": "Kept", "cancelled": "Cancelled"}
RELEASES = frozenset({"cancel", "call_off"})


def has_come(file: Any) -> str:
    """Nobody keeps a day that is still ahead."""
    return "The day has not come yet." if file.booking.day > file.today else ""


BOOKING = Workflow(
    id="adviser_day",
    title="Day of an adviser that is booked",
    source="the policy, 11: days of an adviser for all schools",
    states=STATES,
    initial="booked",
    final=frozenset({"kept", "cancelled"}),
    transitions=(
        Transition(
            name="keep",
            label="Say that the day was kept",
            sources=frozenset({"booked"}),
            target="kept",
            actors=ADVISER,
            permission=Permission.SERVICE_DELIVER,
            guards=(has_come,),
        ),
        Transition(
            name="cancel",
            label="Cancel for the school",
            sources=frozenset({"booked"}),
            target="cancelled",
            actors=HEAD,
            permission=Permission.SERVICE_ORDER,
        ),
        Transition(
            name="call_off",
            label="Cancel for the adviser",
            sources=frozenset({"booked"}),
            target="cancelled",
            actors=ADVISER,
            permission=Permission.SERVICE_DELIVER,
        ),
    ),
)
