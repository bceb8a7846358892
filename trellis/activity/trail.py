"""Adding to the record."""

from collections.abc import Iterable
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


def record_each(
    verb: Verb, *, by: User | None, at: datetime, schools: Iterable[tuple[str, int]], subject: str = ""
) -> None:
    """Add one event for each school, given as (authority code, URN). This will make one query."""
    Event.objects.bulk_create(
        [
            Event(verb=verb, by=by, at=at, authority_code=authority, urn=urn, subject=subject[:200])
            for authority, urn in schools
        ]
    )
