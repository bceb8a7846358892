"""Compare schools with random sets: `python -m benchmarks.compare_one HOME`. Prints seconds a call as JSON."""

import json
import random
import statistics
import sys
import time
from pathlib import Path

from trellis.analysis.home import Home
from trellis.analysis.store import warehouse

CALLS, CHOSEN = 100, 30


def main(home: Home) -> None:
    choice = random.Random(803)
    with warehouse.open(home) as held:
        names = [each.id for each in held.indicators() if each.values]
        primary = [school.urn for school in held.schools() if school.phase_group == "primary"]
        took = []
        for call in range(CALLS + 3):
            urn, *chosen = choice.sample(primary, CHOSEN + 1)
            began = time.perf_counter()
            held.compare(urn, chosen, names)
            if call >= 3:
                took.append(time.perf_counter() - began)
    print(
        json.dumps(
            {
                "median": statistics.median(took),
                "p95": sorted(took)[int(0.95 * len(took))],
                "calls": CALLS,
                "chosen": CHOSEN,
                "indicators": len(names),
            }
        )
    )


if __name__ == "__main__":
    main(Home(root=Path(sys.argv[1]).absolute()))
