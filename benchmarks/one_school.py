"""G2: one school beside a set of its own choosing, over every indicator, at the function that a page calls."""

import json

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import python
from benchmarks.setting import Setting

SECONDS = 0.05


def lines(setting: Setting) -> list[Line]:
    home = setting.built
    run = measuring.repeated(python("benchmarks.compare_one", home), runs=setting.runs)
    told = json.loads(run.printed.splitlines()[-1])
    return [
        Line(
            work=f"G2 one school and {told['chosen']} of its own choosing, {told['indicators']} indicators",
            ours=Cost(seconds=told["median"], peak_mb=run.peak_mb),
            marks=(marks.at_most("95th percentile", told["p95"], SECONDS, "s"),),
            notes=(f"{told['calls']} calls in a warm process, each of another school and another set",),
        )
    ]
