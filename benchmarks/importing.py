"""Import of every file, in MB of uncompressed bytes a second, beside pandas opening the same files as text."""

import json

from benchmarks import measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import Failed, Measured, python
from benchmarks.setting import Setting


def lines(setting: Setting) -> list[Line]:
    """Time the import of each recognised file, each run into an empty installation, and of all together."""
    sizes = json.loads(measuring.once(python("benchmarks.sizes", setting.files)).printed)
    ours, plain = [], []
    each: dict[str, list[tuple[float, float]]] = {}
    rows: dict[str, tuple[int, int]] = {}
    for turn in range(setting.runs):
        home = setting.folder(f"import-{turn}")
        commands = {
            "ours": python("benchmarks.import_all", setting.files, home),
            "plain": python("benchmarks.open_in_pandas", setting.files),
        }
        seconds: dict[str, dict[str, float]] = {}
        for which in ("ours", "plain") if turn % 2 == 0 else ("plain", "ours"):
            run = measuring.once(commands[which])
            (ours if which == "ours" else plain).append(run)
            told = json.loads(run.printed.splitlines()[-1])
            kept = [one for one in told if one["kept"]]
            seconds[which] = {one["file"]: one["seconds"] for one in kept}
            for one in kept:
                held = rows.get(one["file"], (0, 0))
                rows[one["file"]] = (one["rows"], held[1]) if which == "ours" else (held[0], one["rows"])
        for file in seconds["ours"].keys() & seconds["plain"].keys():
            each.setdefault(file, []).append((seconds["ours"][file], seconds["plain"][file]))
    unlike = [
        f"{file}: {a:,} rows of ours, {b:,} in pandas"
        for file, (a, b) in rows.items()
        if file in each and a > b
    ]
    if unlike:
        raise Failed("\n".join(["the import read rows that pandas did not:", *unlike]))
    found = [_line(file, sizes[file], took) for file, took in sorted(each.items())]
    mega = sum(sizes[file] for file in each) / 1e6
    total, whole = Measured.of(ours), Measured.of(plain)
    found.append(
        Line(
            work=f"import of all {len(each)} recognised files, {mega:,.0f} MB, whole process: "
            f"{mega / total.seconds:,.0f} MB/s",
            ours=Cost.of(total),
            baseline=Cost.of(whole),
            ratio=whole.seconds / total.seconds,
            notes=(
                (
                    "ours hashes, recognises, types, checks and keeps every value with its row; the baseline only opens "
                    "each file as text with every column"
                ),
                *setting.notes,
            ),
        )
    )
    return found


def _line(file: str, size: int, took: list[tuple[float, float]]) -> Line:
    middle = len(took) // 2
    ours, plain = sorted(a for a, _ in took)[middle], sorted(b for _, b in took)[middle]
    return Line(
        work=f"import {file.rsplit('/', 1)[-1][-48:]}, {size / 1e6:,.1f} MB: {size / 1e6 / ours:,.0f} MB/s",
        ours=Cost(seconds=ours),
        baseline=Cost(seconds=plain),
        ratio=plain / ours,
    )
