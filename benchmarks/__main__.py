"""`python -m benchmarks`: time the work beside its baselines, assert equal results, and print a table.

Imports nothing heavy: see `measuring`.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    comparators,
    directory,
    files_to_levels,
    importing,
    marks,
    matching,
    one_school,
    papers,
    screening,
    searching,
)
from benchmarks.marks import Line
from benchmarks.measuring import Failed
from benchmarks.pages import cases_under_load, under_load
from benchmarks.setting import Setting

BENCHMARKS: dict[str, Callable[[Setting], list[Line]]] = {
    "import": importing.lines,
    "build": lambda setting: [comparators.all_indicators(setting), comparators.whole_build(setting)],
    "pipeline": lambda setting: [comparators.pipeline_shape(setting)],
    "one-school": one_school.lines,
    "files-to-levels": files_to_levels.lines,
    "screen": screening.lines,
    "pages": under_load.lines,
    "cases": cases_under_load.lines,
    "documents": papers.lines,
    "search": searching.lines,
    "directory": directory.lines,
    "match": matching.lines,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="Time the work beside its baselines.")
    parser.add_argument(
        "--quick", action="store_true", help="one run of each, and smaller samples: to see that it works"
    )
    parser.add_argument(
        "--only", metavar="NAME", action="append", choices=[*BENCHMARKS], help=", ".join(BENCHMARKS)
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there too")
    parser.add_argument(
        "--runs", type=int, default=3, help="runs of each process, of which the median is told (3)"
    )
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="work in this folder and leave it there")
    asked = parser.parse_args()
    scratch = asked.keep or Path(tempfile.mkdtemp(prefix="trellis-bench-"))
    setting = Setting(scratch=scratch.absolute(), runs=1 if asked.quick else asked.runs, quick=asked.quick)
    found: list[Line] = []
    failed: list[str] = []
    try:
        for name in asked.only or BENCHMARKS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            try:
                found += BENCHMARKS[name](setting)
            except Failed as error:
                failed.append(f"{name}: {error}")
    finally:
        if asked.keep is None:
            shutil.rmtree(scratch, ignore_errors=True)
    print(
        f"On the {'real published files' if setting.real else 'fictitious nation'}; medians of {setting.runs}.\n"
    )
    print(marks.table(found))
    for told in failed:
        print(f"\nFAILED {told}")
    if asked.json:
        marks.write(found, asked.json)
    return 1 if failed or not all(line.met for line in found) else 0


def _machine() -> str:
    """Say what the figures were measured on, and how busy it was with other things."""
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    waiting = os.getloadavg()[1]
    told = f"{cores} cores, {memory:.0f} GB of memory."
    if waiting > cores:
        told += f" The machine was busy ({waiting:.1f} processes wanted {cores} cores): trust processor time and ratios."
    return told


if __name__ == "__main__":
    sys.exit(main())
