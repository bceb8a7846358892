"""A school’s order of a service: confirmed, delivered, evaluated by the school, and charged.

A school that does not evaluate holds up no charge: it may evaluate afterwards too.
"""

from typing import Any

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

HEAD = "the headteacher"
MANAGER = "the traded-services manager"
DELIVERER = "whoever gives the service for the authority"
STATES = {
    "ordered": "Ordered",
    "confirmed": "Confirmed",
    "delivered": "Delivered",
    "evaluated": "Evaluated",
    "charged": "Charged",
    "declined": "Declined",
    "cancelled": "Cancelled",
}
EVALUATES = frozenset({"evaluate", "evaluate_late"})
"""The steps that the school takes with an evaluation."""
CANCELS = frozenset({"cancel", "call_off"})


def is_not_evaluated(file: Any) -> str:
    """An order is evaluated once."""
    return "The school has evaluated this order already." if file.evaluation is not None else ""


ORDER = Workflow(
    id="service_order",
    title="Order of a service",
    source="the policy, 10 and 11: services that are commissioned centrally, and those that schools pay for",
    states=STATES,
    initial="ordered",
    final=frozenset({"charged", "declined", "cancelled"}),
    transitions=(
        Transition(
            name="confirm",
            label="Confirm the order",
            sources=frozenset({"ordered"}),
            target="confirmed",
            actors=MANAGER,
            permission=Permission.SERVICE_KEEP,
        ),
        Transition(
            name="decline",
            label="Decline the order",
            sources=frozenset({"ordered"}),
            target="declined",
            actors=MANAGER,
            permission=Permission.SERVICE_KEEP,
        ),
        Transition(
            name="deliver",
            label="Say that it was delivered",
            sources=frozenset({"confirmed"}),
            target="delivered",
            actors=DELIVERER,
            permission=Permission.SERVICE_DELIVER,
        ),
        Transition(
            name="evaluate",
            label="Evaluate the service",
            sources=frozenset({"delivered"}),
            target="evaluated",
            actors=HEAD,
            permission=Permission.SERVICE_ORDER,
            guards=(is_not_evaluated,),
        ),
        Transition(
            name="charge",
            label="Charge the order",
            sources=frozenset({"delivered", "evaluated"}),
            target="charged",
            actors=MANAGER,
            permission=Permission.SERVICE_KEEP,
        ),
        Transition(
            name="evaluate_late",
            label="Evaluate the service after it was charged",
            sources=frozenset({"charged"}),
            target="charged",
            actors=HEAD,
            permission=Permission.SERVICE_ORDER,
            guards=(is_not_evaluated,),
        ),
        Transition(
            name="cancel",
            label="Cancel for the school",
            sources=frozenset({"ordered", "confirmed"}),
            target="cancelled",
            actors=HEAD,
            permission=Permission.SERVICE_ORDER,
        ),
        Transition(
            name="call_off",
            label="Cancel for the authority",
            sources=frozenset({"ordered", "confirmed"}),
            target="cancelled",
            actors=MANAGER,
            permission=Permission.SERVICE_KEEP,
        ),
    ),
)
