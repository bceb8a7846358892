"""Change one threshold after another in a warm process: `python -m benchmarks.screen_again HOME PACK`.

Prints, as JSON, the seconds from a changed pack to every school's level. Each change is checked once against a
screening that knows nothing of the one before.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from trellis.analysis.home import Home
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import evaluation, framework, pack_reading
from trellis.analysis.store import warehouse

# the number that a test is about, by what it is called
NUMBERS = ("limit", "by", "at_or_below", "at_or_above", "at_least")


def main(home: Home, pack: Path) -> None:
    before = pack_reading.load(pack)
    with warehouse.open(home) as held:
        facts = held.facts(indicators=before.columns_read())
    cache = evaluation.ColumnCache(facts)
    evaluation.assess(before, facts, cache=cache)
    took = []
    for place, node in _changes(before):
        criteria = list(before.criteria)
        criteria[place] = replace(criteria[place], when=node)
        began = time.perf_counter()
        changed = evaluation.assess(replace(before, criteria=tuple(criteria)), facts, cache=cache)
        took.append(time.perf_counter() - began)
        afresh = evaluation.assess(changed.framework, facts)
        if not (np.array_equal(changed.level, afresh.level) and np.array_equal(changed.met, afresh.met)):
            sys.exit(
                f"a change to {criteria[place].id} gave other levels than a screening from the beginning"
            )
    print(
        json.dumps(
            {
                "median": statistics.median(took),
                "worst": max(took),
                "changes": len(took),
                "schools": len(facts),
            }
        )
    )


def _changes(pack: framework.Framework) -> Iterator[tuple[int, Any]]:
    """Yield each criterion that has a number in it, with that number a little larger."""
    for place, criterion in enumerate(pack.criteria):
        changed = _larger(criterion.when)
        if changed is not criterion.when:
            yield place, changed


def _larger(node: Any) -> Any:
    for name in NUMBERS:
        number = getattr(node, name, None)
        if isinstance(number, int | float) and number:
            return replace(node, **{name: number + 0.5})
    parts = language.parts(node)
    changed = tuple(_larger(part) for part in parts)
    if all(new is old for new, old in zip(changed, parts, strict=True)):
        return node
    return replace(node, of=changed if isinstance(node.of, tuple) else changed[0])


if __name__ == "__main__":
    main(Home(root=Path(sys.argv[1]).absolute()), Path(sys.argv[2]))
