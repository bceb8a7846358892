"""What the pages here read together: the school's newest self-evaluation and the evidence to set beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.interfaces.web.judgements import signs
from trellis.interfaces.web.judgements.loading import Opened
from trellis.interfaces.web.judgements.signs import Beside
from trellis.judgements import writing
from trellis.judgements.models import Revision
from trellis.judgements.queries import self_evaluations
from trellis.schools import data
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Evidence


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """The newest self-evaluation that the school submitted, and each of its themes beside the evidence."""

    revision: Revision | None
    evidence: Sequence[Evidence]
    told: tuple[Beside, ...]
    nothing: str


def side_by_side(opened: Opened) -> SideBySide:
    """Return the newest submitted self-evaluation beside the run looked at and the figures held today."""
    revision = self_evaluations.newest(opened.school, on=opened.today)
    evidence = screening.evidence_for(opened.result) if opened.result is not None else []
    none: dict[str, signs.Figure] = {}
    held, nothing = data.told(lambda: _figures(opened.school), otherwise=none)
    told = signs.beside(writing.content_of(revision), themes=opened.themes, evidence=evidence, held=held)
    return SideBySide(revision=revision, evidence=evidence, told=told, nothing=nothing)


def _figures(school: School) -> dict[str, signs.Figure]:
    held = data.warehouse()
    if held is None:
        return {}
    return signs.figures(held.standings(school.urn, authority=school.authority_id))
