"""The register as a page. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.casework.models import Edition, EditionLine
from trellis.casework.queries.register import Line
from trellis.casework.workflows.level import LEVEL
from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.schools.models import PHASES

NONE_AGREED = LevelTag(words="None agreed yet", css="trellis-level--none", number=None)


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One school."""

    urn: int
    name: str
    phase: str
    tag: LevelTag
    since: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """The register: how many at each level, and each school."""

    notice: str
    counts: tuple[tuple[str, int], ...]
    lines: tuple[RegisterLine, ...]


@dataclass(frozen=True, kw_only=True)
class EditionPage:
    """A frozen edition: what changed, and all of it."""

    title: str
    frozen: str
    changes: tuple[tuple[str, str], ...]
    lines: tuple[RegisterLine, ...]
    is_first: bool


def present(lines: Sequence[Line], *, named: Mapping[int, str], on: date | None) -> RegisterPage:
    """Return the register page. `on` is the day looked back to; None for today."""
    return RegisterPage(
        notice=f"This is the register as it stood at the end of {words.day(on)}." if on is not None else "",
        counts=tuple(
            (
                _tag(level, named).words,
                sum(1 for line in lines if line.level == level),
            )
            for level in (3, 2, 1, None)
        ),
        lines=tuple(
            RegisterLine(
                urn=line.school.pk,
                name=line.school.name,
                phase=PHASES.get(line.school.phase_group, ""),
                tag=_tag(line.level, named),
                since=words.day(line.standing.in_force_from) if line.standing is not None else "",
                notes=_notes(line),
            )
            for line in lines
        ),
    )


def present_edition(
    edition: Edition, lines: Sequence[EditionLine], *, named: Mapping[int, str]
) -> EditionPage:
    """Return an edition, with what changed since the one before it."""
    return EditionPage(
        title=str(edition),
        frozen=f"Frozen by {edition.by} on {words.moment(edition.at)}. It is kept as it was written.",
        changes=tuple(
            (line.name, f"{_agreed(line.before, named)} before, {_agreed(line.level, named)} now")
            for line in lines
            if not line.is_new and line.level != line.before
        ),
        lines=tuple(
            RegisterLine(
                urn=line.school_id,
                name=line.name,
                phase="",
                tag=_tag(line.level, named),
                since=words.day(line.since),
                notes=("Not in the edition before.",) if line.is_new and edition.number > 1 else (),
            )
            for line in lines
        ),
        is_first=edition.number == 1,
    )


def _notes(line: Line) -> tuple[str, ...]:
    notes = []
    if line.is_interim:
        notes.append("Interim: it changed since the last edition.")
    if line.standing is not None and line.standing.is_overdue:
        notes.append("Overdue: agreed more than an academic year ago.")
    if line.under_way is not None:
        notes.append(
            f"Level {line.under_way.level} is under way: {LEVEL.states[line.under_way.state].lower()}."
        )
    return tuple(notes)


def _agreed(level: int | None, named: Mapping[int, str]) -> str:
    return "none agreed" if level is None else _tag(level, named).words


def _tag(level: int | None, named: Mapping[int, str]) -> LevelTag:
    return NONE_AGREED if level is None else levels.tag(level, named=named, raises_concerns=False)
