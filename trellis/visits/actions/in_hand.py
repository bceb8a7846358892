"""Keeping what somebody is writing in a note before they save it, and forgetting it once they have, or no longer want it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trellis.accounts.models import User
from trellis.casework.actions.taking import CannotTake
from trellis.visits.actions import visits
from trellis.visits.models import InHand
from trellis.visits.queries.visits import VisitFile

MOST = 200_000
"""Characters of one note in hand, which no note comes near."""


@transaction.atomic(durable=True)
def keep(file: VisitFile, *, seen: int, words: Mapping[str, str], by: User, at: datetime) -> None:
    """Keep the words as they stand now in place of those kept before. Where the visit stands does not matter: nobody loses words.

    `seen` is the newest revision that whoever writes was shown. Raises PermissionDenied, StandsAside or CannotTake.
    """
    visits.require_author(file, by=by, at=at)
    if sum(map(len, words.values())) > MOST:
        raise CannotTake(
            "This is longer than can be kept as you write. Save the draft, and make its parts shorter."
        )
    InHand.objects.update_or_create(
        visit=file.visit, by=by, defaults={"seen": max(0, seen), "words": dict(words), "at": at}
    )


def forget(file: VisitFile, *, by: User) -> None:
    """Drop what somebody has in hand of a note: they saved it, or begin again from what is saved."""
    InHand.objects.filter(visit=file.visit, by=by).delete()
