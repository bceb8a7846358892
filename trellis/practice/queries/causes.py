"""What holds an entry back until a person decides: a safeguarding concern about the school, or its entry at level 3.

Which of these it was is told to nobody by the directory: who may read it reads it where it stands.
"""

from collections.abc import Collection
from datetime import date, datetime

from trellis.casework.models import LevelStep
from trellis.casework.queries.days import end_of
from trellis.interventions.models import Concern
from trellis.visits.models import Published

MOST_CONCERN = 3


def newest(urns: Collection[int], *, today: date) -> dict[int, datetime]:
    """The newest moment at which something of the kind was recorded of each school. This will make three queries."""
    found: dict[int, datetime] = {}
    if not urns:
        return found
    end = end_of(today)
    moments = [*_levels(urns, end=end)]
    moments += Concern.objects.filter(school__in=urns, is_safeguarding=True, at__lt=end).values_list(
        "school_id", "at"
    )
    moments += [
        (urn, at)
        for urn, at, grades in Published.objects.filter(inspection__school__in=urns, at__lt=end).values_list(
            "inspection__school_id", "at", "grades"
        )
        if grades.get("safeguarding") == "not_met"
    ]
    for urn, at in moments:
        found[urn] = max(at, found.get(urn, at))
    return found


def _levels(urns: Collection[int], *, end: datetime) -> list[tuple[int, datetime]]:
    """When a school’s level 3 came into force: as proposed, or as a dispute about it was settled."""
    rows = (
        LevelStep.objects.filter(
            proposal__school__in=urns, name__in=("settle", "determine", "take_effect"), at__lt=end
        )
        .order_by("proposal_id", "number")
        .values_list("proposal_id", "proposal__school_id", "proposal__level", "name", "details", "at")
    )
    levels: dict[int, int] = {}
    found = []
    for proposal, urn, proposed, name, details, at in rows:
        if name != "take_effect":
            levels[proposal] = int(details["level"])
        elif levels.get(proposal, proposed) == MOST_CONCERN:
            found.append((urn, at))
    return found
