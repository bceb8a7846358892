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


BETWEEN = "Between levels 1 and 2"
# What a school can be, most in need of a person first; and how a list or a filter calls each.
BANDS = {
    "3": "Level 3",
    "none": INSUFFICIENT,
    "2": "Level 2",
    "between": BETWEEN,
    "1": "Level 1",
}


def band(level: int | None, ground: str) -> str:
    """Return the key of BANDS for a result.

    No level is suggested either because too little is known, or because enough is known and the pack's rule
    suggests neither level 2 nor level 1. A reader must not take the one for the other.
    """
    if level is not None:
        return str(level)
    return "between" if ground == "between" else "none"


def tag(level: int | None, *, named: Mapping[int, str], raises_concerns: bool, ground: str = "") -> LevelTag:
    """Return how a result is shown. For an academy it is a band of concern, never a level."""
    if level is None:
        words = BETWEEN if ground == "between" else INSUFFICIENT
        if raises_concerns and ground == "between":
            words = "Between bands 1 and 2"
        return LevelTag(words=words, css="trellis-level--none", number=None)
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
