"""How well words fit each of many texts, from 0 to 1: for ranking by a sentence, where nothing is left out for lacking a word."""

import math
from collections import Counter
from collections.abc import Mapping

from trellis.search import words


def likeness(texts: Mapping[str, str], typed: str) -> dict[str, float]:
    """Return for each text, by its key, the share of the words asked for that it has, each by how few texts have it.

    Words that no text has say nothing about any, and count for none. Empty where nothing is asked.
    """
    asked = words.asked(typed)
    if not asked:
        return {}
    held = {key: words.stems(text) for key, text in texts.items()}
    having = Counter(stem for stems in held.values() for stem in stems)
    rarity = {stem: math.log(1 + len(texts) / number) for stem, number in having.items()}
    best = {key: [_best(term, stems, rarity) for term in asked.terms] for key, stems in held.items()}
    most = [max((each[place] for each in best.values()), default=0.0) for place in range(len(asked.terms))]
    whole = sum(most)
    if whole == 0:
        return dict.fromkeys(texts, 0.0)
    return {key: sum(each) / whole for key, each in best.items()}


def _best(term: frozenset[tuple[str, ...]], stems: frozenset[str], rarity: Mapping[str, float]) -> float:
    """How much a term counts in a text: the rarest of its alternatives that the text has whole."""
    return max(
        (min(rarity[stem] for stem in each) for each in term if each and all(stem in stems for stem in each)),
        default=0.0,
    )
