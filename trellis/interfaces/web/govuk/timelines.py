"""The geometry of a line of time: numbered marks on it, or bars from one day to another. Pure functions.

A mark carries a number and a shape, so that colour is never needed to tell one from another. All that a picture shows
stands in the table beside it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH = 440
_LEFT, _RIGHT, _LANE, _FOOT = 16, 16, 24, 22
_TOP, _ROW = 8.0, 36.0  # of bars
_NEAREST = 17.0  # marks nearer than this would lie on one another: the next goes one step up
_SAME_CHANGE = 62  # days between an end and the beginning that it led to
_MOST_YEARS = 7  # more would run into one another


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One thing that happened. `shape` is "dot", "ring", "square", "diamond" or "triangle"."""

    on: date
    label: str
    shape: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """One thing that lasted. None is "before anything held" at its start and "still" at its end."""

    start: date | None
    end: date | None
    label: str
    doubtful: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A moment as drawn: its shape as the points of a polygon, or "" for a circle of radius 5 at x and y."""

    x: float
    y: float
    label: str
    shape: str
    points: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A span as drawn. `drop` is where a line goes down to the bar after it, None for the last."""

    x: float
    y: float
    width: float
    label: str
    label_x: float
    anchor: str
    css: str
    drop: float | None
    drop_to: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A year under the line, or the word over a break."""

    x: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A picture ready to draw. `foot` is where the line of time lies; `breaks` are upright lines across all of it."""

    width: int
    height: float
    foot: float
    left: float
    right: float
    title: str
    description: str
    years: tuple[Tick, ...]
    breaks: tuple[Tick, ...] = ()
    marks: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()


class _Axis:
    """Days laid out from left to right, whole years at the ends."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = date(first.year, 1, 1), date(last.year + 1, 1, 1)
        self._days = (self.last - self.first).days

    def across(self, on: date) -> float:
        share = (on - self.first).days / self._days
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * min(1.0, max(0.0, share)), 1)

    def years(self) -> tuple[Tick, ...]:
        count = self.last.year - self.first.year
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if count / step <= _MOST_YEARS)
        wanted = [year for year in range(self.first.year, self.last.year + 1) if year % step == 0]
        return tuple(Tick(x=self.across(date(year, 1, 1)), text=str(year)) for year in wanted)


def of_moments(
    moments: Sequence[Moment], *, breaks: Sequence[tuple[date, str]], title: str, description: str
) -> Timeline | None:
    """Return the line of these moments, with an upright line and a word at each break; None where there are none."""
    if not moments:
        return None
    ordered = sorted(moments, key=lambda each: (each.on, each.label))
    days = [each.on for each in ordered] + [day for day, _ in breaks]
    axis = _Axis(min(days), max(days))
    lanes: list[float] = []  # where the last mark of each lane lies
    placed: list[tuple[Moment, float, int]] = []
    for each in ordered:
        x = axis.across(each.on)
        lane = next((i for i, last in enumerate(lanes) if x - last >= _NEAREST), len(lanes))
        lanes[lane : lane + 1] = [x]
        placed.append((each, x, lane))
    top = 34.0
    foot = top + _LANE * len(lanes)
    return Timeline(
        width=WIDTH,
        height=foot + _FOOT,
        foot=foot,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        title=title,
        description=description,
        years=axis.years(),
        breaks=tuple(Tick(x=axis.across(day), text=word, anchor="end") for day, word in sorted(breaks)),
        marks=tuple(_mark(each, x, foot - 12 - _LANE * lane) for each, x, lane in placed),
    )


def of_spans(spans: Sequence[Span], *, until: date, title: str, description: str) -> Timeline | None:
    """Return bars one under another, each with a line down to the last from its end; None for fewer than two."""
    days = [day for span in spans for day in (span.start, span.end) if day is not None]
    if len(spans) < 2 or not days:
        return None
    first = min(days)
    axis = _Axis(date(first.year - 1, 1, 1), max([*days, until]))
    bars = []
    for place, span in enumerate(spans):
        left = axis.across(span.start) if span.start is not None else float(_LEFT)
        right = axis.across(span.end or until)
        middle = (left + right) / 2
        anchor = "start" if middle < WIDTH / 3 else "end" if middle > 2 * WIDTH / 3 else "middle"
        bars.append(
            Bar(
                x=left,
                y=_TOP + _ROW * place,
                width=max(4.0, round(right - left, 1)),
                label=span.label,
                label_x=left if anchor == "start" else right if anchor == "end" else round(middle, 1),
                anchor=anchor,
                css="bar bar--doubtful" if span.doubtful else "bar",
                drop=None if place == len(spans) - 1 else right,
                drop_to=_ROW * _next(spans, place, until) + _TOP,
            )
        )
    foot = _TOP + _ROW * len(spans)
    return Timeline(
        width=WIDTH,
        height=foot + _FOOT,
        foot=foot,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        title=title,
        description=description,
        years=axis.years(),
        bars=tuple(bars),
    )


def _next(spans: Sequence[Span], place: int, until: date) -> int:
    """Return the place of the span that a span became: the first after it to begin when it ended, else the last."""
    end = spans[place].end or until
    for later in range(place + 1, len(spans)):
        start = spans[later].start
        if start is not None and abs((start - end).days) <= _SAME_CHANGE:
            return later
    return len(spans) - 1


def _mark(moment: Moment, x: float, y: float) -> Mark:
    shapes = {
        "square": ((-6, -6), (6, -6), (6, 6), (-6, 6)),
        "diamond": ((0, -8), (8, 0), (0, 8), (-8, 0)),
        "triangle": ((0, -8), (8, 6), (-8, 6)),
    }
    corners = shapes.get(moment.shape, ())
    return Mark(
        x=x,
        y=y,
        label=moment.label,
        shape=moment.shape,
        points=" ".join(f"{x + across:g},{y + down:g}" for across, down in corners),
    )
