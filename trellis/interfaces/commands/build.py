"""`trellis build`: make the indicators, comparators and similar schools out of the releases held."""

import argparse
import json
import sys
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Any

from trellis.problem import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from trellis.analysis.store.build_report import BuildReport

NAME = "build"
HELP = "Build the warehouse from the releases held: indicators, comparators, similar schools."


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

    home = Home.from_environment()
    console = Console(stderr=args.json, highlight=False, soft_wrap=True)
    with _progress(console) as show:
        report = warehouse.build(home, as_of=args.as_of, progress=show, k=args.similar)
    with warehouse.open(home, as_of=args.as_of) as built:
        held = [each for each in built.indicators() if each.expected_year is not None]
    if args.json:
        json.dump(_as_dict(report, held), sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        _say(console, report, held)
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


def _say(console: "Console", report: "BuildReport", held: list[Any]) -> None:
    from rich.table import Table

    as_of = f" as of {report.as_of:%-d %B %Y}" if report.as_of else ""
    console.print(f"[bold]Built{as_of}[/bold] in {report.total_seconds:.1f} seconds: {report.path}")
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
            str(each.expected_year),
            f"{each.schools:,}",
            share,
            each.national_basis or "own returns",
        )
    console.print(table)
    console.print(
        "Seconds: " + ", ".join(f"{step.lower()} {taken:.1f}" for step, taken in report.seconds.items()) + "."
    )


def _as_dict(report: "BuildReport", held: list[Any]) -> dict[str, Any]:
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
