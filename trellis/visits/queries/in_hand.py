"""What somebody has in hand of a note and has not saved; and who else is writing in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trellis.accounts.models import User
from trellis.visits.models import InHand
from trellis.visits.queries.visits import VisitFile

LATELY = timedelta(minutes=15)
"""For how long somebody counts as writing after what they wrote was kept last."""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Somebody else who is writing in a note, and when what they wrote was kept last. Their words are theirs alone."""

    name: str
    at: datetime


def of(file: VisitFile, *, by: User) -> InHand | None:
    """What somebody has in hand; None where all that they wrote is saved."""
    return InHand.objects.filter(visit=file.visit, by=by).first()


def others(file: VisitFile, *, besides: User, at: datetime) -> tuple[Writer, ...]:
    """Who else is writing in a note at this moment, the latest first."""
    rows = InHand.objects.filter(visit=file.visit, at__gt=at - LATELY).exclude(by=besides)
    return tuple(Writer(name=row.by.name, at=row.at) for row in rows.select_related("by").order_by("-at"))
