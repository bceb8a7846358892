"""The notices in force as a screening reads them: the authority's own, and the Secretary of State's."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from trellis.analysis.judging import wording
from trellis.analysis.store.recorded import Event
from trellis.interventions.queries import notices

OURS, SECRETARYS = "warning_notice", "warning_notice_dfe"
"""The events that a pack names."""


def events(authority: str, *, on: date, urns: Iterable[int] | None = None) -> Iterator[Event]:
    """The notices in force at the end of a day, as it was known then."""
    for file in notices.in_force(authority, on=on, urns=urns):
        given = file.giving
        if given is None:
            raise LookupError("a notice in force was given")
        day = timezone.localdate(given.at)
        yield Event(
            urn=file.notice.school_id,
            event=OURS,
            started=given.given_on,
            recorded_on=day,
            said=f"Warning notice, recorded in Trellis by {given.by.name} on {wording.day(day)}",
            record=f"notice/{file.notice.pk}",
        )
    for row in notices.secretarys_in_force(authority, on=on, urns=urns):
        day = timezone.localdate(row.at)
        yield Event(
            urn=row.school_id,
            event=SECRETARYS,
            started=row.given_on,
            recorded_on=day,
            said=f"The Secretary of State’s warning notice, recorded in Trellis by {row.by.name} on {wording.day(day)}",
            record="notices",
        )
