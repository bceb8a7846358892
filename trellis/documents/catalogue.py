"""Every kind of document that there is."""

from functools import cache

from trellis import catalogue
from trellis.documents import kinds
from trellis.documents.kind import Kind

ORDER = (
    "briefing-pack",
    "note-of-visit",
    "level-letter",
    "response-slip",
    "plan-of-action",
    "support-plan",
    "task-group-agenda",
    "task-group-minutes",
    "warning-notice",
    "academy-referral",
    "termly-report",
)
"""The order in which kinds are shown; one that is not named comes last."""


@cache
def every() -> dict[str, Kind]:
    """Return the kinds by their ids, in the order in which they are shown."""
    found = catalogue.collect(kinds, Kind)
    place = {name: at for at, name in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda item: (place.get(item[0], len(place)), item[0])))
