"""What the pages here read together: the school's newest self-evaluation and the evidence to set beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.interfaces.web.judgements import presenters, signs
from trellis.interfaces.web.judgements.loading import Opened
from trellis.interfaces.web.judgements.signs import Beside
from trellis.judgements import asking, writing
from trellis.judgements.asking import Theme
from trellis.judgements.models import Revision
from trellis.judgements.queries import self_evaluations
from trellis.schools import data
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Evidence, Result


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """The newest self-evaluation that the school submitted, and each of its themes beside the evidence."""

    revision: Revision | None
    evidence: Sequence[Evidence]
    told: tuple[Beside, ...]
    nothing: str

    @property
    def written(self) -> str:
        return presenters.written(self.revision)

    @property
    def declared(self) -> str:
        return presenters.declared(self.revision)


def side_by_side(opened: Opened) -> SideBySide:
    """Return the newest submitted self-evaluation beside the run looked at and the figures held today."""
    return beside(opened.school, result=opened.result, themes=opened.themes, on=opened.today)


def beside_level(school: School, *, result: Result | None, on: date) -> SideBySide:
    """Return the same for the pages of a level, which is agreed inside the school's self-evaluation."""
    themes = asking.themes(asking.pack_named(school.authority.pack), phase=school.phase_group)
    return beside(school, result=result, themes=themes, on=on)


def beside(school: School, *, result: Result | None, themes: Sequence[Theme], on: date) -> SideBySide:
    """Return each theme of the newest self-evaluation submitted by a day beside a result and the figures held today."""
    revision = self_evaluations.newest(school, on=on)
    evidence = screening.evidence_for(result) if result is not None else []
    none: dict[str, signs.Figure] = {}
    held, nothing = data.told(lambda: _figures(school), otherwise=none)
    told = signs.beside(writing.content_of(revision), themes=themes, evidence=evidence, held=held)
    return SideBySide(revision=revision, evidence=evidence, told=told, nothing=nothing)


def _figures(school: School) -> dict[str, signs.Figure]:
    held = data.warehouse()
    if held is None:
        return {}
    return signs.figures(held.standings(school.urn, authority=school.authority_id))
