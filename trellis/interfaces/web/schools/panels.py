"""What pupils achieve beside what school is like for them: two panels of the newest figures. Pure functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trellis.analysis.judging import wording
from trellis.analysis.store.records import Standing
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools.ledger import Source

if TYPE_CHECKING:
    from trellis.analysis.indicator import Indicator

Where = Callable[[Standing], Source | None]
_VALUE, _NOT_APPLICABLE, _NOT_HELD = 0, 2, 4

OUTCOMES = (
    "ks2_rwm_expected",
    "ks2_rwm_higher",
    "ks2_reading_progress",
    "ks2_writing_progress",
    "ks2_maths_progress",
    "ks4_attainment8",
    "ks4_progress8",
    "ks4_basics_5plus",
    "ks4_destinations_sustained",
    "ks5_alevel_aps",
    "ks5_value_added",
)
EXPERIENCE = (
    "parent_view_happy",
    "parent_view_safe",
    "parent_view_behaviour",
    "parent_view_recommend",
    "absence_overall",
    "persistent_absence",
    "severe_absence",
    "suspension_rate",
    "permanent_exclusion_rate",
    "complaints",
)
_PANELS = (
    (
        "outcomes",
        "What pupils achieve",
        "Attainment, progress and where pupils go next.",
        OUTCOMES,
    ),
    (
        "experience",
        "What school is like for pupils",
        (
            "What parents say, whether pupils are there, and whether they are sent away. What pupils themselves say is in"
            " no publication: only the authority’s or the school’s own survey can tell it."
        ),
        EXPERIENCE,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of a panel: the value or why there is none, its date, and what it is set beside."""

    id: str
    name: str
    value: str
    when: str
    note: str
    england: str
    similar: str
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel. `nothing` says why it is empty."""

    anchor: str
    heading: str
    about: str
    figures: tuple[Figure, ...]
    nothing: str


def panels(standings: Sequence[Standing], *, where: Where) -> tuple[Panel, ...]:
    """Return both panels, of the figures that apply to the school."""
    declared = wording.indicators()
    by_id = {standing.indicator: standing for standing in standings}
    return tuple(
        Panel(
            anchor=anchor,
            heading=heading,
            about=about,
            figures=(figures := _figures(ids, by_id, declared, where=where)),
            nothing=""
            if figures
            else "None of these figures applies to a school of this phase and these ages.",
        )
        for anchor, heading, about, ids in _PANELS
    )


def _figures(
    ids: Sequence[str],
    by_id: Mapping[str, Standing],
    declared: "Mapping[str, Indicator]",
    *,
    where: Where,
) -> tuple[Figure, ...]:
    return tuple(
        _figure(held, declared[name], source=where(held))
        for name in ids
        if (held := by_id.get(name)) is not None and name in declared and held.status != _NOT_APPLICABLE
    )


def _figure(held: Standing, told: "Indicator", *, source: Source | None) -> Figure:
    notes = []
    if held.value is not None:
        value, when = number(held.value, told), words.year(held.year) if held.year else ""
        if held.low is not None and held.high is not None:
            notes.append(f"{bare(held.low, told)} to {bare(held.high, told)} by chance")
        if held.small_cohort:
            notes.append("so few that it says little")
        if held.local:
            notes.append("the authority’s own return")
        if held.basis == "predecessor":
            notes.append("of the school before it")
    else:
        said = wording.STATUS_WORDS[held.status] if held.status != _VALUE else wording.STATUS_WORDS[_NOT_HELD]
        value, when = f"{said[:1].upper()}{said[1:]}", words.year(held.year) if held.year else ""
        if held.last_value is not None and held.last_year is not None:
            notes.append(f"last {number(held.last_value, told)} in {words.year(held.last_year)}")
        elif held.status == _NOT_HELD:
            notes.append(f"it would come from: {told.source}")
    return Figure(
        id=told.id,
        name=told.name,
        value=value,
        when=when,
        note="; ".join(notes),
        england=_middle(held.national_median, held, told),
        similar=_middle(held.similar_median, held, told),
        source=source if held.value is not None else None,
    )


def _middle(value: float | None, held: Standing, told: "Indicator") -> str:
    """What a value is set beside, with its year where that is another: a return may be newer than the publication."""
    if value is None:
        return ""
    other = held.comparator_year is not None and held.comparator_year != held.year
    return bare(value, told) + (f" in {words.year(held.comparator_year or 0)}" if other else "")


def bare(value: float, told: "Indicator") -> str:
    """A value whose unit stands beside it already, where that is long."""
    long = told.unit in ("rate_per_100", "points")
    return words.number(value, unit="" if long else told.unit, decimals=told.decimals)


def number(value: float, told: "Indicator") -> str:
    """A value as its indicator says it."""
    return words.number(value, unit=told.unit, decimals=told.decimals)
