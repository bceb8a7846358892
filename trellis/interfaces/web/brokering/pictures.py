"""The picture of what came of support: for each provider the median difference and where it may lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.brokering.impact import Impact

WIDTH, ROW, LEFT, RIGHT, TOP = 640, 34, 220, 20, 12


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One provider: where its interval begins and ends, and its middle, in pixels; and that in words."""

    name: str
    y: float
    low: float
    high: float
    middle: float
    words: str


@dataclass(frozen=True, kw_only=True)
class Intervals:
    """The picture. `nought` is where there is no difference."""

    width: int
    height: float
    nought: float
    bars: tuple[Bar, ...]
    worst: str
    best: str


def intervals(told: Sequence[tuple[str, Impact]]) -> Intervals | None:
    """Draw the interval of each; None where there is nothing to draw. To the right is better."""
    drawn = [(name, each, each.interval) for name, each in told if each.interval is not None]
    if not drawn:
        return None
    reach = max(max(abs(of.low), abs(of.high)) for _, _, of in drawn) or 1.0
    half = (WIDTH - LEFT - RIGHT) / 2
    nought = LEFT + half

    def at(value: float) -> float:
        return round(nought + value / reach * half, 1)

    return Intervals(
        width=WIDTH,
        height=TOP * 2 + ROW * len(drawn) + 16,
        nought=nought,
        bars=tuple(
            Bar(
                name=name if len(name) <= 28 else f"{name[:27]}…",
                y=TOP + ROW * place + ROW / 2,
                low=at(of.low),
                high=at(of.high),
                middle=at(each.median or 0.0),
                words=each.sentence,
            )
            for place, (name, each, of) in enumerate(drawn)
        ),
        worst="Less well than others",
        best="Better than others",
    )
