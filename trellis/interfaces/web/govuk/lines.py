"""The geometry of a chart of several lines over the years, each told by its dash and its name at the end. Pure functions.

A year without a value is a gap in a line, never a zero. All that a chart shows stands in the table beside it too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk.charts import Label, Say, axis

WIDTH, HEIGHT = 440, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 92, 12, 26
_APART = 14  # between the names at the ends of lines


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: its name at the end, the class that gives it its dash, and its values by year."""

    name: str
    css: str
    values: tuple[tuple[int, float], ...]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One line as drawn: its unbroken stretches for <polyline>, and its values as points."""

    css: str
    runs: tuple[str, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A chart ready to draw."""

    width: int
    height: int
    left: int
    right: int
    title: str
    description: str
    lines: tuple[Drawn, ...]
    names: tuple[Label, ...]
    ticks: tuple[Label, ...]
    years: tuple[Label, ...]


def draw(
    lines: Sequence[Line],
    *,
    title: str,
    description: str,
    say: Say,
    decimals: int = 1,
    named_years: Sequence[tuple[int, str]],
) -> Lines | None:
    """Return the chart; None where no line has two values. `named_years` are the years with what the foot calls them."""
    held = [line for line in lines if line.values]
    if not any(len(line.values) > 1 for line in held):
        return None
    every = [year for line in held for year, _ in line.values]
    first, last = min(every), max(every)
    numbers = [value for line in held for _, value in line.values]
    bottom, top, step = axis(min(numbers), max(numbers), decimals)
    right = WIDTH - _RIGHT

    def across(year: int) -> float:
        return round(_LEFT + (right - _LEFT) * (year - first) / max(1, last - first), 1)

    def up(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - bottom) / (top - bottom), 1)

    ends = [(line.name, across(line.values[-1][0]), up(line.values[-1][1])) for line in held]
    shown = [(year, text) for year, text in named_years if first <= year <= last]
    every_other = last - first > 6
    return Lines(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=right,
        title=title,
        description=description,
        lines=tuple(
            Drawn(
                css=line.css,
                runs=_runs(line.values, across, up),
                points=tuple((across(year), up(value)) for year, value in line.values),
            )
            for line in held
        ),
        names=tuple(
            Label(x=right + 8, y=y + 4, text=name) for name, y in _apart([(name, y) for name, _, y in ends])
        ),
        ticks=tuple(
            Label(x=_LEFT - 8, y=up(bottom + i * step), text=say(bottom + i * step))
            for i in range(round((top - bottom) / step) + 1)
        ),
        years=tuple(
            Label(x=across(year), y=HEIGHT - 8, text=text)
            for year, text in shown
            if not every_other or (last - year) % 2 == 0
        ),
    )


def _runs(
    values: Sequence[tuple[int, float]], across: Callable[[int], float], up: Callable[[float], float]
) -> tuple[str, ...]:
    runs: list[list[str]] = []
    before: int | None = None
    for year, value in values:
        if before is None or year - before > 1:
            runs.append([])
        runs[-1].append(f"{across(year)},{up(value)}")
        before = year
    return tuple(" ".join(run) for run in runs if len(run) > 1)


def _apart(names: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the names moved down, or up from the foot, until none lies on another; in the order of their heights."""
    placed: list[tuple[str, float]] = []
    for name, y in sorted(names, key=lambda each: each[1]):
        placed.append((name, y if not placed else max(y, placed[-1][1] + _APART)))
    floor = HEIGHT - _BOTTOM
    for i in range(len(placed) - 1, -1, -1):
        most = floor if i == len(placed) - 1 else placed[i + 1][1] - _APART
        placed[i] = (placed[i][0], round(min(placed[i][1], most), 1))
    return placed
