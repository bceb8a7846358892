"""G4: screening all England from the store, cold, and again in a warm process after a threshold is changed."""

import json

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import python
from benchmarks.setting import REPOSITORY, Setting

COLD_SECONDS = 0.6
AGAIN_SECONDS = 0.05
AGAIN_AT_LEAST = 45.0


def lines(setting: Setting) -> list[Line]:
    home = setting.built
    pack = REPOSITORY / "benchmarks" / "pack"
    environment = {"TRELLIS_HOME": str(home)}
    screen = [*python("trellis.interfaces.commands.main"), "screen", "--all", "--json"]
    found = []
    raw = setting.raw() if setting.real else None
    if raw is None:
        cold, script = measuring.repeated(screen, runs=setting.runs, environment=environment), None
    else:
        cold, script = measuring.paired(
            screen,
            python("benchmarks.plain_pandas", raw, setting.folder("screen-plain")),
            runs=setting.runs,
            environment=environment,
        )
    listed = json.loads(cold.printed)
    found.append(
        Line(
            work=f"G4 `trellis screen --all --json`, cold: {len(listed):,} schools by the default pack",
            ours=Cost.of(cold),
            baseline=Cost.of(script) if script else None,
            ratio=script.seconds / cold.seconds if script else None,
            marks=(marks.at_most("time", cold.seconds, COLD_SECONDS, "s"),),
            notes=("the baseline is the plain script of G3 again, from the files: it has no store",)
            if script
            else (),
        )
    )
    again = measuring.repeated(python("benchmarks.screen_again", home, pack), runs=setting.runs)
    told = json.loads(again.printed.splitlines()[-1])
    ratio = script.seconds / told["median"] if script else None
    asked = [marks.at_most("time", told["median"], AGAIN_SECONDS, "s")]
    if ratio is not None:
        asked.append(marks.at_least("ratio", ratio, AGAIN_AT_LEAST))
    found.append(
        Line(
            work=f"G4 screen {told['schools']:,} schools again after a threshold is changed, warm",
            ours=Cost(seconds=told["median"], peak_mb=again.peak_mb),
            baseline=Cost.of(script) if script else None,
            ratio=ratio,
            marks=tuple(asked),
            notes=(
                f"{told['changes']} changes, of each criterion in turn; the slowest took {told['worst'] * 1000:.1f} ms",
            ),
        )
    )
    return found
