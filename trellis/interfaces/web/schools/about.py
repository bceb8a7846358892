"""What a school’s page tells beside the suggested level: who, where, since when, inspected how. Pure functions."""

from dataclasses import dataclass
from datetime import date

from trellis.analysis.store.records import Standing
from trellis.interfaces.web.schools import inspections, live_history, panels, place, strengths
from trellis.interfaces.web.schools.inspections import InspectionHistory, Outcome
from trellis.interfaces.web.schools.ledger import Source
from trellis.interfaces.web.schools.live_history import Known
from trellis.interfaces.web.schools.panels import Panel
from trellis.interfaces.web.schools.place import Line, Place
from trellis.interfaces.web.schools.strengths import Strength
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class About:
    """All of it. `nothing` is a sentence where what is held cannot be read today."""

    place: Place
    line: Line
    latest: Outcome | None
    latest_regime: str
    inspections: InspectionHistory
    panels: tuple[Panel, ...]
    strengths: tuple[Strength, ...]
    strengths_rule: str
    nothing: str


def present(
    known: Known, *, school: School, until: date, run_id: int | None = None, nothing: str = ""
) -> About:
    """Return it. `until` is the day on which the picture of the place's history ends."""

    def where(standing: Standing) -> Source | None:
        return live_history.source_of(standing, urn=school.urn, run_id=run_id)

    former = {urn: held.name for urn, held in known.registered.items() if urn != school.urn}
    inspected = inspections.present(known.inspections, urn=school.urn, former=former, run_id=run_id)
    newest = inspected.regimes[0] if inspected.regimes else None
    return About(
        place=place.place(known.register, school=school, source=known.register_source),
        line=place.line(
            known.steps, registered=known.registered, urn=school.urn, name=school.name, until=until
        ),
        latest=newest.outcomes[0] if newest is not None else None,
        latest_regime=newest.heading if newest is not None else "",
        inspections=inspected,
        panels=panels.panels(known.standings, where=where) if known.standings else (),
        strengths=strengths.present(
            known.standings, urn=school.urn, similar=known.similar, values=known.values, where=where
        ),
        strengths_rule=strengths.RULE,
        nothing=nothing,
    )
