"""How pages say a suggested level: by number and name, with a shape; colour only helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INSUFFICIENT = "Insufficient evidence"


@dataclass(frozen=True, kw_only=True)
class LevelTag:
    """A suggested level as drawn: its words and the class that gives its border."""

    words: str
    css: str
    number: int | None


def names(pack_text: Mapping[str, Any]) -> dict[int, str]:
    """The levels' names in a frozen pack, by number."""
    return {int(level["number"]): str(level["name"]) for level in pack_text.get("levels", ())}


def tag(level: int | None, *, named: Mapping[int, str], raises_concerns: bool) -> LevelTag:
    """Return how a level is shown. For an academy it is a band of concern, never a level."""
    if level is None:
        return LevelTag(words=INSUFFICIENT, css="trellis-level--none", number=None)
    name = named.get(level, "")
    if not raises_concerns:
        words = f"Level {level}: {name}"
    elif level == 1:
        words = "No concern (band 1)"
    else:
        words = f"Concern, band {level}: {name}"
    return LevelTag(words=words, css=f"trellis-level--{level}", number=level)


def coverage_percent(share: float) -> int:
    """Coverage as a whole percentage; all of it only when it is all."""
    return 100 if share >= 1 else min(99, round(100 * share))
