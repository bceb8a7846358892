"""What the overview notes of other pages: the first strengths and needs, and the early warnings. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.needs import presenters as needs
from trellis.interfaces.web.needs.presenters import Line
from trellis.interfaces.web.schools.filters import Filters
from trellis.interfaces.web.warnings import presenters as warnings
from trellis.priorities.queries import Priorities
from trellis.schools.models import PHASES
from trellis.screening.models import EarlyWarning, EarlyWarningList

SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Area:
    """The first strengths and needs of the area, with how each need is marked."""

    needs: tuple[Line, ...]
    strengths: tuple[Line, ...]
    found: str
    besides: str
    query: str
    nothing: str


@dataclass(frozen=True, kw_only=True)
class Warned:
    """One trend that is worth a call, of a school that the reader may see."""

    urn: int
    school: str
    phase: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Early:
    """What was looked at, and the first of what stands out."""

    looked_at: str
    warned: tuple[Warned, ...]
    others: str


def area(found: Priorities, *, filters: Filters) -> Area:
    """Return the strongest few of each, as the page of strengths and needs says them."""
    marked = {p.standing.measure.id: p.marked for p in found.needs if p.marked is not None}
    besides = len(found.marked_besides)
    return Area(
        needs=tuple(needs.line(p.standing, marked=marked, files={}) for p in found.needs),
        strengths=tuple(needs.line(p.standing, marked={}, files={}) for p in found.strengths),
        found=(
            f"Of {words.count(found.compared, 'figure')} compared with the authority’s statistical neighbours and "
            f"England, {found.all_strengths} {'is' if found.all_strengths == 1 else 'are'} proposed as a strength and "
            f"{found.all_needs} as a need."
        )
        if found.compared
        else "",
        besides=f"People have marked {words.count(besides, 'other need')} besides." if besides else "",
        query=filters.address() if filters.authority else "",
        nothing=found.nothing,
    )


def early(listed: EarlyWarningList, rows: Sequence[EarlyWarning]) -> Early:
    """Return the surest of the trends that stand out, which are of schools that the reader may see."""
    left = len(rows) - SHOWN
    return Early(
        looked_at=warnings.looked_at(listed),
        warned=tuple(
            Warned(
                urn=row.school_id,
                school=row.school.name,
                phase=PHASES.get(row.school.phase_group, ""),
                sentence=row.sentence.removesuffix(" Worth a call."),
            )
            for row in rows[:SHOWN]
        ),
        others=f"and {words.count(left, 'other trend')}" if left > 0 else "",
    )
