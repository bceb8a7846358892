"""The scorecard that the partners of an area share: aggregates of the whole area, no school, no level. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.analysis.area_measure import GROUPS, PHASES
from trellis.analysis.measuring.area_standing import Standing
from trellis.interfaces.web.needs import presenters, saying
from trellis.interfaces.web.needs.live import FileHeld
from trellis.interfaces.web.needs.presenters import SourceLink
from trellis.priorities.models import Response, Risk, State
from trellis.priorities.queries import Marked

# What the partners look at together: for all children first, then for those who most need them all.
FOR_ALL = (
    "good_development",
    "phonics",
    "ks2_rwm_expected",
    "ks4_attainment8",
    "ks4_progress8",
    "level_3_at_19",
    "neet_or_not_known",
    "absence_overall",
    "persistent_absence",
    "suspension_rate",
    "permanent_exclusion_rate",
    "parent_view_happy",
)
FOR_GROUPS = (
    "good_development_fsm",
    "ks2_rwm_expected_disadvantaged",
    "ks2_rwm_expected_sen_support",
    "ks2_rwm_expected_eal",
    "ks4_attainment8_disadvantaged",
    "ehc_plans_in_20_weeks",
    "absence_overall_looked_after",
    "care_leavers_in_education",
    "persistent_absence_social_worker",
    "suspended_social_worker",
    "ks4_attainment8_social_worker",
    "repeat_suspension_rate",
    "reoffending",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure on the scorecard."""

    id: str
    name: str
    about: str
    value: str
    year: str
    neighbours: str
    england: str
    verdict: str
    where: str
    change: str
    source: SourceLink | None


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A need that the authority's people have marked, complete."""

    id: str
    name: str
    risk: str
    response: str


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """The scorecard."""

    for_all: tuple[Row, ...]
    for_groups: tuple[Row, ...]
    agreed: tuple[Agreed, ...]
    drafts: int


def present(
    standings: Sequence[Standing], *, marked: Sequence[Marked], files: Mapping[str, FileHeld]
) -> Scorecard:
    """Return the scorecard."""
    held = {each.measure.id: each for each in standings}
    complete = [each for each in marked if each.newest.state == State.COMPLETE]
    return Scorecard(
        for_all=tuple(_row(held[each], files) for each in FOR_ALL if each in held),
        for_groups=tuple(_row(held[each], files) for each in FOR_GROUPS if each in held),
        agreed=tuple(
            Agreed(
                id=each.need.measure,
                name=each.need.name,
                risk=Risk(each.newest.risk).label,
                response=Response(each.newest.response).label if each.newest.response else "None yet",
            )
            for each in sorted(complete, key=lambda one: (one.newest.risk != Risk.HIGH, one.need.name))
        ),
        drafts=len(marked) - len(complete),
    )


def _row(standing: Standing, files: Mapping[str, FileHeld]) -> Row:
    measure = standing.measure
    line = presenters.line(standing, marked={}, files=files)
    about = PHASES[measure.phase] if measure.group == "all" else GROUPS[measure.group]
    if measure.unit == "rate_per_100":
        about += ", for each 100 pupils"
    return Row(
        id=measure.id,
        name=measure.name,
        about=about,
        value=line.value or "Not known",
        year=line.year,
        neighbours=line.neighbours,
        england=line.england,
        verdict={"strength": "Strength", "need": "Need"}.get(standing.verdict, ""),
        where=saying.where(standing),
        change=line.change,
        source=line.source,
    )
