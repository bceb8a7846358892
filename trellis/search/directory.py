"""Finding good practice by words: what an adviser would call the right entries, the best of them first.

An entry is found by its own words, by its areas and what else people call those, by its phases and its school. Each word
counts by where it stands and by how few entries have it. Where no entry has every word that was asked for, those that have
the most of them are told, and that it is so.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trellis.practice import areas
from trellis.practice.models import Wording
from trellis.practice.queries.entries import EntryFile
from trellis.search import words

TITLE, AREA, ALSO, TOLD, BESIDE = 6.0, 5.0, 3.5, 2.0, 1.0
"""How much a word counts: in what it is called, of its areas, of their other names, of what is done, anywhere else."""
FEWEST = 0.5
"""The share of the words asked for that an entry has at least, where none has all of them."""

NEAR = 0.5
"""And how much of the best score an entry has at least, there."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """An entry that was found, and how well it fits."""

    file: EntryFile
    score: float


@dataclass(frozen=True, kw_only=True)
class Matches:
    """What was found, the best first. `is_whole` is false where no entry has every word."""

    found: tuple[Match, ...]
    is_whole: bool = True


def find(files: Sequence[EntryFile], typed: str) -> Matches:
    """Return the entries that these words ask for; all of them, in their order, where nothing is asked."""
    asked = words.asked(typed)
    if not asked:
        return Matches(found=tuple(Match(file=each, score=0.0) for each in files))
    weights = [_weights(each) for each in files]
    rarity = _rarity(weights)
    scored = [_score(asked, held, rarity) for held in weights]
    whole = len(asked.terms)
    most = max((terms for terms, _ in scored), default=0)
    if most == 0 or most / whole < FEWEST:
        return Matches(found=(), is_whole=False)
    best = max(score for terms, score in scored if terms == most)
    # A word that nearly every entry has says little by itself: without the others only those that it is of are told
    least = 0.0 if most == whole else best * NEAR
    found = [
        Match(file=file, score=score)
        for file, (terms, score) in zip(files, scored, strict=True)
        if terms == most and score >= least
    ]
    return Matches(
        found=tuple(sorted(found, key=lambda each: (-each.score, each.file.entry.pk))), is_whole=most == whole
    )


def text_of(wording: Wording) -> tuple[str, ...]:
    """What an entry is found by, in the order in which it is read."""
    known = areas.every()
    also = [word for each in wording.areas if each in known for word in known[each].also]
    return (
        wording.title,
        wording.what,
        wording.whom,
        wording.shows,
        wording.see,
        ", ".join(areas.names(wording.areas)),
        ", ".join(wording.phase_names),
        ", ".join(also),
    )


Weights = Mapping[str, float]


def _weights(file: EntryFile) -> Weights:
    shown = file.shown or file.wording
    known = areas.every()
    of_it = [known[each] for each in shown.areas if each in known]
    return _weighed(
        (
            (shown.title, TITLE),
            (" ".join(each.name for each in of_it), AREA),
            (" ".join(word for each in of_it for word in each.also), ALSO),
            (shown.what, TOLD),
            (f"{shown.whom} {shown.shows} {shown.see}", BESIDE),
            (" ".join((*shown.phase_names, file.entry.school.name, file.entry.school.town)), BESIDE),
        )
    )


@lru_cache(maxsize=20_000)
def _weighed(fields: tuple[tuple[str, float], ...]) -> Weights:
    """The stems of an entry, each by where it counts most. Words do not change once written, so they are read once."""
    found: dict[str, float] = {}
    for text, weight in fields:
        for stem in words.stems(text):
            found[stem] = max(weight, found.get(stem, 0.0))
    return found


def _rarity(every: Sequence[Weights]) -> Mapping[str, float]:
    having = Counter(stem for held in every for stem in held)
    return {stem: math.log(1 + len(every) / number) for stem, number in having.items()}


def _score(asked: words.Asked, held: Weights, rarity: Mapping[str, float]) -> tuple[int, float]:
    """How many of the terms an entry has, and how much they count."""
    terms, score = 0, 0.0
    for term in asked.terms:
        best = max(
            (
                min(held[stem] * rarity[stem] for stem in alternative)
                for alternative in term
                if alternative and all(stem in held for stem in alternative)
            ),
            default=0.0,
        )
        terms += best > 0
        score += best
    return terms, score
