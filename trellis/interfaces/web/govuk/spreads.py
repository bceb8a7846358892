"""The geometry of a school within the distribution of a set: one axis, a dot for each other school. Pure functions.

The others are one path, so that thirty schools weigh no more on a page than one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk.charts import Say

WIDTH = 440
_LEFT, _RIGHT, _LEVEL, _FOOT, _BELOW = 52, 28, 14, 26, 18
FEWEST = 3


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A picture ready to draw. `others` is a path of points; `interval` its own ends; `middle` the set's median."""

    width: int
    height: int
    left: float
    right: float
    level: float
    foot: float
    title: str
    description: str
    others: str
    own: float
    middle: float | None
    interval: tuple[float, float] | None
    least: str
    most: str


def draw(
    own: float,
    others: Sequence[float],
    *,
    low: float | None,
    high: float | None,
    middle: float | None,
    title: str,
    description: str,
    say: Say,
) -> Spread | None:
    """Return the picture; None beside fewer than three others, or where all are the same."""
    ends = [n for n in (own, low, high, middle, *others) if n is not None]
    least, most = min(ends), max(ends)
    if len(others) < FEWEST or most - least <= 1e-9:
        return None

    def across(value: float) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (value - least) / (most - least), 1)

    return Spread(
        width=WIDTH,
        height=_FOOT + _BELOW,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        level=_LEVEL,
        foot=_FOOT,
        title=title,
        description=description,
        others="".join(f"M{across(value):g},{_LEVEL}h0" for value in sorted(others)),
        own=across(own),
        middle=across(middle) if middle is not None else None,
        interval=(across(low), across(high)) if low is not None and high is not None else None,
        least=say(least),
        most=say(most),
    )
