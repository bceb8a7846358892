"""A concern about an academy: discussed with it, raised with its trust, and referred on where that is not enough. State machine H.

After the Gloucestershire principles (vii): the academy first, then the Secretary of State by the department's regional director,
or Ofsted.
"""

from typing import TYPE_CHECKING

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

if TYPE_CHECKING:
    from trellis.interventions.queries.concerns import ConcernFile

RAISER = "the School Improvement Team Leader, the senior adviser of the phase, or the principal adviser"
REFERRER = "the principal adviser or the director"


def _reply_day_has_passed(file: "ConcernFile") -> str:
    due = file.reply_due
    if due is None or file.today > due:
        return ""
    return f"The trust has until the end of {due.day} {due:%B %Y} to answer. Before that, a referral takes a reason."


def _is_early(file: "ConcernFile") -> bool:
    return file.state == "raised" and file.reply_due is not None and file.today <= file.reply_due


def _is_safeguarding(file: "ConcernFile") -> bool:
    return file.concern.is_safeguarding


STATES = {
    "noted": "Noted",
    "discussed": "Discussed with the academy",
    "raised": "Raised in writing",
    "resolved": "Resolved",
    "escalated": "Referred to the DfE",
    "referred": "Referred to Ofsted",
    "outcome": "Outcome received",
    "closed": "Closed",
}
REFERRED = frozenset({"escalated", "referred"})

ACADEMY_CONCERN = Workflow(
    id="academy_concern",
    title="Concern about an academy",
    source="the Gloucestershire principles, vii: the academy, then the Department for Education or Ofsted",
    states=STATES,
    initial="noted",
    final=frozenset({"closed"}),
    transitions=(
        Transition(
            name="discuss",
            label="Record a discussion with the academy",
            sources=frozenset({"noted"}),
            target="discussed",
            actors=RAISER,
            permission=Permission.CONCERN_WRITE,
        ),
        Transition(
            name="raise_in_writing",
            label="Raise it in writing with the trust",
            sources=frozenset({"discussed"}),
            target="raised",
            actors=RAISER,
            permission=Permission.CONCERN_WRITE,
        ),
        Transition(
            name="resolve",
            label="Record that it is resolved",
            sources=frozenset({"discussed", "raised"}),
            target="resolved",
            actors=RAISER,
            permission=Permission.CONCERN_WRITE,
        ),
        Transition(
            name="escalate",
            label="Refer it to the DfE’s regional director",
            sources=frozenset({"raised", "referred"}),
            target="escalated",
            actors=REFERRER,
            permission=Permission.CONCERN_ESCALATE,
            guards=(_reply_day_has_passed,),
        ),
        Transition(
            name="escalate_early",
            label="Refer it to the DfE’s regional director before the trust’s reply is due",
            sources=frozenset({"raised"}),
            target="escalated",
            actors=REFERRER,
            permission=Permission.CONCERN_ESCALATE,
            applies=_is_early,
        ),
        Transition(
            name="refer",
            label="Refer it to Ofsted",
            sources=frozenset({"raised", "escalated"}),
            target="referred",
            actors=REFERRER,
            permission=Permission.CONCERN_ESCALATE,
            guards=(_reply_day_has_passed,),
        ),
        Transition(
            name="refer_safeguarding",
            label="Refer it straight to Ofsted, since it is about safeguarding",
            sources=frozenset({"noted", "discussed", "raised"}),
            target="referred",
            actors=REFERRER,
            permission=Permission.CONCERN_ESCALATE,
            applies=_is_safeguarding,
        ),
        Transition(
            name="receive",
            label="Record the outcome",
            sources=REFERRED,
            target="outcome",
            actors=REFERRER,
            permission=Permission.CONCERN_ESCALATE,
        ),
        Transition(
            name="drop",
            label="Close: not taken further",
            sources=frozenset({"noted"}),
            target="closed",
            actors=RAISER,
            permission=Permission.CONCERN_WRITE,
        ),
        Transition(
            name="close",
            label="Close the concern",
            sources=frozenset({"resolved", "outcome"}),
            target="closed",
            actors=RAISER,
            permission=Permission.CONCERN_WRITE,
        ),
    ),
)
