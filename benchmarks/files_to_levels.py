"""G3: raw files to suggested levels in one cold process, beside the plain pandas script; results must be equal."""

import json
import shutil

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import Measured, Run, python
from benchmarks.setting import REPOSITORY, Setting

NOT_SLOWER = 1.0


def lines(setting: Setting) -> list[Line]:
    """Time from the same CSV files the product in memory, its command, import to build, and the plain script."""
    if not setting.real:
        setting.notes.append("files-to-levels needs the real published files and was left out")
        return []
    raw = setting.raw()
    out = {name: setting.folder(f"levels-{name}") for name in ("ours", "stored", "plain")}
    home = setting.scratch / "levels-home"
    ours, plain = measuring.paired(
        python("benchmarks.levels_from_files", raw, out["ours"]),
        python("benchmarks.plain_pandas", raw, out["plain"]),
        runs=setting.runs,
    )
    screen = ["screen", "--files", str(raw), "--all", "--json", "--pack", "pack"]
    command = measuring.repeated(
        [*python("trellis.interfaces.commands.main"), *screen],
        runs=setting.runs,
        environment={
            "TRELLIS_HOME": str(setting.folder("levels-command")),
            "TRELLIS_PACKS": str(REPOSITORY / "benchmarks"),
        },
    )
    stored: list[Run] = []
    for turn in range(setting.runs + 1):  # the first is not counted, as everywhere
        shutil.rmtree(home, ignore_errors=True)
        run = measuring.once(python("benchmarks.levels_through_store", raw, home, out["stored"]))
        if turn:
            stored.append(run)
    measuring.once(python("benchmarks.plain_pandas", raw, out["plain"], "--all"))
    compared = measuring.once(
        python("benchmarks.compare_levels", raw, home, out["ours"], out["stored"], out["plain"])
    )
    told = json.loads(ours.printed.splitlines()[-1])
    size = sum(path.stat().st_size for path in raw.iterdir())
    ratio = plain.seconds / ours.seconds
    return [
        Line(
            work=f"G3 {size / 1e6:,.0f} MB of CSV to levels of {told['schools']:,} schools by {told['indicators']} "
            "indicators, cold",
            ours=Cost.of(ours),
            baseline=Cost.of(plain),
            ratio=ratio,
            marks=(marks.at_least("ratio", ratio, NOT_SLOWER),),
            notes=(
                "ours checks every cell of every file, and keeps where each value came from",
                _steps(told["steps"]),
                *compared.printed.splitlines(),
            ),
        ),
        Line(
            work="G3 the same by `trellis screen --files`, which tells the reasons too",
            ours=Cost.of(command),
            baseline=Cost.of(plain),
            ratio=plain.seconds / command.seconds,
        ),
        _through_store(Measured.of(stored), plain),
    ]


def _through_store(stored: Measured, plain: Measured) -> Line:
    told = json.loads(stored.printed.splitlines()[-1])
    return Line(
        work="G3 the same by import, build and screen, everything kept",
        ours=Cost.of(stored),
        baseline=Cost.of(plain),
        ratio=plain.seconds / stored.seconds,
        notes=(
            f"{told['observations']:,} observations kept with their sources, and every indicator held is built",
            _steps({"import": told["import"], **told["steps"], "screen": told["screen"]}),
        ),
    )


def _steps(steps: dict[str, float]) -> str:
    return "steps of the last run: " + ", ".join(
        f"{name.lower()} {took:.2f} s" for name, took in steps.items()
    )
