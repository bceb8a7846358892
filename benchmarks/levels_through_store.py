"""From raw files to suggested levels by the product: import, build, screen, every value kept with its source.

Run as `python -m benchmarks.levels_through_store RAW HOME OUT`: into an empty installation, writing levels.csv.
Prints the seconds of each step as JSON.
"""

import csv
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.import_all import import_all
from trellis.analysis.home import Home
from trellis.analysis.judging import evaluation, pack_reading
from trellis.analysis.store import warehouse

PACK = Path(__file__).resolve().parent / "pack"


def main(raw: Path, home: Home, out: Path) -> None:
    began = time.perf_counter()
    told = import_all(raw, home, at=datetime.now(UTC))
    refused = [f"{one['file']}: {one['errors']}" for one in told if not one["kept"]]
    if refused:
        sys.exit("these files were not understood:\n" + "\n".join(refused))
    imported = time.perf_counter()
    report = warehouse.build(home)
    built = time.perf_counter()
    pack = pack_reading.load(PACK)
    with warehouse.open(home) as held:
        facts = held.facts(indicators=pack.columns_read())
    judged = evaluation.assess(pack, facts)
    with (out / "levels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["urn", "level"])
        writer.writerows(zip(facts.urns.tolist(), judged.level.tolist(), strict=True))
    print(
        json.dumps(
            {
                "import": imported - began,
                "build": built - imported,
                "screen": time.perf_counter() - built,
                "steps": dict(report.seconds),
                "schools": len(facts),
                "observations": report.observations,
                "indicators": len(pack.columns_read()),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Home(root=Path(sys.argv[2]).absolute()), Path(sys.argv[3]))
