"""G3: raw files to suggested levels in one cold process, beside the plain pandas script; results must be equal."""

import json
import shutil

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import Measured, Run, python
from benchmarks.setting import Setting

NOT_SLOWER = 1.0


def lines(setting: Setting) -> list[Line]:
    """Time both from the same CSV files; the product starts from an empty installation every time."""
    if not setting.real:
        setting.notes.append("files-to-levels needs the real published files and was left out")
        return []
    raw = setting.raw()
    out = {name: setting.folder(f"levels-{name}") for name in ("ours", "plain")}
    home = setting.scratch / "levels-home"
    runs: dict[str, list[Run]] = {"ours": [], "plain": []}
    for turn in range(setting.runs + 1):  # the first is not counted: it compiles modules and warms the disk
        for which in ("ours", "plain") if turn % 2 == 0 else ("plain", "ours"):
            if which == "ours":
                shutil.rmtree(home, ignore_errors=True)
                run = measuring.once(python("benchmarks.levels_from_files", raw, home, out["ours"]))
            else:
                run = measuring.once(python("benchmarks.plain_pandas", raw, out["plain"]))
            if turn:
                runs[which].append(run)
    measuring.once(python("benchmarks.plain_pandas", raw, out["plain"], "--all"))
    compared = measuring.once(python("benchmarks.compare_levels", home, out["ours"], out["plain"]))
    ours, plain = Measured.of(runs["ours"]), Measured.of(runs["plain"])
    told = json.loads(ours.printed.splitlines()[-1])
    ratio = plain.seconds / ours.seconds
    size = sum(path.stat().st_size for path in raw.iterdir())
    steps = {"import": told["import"], **told["steps"], "screen": told["screen"]}
    return [
        Line(
            work=f"G3 {size / 1e6:,.0f} MB of CSV to levels of {told['schools']:,} schools by {told['indicators']} "
            "indicators, cold",
            ours=Cost.of(ours),
            baseline=Cost.of(plain),
            ratio=ratio,
            marks=(marks.at_least("ratio", ratio, NOT_SLOWER),),
            notes=(
                f"ours keeps {told['observations']:,} observations with their sources and builds every indicator held",
                "steps of the last run: "
                + ", ".join(f"{name.lower()} {took:.2f} s" for name, took in steps.items()),
                *compared.printed.splitlines(),
            ),
        )
    ]
