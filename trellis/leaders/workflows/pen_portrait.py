"""A pen portrait: its person writes it and consents, somebody else verifies it, and it is looked at again each year.

That a review is due is worked out from the day on which somebody last said that the portrait holds: it is no state.
"""

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

ITS_PERSON = "the system leader whose portrait it is"
VERIFIER = "a senior adviser or the principal adviser, who is not its person"
STATES = {
    "draft": "With its person, who writes it",
    "consented": "Waiting to be verified",
    "verified": "Verified, and waiting to be published",
    "published": "Published",
    "withdrawn": "Withdrawn",
}

PEN_PORTRAIT = Workflow(
    id="pen_portrait",
    title="Pen portrait of a system leader",
    source="the policy, 13: a database of Local Leaders of Education with pen portraits",
    states=STATES,
    initial="draft",
    final=frozenset({"withdrawn"}),
    transitions=(
        Transition(
            name="consent",
            label="Consent to these words",
            sources=frozenset({"draft"}),
            target="consented",
            actors=ITS_PERSON,
            permission=Permission.PORTRAIT_WRITE,
        ),
        Transition(
            name="reword",
            label="Write it anew",
            sources=frozenset({"consented", "verified"}),
            target="draft",
            actors=ITS_PERSON,
            permission=Permission.PORTRAIT_WRITE,
        ),
        Transition(
            name="send_back",
            label="Send back to its person",
            sources=frozenset({"consented", "verified"}),
            target="draft",
            actors=VERIFIER,
            permission=Permission.LEADER_JUDGE,
        ),
        Transition(
            name="verify",
            label="Verify the portrait",
            sources=frozenset({"consented"}),
            target="verified",
            actors=VERIFIER,
            permission=Permission.LEADER_JUDGE,
        ),
        Transition(
            name="publish",
            label="Publish the portrait",
            sources=frozenset({"verified"}),
            target="published",
            actors=VERIFIER,
            permission=Permission.LEADER_JUDGE,
        ),
        Transition(
            name="refresh",
            label="Refresh for another year",
            sources=frozenset({"published"}),
            target="published",
            actors=VERIFIER,
            permission=Permission.LEADER_JUDGE,
        ),
        Transition(
            name="take_back",
            label="Take the portrait back",
            sources=frozenset({"consented", "verified", "published"}),
            target="withdrawn",
            actors=ITS_PERSON,
            permission=Permission.PORTRAIT_WRITE,
        ),
        Transition(
            name="withdraw",
            label="Withdraw the portrait",
            sources=frozenset({"consented", "verified", "published"}),
            target="withdrawn",
            actors=VERIFIER,
            permission=Permission.LEADER_JUDGE,
        ),
        Transition(
            name="begin_again",
            label="Begin again",
            sources=frozenset({"withdrawn"}),
            target="draft",
            actors=ITS_PERSON,
            permission=Permission.PORTRAIT_WRITE,
        ),
    ),
)
