"""The line at which a pack would begin to count an indicator against a school, for every school at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import wording
from trellis.analysis.judging.criterion import Branch, Leaf
from trellis.analysis.judging.framework import Criterion, Framework
from trellis.analysis.store.facts import Facts

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_UP, _DOWN = ("above", "at_or_above"), ("below", "at_or_below")


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The nearest line for each school, float64[n], NaN where the pack has none, and what it is, in `words`.

    `kind` is a place in `words`, -1 where there is none. A phrase of `words` follows the number: "7.4%, where …".
    """

    at: Floats
    kind: npt.NDArray[np.intp]
    words: tuple[str, ...]


def adverse(pack: Framework, indicator: str) -> int:
    """Return which way an indicator moves for the worse: 1 up, -1 down, 0 where neither or both are bad.

    Its polarity says so; where it has none, the tests of the pack's criteria of levels 2 and 3, where all agree.
    """
    declared = wording.indicators().get(indicator)
    polarity = declared.polarity if declared is not None else "none"
    if polarity != "none":
        return 1 if polarity == "low" else -1
    ways = {way for leaf in _leaves(pack, indicator) if (way := _way(leaf)) != 0}
    return ways.pop() if len(ways) == 1 else 0


def watched(pack: Framework) -> dict[str, int]:
    """Return every indicator that the pack judges by and that can move for the worse, with which way that is.

    A yes or no has no trend; what others are set beside (a target) is not the school's own; and what is itself a change
    over years (a roll over three) would be a trend of trends, over years that overlap.
    """
    read = {
        name for criterion in pack.criteria for leaf in language.leaves(criterion.when) for name in _of(leaf)
    }
    return {name: way for name in sorted(read) if _has_trend(name) and (way := adverse(pack, name)) != 0}


def _has_trend(indicator: str) -> bool:
    declared = wording.indicators().get(indicator)
    if declared is None:
        return True
    return declared.unit != "yes_no" and not any("@-" in each for each in declared.inputs)


def places_wanted(pack: Framework, indicator: str) -> tuple[float, ...]:
    """Return the shares, 0 to 1, of England's schools that the pack's tests of an indicator's place name."""
    return tuple(
        sorted({_share(leaf) for leaf in _leaves(pack, indicator) if isinstance(leaf, language.Percentile)})
    )


def reading(pack: Framework, indicator: str) -> tuple[Criterion, ...]:
    """Return the criteria of levels 2 and 3 that read an indicator."""
    return tuple(
        criterion
        for criterion in pack.criteria
        if criterion.level > 1 and any(indicator in _of(leaf) for leaf in language.leaves(criterion.when))
    )


def lines(
    pack: Framework, indicator: str, facts: Facts, *, way: int, beyond: Mapping[float, Floats]
) -> Lines:
    """Return the nearest line of each school, on the side that the indicator is worse.

    Of criteria, and of tests any one of which is enough, the nearest counts; of tests that must all be met, the
    farthest. A test of a trend has no line, and nor has what is met only together with one. `beyond` holds, by share,
    the value at which a school has that share of England's schools at or below it.
    """
    drawn = _Drawing(indicator, facts, way, beyond)
    found = drawn.nothing()
    for criterion in reading(pack, indicator):
        of_it = drawn.line(criterion.when)
        asked = np.ones(len(facts), dtype=np.bool_)
        if criterion.phases:
            asked &= np.isin(facts.phase_group, criterion.phases)
        if criterion.relationships:
            asked &= np.isin(facts.relationship, criterion.relationships)
        found = drawn.nearer(found, drawn.within(of_it, asked))
    return Lines(at=found[0], kind=found[1], words=tuple(drawn.words))


_Found = tuple[Floats, npt.NDArray[np.intp]]


