"""`trellis import`: say what each file is and everything wrong with it, ask, and keep the ones that are sound."""

import argparse
import json
import sys
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trellis.analysis.dataset import Problem
from trellis.analysis.files import intake, saying
from trellis.analysis.files.beside import Standing
from trellis.analysis.files.checking import Registers
from trellis.analysis.files.intake import Found, Understood
from trellis.analysis.files.releases import Release, ReleaseRefused, ReleaseStore
from trellis.analysis.home import Home
from trellis.analysis.output import problem_table
from trellis.problem import Refusal

if TYPE_CHECKING:
    from rich.console import Console

NAME = "import"
HELP = "Read published files and local returns, say what they are, and keep them"

_SHOWN = 20
_SKIPPED_SHOWN = 30


class ImportRefused(Refusal):
    """What was asked of an import cannot be done."""


@dataclass
class _Batch:
    """What an import came to, as it goes."""

    told: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ready: list[Understood] = field(default_factory=list)
    skipped: list[Understood] = field(default_factory=list)
    recognised: set[Path] = field(default_factory=set)
    faulty: int = 0
    kept: int = 0
    renewed: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a file, or a folder to look through"
    )
    parser.add_argument("--yes", action="store_true", help="keep what is sound without asking")
    parser.add_argument("--dry-run", action="store_true", help="say what the files are and keep nothing")
    parser.add_argument(
        "--year", type=int, metavar="YEAR", help="the year the figures end in, such as 2019 for 2018/19"
    )
    parser.add_argument(
        "--authority", metavar="CODE", help="the authority whose own returns these are, such as 803"
    )
    parser.add_argument(
        "--known-from",
        type=_day,
        metavar="DATE",
        help="the day on which these files were published, such as 2026-03-12, where they do not say it themselves",
    )
    parser.add_argument("--problems", type=Path, metavar="FILE", help="where to write every problem, as CSV")
    parser.add_argument("--json", action="store_true", help="print what was understood as JSON")
    parser.add_argument("--list", action="store_true", help="list the releases held, and stop")
    parser.add_argument(
        "--withdraw",
        metavar="RELEASE",
        help="take a release out of use, so that the one before it is current again",
    )


def run(args: argparse.Namespace) -> int:
    """Import, list or withdraw. Returns 0 when all went in, 1 when some file had errors, 2 when nothing could."""
    from rich.console import Console

    console = Console(stderr=args.json, highlight=False, soft_wrap=True)
    store = ReleaseStore(Home.from_environment())
    if args.list:
        return _list(store, console, as_json=args.json)
    if args.withdraw:
        return _withdraw(store, args.withdraw, console)
    if not args.paths:
        raise ImportRefused("say which files or folders to import, such as `trellis import downloads`")
    if args.year is not None and not 2000 <= args.year <= 2100:
        raise ImportRefused(
            f"{args.year} is not a year; give the one the figures end in, such as 2019 for 2018/19"
        )
    if args.authority is not None and not (len(args.authority) == 3 and args.authority.isdigit()):
        raise ImportRefused(f"“{args.authority}” is not an authority's code; it is three digits, such as 803")
    return _import(args, store, console)


