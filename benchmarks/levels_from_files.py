"""From raw files to suggested levels by the product, in memory: what `trellis screen --files RAW --all` does.

Run as `python -m benchmarks.levels_from_files RAW OUT`: writes levels.csv, as the plain script does, in place of a list of
schools with their reasons. The pack has been checked and kept before, as in an installation; nothing else has. Every value keeps the release and row
it came from. Prints the seconds of each step as JSON.
"""

import csv
import gc
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from trellis.analysis.files.beforehand import Beforehand

PACK = Path(__file__).resolve().parent / "pack"


def main(raw: Path, out: Path) -> None:
    gc.disable()  # as the command does
    began, now = time.perf_counter(), datetime.now(UTC)
    beforehand = Beforehand([raw])  # before the libraries are loaded, as the command does
    from trellis.analysis.files import in_memory
    from trellis.analysis.judging import evaluation, pack_reading
    from trellis.analysis.store import unkept

    loaded = time.perf_counter()
    pack = pack_reading.load(PACK, cache=out / "packs")
    columns = pack.columns_read()
    releases = in_memory.read([raw], at=now, measures=unkept.measures(columns), beforehand=beforehand)
    read = time.perf_counter()
    facts = unkept.facts(releases, columns=columns, today=now.date())
    worked_out = time.perf_counter()
    judged = evaluation.assess(pack, facts)
    with (out / "levels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["urn", "level"])
        writer.writerows(zip(facts.urns.tolist(), judged.level.tolist(), strict=True))
    gc.freeze()  # as the command does
    print(
        json.dumps(
            {
                "steps": {
                    "loading the libraries": loaded - began,
                    "reading the files": read - loaded,
                    "working out": worked_out - read,
                    "judging": time.perf_counter() - worked_out,
                },
                "schools": len(facts),
                "indicators": len(pack.columns_read()),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
