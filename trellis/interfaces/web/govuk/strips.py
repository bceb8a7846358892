"""The geometry of a strip: one axis, and on a lane for each school its value with its interval. Pure functions.

A lane carries a letter, so that colour is never needed to tell one from another. All that a strip shows stands in the
row of the table beside it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk.charts import Say

WIDTH = 260
_LEFT, _RIGHT, _TOP, _LANE, _FOOT = 24, 26, 6, 16, 18


@dataclass(frozen=True, kw_only=True)
class Lane:
    """What lies on one lane: the values of one school, or of a set of them, and the interval of a single one."""

    letter: str
    values: tuple[float, ...]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One value as drawn. `css` tells a school's own from one of a set."""

    x: float
    y: float
    css: str


@dataclass(frozen=True, kw_only=True)
class Interval:
    """An interval as drawn."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Text:
    """A letter beside a lane or a value under the axis."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A strip ready to draw. `foot` is where the axis lies."""

    width: int
    height: int
    foot: float
    left: float
    right: float
    title: str
    description: str
    marks: tuple[Mark, ...]
    intervals: tuple[Interval, ...]
    comparators: tuple[float, ...]
    texts: tuple[Text, ...]


def draw(
    lanes: Sequence[Lane], *, comparators: Sequence[float], title: str, description: str, say: Say
) -> Strip | None:
    """Return the strip of these lanes, with an upright line at each comparator; None for fewer than two values.

    A strip of values that are all the same says nothing that the table does not, and is left out too.
    """
    values = [value for lane in lanes for value in lane.values]
    everything = [
        *values,
        *comparators,
        *(n for lane in lanes for n in (lane.low, lane.high) if n is not None),
    ]
    if len(values) < 2 or max(everything) - min(everything) <= 1e-9:
        return None
    least, most = min(everything), max(everything)
    right = WIDTH - _RIGHT
    foot = _TOP + _LANE * len(lanes)

    def across(value: float) -> float:
        return round(_LEFT + (right - _LEFT) * (value - least) / (most - least), 1)

    def down(place: int) -> float:
        return _TOP + _LANE * place + _LANE / 2

    return Strip(
        width=WIDTH,
        height=foot + _FOOT,
        foot=foot,
        left=_LEFT,
        right=right,
        title=title,
        description=description,
        marks=tuple(
            Mark(x=across(value), y=down(place), css="dot" if len(lane.values) == 1 else "dot dot--set")
            for place, lane in enumerate(lanes)
            for value in lane.values
        ),
        intervals=tuple(
            Interval(left=across(lane.low), right=across(lane.high), y=down(place))
            for place, lane in enumerate(lanes)
            if lane.values and lane.low is not None and lane.high is not None
        ),
        comparators=tuple(across(value) for value in comparators),
        texts=(
            *(
                Text(x=4, y=down(place) + 4, text=lane.letter, anchor="start")
                for place, lane in enumerate(lanes)
            ),
            Text(x=_LEFT, y=foot + 14, text=say(least), anchor="middle" if len(say(least)) < 5 else "start"),
            Text(x=right, y=foot + 14, text=say(most), anchor="middle" if len(say(most)) < 5 else "end"),
        ),
    )
