"""The quality of a provider: it applies, its evidence is checked by one person and approved by another, until a date.

That an approval has ended is worked out from its date: it is no state, and nothing is written when it happens.
"""

from typing import Any

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

HEAD = "the headteacher of the school"
MANAGER = "the traded-services manager"
APPROVER = "the principal adviser, who did not check its evidence"
STATES = {
    "applied": "Applied, and its evidence is being gathered",
    "review": "Under review",
    "checked": "Evidence checked, and waiting for a decision",
    "approved": "Approved",
    "conditions": "Approved with conditions",
    "suspended": "Suspended",
    "refused": "Refused",
    "removed": "Removed from the register",
}
APPROVES = frozenset({"approve", "approve_conditions"})
ENDS = frozenset({"refuse", "suspend", "remove"})
"""The steps after which an approval that was given counts no more."""
BEGINS = frozenset({"apply", "apply_again", "reopen", "review"})
"""The steps with which a round of evidence begins: what was seen before it is not seen again."""


def evidence_is_whole(file: Any) -> str:
    """Every kind of evidence was seen in this round."""
    lacks = file.lacks
    return f"Still to be seen: {', '.join(lacks)}." if lacks else ""


def insurance_holds(file: Any) -> str:
    """The insurance that was seen has not lapsed."""
    until = file.insured_until
    if until is None or until >= file.today:
        return ""
    return f"Its insurance ended on {until.day} {until:%B %Y}: see the new certificate first."


def was_approved(file: Any) -> bool:
    return file.step(*APPROVES) is not None


def is_of_a_school(file: Any) -> bool:
    return file.provider.school_id is not None


PROVIDER_QUALITY = Workflow(
    id="provider_quality",
    title="Quality of a provider of support",
    source="the policy, 18: all providers from whom support is brokered are quality-assured",
    states=STATES,
    initial="applied",
    final=frozenset({"removed"}),
    transitions=(
        Transition(
            name="check",
            label="Say that the evidence is checked",
            sources=frozenset({"applied", "review"}),
            target="checked",
            actors=MANAGER,
            permission=Permission.PROVIDER_ASSURE,
            guards=(evidence_is_whole, insurance_holds),
        ),
        Transition(
            name="approve",
            label="Approve until a date",
            sources=frozenset({"checked"}),
            target="approved",
            actors=APPROVER,
            permission=Permission.PROVIDER_APPROVE,
            guards=(evidence_is_whole, insurance_holds),
        ),
        Transition(
            name="approve_conditions",
            label="Approve with conditions",
            sources=frozenset({"checked"}),
            target="conditions",
            actors=APPROVER,
            permission=Permission.PROVIDER_APPROVE,
            guards=(evidence_is_whole, insurance_holds),
        ),
        Transition(
            name="send_back",
            label="Ask for more evidence",
            sources=frozenset({"checked"}),
            target="applied",
            actors=APPROVER,
            permission=Permission.PROVIDER_APPROVE,
        ),
        Transition(
            name="refuse",
            label="Refuse",
            sources=frozenset({"applied", "review", "checked"}),
            target="refused",
            actors=APPROVER,
            permission=Permission.PROVIDER_APPROVE,
        ),
        Transition(
            name="review",
            label="Begin the review",
            sources=frozenset({"approved", "conditions", "suspended"}),
            target="review",
            actors=MANAGER,
            permission=Permission.PROVIDER_ASSURE,
        ),
        Transition(
            name="suspend",
            label="Suspend",
            sources=frozenset({"approved", "conditions", "review", "checked"}),
            target="suspended",
            actors="the principal adviser",
            permission=Permission.PROVIDER_APPROVE,
            applies=was_approved,
        ),
        Transition(
            name="remove",
            label="Remove from the register",
            sources=frozenset(
                {"applied", "review", "checked", "approved", "conditions", "suspended", "refused"}
            ),
            target="removed",
            actors="the principal adviser",
            permission=Permission.PROVIDER_APPROVE,
        ),
        Transition(
            name="apply_again",
            label="Apply again for the school",
            sources=frozenset({"refused", "removed"}),
            target="applied",
            actors=HEAD,
            permission=Permission.PROVIDER_APPLY,
            applies=is_of_a_school,
        ),
        Transition(
            name="reopen",
            label="Take a new application",
            sources=frozenset({"refused", "removed"}),
            target="applied",
            actors=MANAGER,
            permission=Permission.PROVIDER_ASSURE,
        ),
    ),
)
