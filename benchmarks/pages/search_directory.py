"""A directory of many entries, searched: `python -m benchmarks.pages.search_directory ENTRIES ROUNDS`.

The entries are those of the demonstration, varied and never written to a database: what is timed is the search, which reads
entries that a page has fetched. The plain one reads the words of each entry at every search and keeps those that have all
that was asked for, in no order. Both must find the same. Prints JSON.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

SEARCHES = {
    "a word of few": "sensory",
    "an area by what people call it": "phonics",
    "a word of many": "reading",
    "several words": "reading at home with families",
    "what nothing has": "quantum chromodynamics",
}


def make(count: int) -> list[Any]:
    """As many entries, each the words of some and of others, with its own number in its name."""
    from trellis.interfaces.commands.lived_practice_words import ENTRIES
    from trellis.practice.models import Wording

    chance, made = random.Random(31), []
    for number in range(count):
        one, other, third = chance.sample(ENTRIES, 3)
        wording = Wording(
            title=f"{one.title}, {number}",
            what=f"{one.what} {other.what}",
            whom=one.whom,
            shows=f"In {number % 90} classes. {third.shows}",
            see=one.see,
            contact=one.contact,
            areas=list(one.areas),
            phases=[one.phase],
        )
        school = SimpleNamespace(name=f"School {number}", town=f"Town {number % 40}")
        entry = SimpleNamespace(pk=number, school=school)
        made.append(SimpleNamespace(shown=wording, wording=wording, entry=entry))
    return made


def ours(files: Sequence[Any], typed: str) -> list[int]:
    from trellis.search import directory

    found = directory.find(files, typed)
    return sorted(each.file.entry.pk for each in found.found) if found.is_whole else []


def plain(files: Sequence[Any], typed: str) -> list[int]:
    """Those that have every word, read anew."""
    from trellis.search import directory, words

    asked, found = words.asked(typed), []
    for each in files:
        school = each.entry.school
        text = " ".join((*directory.text_of(each.shown), school.name, school.town))
        if asked.found_in(words.stems(text)):
            found.append(each.entry.pk)
    return found


def timed(work: Callable[[], list[int]], *, rounds: int) -> tuple[float, float, list[int]]:
    """Seconds by the clock and of the processor, medians, and what was found."""
    took, worked, found = [], [], work()
    for _ in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        found = work()
        took.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    return statistics.median(took), statistics.median(worked), found


def main() -> int:
    count, rounds = map(int, sys.argv[1:3])
    import django

    django.setup()
    files, told = make(count), []
    for what, typed in SEARCHES.items():
        seconds, busy, found = timed(lambda typed=typed: ours(files, typed), rounds=rounds)
        other, other_busy, expected = timed(
            lambda typed=typed: plain(files, typed), rounds=max(1, rounds // 4)
        )
        if found != expected:
            sys.exit(f"{what}: {len(found)} entries, and {len(expected)} by reading each")
        told.append(
            {
                "what": f"{what} (“{typed}”)",
                "ours": [seconds, busy],
                "plain": [other, other_busy],
                "found": len(found),
            }
        )
    print(json.dumps({"entries": count, "searches": told}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
