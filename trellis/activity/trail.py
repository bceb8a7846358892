"""Adding to the record."""

from datetime import datetime

from trellis.accounts.models import User
from trellis.activity.models import Event, Verb


def record(
    verb: Verb,
    *,
    by: User | None,
    at: datetime,
    authority_code: str = "",
    urn: int | None = None,
    subject: str = "",
) -> Event:
    """Add one event. `subject` says in words what it was done to, where that is not a school."""
    return Event.objects.create(
        verb=verb, by=by, at=at, authority_code=authority_code, urn=urn, subject=subject[:200]
    )
