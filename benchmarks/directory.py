"""Searching a directory of 5,000 entries of good practice, beside reading the words of each at every search."""

import json

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import python
from benchmarks.pages.serving import SETTINGS
from benchmarks.setting import Setting

MARK = 0.2
"""What a search may take of a page, in seconds."""


def lines(setting: Setting) -> list[Line]:
    """Five searches. Raises Failed where both ways find other entries."""
    home = setting.folder("directory")
    run = measuring.once(
        python("benchmarks.pages.search_directory", *((500, 3) if setting.quick else (5_000, 7))),
        environment={"TRELLIS_HOME": str(home), "DATABASE_URL": "", **SETTINGS},
    )
    told = json.loads(run.printed.splitlines()[-1])
    return [
        Line(
            work=f"directory: {each['what']}, {told['entries']:,} entries",
            ours=Cost(seconds=each["ours"][0], cpu_seconds=each["ours"][1]),
            baseline=Cost(seconds=each["plain"][0], cpu_seconds=each["plain"][1]),
            ratio=each["plain"][0] / each["ours"][0],
            marks=(marks.at_most("median", each["ours"][0], MARK, "s"),),
            notes=(f"{each['found']:,} found, each of which the plain one found too",),
        )
        for each in told["searches"]
    ]
