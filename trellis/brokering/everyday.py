"""Which words of a need tell those who could help apart: everybody says “help” and “better”, so they are no match."""

import re

_SAID = """
a about all also an and any anybody anyone are as ask asked asking at be because been being best better both but by
can could do does doing everybody everyone for from get gets getting give gives giving go going good great had has
have having help helped helpful helping helps how if improve improved improvement improvements improves improving
in into is it its just let like look looking make makes making many may more most much must need needed needing
needs not now of on one or other our ours ourselves out please put school schools see show so some somebody someone
something support supported supporting supports than that the their theirs them themselves then there these they
thing things this those to together too us use used using very want wanted wanting wants was way ways we well were
what when where which who whom why will wish with would you your
"""
EVERYDAY = frozenset(_SAID.split())
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")


def telling(words: str) -> str:
    """The words of a need without the everyday ones; "" where it has no others."""
    return " ".join(each for each in _WORD.findall(words) if each.casefold() not in EVERYDAY)
