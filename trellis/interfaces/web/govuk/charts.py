"""The geometry of a small line chart: years across, values up, an interval band and a comparator. Pure functions.

A year without a value is a gap in the line with a mark at the foot, never a zero. All that a chart shows stands in
the table beside it too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 440, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 28, 12, 26
_LETTER = 12.0  # as high as a letter


@dataclass(frozen=True, kw_only=True)
class Point:
    """One year of an indicator. `value` is None where there is none; `before` is true of a predecessor's value."""

    year: int
    value: float | None
    low: float | None = None
    high: float | None = None
    comparator: float | None = None
    before: bool = False


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A value as drawn."""

    x: float
    y: float
    css: str


@dataclass(frozen=True, kw_only=True)
class Whisker:
    """The interval of one value as drawn."""

    x: float
    top: float
    bottom: float


@dataclass(frozen=True, kw_only=True)
class Label:
    """A word beside an axis."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a school is set beside, by year. `letter` tells its line from the others without colour."""

    letter: str
    values: Mapping[int, float]


@dataclass(frozen=True, kw_only=True)
class BesideLine:
    """The stretches of one such line, and where its letter stands."""

    letter: str
    lines: tuple[str, ...]
    label: Label


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart ready to draw. `lines` and `comparators` are lists of points for <polyline>."""

    width: int
    height: int
    title: str
    description: str
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    comparators: tuple[str, ...]
    whiskers: tuple[Whisker, ...]
    gaps: tuple[Label, ...]
    ticks: tuple[Label, ...]
    years: tuple[Label, ...]
    limit: Label | None = None
    beside: tuple[BesideLine, ...] = ()


def draw(
    points: Sequence[Point],
    *,
    title: str,
    description: str,
    say: "Say",
    decimals: int = 1,
    limit: float | None = None,
    beside: Sequence[Beside] = (),
) -> Chart | None:
    """Return the chart of these years, which come in order; None where fewer than two have a value.

    `say` turns a value on the axis into words; `limit` is drawn as a level line of its own. Years of `beside` outside
    those of the points are left out.
    """
    held = [point for point in points if point.value is not None]
    if len(held) < 2:
        return None
    first, last = points[0].year, points[-1].year
    seen = [
        Beside(letter=each.letter, values={y: v for y, v in each.values.items() if first <= y <= last})
        for each in beside
    ]
    numbers = [n for p in points for n in (p.value, p.low, p.high, p.comparator, limit) if n is not None]
    numbers += [value for each in seen for value in each.values.values()]
    bottom, top, step = axis(min(numbers), max(numbers), decimals)

    def across(year: int) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (year - first) / max(1, last - first), 1)

    def up(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - bottom) / (top - bottom), 1)

    by_year = {point.year: point for point in points}
    years = range(first, last + 1)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        title=title,
        description=description,
        dots=tuple(
            Dot(x=across(p.year), y=up(p.value), css="dot dot--before" if p.before else "dot")
            for p in held
            if p.value is not None
        ),
        lines=_runs([(across(y), up(v)) if (v := _value(by_year, y)) is not None else None for y in years]),
        comparators=_runs(
            [(across(y), up(c)) if (c := _comparator(by_year, y)) is not None else None for y in years],
            dash=True,
        ),
        whiskers=tuple(
            Whisker(x=across(p.year), top=up(p.high), bottom=up(p.low))
            for p in held
            if p.low is not None and p.high is not None
        ),
        gaps=tuple(
            Label(x=across(year), y=HEIGHT - _BOTTOM - 5, text="no value")
            for year in years
            if _value(by_year, year) is None
        ),
        ticks=tuple(
            Label(x=_LEFT - 8, y=up(bottom + i * step), text=say(bottom + i * step))
            for i in range(round((top - bottom) / step) + 1)
        ),
        years=tuple(
            Label(x=across(year), y=HEIGHT - 8, text=f"{(year - 1) % 100:02d}/{year % 100:02d}")
            for year in years
            if last - first < 9 or (year - first) % 2 == 0
        ),
        limit=None if limit is None else Label(x=WIDTH - _RIGHT, y=up(limit), text="limit"),
        beside=_beside(
            [
                (each.letter, [(across(y), up(each.values[y])) if y in each.values else None for y in years])
                for each in seen
                if each.values
            ]
        ),
    )


class Say:
    """How a value is said on an axis: a unit and a number of decimals, kept so that a chart can be compared."""

    def __init__(self, unit: str, decimals: int) -> None:
        self.unit, self.decimals = unit, decimals

    def __call__(self, value: float) -> str:
        if self.unit == "pounds":
            return f"£{value / 1000:,.0f}k" if abs(value) >= 10_000 else f"£{value:,.0f}"
        text = f"{value:,.{self.decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{text}%" if self.unit == "percent" else text


def _beside(lines: Sequence[tuple[str, Sequence[tuple[float, float] | None]]]) -> tuple[BesideLine, ...]:
    """Return the lines with their letters at the right end, none on another."""
    ends = [next(place for place in reversed(places) if place is not None)[1] for _, places in lines]
    labels: dict[int, float] = {}
    above = -_LETTER
    for i in sorted(range(len(lines)), key=lambda i: ends[i]):
        above = labels[i] = max(ends[i], above + _LETTER)
    beyond = max(labels.values(), default=0.0) - (HEIGHT - _BOTTOM + 4)
    return tuple(
        BesideLine(
            letter=letter,
            lines=_runs(places, dash=True),
            label=Label(x=WIDTH - _RIGHT + 8, y=round(labels[i] - max(0.0, beyond) + 4, 1), text=letter),
        )
        for i, (letter, places) in enumerate(lines)
    )


def _value(by_year: dict[int, Point], year: int) -> float | None:
    point = by_year.get(year)
    return None if point is None else point.value


def _comparator(by_year: dict[int, Point], year: int) -> float | None:
    point = by_year.get(year)
    return None if point is None else point.comparator


def _runs(places: Sequence[tuple[float, float] | None], *, dash: bool = False) -> tuple[str, ...]:
    """Return the unbroken stretches of places, each as the points of a polyline.

    A place by itself is left out, being a dot already; with `dash` it becomes a short level line.
    """
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    if dash:
        alone = [[(x - 22, y), (min(x + 22, WIDTH - 1), y)] for run in runs if len(run) == 1 for x, y in run]
        runs = [run for run in runs if len(run) > 1] + alone
    return tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1)


def axis(low: float, high: float, decimals: int) -> tuple[float, float, float]:
    """Return the bottom, top and step of an axis of two to five round steps that holds low and high."""
    spread = max(high - low, 10.0**-decimals * 4, abs(high) * 0.02)
    rough = spread / 4
    power = 10.0
    step = 1.0
    while step * power <= rough:
        step *= power
    while step > rough:
        step /= power
    step = next(step * n for n in (1, 2, 2.5, 5, 10) if step * n >= rough)
    bottom = step * int(low // step)
    top = bottom
    while top < high - 1e-9 or top - bottom < 2 * step - 1e-9:
        top = round(top + step, 9)
    return round(bottom, 9), top, step
