"""What the machinery asks of whoever looks after it: work that is not done, and e-mail that does not leave."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.background import queries as background
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.home.need import Needs


def background_work(user: User, held: Access, today: date) -> Sequence[Needs]:
    """That no worker runs, what was given up, and what could not be done and is tried again: two queries."""
    del user, today
    if not background.may_see(held):
        return []
    found = background.in_short(at=timezone.now())
    needs = []
    if not found.works:
        needs.append(
            Needs(
                what="No background work is being done",
                href=reverse("work"),
                late="Needs looking at",
                note="Digests are not sent while no worker runs.",
            )
        )
    if found.failed:
        needs.append(
            Needs(
                what=f"{words.count(found.failed, 'job')} of the background work failed",
                href=f"{reverse('work')}#failed",
                late="Needs looking at",
                note=found.last_said,
            )
        )
    if found.retried:
        needs.append(
            Needs(
                what=f"{words.count(found.retried, 'job')} could not be done yet, and will be tried again",
                href=f"{reverse('work')}#open",
                note=found.retried_said,
            )
        )
    return needs