def _day(given: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise ImportRefused(f"“{given}” is not a date. Write it as year-month-day: 2026-03-12.") from error
    if not date(1990, 1, 1) <= day <= datetime.now(UTC).date():
        raise ImportRefused(f"{day:%-d %B %Y} cannot be when these files were published.")
    return day


def _import(args: argparse.Namespace, store: ReleaseStore, console: "Console") -> int:
    files = intake.find(args.paths)
    if not files:
        raise ImportRefused("there are no data files there")
    named = {path for path in args.paths if path.is_file()}
    now = datetime.now(UTC)
    batch = _Batch()
    registers = Registers(store)
    with _progress(console, len(files)) as progress:
        understood = intake.understand_each(
            files,
            imported_on=now.date(),
            year=args.year,
            authority=args.authority,
            progress=lambda found, place: _advance(progress, found, place),
        )
        for read in intake.publications_first(understood):
            if args.known_from is not None:
                read = intake.stated_from(read, args.known_from)
            one = registers.check(read)
            _take(one, batch, store, console)
            if one.ready and args.yes and not args.dry_run:
                _keep(one, batch, store)
    _blame_named(batch, named, console)
    _say_skipped(batch, console)
    _say_problems(batch, store.home, args.problems, console, now)
    if not args.dry_run and not args.yes and batch.ready:
        if _agreed(len(batch.ready), console):
            with console.status("Keeping"):
                for one in list(batch.ready):
                    _keep(one, batch, store)
        else:
            console.print("Nothing was kept.")
            return 1
    _say_result(batch, args, console)
    if args.json:
        json.dump(batch.told, sys.stdout, ensure_ascii=False, indent=1)
        print()
    if batch.faulty:
        return 1 if batch.ready or batch.kept or batch.renewed else 2
    return 0


def _take(one: Understood, batch: _Batch, store: ReleaseStore, console: "Console") -> None:
    """Tell of one file and put it where it belongs."""
    batch.problems += one.problems
    if one.dataset is not None:
        batch.recognised |= set(one.paths)
    earlier = intake.superseded_by(one, store)
    beside = intake.stands_beside(one, store) if one.ready else None
    batch.told.append(_as_json(one, earlier, beside))
    if one.ready:
        batch.ready.append(one)
        console.print(_sentence(one, earlier, beside), markup=False)
    elif one.errors:
        batch.faulty += 1
        what = f"{one.dataset.title}, {one.shape.title}" if one.dataset and one.shape else "not understood"
        console.print(
            f"✗ {one.file}\n    {what}: {saying.count(len(one.errors), 'error')}, not kept", markup=False
        )
    else:
        batch.skipped.append(one)


def _blame_named(batch: _Batch, named: set[Path], console: "Console") -> None:
    """Turn a file that was asked for by name, and of which nothing was recognised, from one left out into a fault.

    In a folder such a file is passed over, as is a sheet or member beside one that was recognised.
    """
    for one in list(batch.skipped):
        if one.reason and named & set(one.paths) and not batch.recognised & set(one.paths):
            batch.skipped.remove(one)
            batch.problems.append(Problem(file=one.file, message=one.reason))
            batch.faulty += 1
            console.print(f"✗ {one.file}\n    not understood, not kept", markup=False)


def _keep(one: Understood, batch: _Batch, store: ReleaseStore) -> None:
    before = store.stamp()
    intake.keep(one, store, at=datetime.now(UTC))
    if store.stamp() == before:
        batch.renewed += 1
    else:
        batch.kept += 1
    batch.ready.remove(one)


def _sentence(one: Understood, earlier: Release | None, beside: Standing | None) -> str:
    if one.dataset is None or one.shape is None or one.reading is None:
        raise ImportRefused(f"{one.file} was not understood")
    years = saying.years(one.reading.years)
    warnings = f", {saying.count(len(one.warnings), 'warning')}" if one.warnings else ""
    schools = f", {saying.count(one.schools, 'school')}" if one.schools else ""
    return (
        f"✓ {one.file}\n"
        f"    {one.dataset.title}, {one.shape.title}: {one.reading.edition}\n"
        f"    {years}; {saying.count(one.rows, 'row')}{schools}{warnings}\n"
        f"    known from {saying.known(one)}; {saying.standing(one, earlier, beside)}"
    )


def _say_skipped(batch: _Batch, console: "Console") -> None:
    if not batch.skipped:
        return
    console.print(f"\nLeft out, {len(batch.skipped):,}:")
    for one in batch.skipped[:_SKIPPED_SHOWN]:
        console.print(f"  – {one.file}: {one.reason}", markup=False)
    if len(batch.skipped) > _SKIPPED_SHOWN:
        console.print(f"  and {len(batch.skipped) - _SKIPPED_SHOWN:,} more (all of them with --json)")


def _say_problems(batch: _Batch, home: Home, stated: Path | None, console: "Console", now: datetime) -> None:
    if not batch.problems:
        return
    target = stated or home.root / "problems" / f"import-{now:%Y%m%d-%H%M%S}.csv"
    try:
        problem_table.write(target, batch.problems)
        where = f"All of them are in {target}"
    except OSError as error:
        where = f"They could not all be written to {target} ({error.strerror}); name another place with --problems"
    errors = sum(problem.severity == "error" for problem in batch.problems)
    warnings = len(batch.problems) - errors
    console.print(f"\nProblems: {saying.count(errors, 'error')} and {saying.count(warnings, 'warning')}.")
    ordered = sorted(batch.problems, key=lambda problem: problem.severity)
    for problem in ordered[:_SHOWN]:
        console.print(f"  {problem.severity}: {problem}", markup=False)
    if len(ordered) > _SHOWN:
        console.print(f"  and {len(ordered) - _SHOWN:,} more")
    console.print(where, markup=False)


def _say_result(batch: _Batch, args: argparse.Namespace, console: "Console") -> None:
    if args.dry_run:
        held = sum(each["already_held"] for each in batch.told)
        new = f"{saying.count(len(batch.ready) - held, 'release')} could be kept"
        console.print(
            f"\n{new}{f', {held:,} held already' if held else ''}. Nothing was: this was a dry run."
        )
        return
    parts = [f"kept {batch.kept:,}"]
    if batch.renewed:
        parts.append(f"{batch.renewed:,} already held")
    if batch.faulty:
        parts.append(f"{batch.faulty:,} with errors were not kept")
    console.print(f"\nReleases: {', '.join(parts)}.")
    if batch.kept:
        console.print("Run `trellis build` to bring them into the indicators.")


def _agreed(count: int, console: "Console") -> bool:
    if not sys.stdin.isatty():
        raise ImportRefused(
            "nothing was kept, since there is nobody here to ask. Look at the above and run it again with --yes"
        )
    from rich.prompt import Confirm

    return Confirm.ask(
        f"\nKeep {count:,} {'release' if count == 1 else 'releases'}?", console=console, default=False
    )


def _progress(console: "Console", total: int) -> Any:
    if not console.is_terminal:
        return nullcontext()
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    progress = Progress(
        TextColumn("Reading {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    progress.add_task("files", total=total)
    return progress


def _advance(progress: Any, found: Found, place: int) -> None:
    if progress is not None:
        task = progress.task_ids[0]
        progress.update(task, completed=place, description=Path(found.file).name[:40])


def _as_json(one: Understood, earlier: Release | None, beside: Standing | None) -> dict[str, Any]:
    reading = one.reading
    return {
        "file": one.file,
        "dataset": one.dataset.id if one.dataset else None,
        "publication": one.dataset.title if one.dataset else None,
        "shape": one.shape.id if one.shape else None,
        "edition": reading.edition if reading else None,
        "years": list(reading.years) if reading else [],
        "rows": one.rows,
        "schools": one.schools,
        "known_from": one.known_from.isoformat() if one.known_from else None,
        "known_from_estimated": one.known_from_estimated,
        "release": one.release_id,
        "supersedes": earlier.id if earlier and not one.is_held_as(earlier) else None,
        "stands_beside": [other.id for other in beside.others] if beside else [],
        "newer_values_schools": beside.newer if beside else 0,
        "already_held": one.is_held_as(earlier),
        "authority": one.authority,
        "reason": one.reason,
        "problems": [
            {
                "severity": problem.severity,
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "message": problem.message,
            }
            for problem in one.problems
        ],
    }


def _list(store: ReleaseStore, console: "Console", *, as_json: bool) -> int:
    held = store.releases(include_superseded=True)
    if as_json:
        rows = [
            {"id": r.id, "dataset": r.dataset, "edition": r.edition, "state": r.state, "file": r.file_name,
             "known_from": r.known_from.isoformat(), "authority": r.authority}
            for r in held
        ]  # fmt: skip
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    if not held:
        console.print("No releases are held. `trellis import PATH` reads the first.")
    for release in sorted(held, key=lambda r: (r.dataset, r.part, r.imported_at)):
        console.print(
            f"{release.id}  {release.state:<10}  {release.edition} · {release.file_name} · "
            f"known from {release.known_from}{' (estimated)' if release.known_from_estimated else ''}",
            markup=False,
        )
    return 0


def _withdraw(store: ReleaseStore, release_id: str, console: "Console") -> int:
    try:
        current = store.withdraw(release_id)
        withdrawn = store.release(release_id)
    except ReleaseRefused as error:
        raise ImportRefused(str(error)) from error
    if withdrawn.beside:
        after = "what it had displaced in the authority's other returns counts again"
    else:
        after = f"{current.id} ({current.edition}) is current again" if current else "nothing takes its place"
    console.print(
        f"{release_id} is withdrawn; {after}. Run `trellis build` to leave it out of the indicators."
    )
    return 0
