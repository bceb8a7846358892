"""Many who could help, put in order again and again: `python -m benchmarks.match_all CANDIDATES ROUNDS`.

The plain loop asks the same facts, and tells each candidate's parts and reasons as it comes, keeps those that nothing holds
back, and sorts them in the end: as one writes it first. Both must give the same order, and the same first twenty with their words.
Prints JSON.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from trellis.brokering import impact, matching
from trellis.practice import areas

SHOWN = 20
EVERYBODY = "a need that everybody fits, and nobody is held back"
T = TypeVar("T")


def make(count: int) -> list[matching.Candidate]:
    """Candidates of whom some things are known and others not, by chance that is the same each time."""
    chance, ids = random.Random(12), sorted(areas.every())
    verdicts = (impact.Verdict.BETTER, impact.Verdict.SAME, impact.Verdict.WORSE)
    made = []
    for number in range(count):
        kind: Any = chance.choices(("entry", "leader", "provider"), (8, 3, 1))[0]
        made.append(
            matching.Candidate(
                key=f"{kind}-{number}",
                kind=kind,
                name=f"{chance.choice(('Ash', 'Beech', 'Cedar', 'Elm'))} {number % 700}",
                urn=None if kind == "provider" else 900_000 + number,
                areas=frozenset(chance.sample(ids, chance.randint(1, 4))),
                phases=frozenset(chance.sample(("primary", "secondary", "special"), chance.randint(0, 2))),
                relevance=chance.choice((None, 0.0, chance.random())),
                easting=chance.choice((None, 400_000 + 100_000 * chance.random())),
                northing=300_000 + 100_000 * chance.random(),
                days=chance.choice((None, 0, 2, 6, 12)),
                helps=chance.randint(0, 4),
                quality_current=chance.random() < 0.9,
                accepts=chance.choice((None, True, True, False)),
                interest="They are kin." if chance.random() < 0.02 else "",
                concern=chance.choice((None, False, False, False, True)),
                past=impact.Impact(n=8, verdict=chance.choice(verdicts)) if chance.random() < 0.3 else None,
                evaluations=matching.Evaluations(n=6, mean=1 + 4 * chance.random())
                if chance.random() < 0.3
                else matching.Evaluations(),
            )
        )
    return made


def held_back_by_nothing(candidates: Sequence[matching.Candidate]) -> list[matching.Candidate]:
    """The same, of whom every one may be offered: the most that there is to do."""
    return [
        replace(
            each,
            relevance=1 if each.relevance is None else max(each.relevance, 0.5),
            interest="",
            quality_current=True,
            accepts=True,
            concern=None,
            days=each.days or None,
            phases=frozenset(),
        )
        for each in candidates
    ]


def needs() -> dict[str, matching.Need]:
    """Needs that a few could help with, more, and everybody."""
    place: dict[str, Any] = {
        "urn": 1,
        "easting": 450_000.0,
        "northing": 350_000.0,
        "similar": {900_000 + 40 * number: number for number in range(1, 31)},
    }
    return {
        "a need of one area": matching.Need(areas=frozenset({"early-reading"}), phase="primary", **place),
        "a need of three areas with words": matching.Need(
            areas=frozenset({"early-reading", "attendance", "send"}),
            words="phonics",
            phase="primary",
            **place,
        ),
        EVERYBODY: matching.Need(words="phonics", **place),
    }


def ours(need: matching.Need, candidates: Sequence[matching.Candidate]) -> tuple[Any, ...]:
    """The order, and the first twenty as a page tells them."""
    ranking = matching.rank(need, candidates)
    return ranking, [(each.candidate.key, each.parts) for each in ranking.offered[:SHOWN]]


def plain(need: matching.Need, candidates: Sequence[matching.Candidate]) -> tuple[Any, ...]:
    """The same by telling everybody's parts and reasons first and sorting afterwards."""
    telling = matching.rank(need, [])
    found, held_back, beside = [], [], 0
    for who in candidates:
        reasons = telling.reasons(who)
        if any(each.id == "fit" for each in reasons):
            beside += 1
        elif reasons:
            held_back.append((who.name, who.key, reasons))
        else:
            parts = telling.parts(who)
            found.append((-round(sum(each.counted for each in parts), 6), who.name, who.key, parts))
    found.sort()
    held_back.sort()
    return [each[2] for each in found], len(held_back), beside, [each[2:] for each in found[:SHOWN]]


def timed(work: Callable[[], T], *, rounds: int) -> tuple[tuple[float, float, float], T]:
    """Seconds by the clock and of the processor, medians, and the 95th percentile by the clock; and what came of it."""
    took, worked, found = [], [], work()
    for _ in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        found = work()
        took.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    took.sort()
    return (statistics.median(took), statistics.median(worked), took[int(0.95 * (len(took) - 1))]), found


def main() -> int:
    count, rounds = map(int, sys.argv[1:3])
    made, told = make(count), []
    free = held_back_by_nothing(made)
    for what, need in needs().items():
        candidates = free if what == EVERYBODY else made
        took, (ranking, shown) = timed(lambda need=need, who=candidates: ours(need, who), rounds=rounds)
        slow, (order, held_back, beside, expected) = timed(
            lambda need=need, who=candidates: plain(need, who), rounds=max(1, rounds // 3)
        )
        if [each.candidate.key for each in ranking.offered] != order or shown != expected:
            sys.exit(f"{what}: another order than the plain loop's")
        if (len(ranking.not_offered), ranking.beside) != (held_back, beside):
            sys.exit(f"{what}: others are held back than by the plain loop")
        told.append(
            {
                "what": what,
                "ours": took,
                "plain": slow[:2],
                "offered": len(order),
                "held_back": held_back,
                "beside": beside,
            }
        )
    print(json.dumps({"candidates": len(made), "needs": told}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
