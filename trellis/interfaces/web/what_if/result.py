"""What would follow from the changes: who moves, and the counts beside today's. Pure functions."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from trellis.analysis.judging import trial
from trellis.analysis.judging.evaluation import Assessments
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.trial import Counted, Mover, Side
from trellis.interfaces.web.govuk import levels
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.interfaces.web.what_if.asking import Asked
from trellis.schools.models import PHASES, RELATIONSHIPS

# How much concern each of trial.BANDS is; where either side is too little known, a move has no direction.
_CONCERN = {"3": 4, "2": 3, "between": 2, "1": 1}


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One change, with the address that takes it back."""

    criterion: str
    label: str
    before: str
    after: str
    back: str


@dataclass(frozen=True, kw_only=True)
class CountLine:
    """One row of counts: each cell is (before, after)."""

    name: str
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class MoverLine:
    """One school that moves."""

    urn: int
    name: str
    about: str
    was: LevelTag
    now: LevelTag
    was_reasons: tuple[str, ...]
    now_reasons: tuple[str, ...]
    turned: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """The whole answer. `hidden` schools move too and are not the reader's to see by name."""

    headline: str
    england: str
    changes: tuple[ChangeLine, ...]
    columns: tuple[str, ...]
    by_level: tuple[tuple[str, int, int, str], ...]
    by_phase: tuple[CountLine, ...]
    by_type: tuple[CountLine, ...]
    england_by_phase: tuple[CountLine, ...]
    movers: tuple[MoverLine, ...]
    hidden: int


def change_lines(asked: Asked) -> tuple[ChangeLine, ...]:
    named = {criterion.id: f"{criterion.id} {criterion.name}" for criterion in asked.pack.criteria}
    return tuple(
        ChangeLine(
            criterion=named.get(one.criterion, "The rule"),
            label=one.label,
            before=before,
            after=after,
            back=asked.without(one.id),
        )
        for one, before, after in asked.said()
    )


def sentences(asked: Asked) -> list[str]:
    """The changes in words, as they are kept with a draft."""
    return [f"{c.criterion}. {c.label}: {c.after} (the pack says {c.before})" for c in change_lines(asked)]


def present(
    asked: Asked,
    *,
    own: tuple[Assessments, Assessments],
    england: tuple[Assessments, Assessments],
    visible: AbstractSet[int],
) -> Result:
    """Return the answer from the screenings before and after, of the authority and of England."""
    moved = trial.movers(*own)
    seen = [mover for mover in moved if mover.urn in visible]
    named: dict[int, str] = {level.number: level.name for level in asked.pack.levels}
    whole = trial.counted(*own)[0]
    return Result(
        headline=_headline(moved, of=len(own[0].level)),
        england=(
            f"In all England {trial.moved_count(*england):,} of {len(england[0].level):,} schools would move."
        ),
        changes=change_lines(asked),
        columns=tuple("Between 1 and 2" if b == "between" else levels.BANDS[b] for b in trial.BANDS),
        by_level=tuple(
            (_column(band, named), before, after, _difference(after - before))
            for band, before, after in zip(trial.BANDS, whole.before, whole.after, strict=True)
        ),
        by_phase=_lines(trial.counted(*own, by="phase_group"), PHASES),
        by_type=_lines(trial.counted(*own, by="school_type"), {}),
        england_by_phase=_lines(trial.counted(*england, by="phase_group"), PHASES),
        movers=tuple(_mover(one, asked.pack, named) for one in sorted(seen, key=_order)),
        hidden=len(moved) - len(seen),
    )


def _headline(moved: Sequence[Mover], *, of: int) -> str:
    if not moved:
        return f"No school would move: each of the {of:,} schools keeps what it has today."
    more = sum(_direction(one) > 0 for one in moved)
    less = sum(_direction(one) < 0 for one in moved)
    other = len(moved) - more - less
    parts = [
        f"{more:,} towards more concern" if more else "",
        f"{less:,} towards less" if less else "",
        f"{other:,} into or out of “{levels.INSUFFICIENT}”" if other else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{len(moved):,} of {of:,} schools would move: {said}."


def _band(side: Side) -> str:
    return levels.band(side.level, side.ground)


def _direction(one: Mover) -> int:
    was, now = _CONCERN.get(_band(one.was)), _CONCERN.get(_band(one.now))
    return 0 if was is None or now is None else now - was


def _order(one: Mover) -> tuple[int, int, str, int]:
    bands = trial.BANDS
    return (bands.index(_band(one.now)), bands.index(_band(one.was)), one.name, one.urn)


def _column(band: str, named: Mapping[int, str]) -> str:
    return f"Level {band}: {named[int(band)]}" if band.isdigit() else levels.BANDS[band]


def _difference(change: int) -> str:
    return "the same" if not change else f"{'+' if change > 0 else '−'}{abs(change):,}"


def _lines(counted: Sequence[Counted], named: Mapping[str, str]) -> tuple[CountLine, ...]:
    order = list(named)
    shown = sorted(counted, key=lambda c: (order.index(c.kind) if c.kind in order else 99, c.kind))
    return tuple(
        CountLine(name=named.get(one.kind, one.kind), cells=tuple(zip(one.before, one.after, strict=True)))
        for one in shown
    )


def _mover(one: Mover, pack: Framework, named: Mapping[int, str]) -> MoverLine:
    concerns = pack.standing(one.relationship) != "level"
    about = [PHASES.get(one.phase_group, one.phase_group), one.school_type]
    if one.relationship != "academy":  # an academy's type says so
        about.append(RELATIONSHIPS.get(one.relationship, one.relationship).lower())

    def tag(side: Side) -> LevelTag:
        return levels.tag(side.level, named=named, raises_concerns=concerns, ground=side.ground)

    return MoverLine(
        urn=one.urn,
        name=one.name,
        about=", ".join(about),
        was=tag(one.was),
        now=tag(one.now),
        was_reasons=one.was.reasons[:3],
        now_reasons=one.now.reasons[:3],
        turned=", ".join(one.turned),
    )
