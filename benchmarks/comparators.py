"""G1: comparator sets, percentiles, deciles and medians of all schools: on our own store, and on the pipeline's shape."""

import json
import statistics

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line
from benchmarks.measuring import Measured, python
from benchmarks.setting import Setting

AT_LEAST = 150.0
SECONDS = 5.0
MEGABYTES = 600.0


def pipeline_shape(setting: Setting) -> Line:
    """Time the benchmarking pipeline's work on made-up data of its shape beside a plain pandas program."""
    from benchmarks.pipeline import shape

    folder = setting.folder("pipeline")
    measuring.once([*python("benchmarks.pipeline.make"), str(folder)])
    for_sets, for_ratings = (100, 20) if setting.quick else (400, 100)
    ours, plain = [], []
    scaled: list[float] = []
    scaled_cpu: list[float] = []
    n = sum(shape.PHASES.values())
    for turn in range(setting.runs):
        commands = {
            "ours": python("benchmarks.pipeline.ours", folder, folder),
            "plain": python("benchmarks.pipeline.plain", folder, for_sets, for_ratings, folder),
        }
        for which in ("ours", "plain") if turn % 2 == 0 else ("plain", "ours"):
            run = measuring.once(commands[which])
            if which == "ours":
                ours.append(run)
            else:
                plain.append(run)
                took = json.loads(run.printed.splitlines()[-1])
                for clock, held in enumerate((scaled, scaled_cpu)):
                    read, sets, ratings = (took[step][clock] for step in ("read", "sets", "ratings"))
                    held.append(read + sets / for_sets * n + ratings / for_ratings * n)
    compared = measuring.once(python("benchmarks.pipeline.compare", folder))
    told, sample = Measured.of(ours), Measured.of(plain)
    seconds, cpu_seconds = statistics.median(scaled), statistics.median(scaled_cpu)
    ratio = seconds / told.seconds
    return Line(
        work=f"G1 sets of 30 from the 60 nearest of {n:,} schools by two measures, {_rows(told)} ratings",
        ours=Cost.of(told),
        baseline=Cost(seconds=seconds, cpu_seconds=cpu_seconds, peak_mb=sample.peak_mb),
        ratio=ratio,
        marks=(
            marks.at_least("ratio", ratio, AT_LEAST),
            marks.at_most("time", told.seconds, SECONDS, "s"),
            marks.at_most("memory", told.peak_mb, MEGABYTES, "MB"),
        ),
        notes=(
            (
                f"the baseline is SCALED from a random sample: sets of {for_sets} schools and ratings of {for_ratings}, "
                f"measured in {marks.time(sample.seconds)}, multiplied up to {n:,}; ours is all of them, measured"
            ),
            *compared.printed.splitlines(),
        ),
    )


def _rows(measured: Measured) -> str:
    return measured.printed.split(" ")[0].strip()


def all_indicators(setting: Setting) -> Line:
    """Time the sets of similar schools, and every indicator against them, on everything that is held of England."""
    home = setting.built
    checked = measuring.once(python("benchmarks.compare_all", home, "--check"))
    compared = measuring.repeated(python("benchmarks.compare_all", home), runs=setting.runs)
    told = json.loads(compared.printed.splitlines()[-1])
    return Line(
        work=f"G1 sets of 30 for {told['schools']:,} schools; medians, percentiles and deciles of {told['indicators']} "
        f"indicators against them, {told['compared']:,} values",
        ours=Cost.of(compared),
        marks=(
            marks.at_most("time", compared.seconds, SECONDS, "s"),
            marks.at_most("memory", compared.peak_mb, MEGABYTES, "MB"),
        ),
        notes=(
            "steps of the last run: "
            + ", ".join(f"{name} {took:.2f} s" for name, took in told["steps"].items()),
            checked.printed.splitlines()[-1],
        ),
    )


def whole_build(setting: Setting) -> Line:
    """Time `trellis build` on everything that is held of England, from the release store to the warehouse written."""
    home = setting.home()
    built = measuring.repeated(
        python("benchmarks.build_store", home), runs=setting.runs, environment={"TRELLIS_HOME": str(home)}
    )
    told = json.loads(built.printed.splitlines()[-1])
    return Line(
        work=f"build, whole: {told['indicators']} indicators of {told['schools']:,} schools from "
        f"{told['observations']:,} observations, sets and comparators",
        ours=Cost.of(built),
        notes=(*setting.notes, *told.get("steps", ())),
    )


def lines(setting: Setting) -> list[Line]:
    return [all_indicators(setting), whole_build(setting), pipeline_shape(setting)]
