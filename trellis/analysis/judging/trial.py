"""Two screenings of the same schools side by side: who moves from where to where, and the counts of each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trellis.analysis.judging.evaluation import GROUNDS, Assessments
from trellis.analysis.judging.reasons import reasons
from trellis.analysis.judging.suggestion import Ground

# What a school can be, as `BANDS` counts it: no level is either too little known, or between levels 1 and 2.
BANDS = ("3", "none", "2", "between", "1")
_CODE = {3: 0, 2: 2, 1: 4}
_BETWEEN = GROUNDS.index(Ground.BETWEEN)


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one of the two screenings says of a school: the level (None: none), its ground, and the reasons."""

    level: int | None
    ground: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mover:
    """One school of which the two screenings say different things. `turned` are the criteria that answer anew."""

    urn: int
    name: str
    phase_group: str
    school_type: str
    relationship: str
    was: Side
    now: Side
    turned: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many schools of one kind are in each of BANDS, before and after."""

    kind: str
    before: tuple[int, ...]
    after: tuple[int, ...]


def bands(assessed: Assessments) -> np.ndarray:
    """Return int8[n], the place in BANDS of each school."""
    found = np.full(len(assessed.level), 1, dtype=np.int8)
    found[assessed.ground == _BETWEEN] = 3
    for level, code in _CODE.items():
        found[assessed.level == level] = code
    return found


def movers(before: Assessments, after: Assessments) -> tuple[Mover, ...]:
    """Return the schools that change band, in the facts' order. Both must be of the same facts."""
    moved = np.flatnonzero(bands(before) != bands(after))
    return tuple(_mover(before, after, int(at)) for at in moved)


def counted(before: Assessments, after: Assessments, *, by: str | None = None) -> tuple[Counted, ...]:
    """Return the counts over all schools (kind ""), or for each value of a text column of the facts, in order."""
    was, now = bands(before), bands(after)
    if by is None:
        return (Counted(kind="", before=_counts(was), after=_counts(now)),)
    kinds, which = np.unique(getattr(before.facts, by), return_inverse=True)
    many = len(BANDS)
    before_of = np.bincount(which * many + was, minlength=len(kinds) * many).reshape(-1, many)
    after_of = np.bincount(which * many + now, minlength=len(kinds) * many).reshape(-1, many)
    return tuple(
        Counted(kind=str(kind), before=tuple(map(int, one)), after=tuple(map(int, other)))
        for kind, one, other in zip(kinds, before_of, after_of, strict=True)
    )


def moved_count(before: Assessments, after: Assessments) -> int:
    """Return how many schools change band."""
    return int((bands(before) != bands(after)).sum())


def _counts(codes: np.ndarray) -> tuple[int, ...]:
    return tuple(map(int, np.bincount(codes, minlength=len(BANDS))))


def _mover(before: Assessments, after: Assessments, at: int) -> Mover:
    facts = before.facts
    criteria = before.framework.criteria
    differ = np.flatnonzero(before.met[at] != after.met[at])
    return Mover(
        urn=int(facts.urns[at]),
        name=str(facts.names[at]),
        phase_group=str(facts.phase_group[at]),
        school_type=str(facts.school_type[at]),
        relationship=str(facts.relationship[at]),
        was=_side(before, at),
        now=_side(after, at),
        turned=tuple(criteria[j].id for j in differ),
    )


def _side(assessed: Assessments, at: int) -> Side:
    ground = GROUNDS[assessed.ground[at]]
    answers: Mapping[str, int] = {
        criterion.id: int(answer)
        for criterion, answer in zip(assessed.framework.criteria, assessed.met[at], strict=True)
    }
    said = reasons(
        assessed.framework,
        answers,
        ground=ground,
        known=int(assessed.known[at]),
        counted=int(assessed.counted[at]),
        enough=bool(assessed.enough[at]),
    )
    return Side(
        level=int(assessed.level[at]) or None,
        ground=str(ground),
        reasons=tuple(line for line in said if not line.startswith("Also ")),
    )