class _Drawing:
    def __init__(self, indicator: str, facts: Facts, way: int, beyond: Mapping[float, Floats]) -> None:
        self.indicator, self.facts, self.way, self.beyond = indicator, facts, way, beyond
        self.words: list[str] = []

    def nothing(self) -> _Found:
        n = len(self.facts)
        return np.full(n, np.nan), np.full(n, -1, dtype=np.intp)

    def nearer(self, first: _Found, second: _Found) -> _Found:
        return self._choose(first, second, lambda a, b: (b < a) if self.way > 0 else (b > a))

    def farther(self, first: _Found, second: _Found) -> _Found:
        return self._choose(first, second, lambda a, b: (b > a) if self.way > 0 else (b < a))

    def within(self, found: _Found, asked: Mask) -> _Found:
        return np.where(asked, found[0], np.nan), np.where(asked, found[1], -1)

    def line(self, node: Leaf | Branch) -> _Found:
        if isinstance(node, language.Not):
            return self.nothing()
        parts = language.parts(node)
        if not parts:
            found = self._leaf(node)  # type: ignore[arg-type]
        elif isinstance(node, language.All):
            found = self.nothing()
            if not any(isinstance(leaf, language.Trend) for leaf in language.leaves(node)):
                for part in parts:
                    found = self.farther(found, self.line(part))
        else:
            found = self.nothing()
            for part in parts:
                found = self.nearer(found, self.line(part))
        if node.phases:
            found = self.within(found, np.isin(self.facts.phase_group, node.phases))
        return found

    def _leaf(self, leaf: Leaf) -> _Found:
        if self.indicator not in _of(leaf) or _way(leaf) != self.way:
            return self.nothing()
        n = len(self.facts)
        if isinstance(leaf, language.Percentile):
            if leaf.among != "national":
                return self.nothing()
            share = _share(leaf)
            tail = round(100 * (1 - share if self.way > 0 else share))
            many = {10: "tenth", 20: "fifth", 5: "twentieth", 25: "quarter"}.get(tail, f"{tail}%")
            end = "highest" if self.way > 0 else "lowest"
            return self._said(
                self.beyond.get(share, np.full(n, np.nan)),
                f"where the {end} {many} of schools of its phase begins",
            )
        if not isinstance(leaf, language.Threshold):
            return self.nothing()
        if leaf.limit is not None:
            return self._said(np.full(n, float(leaf.limit)), "")
        if leaf.than is not None:
            beside = self.facts.statistic(self.indicator, leaf.than)
            name = language.COMPARATOR_WORDS[leaf.than]
        else:
            other = language.given(leaf.than_indicator)
            beside = self.facts.statistic(other, "value")
            name = wording.indicator_name(other)
        side = "above" if self.way > 0 else "below"
        by = f"{wording.size(self.indicator, leaf.by)} {side} " if leaf.by else ""
        return self._said(beside + self.way * leaf.by, f"{by}{name}" if leaf.by else f"which is {name}")

    def _said(self, at: Floats, words: str) -> _Found:
        if words not in self.words:
            self.words.append(words)
        return at, np.where(np.isfinite(at), self.words.index(words), -1).astype(np.intp)

    def _choose(self, first: _Found, second: _Found, better: Callable[[Floats, Floats], Mask]) -> _Found:
        with np.errstate(invalid="ignore"):
            second_wins = np.isfinite(second[0]) & (~np.isfinite(first[0]) | better(first[0], second[0]))
        return np.where(second_wins, second[0], first[0]), np.where(second_wins, second[1], first[1])


def _of(leaf: Leaf) -> tuple[str, ...]:
    """The indicators whose own movement a leaf judges."""
    if isinstance(leaf, language.Threshold | language.Percentile | language.Trend):
        return (leaf.indicator,)
    return (leaf.group,) if isinstance(leaf, language.Gap) else ()


def _leaves(pack: Framework, indicator: str) -> list[Leaf]:
    return [
        leaf
        for criterion in reading(pack, indicator)
        for leaf in language.leaves(criterion.when)
        if indicator in _of(leaf)
    ]


def _way(leaf: Leaf) -> int:
    """Which way an indicator moves to meet a test: 1 up, -1 down, 0 for neither."""
    if isinstance(leaf, language.Threshold):
        return 1 if leaf.test in _UP else -1
    if isinstance(leaf, language.Percentile):
        return 1 if leaf.at_or_above is not None else -1
    if isinstance(leaf, language.Trend):
        return 1 if leaf.direction == "rising" else -1
    if isinstance(leaf, language.Gap):
        return -1 if leaf.behind == "lower" else 1
    return 0


def _share(leaf: language.Percentile) -> float:
    return float(language.given(leaf.at_or_above if leaf.at_or_above is not None else leaf.at_or_below)) / 100
