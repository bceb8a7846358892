"""An entry of the directory of good practice: nominated, consented to, verified, published, and looked at again each year.

That a review is due is worked out from the day on which somebody last said that the entry holds: it is no state of its own.
"""

from typing import Any

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

HEAD = "the headteacher"
VERIFIER = "a senior adviser or the principal adviser who did not nominate it"
DECIDER = "a senior adviser or the principal adviser"
ITSELF = "Trellis"
STATES = {
    "nominated": "With the school for its consent",
    "consented": "Waiting to be verified",
    "verified": "Verified, and waiting to be published",
    "published": "Published",
    "under_review": "Under review",
    "declined": "Declined by the school",
    "withdrawn": "Withdrawn",
}
_ALL_BUT_ENDED = frozenset({"nominated", "consented", "verified", "published", "under_review"})


def words_are_whole(file: Any) -> str:
    """Consent is to words that say everything a visitor needs."""
    lacks = file.wording.lacks
    return f"Before the school consents its words must say {', '.join(lacks)}." if lacks else ""


GOOD_PRACTICE = Workflow(
    id="good_practice",
    title="Entry of the directory of good practice",
    source="the policy, 12: support from schools is identified and quality-assured",
    states=STATES,
    initial="nominated",
    final=frozenset({"declined", "withdrawn"}),
    transitions=(
        Transition(
            name="consent",
            label="Consent for the school",
            sources=frozenset({"nominated"}),
            target="consented",
            actors=HEAD,
            permission=Permission.PRACTICE_CONSENT,
            guards=(words_are_whole,),
        ),
        Transition(
            name="decline",
            label="Decline for the school",
            sources=frozenset({"nominated"}),
            target="declined",
            actors=HEAD,
            permission=Permission.PRACTICE_CONSENT,
        ),
        Transition(
            name="verify",
            label="Verify the practice",
            sources=frozenset({"consented"}),
            target="verified",
            actors=VERIFIER,
            permission=Permission.PRACTICE_VERIFY,
        ),
        Transition(
            name="publish",
            label="Publish the entry",
            sources=frozenset({"verified"}),
            target="published",
            actors=DECIDER,
            permission=Permission.PRACTICE_VERIFY,
        ),
        Transition(
            name="refresh",
            label="Refresh for another year",
            sources=frozenset({"published"}),
            target="published",
            actors=VERIFIER,
            permission=Permission.PRACTICE_VERIFY,
        ),
        Transition(
            name="hold",
            label="Hold back until a person decides",
            sources=frozenset({"published"}),
            target="under_review",
            actors=ITSELF,
        ),
        Transition(
            name="keep",
            label="Return to the directory",
            sources=frozenset({"under_review"}),
            target="published",
            actors=DECIDER,
            permission=Permission.PRACTICE_VERIFY,
        ),
        Transition(
            name="take_back",
            label="Take back the consent",
            sources=frozenset({"consented", "verified", "published", "under_review"}),
            target="withdrawn",
            actors=HEAD,
            permission=Permission.PRACTICE_CONSENT,
        ),
        Transition(
            name="withdraw",
            label="Withdraw the entry",
            sources=_ALL_BUT_ENDED,
            target="withdrawn",
            actors=DECIDER,
            permission=Permission.PRACTICE_VERIFY,
        ),
    ),
)
