"""The pictures of what came of support: one for each unit, since a point of one figure is not a point of another. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.brokering.impact import Impact, Interval

WIDTH, ROW, LEFT, RIGHT, TOP, FOOT = 640, 40, 240, 20, 12, 44
LONGEST = 34
SHARED = frozenset({"percentage points", "for each 100 pupils"})
"""The units that mean the same of whatever figure they are. A point of a score is one of that score alone."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One figure of one provider: where its interval begins and ends, and its middle, in pixels."""

    name: str
    figure: str
    y: float
    low: float
    high: float
    middle: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """The same in words, for the table beside the picture."""

    name: str
    figure: str
    schools: int
    median: str
    between: str
    confidence: str


@dataclass(frozen=True, kw_only=True)
class Intervals:
    """The picture of one unit. `nought` is where there is no difference; `ticks` are places along the axis and what stands there."""

    id: str
    title: str
    axis: str
    width: int
    height: float
    nought: float
    ticks: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    rows: tuple[Row, ...]


def by_unit(told: Sequence[tuple[str, Impact]]) -> tuple[Intervals, ...]:
    """Draw the interval of each figure of each provider, one picture for each unit. To the right is better in all."""
    units: dict[str, list[tuple[str, Impact, Interval]]] = {}
    for name, each in told:
        if each.interval is not None:
            units.setdefault(_unit(each), []).append((name, each, each.interval))
    return tuple(
        _picture(number, title, drawn) for number, (title, drawn) in enumerate(sorted(units.items()), 1)
    )


def _unit(told: Impact) -> str:
    """What an axis is in, for the heading of its picture."""
    if told.unit in SHARED:
        return told.unit[:1].upper() + told.unit[1:]
    return f"{told.called}{_in_unit(told.unit)}"


def _picture(number: int, title: str, drawn: Sequence[tuple[str, Impact, Interval]]) -> Intervals:
    reach = max(max(abs(of.low), abs(of.high)) for _, _, of in drawn) or 1.0
    half = (WIDTH - LEFT - RIGHT) / 2
    nought = LEFT + half

    def at(value: float) -> float:
        return round(nought + value / reach * half, 1)

    return Intervals(
        id=f"differences-{number}",
        title=title,
        axis=f"Worse than schools like them, or better{_in_unit(drawn[0][1].unit)}",
        width=WIDTH,
        height=TOP + ROW * len(drawn) + FOOT,
        nought=nought,
        ticks=tuple((at(share * reach), _signed(share * reach)) for share in (-1, -0.5, 0, 0.5, 1)),
        bars=tuple(
            Bar(
                name=_short(name),
                figure=_short(each.called),
                y=TOP + ROW * place + ROW / 2,
                low=at(of.low),
                high=at(of.high),
                middle=at(each.median or 0.0),
            )
            for place, (name, each, of) in enumerate(drawn)
        ),
        rows=tuple(
            Row(
                name=name,
                figure=each.called,
                schools=each.n or 0,
                median=_worded(each.median or 0.0),
                between=f"{_worded(of.low)} and {_worded(of.high)}",
                confidence=f"{of.confidence:.2%}".replace(".00%", "%"),
            )
            for name, each, of in drawn
        ),
    )


def _in_unit(unit: str) -> str:
    if not unit:
        return ""
    return f", {unit}" if unit.startswith("for ") else f", in {unit}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _size(value: float) -> str:
    """A number with one place, or with two where one would say little."""
    told = f"{abs(value):.1f}" if abs(value) >= 1 else f"{abs(value):.2f}"
    return told.rstrip("0").rstrip(".") or "0"


def _signed(value: float) -> str:
    size = _size(value)
    return size if size == "0" else f"{'−' if value < 0 else '+'}{size}"


def _worded(value: float) -> str:
    size = _size(value)
    return "no different" if size == "0" else f"{size} {'worse' if value < 0 else 'better'}"
