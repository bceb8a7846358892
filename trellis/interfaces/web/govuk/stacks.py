"""The geometry of a stacked bar: parts of a whole side by side. Pure functions. The numbers stand in the table."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 240.0
_ROOM_FOR_LETTER = 13.0


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part as drawn. `letter` is "" where there is no room for it."""

    x: float
    width: float
    kind: str
    letter: str


def stack(counts: Sequence[tuple[str, str, int]]) -> tuple[Part, ...]:
    """Return the parts of a bar of `WIDTH` for (kind, letter, count), leaving out those that count nothing."""
    whole = sum(count for _, _, count in counts)
    parts = []
    done = 0
    for kind, letter, count in counts:
        if count:
            left, right = WIDTH * done / whole, WIDTH * (done + count) / whole
            parts.append(
                Part(
                    x=round(left, 1),
                    width=round(right - left, 1),
                    kind=kind,
                    letter=letter if right - left >= _ROOM_FOR_LETTER else "",
                )
            )
        done += count
    return tuple(parts)
