"""`trellis build`: make the indicators, comparators and similar schools out of the releases held."""

import argparse
import json
import sys
from contextlib import nullcontext
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from trellis.analysis.peers import PHASE_GROUPS
from trellis.problem import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from trellis.analysis.store.build_report import BuildReport
    from trellis.analysis.store.warehouse import Warehouse

NAME = "build"
HELP = "Build the warehouse from the releases held: indicators, comparators, similar schools."

_VALUE = 0


class BuildRefused(Refusal):
    """What was asked of a build cannot be done."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=_day,
        help="build what was known on a day (such as 2024-09-01), to a file of its own",
    )
    parser.add_argument(
        "--similar", metavar="K", type=_size, default=30, help="how many similar schools each gets (30)"
    )
    parser.add_argument("--json", action="store_true", help="print what was built as JSON")


def run(args: argparse.Namespace) -> int:
    """Build and say what came of it. Returns 0."""
    from rich.console import Console

    from trellis.analysis.home import Home
    from trellis.analysis.store import warehouse
    from trellis.schools import data

    home = Home.from_environment()
    if args.as_of is not None:
        data.refuse_odd(args.as_of, today=datetime.now().astimezone().date())
    console = Console(stderr=args.json, highlight=False, soft_wrap=True)
    with _progress(console) as show:
        report = warehouse.build(home, as_of=args.as_of, progress=show, k=args.similar)
    if args.as_of is not None:
        data.keep_newest(home)
    with warehouse.open(home, as_of=args.as_of) as built:
        held = [each for each in built.indicators() if each.expected_year is not None]
        covered = _covered(built, [each.id for each in held])
    if args.json:
        json.dump(_as_dict(report, held, covered), sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        _say(console, report, held, covered, as_of=args.as_of)
    return 0


def _progress(console: "Console") -> Any:
    """Return a context that gives the callback of a progress bar, or of nothing where nobody is watching."""
    if not console.is_terminal:
        return nullcontext(None)
    from contextlib import contextmanager

    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    @contextmanager
    def bar() -> Any:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as shown:
            task = shown.add_task("Building", total=None)

            def step(doing: str, number: int, of: int) -> None:
                shown.update(task, description=doing or "Done", completed=number, total=of)

            yield step

    return bar()


def _covered(built: "Warehouse", indicators: list[str]) -> dict[str, tuple[int, int]]:
    """Return, by phase group, how many open schools there are and how many have a value of any expected year."""
    import numpy as np

    facts = built.facts(indicators=indicators, statistics=("value",), sources=False)
    valued = np.zeros(len(facts.urns), dtype=np.bool_)
    for indicator in indicators:
        valued |= facts.status(indicator) == _VALUE
    covered = {}
    for phase in PHASE_GROUPS:
        of_phase = facts.phase_group == phase
        if of_phase.any():
            covered[phase] = (int(of_phase.sum()), int((of_phase & valued).sum()))
    return covered


def _say(
    console: "Console",
    report: "BuildReport",
    held: list[Any],
    covered: dict[str, tuple[int, int]],
    *,
    as_of: date | None,
) -> None:
    from rich.table import Table

    from trellis.analysis.columns import period

    on = f" as of {report.as_of:%-d %B %Y}" if report.as_of else ""
    console.print(f"[bold]Built{on}[/bold] in {report.total_seconds:.1f} seconds: {report.path}")
    console.print(
        f"{report.open_schools:,} open schools ({report.schools:,} with closed ones), "
        f"{report.observations:,} observations, {report.values:,} of them values, {report.indicators} indicators."
    )
    if report.rolled_back:
        console.print(
            "The register held is of a later day: it was rolled back by the dates on which schools opened and closed."
        )
    lost = sum(report.unplaced.values())
    if lost:
        console.print(
            f"{lost:,} rows are of schools that the register does not know, and were left out "
            f"(most in {max(report.unplaced, key=lambda r: report.unplaced[r])}). "
            "A register with closed schools would place them."
        )
    table = Table("Indicator", "Year", "Schools", "With a value", "National figure", box=None, pad_edge=False)
    for each in held:
        share = f"{each.values:,} ({100 * each.values // each.schools}%)" if each.schools else "none"
        table.add_row(
            each.name,
            period.financial(each.expected_year)
            if each.theme == "finance"
            else period.named(each.expected_year),
            f"{each.schools:,}",
            share,
            each.national_basis or "own returns",
        )
    console.print(table)
    console.print(
        "Seconds: " + ", ".join(f"{step.lower()} {taken:.1f}" for step, taken in report.seconds.items()) + "."
    )
    console.print(f"\n{_coverage(covered)}\n{_next(held, as_of)}")


def _coverage(covered: dict[str, tuple[int, int]]) -> str:
    if not covered:
        return "There is no open school."
    lines = ["Open schools with a value of the year in the table, of any indicator:"]
    width = max(len(PHASE_GROUPS[phase]) for phase in covered)
    lines += [
        f"  {PHASE_GROUPS[phase]:<{width}}  {valued:>6,} of {schools:,}"
        for phase, (schools, valued) in covered.items()
    ]
    return "\n".join(lines)


def _next(held: list[Any], as_of: date | None) -> str:
    """Say what to do now that it is built."""
    if not held:
        return "Next: import the publications with the schools' figures (`trellis fetch --list` says where they are)."
    on = f" --as-of {as_of}" if as_of else ""
    return (
        f"Next: `trellis screen --authority CODE{on}` with your authority's three digits suggests a level for each of its "
        "schools.\nIf a year in the table is not the newest published, import that publication and build again."
    )


def _as_dict(report: "BuildReport", held: list[Any], covered: dict[str, tuple[int, int]]) -> dict[str, Any]:
    return {
        "path": str(report.path),
        "build": report.build_id,
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "schools": report.schools,
        "open_schools": report.open_schools,
        "observations": report.observations,
        "values": report.values,
        "indicators": [
            {"id": each.id, "year": each.expected_year, "schools": each.schools, "values": each.values}
            for each in held
        ],
        "phases": {
            phase: {"schools": schools, "with_a_value": valued}
            for phase, (schools, valued) in covered.items()
        },
        "unplaced": dict(report.unplaced),
        "register_rolled_back": report.rolled_back,
        "seconds": {step: round(taken, 3) for step, taken in report.seconds.items()},
    }


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise BuildRefused(f"“{given}” is not a date. Write it as year-month-day: 2024-09-01.") from error


def _size(given: str) -> int:
    if not given.isdigit() or not 1 <= int(given) <= 200:
        raise BuildRefused(f"“{given}” similar schools cannot be found. Ask for 1 to 200.")
    return int(given)
