"""The geometry of a funnel plot: each school's percentage against how many pupils are behind it. Pure functions.

The limits are those of `trellis.analysis.measuring.control_limits` about one comparator. Where a school lies is told by its
shape and by the table beside it, never by colour alone: a dot within the limits, a square beyond the inner and a diamond
beyond the outer ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Literal

from trellis.analysis.measuring import control_limits
from trellis.interfaces.web.govuk.charts import Label

WIDTH, HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 24, 14, 44
_STEPS = 48
# With fewer pupils one of them moves the value by ten points
SMALL = 11

Place = Literal["within", "beyond 95%", "beyond 99.8%"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One school: its percentage, and the pupils behind it."""

    name: str
    percent: float
    size: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A school as drawn."""

    path: str
    css: str


@dataclass(frozen=True, kw_only=True)
class Name:
    """The name beside a school that lies beyond the limits."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """A funnel plot ready to draw. `places` says where each entry lies, in the order given."""

    width: int
    height: int
    left: int
    right: int
    title: str
    description: str
    centre: float
    inner: tuple[str, ...]
    outer: tuple[str, ...]
    marks: tuple[Mark, ...]
    names: tuple[Name, ...]
    ticks: tuple[Label, ...]
    sizes: tuple[Label, ...]
    places: tuple[Place, ...]


def place(entry: Entry, comparator: float) -> Place:
    """Return where a school lies against the limits for as many pupils as it has."""
    (limits,) = control_limits.binomial_limits(comparator, [entry.size])
    if not limits.outer_low <= entry.percent <= limits.outer_high:
        return "beyond 99.8%"
    return "within" if limits.low <= entry.percent <= limits.high else "beyond 95%"


def draw(
    entries: Sequence[Entry], comparator: float, *, title: str, description: str, named: int = 6
) -> Funnel | None:
    """Return the funnel plot of these schools about a comparator (both 0 to 100); None for fewer than two schools.

    The size of a cohort is drawn to a logarithmic scale, since most schools are small. The `named` that lie farthest out
    have their names beside them.
    """
    if len(entries) < 2:
        return None
    least = max(1, min(entry.size for entry in entries))
    most = max(least + 1, *(entry.size for entry in entries))
    low, high = log(least * 0.9), log(most * 1.1)
    foot, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    grid = sorted({max(1, round(exp(low + (high - low) * step / (_STEPS - 1)))) for step in range(_STEPS)})
    limits = control_limits.binomial_limits(comparator, grid)
    bottom, top = _axis([entry.percent for entry in entries], comparator, limits)

    def across(size: float) -> float:
        part = (log(size) - low) / (high - low)
        return round(_LEFT + (right - _LEFT) * min(max(part, 0.0), 1.0), 1)

    def up(percent: float) -> float:
        inside = min(max(percent, bottom), top)
        return round(foot - (foot - _TOP) * (inside - bottom) / (top - bottom), 1)

    def curve(values: Sequence[float]) -> str:
        return " ".join(f"{across(each.size)},{up(at)}" for each, at in zip(limits, values, strict=True))

    places = tuple(place(entry, comparator) for entry in entries)
    far = sorted(
        (i for i, where in enumerate(places) if where != "within"),
        key=lambda i: (places[i] != "beyond 99.8%", -abs(entries[i].percent - comparator)),
    )
    return Funnel(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=right,
        title=title,
        description=description,
        centre=up(comparator),
        inner=(curve([each.low for each in limits]), curve([each.high for each in limits])),
        outer=(curve([each.outer_low for each in limits]), curve([each.outer_high for each in limits])),
        marks=tuple(
            _mark(across(entry.size), up(entry.percent), where)
            for entry, where in zip(entries, places, strict=True)
        ),
        names=_apart([_name(entries[i], across, up) for i in far])[:named],
        ticks=tuple(Label(x=_LEFT - 8, y=up(at), text=f"{at:g}%") for at in _ticks(bottom, top)),
        sizes=(
            *(
                Label(x=across(size), y=foot + 18, text=f"{size:,}")
                for size in (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
                if least * 0.9 <= size <= most * 1.1
            ),
            Label(x=(_LEFT + right) / 2, y=HEIGHT - 6, text="pupils behind the figure"),
        ),
        places=places,
    )


def _mark(x: float, y: float, where: Place) -> Mark:
    if where == "within":
        return Mark(path=f"M{x - 4},{y} a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0", css="mark")
    if where == "beyond 95%":
        return Mark(path=f"M{x - 5},{y - 5} h10 v10 h-10 z", css="mark mark--beyond")
    return Mark(path=f"M{x},{y - 7} l7,7 l-7,7 l-7,-7 z", css="mark mark--far")


def _apart(names: Sequence[Name]) -> tuple[Name, ...]:
    """Return the names that do not lie over one before them; the table has every school."""
    kept: list[Name] = []
    for name in names:
        if all(abs(name.y - other.y) > 15 or abs(name.x - other.x) > 230 for other in kept):
            kept.append(name)
    return tuple(kept)


def _name(entry: Entry, across: Callable[[float], float], up: Callable[[float], float]) -> Name:
    x, y = across(entry.size), up(entry.percent)
    left = x > WIDTH * 0.6
    text = entry.name if len(entry.name) <= 30 else f"{entry.name[:29]}…"
    return Name(x=x - 10 if left else x + 10, y=y + 4, anchor="end" if left else "start", text=text)


def _axis(
    percents: Sequence[float], comparator: float, limits: Sequence[control_limits.Limits]
) -> tuple[float, float]:
    """Return the bottom and top of the axis, in tens: all values, and the limits of the middling cohort."""
    middle = limits[len(limits) // 3]
    lowest = min(*percents, comparator, middle.outer_low)
    highest = max(*percents, comparator, middle.outer_high)
    bottom = max(0.0, 10.0 * (lowest // 10))
    top = min(100.0, 10.0 * (-(-highest // 10)))
    return bottom, max(top, bottom + 10.0)


def _ticks(bottom: float, top: float) -> list[float]:
    step = 5.0 if top - bottom <= 25 else 10.0 if top - bottom <= 60 else 20.0
    found = []
    at = bottom
    while at <= top + 1e-9:
        found.append(at)
        at += step
    return found
