"""Searching ten years of notes of 600 schools, beside looking through each of them, on both databases.

PostgreSQL is measured where DATABASE_URL names an empty one; SQLite always.
"""

import json
import os

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import python
from benchmarks.pages.serving import SETTINGS
from benchmarks.setting import Setting

WHO = {"pa": "whoever sees all schools", "sia": "an adviser with 12 schools"}
LIST = 0.15
"""G8's mark for a list, in seconds."""


def lines(setting: Setting) -> list[Line]:
    """The same on SQLite, and on PostgreSQL where there is one. Raises Failed where both ways find other notes."""
    found = _on(setting, "SQLite", database="")
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        found += _on(setting, "PostgreSQL", database=server)
    return found


def _on(setting: Setting, engine: str, *, database: str) -> list[Line]:
    home = setting.folder(f"search-{engine.lower()}")
    a_year, rounds = (1, 3) if setting.quick else (5, 11)
    run = measuring.once(
        python("benchmarks.pages.search_notes", a_year, rounds),
        environment={"TRELLIS_HOME": str(home), "DATABASE_URL": database, **SETTINGS},
    )
    told = json.loads(run.printed.splitlines()[-1])
    note = (
        f"{told['notes']:,} notes of 600 schools in ten years; indexing {told['indexed']:,} of them took "
        f"{marks.time(told['index'])}, once; ours looks in every kind of record, for schools and for people as well"
    )
    return [
        Line(
            work=f"search, {engine}: {each['what']}, by {WHO[each['role']]}",
            ours=Cost(seconds=each["ours"][0], cpu_seconds=each["ours"][1]),
            baseline=Cost(seconds=each["plain"][0], cpu_seconds=each["plain"][1]),
            ratio=each["plain"][0] / each["ours"][0],
            marks=(marks.at_most("median", each["ours"][0], LIST, "s"),),
            notes=(note, "the same notes were found") if place == 0 else (),
        )
        for place, each in enumerate(told["searches"])
    ]
