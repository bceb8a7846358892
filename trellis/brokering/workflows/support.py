"""Support of one school by another, or by a provider: from the need to the day on which it is closed.

The authority brokers for a school, with checks between the match and the offer; or a school commissions directly, and its
choice is the offer. Whoever is offered and declines leaves the need as it was, so that another is found.
"""

from typing import Any

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

BROKER = "a senior adviser, the principal adviser, the team leader or the traded-services manager"
RECEIVER = "the headteacher of the school that is helped"
GIVER = "whoever answers for those who would help"
ADVISER = "the adviser of the school"
ITSELF = "Trellis, once everybody has"
STATES = {
    "need": "Looking for support",
    "matched": "Matched, and to be checked",
    "checked": "Checked, and to be offered",
    "offered": "Offered, and waiting for an answer",
    "accepted": "Accepted, and waiting for the agreement",
    "agreed": "Agreed by all",
    "active": "Under way",
    "midpoint": "Past its mid-point",
    "completed": "Given, and to be evaluated",
    "evaluated": "Evaluated by both sides",
    "closed": "Closed",
    "withdrawn": "Withdrawn",
    "ended": "Ended early",
}
UNDER_WAY = frozenset({"accepted", "agreed", "active", "midpoint"})
"""States in which days are promised or being given."""
GIVEN = frozenset({"completed", "evaluated", "closed"})
_BEFORE = frozenset({"need", "matched", "checked", "offered"})


def is_brokered(file: Any) -> bool:
    return bool(file.support.route == "authority")


def is_commissioned(file: Any) -> bool:
    return not is_brokered(file)


def is_matched(file: Any) -> str:
    return "" if file.match is not None else "Choose who would help first."


def has_terms(file: Any) -> str:
    return "" if file.terms is not None else "Say for how many days, for what and at whose cost first."


def is_checked(file: Any) -> str:
    """Every check of this match has passed, or was passed over with a reason that is reported."""
    wrong = [each.said for each in file.checks if not each.passed and not each.override]
    return " ".join(wrong) if file.checks else "It has not been checked yet."


def is_funded(file: Any) -> str:
    if file.needs_funding and file.funding is None:
        return "The principal adviser approves first that the authority pays for it."
    return ""


def all_signed(file: Any) -> str:
    waiting = file.waits_for_signatures
    return f"Still to sign: {', '.join(waiting)}." if waiting else ""


def has_delivery(file: Any) -> str:
    return "" if file.days_given > 0 else "Log what was given first: nothing is in the log."


def both_evaluated(file: Any) -> str:
    waiting = file.waits_for_evaluations
    return f"Still to evaluate: {', '.join(waiting)}." if waiting else ""


SUPPORT = Workflow(
    id="brokered_support",
    title="Support from school to school",
    source="the policy, 12 to 18: schools are helped by schools, directly or through the authority, by providers whose quality is assured",
    states=STATES,
    initial="need",
    final=frozenset({"closed", "withdrawn", "ended"}),
    transitions=(
        Transition(
            name="match",
            label="Choose who helps",
            sources=frozenset({"need"}),
            target="matched",
            actors=BROKER,
            permission=Permission.SUPPORT_BROKER,
            applies=is_brokered,
        ),
        Transition(
            name="commission",
            label="Commission it",
            sources=frozenset({"need"}),
            target="offered",
            actors=RECEIVER,
            permission=Permission.SUPPORT_COMMISSION,
            guards=(is_matched, has_terms, is_checked),
            applies=is_commissioned,
        ),
        Transition(
            name="check",
            label="Check the match",
            sources=frozenset({"matched"}),
            target="checked",
            actors=BROKER,
            permission=Permission.SUPPORT_BROKER,
            guards=(has_terms, is_checked),
        ),
        Transition(
            name="let_go",
            label="Look for somebody else",
            sources=frozenset({"matched", "checked", "offered"}),
            target="need",
            actors=BROKER,
            permission=Permission.SUPPORT_BROKER,
        ),
        Transition(
            name="recall",
            label="Take the offer back",
            sources=frozenset({"offered"}),
            target="need",
            actors=RECEIVER,
            permission=Permission.SUPPORT_CLOSE,
            applies=is_commissioned,
        ),
        Transition(
            name="offer",
            label="Offer it",
            sources=frozenset({"checked"}),
            target="offered",
            actors=BROKER,
            permission=Permission.SUPPORT_BROKER,
            guards=(is_checked, is_funded),
        ),
        Transition(
            name="accept",
            label="Accept for those who would help",
            sources=frozenset({"offered"}),
            target="accepted",
            actors=GIVER,
            permission=Permission.SUPPORT_GIVE,
        ),
        Transition(
            name="decline",
            label="Decline for those who would help",
            sources=frozenset({"offered"}),
            target="need",
            actors=GIVER,
            permission=Permission.SUPPORT_GIVE,
        ),
        Transition(
            name="sign",
            label="All have signed",
            sources=frozenset({"accepted"}),
            target="agreed",
            actors=ITSELF,
            guards=(all_signed,),
        ),
        Transition(
            name="begin",
            label="Begin",
            sources=frozenset({"agreed"}),
            target="active",
            actors="Trellis, with the first entry of the log",
            guards=(has_delivery,),
        ),
        Transition(
            name="look_back",
            label="Look back at the mid-point",
            sources=frozenset({"active"}),
            target="midpoint",
            actors=f"{RECEIVER}, or {BROKER}",
            permission=Permission.SUPPORT_ANSWER,
        ),
        Transition(
            name="complete",
            label="Say that it has been given",
            sources=frozenset({"active", "midpoint"}),
            target="completed",
            actors=f"{RECEIVER}, or {BROKER}",
            permission=Permission.SUPPORT_ANSWER,
            guards=(has_delivery,),
        ),
        Transition(
            name="evaluate",
            label="Both have evaluated",
            sources=frozenset({"completed"}),
            target="evaluated",
            actors=ITSELF,
            guards=(both_evaluated,),
        ),
        Transition(
            name="close",
            label="Close it",
            sources=frozenset({"evaluated"}),
            target="closed",
            actors=f"{BROKER}; {RECEIVER} where the school commissioned it",
            permission=Permission.SUPPORT_CLOSE,
        ),
        Transition(
            name="close_unheard",
            label="Close it without both evaluations",
            sources=frozenset({"completed"}),
            target="closed",
            actors=f"{BROKER}; {RECEIVER} where the school commissioned it",
            permission=Permission.SUPPORT_CLOSE,
        ),
        Transition(
            name="end",
            label="End it early",
            sources=frozenset({"accepted", "agreed", "active", "midpoint"}),
            target="ended",
            actors=f"{BROKER}; {RECEIVER} where the school commissioned it",
            permission=Permission.SUPPORT_CLOSE,
        ),
        Transition(
            name="withdraw",
            label="Withdraw the need",
            sources=_BEFORE,
            target="withdrawn",
            actors=f"{BROKER}; {RECEIVER} where the school asked",
            permission=Permission.SUPPORT_CLOSE,
        ),
    ),
)
