"""The kinds of circumstance that can be recorded, and which criteria of a pack read them.

A kind's id is the id of the event that a pack names. One that no criterion of the pack in force reads is kept and
shown all the same, and feeds nothing: the page says so.
"""

from dataclasses import dataclass

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging.framework import Criterion, Framework


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of circumstance. `lasts_days` is how long it lasts where nobody says otherwise."""

    id: str
    name: str
    lasts_days: int | None = None


_ALL = (
    Kind(id="head_post_vacant", name="The headteacher’s post is vacant, or filled for the time being"),
    Kind(id="head_in_first_year", name="The headteacher is in the first year", lasts_days=365),
    Kind(id="senior_leaders_changing", name="Other senior leaders are leaving, absent or new"),
    Kind(id="staff_shortage", name="Teachers or other staff are short"),
    Kind(id="governing_body_short", name="The governing body is short of governors"),
    Kind(id="roll_falling", name="The roll is falling"),
    Kind(id="roll_growing", name="The roll is growing fast"),
    Kind(id="pupils_moving", name="Many pupils join or leave in the year"),
    Kind(id="budget_pressure", name="The budget is under pressure"),
    Kind(id="reorganisation", name="The school is merging, federating, converting or moving"),
    Kind(id="building", name="Buildings cannot be used, or are being rebuilt"),
    Kind(id="community_event", name="Something has happened in the school’s community"),
    Kind(id="other_circumstance", name="Something else"),
)
KINDS = {kind.id: kind for kind in _ALL}


def name_of(kind: str) -> str:
    known = KINDS.get(kind)
    return known.name if known is not None else kind.replace("_", " ").capitalize()


def reading(pack: Framework, kind: str) -> tuple[Criterion, ...]:
    """Return the criteria of a pack that a circumstance of this kind answers."""
    return tuple(
        criterion
        for criterion in pack.criteria
        if any(
            (isinstance(leaf, language.Contextual) and leaf.factor == kind)
            or (isinstance(leaf, language.Event) and leaf.event == kind)
            for leaf in language.leaves(criterion.when)
        )
    )
