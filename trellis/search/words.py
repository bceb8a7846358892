"""Words as a search sees them: small letters without diacritics, by their stems, with what the field calls the same thing.

Stemming is done here and not by a database, so that SQLite and PostgreSQL find the same. See ADR 0029.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

LONGEST = 200
"""How many characters of what was asked are read."""
MOST_TERMS = 12
LONGEST_WORD = 40
AROUND = 12
"""How many words before the first one found a snippet begins."""
SNIPPET = 40

# Letters that have no diacritic to remove, and yet are typed without
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "’": "", "'": "", "‘": ""}
)
_WORD = re.compile(r"[a-z0-9]+")
_WRITTEN = re.compile(r"[\s\-–—/]*[^\s\-–—/]+[\s\-–—/]*|[\s\-–—/]+")
_SKIPPED = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "this",
        "to",
        "was",
        "were",
        "will",
        "with",
    ]
)
_SAME: tuple[tuple[str, ...], ...] = (
    ("head", "headteacher", "head teacher", "principal"),
    ("chair", "chairman", "chairwoman", "chair of governors"),
    ("governor", "governing board", "governing body", "governance"),
    ("suspension", "exclusion", "excluded", "suspended"),
    ("attendance", "absence", "absent"),
    ("safeguarding", "child protection"),
    ("send", "sen", "special educational needs"),
    ("ehcp", "education health and care plan", "ehc plan"),
    ("pru", "pupil referral unit", "alternative provision"),
    ("reading", "literacy"),
    ("maths", "mathematics", "numeracy"),
    ("inspection", "ofsted"),
    ("deficit", "overspend"),
    ("parent", "carer"),
    ("adviser", "advisor"),
    ("teaching assistant", "ta"),
)
"""What the field calls the same thing: whoever asks for one of a line finds them all."""

_stemmer = snowballstemmer.stemmer("english")
_one_at_a_time = threading.Lock()


def folded(text: str) -> str:
    """Small letters without diacritics and without apostrophes."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(_PLAIN)


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return [each[:LONGEST_WORD] for each in _WORD.findall(folded(text))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word."""
    with _one_at_a_time:  # the stemmer keeps the word it is at
        return str(_stemmer.stemWord(word)) or word


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text."""
    return frozenset(stem(each) for each in tokens(text))


@dataclass(frozen=True)
class Asked:
    """What was asked for: a text must have one alternative of every term, and an alternative is all of its stems."""

    terms: tuple[frozenset[tuple[str, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def every_stem(self) -> frozenset[str]:
        return frozenset(each for term in self.terms for alternative in term for each in alternative)

    def found_in(self, held: Iterable[str]) -> bool:
        """Whether a text with these stems is one that was asked for: what the indexes answer in their own way."""
        there = frozenset(held)
        return bool(self.terms) and all(
            any(there.issuperset(alternative) for alternative in term) for term in self.terms
        )


def asked(text: str) -> Asked:
    """Read what somebody typed. Little words are left out where others are left."""
    found = list(dict.fromkeys(tokens(text[:LONGEST])))
    telling = [each for each in found if each not in _SKIPPED] or found
    same = _same()
    terms = (frozenset({(stem(each),)}) | same.get(stem(each), frozenset()) for each in telling)
    return Asked(tuple(dict.fromkeys(terms))[:MOST_TERMS])


@lru_cache(maxsize=1)
def _same() -> dict[str, frozenset[tuple[str, ...]]]:
    """For the stem of each single word of the field, everything that stands for it."""
    found: dict[str, frozenset[tuple[str, ...]]] = {}
    for line in _SAME:
        alternatives = frozenset(
            tuple(sorted({stem(each) for each in tokens(name) if each not in _SKIPPED})) for name in line
        )
        for alternative in alternatives:
            if len(alternative) == 1:
                found[alternative[0]] = found.get(alternative[0], frozenset()) | alternatives
    return found


Snippet = tuple[tuple[str, bool], ...]


def snippet(text: str, asked_for: Asked) -> Snippet:
    """Return the part of a text around the first word that was asked for, cut at words: each piece, and whether it is one."""
    pieces = _WRITTEN.findall(" ".join(text.split()))
    wanted = asked_for.every_stem
    hits = [bool(stems(piece) & wanted) for piece in pieces]
    first = max(0, (hits.index(True) if True in hits else 0) - AROUND)
    shown = list(zip(pieces, hits, strict=True))[first : first + SNIPPET]
    joined: list[tuple[str, bool]] = [("… ", False)] if first else []
    for piece, hit in shown:
        if joined and joined[-1][1] == hit:
            joined[-1] = (joined[-1][0] + piece, hit)
        else:
            joined.append((piece, hit))
    if first + SNIPPET < len(pieces):
        joined.append((" …", False))
    return tuple(joined)


def starts(wanted: Sequence[str], held: Sequence[str]) -> bool:
    """Whether every word that was typed begins one that is held: how names are found."""
    return bool(wanted) and all(any(each.startswith(word) for each in held) for word in wanted)
