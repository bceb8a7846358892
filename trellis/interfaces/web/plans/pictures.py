"""The pictures of a plan: how an objective goes over time, and how near each condition for stepping down is. Pure functions.

All that a picture shows stands in words or in the table beside it, and nothing is told by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.casework.models import Judged, Rating

_WIDE, _LEFT, _RIGHT, _TOP, _LANE, _FOOT = 440.0, 160.0, 16.0, 14.0, 22.0, 22.0
_LANES = (Rating.AHEAD, Rating.ON_TRACK, Rating.SLOW, Rating.STUCK)
_NEXT_TO = 12.0  # between two marks of one day

_BAR_WIDE, _BAR_TALL, _ROW, _NAME = 440.0, 14.0, 34.0, 120.0
_SHARES = {Judged.MET: 1.0, Judged.PARTLY: 0.5, Judged.NOT_MET: 0.0}
NOT_JUDGED = "Not judged yet"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One rating: a dot for the authority’s, a square for the school’s own."""

    x: float
    y: float
    by_school: bool


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One rating's level, with its name."""

    y: float
    name: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """How an objective went, ready to draw."""

    width: float
    height: float
    left: float
    right: float
    title: str
    description: str
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    line: str
    days: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One condition: how much of its bar is filled, and what that says."""

    y: float
    name: str
    width: float
    words: str


@dataclass(frozen=True, kw_only=True)
class Bars:
    """The conditions for stepping down, ready to draw."""

    width: float
    height: float
    left: float
    full: float
    tall: float
    title: str
    description: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A rating on a day."""

    on: date
    rating: str
    by_school: bool


def course(rated: Sequence[Rated], *, title: str) -> Course | None:
    """Return the picture of ratings in the order of their days; None where there is nothing to draw."""
    if not rated:
        return None
    first, last = rated[0].on, rated[-1].on
    whole = max(1, (last - first).days)
    lanes = {each.value: _TOP + _LANE * row for row, each in enumerate(_LANES)}
    taken: dict[tuple[date, str], int] = {}
    marks = []
    for each in rated:
        beside = taken.get((each.on, each.rating), 0)
        taken[each.on, each.rating] = beside + 1
        x = _LEFT + 10 + (_WIDE - _LEFT - _RIGHT - 20) * (each.on - first).days / whole
        moved = -beside * _NEXT_TO if each.on == last and last != first else beside * _NEXT_TO
        marks.append(Mark(x=round(x + moved, 1), y=lanes[each.rating], by_school=each.by_school))
    own = [mark for mark in marks if not mark.by_school]
    newest = rated[-1]
    days = ((marks[0].x, _day(first), "start"), (_WIDE - _RIGHT, _day(last), "end"))
    return Course(
        width=_WIDE,
        height=_TOP + _LANE * (len(_LANES) - 1) + _FOOT + 10,
        left=_LEFT,
        right=_WIDE - _RIGHT,
        title=title,
        description=f"{len(rated)} ratings. The newest, of {_day(newest.on)}: {Rating(newest.rating).label.lower()}. "
        "The table beside this picture has every one."
        if len(rated) > 1
        else f"One rating, of {_day(newest.on)}: {Rating(newest.rating).label.lower()}.",
        lanes=tuple(Lane(y=lanes[each.value], name=_SHORT[each]) for each in _LANES),
        marks=tuple(marks),
        line=" ".join(f"{mark.x},{mark.y}" for mark in own) if len(own) > 1 else "",
        days=days if first != last else days[:1],
    )


def bars(judged: Sequence[tuple[int, str]]) -> Bars | None:
    """Return the picture of conditions, each as its number and what the newest review says of it ("" for nothing)."""
    if not judged:
        return None
    drawn = tuple(
        Bar(
            y=8 + _ROW * row,
            name=f"Condition {number}",
            width=round((_BAR_WIDE - _NAME - 110) * _SHARES.get(Judged(said), 0.0), 1) if said else 0.0,
            words=str(Judged(said).label) if said else NOT_JUDGED,
        )
        for row, (number, said) in enumerate(judged)
    )
    met = sum(said == Judged.MET for _, said in judged)
    return Bars(
        width=_BAR_WIDE,
        height=_ROW * len(drawn),
        left=_NAME,
        full=_BAR_WIDE - _NAME - 110,
        tall=_BAR_TALL,
        title="How near the school is to stepping down a level",
        description=f"{met} of {len(judged)} conditions met. "
        + ". ".join(f"{bar.name}: {bar.words.lower()}" for bar in drawn)
        + ".",
        bars=drawn,
    )


_SHORT = {
    Rating.AHEAD: "Ahead",
    Rating.ON_TRACK: "On track",
    Rating.SLOW: "Slower than planned",
    Rating.STUCK: "Not moving",
}


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
