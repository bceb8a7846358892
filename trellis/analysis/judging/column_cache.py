"""What has been worked out of one Facts, kept: answers by node, and masks of words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging.criterion import Branch, Leaf
from trellis.analysis.judging.framework import Evidence
from trellis.analysis.store.facts import Facts

Answers = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

# Powers of a large odd number, one for each place of a word. See `_printed`.
_PLACES = np.array([pow(0x9E3779B97F4A7C15, place + 1, 2**64) for place in range(256)], dtype=np.uint64)


@dataclass
class ColumnCache:
    """Answers already worked out for one Facts, by the node itself, so a changed criterion costs only itself."""

    facts: Facts
    answers: dict[tuple[Leaf | Branch, Evidence], Answers] = field(default_factory=dict)
    _masks: dict[tuple[str, ...], Mask] = field(default_factory=dict)
    unheld: dict[tuple[Leaf | Branch, Evidence], Mask] = field(default_factory=dict)
    _standing: tuple[Mask, Mask] | None = None
    _prints: dict[tuple[str, str], npt.NDArray[np.uint64]] = field(default_factory=dict)

    def within(self, column: str, values: Sequence[str]) -> Mask:
        """Return which schools have one of `values` in a text column of the facts."""
        key = (column, *values)
        if key not in self._masks:
            self._masks[key] = np.isin(getattr(self.facts, column), values)
        return self._masks[key]

    def graded(self, area: str, words: Sequence[str], *, what: str = "grade") -> Mask:
        """Return which schools have one of `words` as their grade in an area, or as what it was given under."""
        return one_of(self.prints(area, what), words)

    def prints(self, area: str, what: str) -> npt.NDArray[np.uint64]:
        """Return a number for each school's grade, equal where the words are: comparing words is far slower."""
        key = (area, what)
        if key not in self._prints:
            if what == "grade":
                texts = self.facts.grade(area)
            elif what == "framework":
                texts = self.facts.grade_framework(area)
            else:
                texts = self.facts.latest_framework()
            self._prints[key] = _printed(texts)
        return self._prints[key]

    def simple_succession(self, area: str) -> Mask:
        return self.facts.simple_succession(area)

    def latest_standing(self) -> tuple[Mask, Mask]:
        """Return (whether the latest inspection was of a predecessor, whether that simply became this school)."""
        if self._standing is None:
            facts = self.facts
            under, on = self.prints("", "latest"), facts.latest_inspection()
            predecessor = np.zeros(len(facts), dtype=np.bool_)
            simple = np.ones(len(facts), dtype=np.bool_)
            for area in facts.grades:
                if area == "ungraded_outcome":
                    continue
                of_it = (self.prints(area, "framework") == under) & (facts.grade_date(area) == on)
                predecessor |= of_it & facts.is_predecessor(area)
                simple &= ~of_it | self.simple_succession(area)
            self._standing = predecessor, simple
        return self._standing


def _printed(texts: npt.NDArray[np.str_]) -> npt.NDArray[np.uint64]:
    """Return a 64-bit fingerprint of each text: the sum of its characters, each times its place's odd number.

    The odd numbers are powers of one, so the widths of two arrays do not matter; 2**64 wraps.
    """
    if not texts.size:
        return np.zeros(len(texts), dtype=np.uint64)
    letters = np.ascontiguousarray(texts).view(np.uint32).reshape(len(texts), -1)
    return letters.astype(np.uint64) @ _PLACES[: letters.shape[1]]


def one_of(prints: npt.NDArray[np.uint64], words: Sequence[str]) -> Mask:
    found = np.zeros(len(prints), dtype=np.bool_)
    for wanted in _printed(np.array(words, dtype=np.str_)).tolist() if len(words) else ():
        found |= prints == np.uint64(wanted)
    return found
