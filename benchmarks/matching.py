"""Putting 5,000 who could help with a need in order, beside a plain loop that tells everything of everybody first."""

import json

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import python
from benchmarks.setting import Setting

MARK = 0.2
"""What the order and the first twenty with their sentences may take of a page, in seconds."""


def lines(setting: Setting) -> list[Line]:
    """Three needs. Raises Failed where ours and the plain loop give another order."""
    home = setting.folder("match")
    run = measuring.once(
        python("benchmarks.match_all", *((500, 3) if setting.quick else (5_000, 21))),
        environment={"TRELLIS_HOME": str(home)},
    )
    told = json.loads(run.printed.splitlines()[-1])
    return [
        Line(
            work=f"match: {each['what']}, {told['candidates']:,} candidates",
            ours=Cost(seconds=each["ours"][0], cpu_seconds=each["ours"][1]),
            baseline=Cost(seconds=each["plain"][0], cpu_seconds=each["plain"][1]),
            ratio=each["plain"][0] / each["ours"][0],
            marks=(marks.at_most("95th percentile", each["ours"][2], MARK, "s"),),
            notes=(
                f"{each['offered']:,} offered, {each['held_back']:,} held back, {each['beside']:,} offer other things",
                "the same order was found, and the first twenty have the same sentences",
            ),
        )
        for each in told["needs"]
    ]
