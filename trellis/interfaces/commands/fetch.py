"""`trellis fetch`: download public files from the addresses their publishers give, whole or not at all."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trellis import catalogue
from trellis.analysis import datasets
from trellis.analysis.dataset import Dataset
from trellis.analysis.home import Home
from trellis.intake import downloading
from trellis.intake.downloading import FetchRefused, Wanted

if TYPE_CHECKING:
    from rich.console import Console

NAME = "fetch"
HELP = "Download the public files by their publishers' addresses"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "datasets", nargs="*", metavar="DATASET", help="which publications; all when none is named"
    )
    parser.add_argument(
        "--year",
        type=int,
        action="append",
        metavar="YEAR",
        help="the year figures end in; may be given again",
    )
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the day of files made daily; today otherwise",
    )
    parser.add_argument(
        "--to", type=Path, metavar="FOLDER", help="where to put them; TRELLIS_HOME/downloads otherwise"
    )
    parser.add_argument(
        "--list", action="store_true", help="list the publications and their addresses, and stop"
    )
    parser.add_argument("--json", action="store_true", help="print what was downloaded as JSON")


def run(args: argparse.Namespace) -> int:
    """Download what is wanted. Returns 0 when all came, 1 when some did not, 2 when none did."""
    from rich.console import Console

    console = Console(stderr=args.json, highlight=False, soft_wrap=True)
    known = {
        dataset.id: dataset
        for dataset in catalogue.collect(datasets, Dataset).values()
        if dataset.addresses and not dataset.local
    }
    unknown = [name for name in args.datasets if name not in known]
    if unknown:
        raise FetchRefused(
            f"there is no public publication “{unknown[0]}” with an address. They are: {', '.join(sorted(known))}"
        )
    chosen = [known[name] for name in args.datasets] or list(known.values())
    if args.list:
        return _list(chosen, console, as_json=args.json)
    now = datetime.now(UTC)
    files = downloading.wanted(
        chosen,
        years=args.year or [now.year - (now.month < 9)],
        day=args.date or now.date(),
        exactly=args.date is not None,
        folder=args.to or Home.from_environment().downloads,
    )
    return _fetch(files, console, as_json=args.json)


def _fetch(files: Sequence[Wanted], console: "Console", *, as_json: bool) -> int:
    told: list[Mapping[str, Any]] = []
    got = 0
    with downloading.opened() as client:
        for place, file in enumerate(files, start=1):
            try:
                with _progress(console) as progress:
                    path = downloading.first_there(
                        client, file, told=partial(_advance, progress, file.dataset)
                    )
            except FetchRefused as refusal:
                console.print(f"✗ {file.dataset} ({place} of {len(files)}): {refusal}", markup=False)
                told.append({"dataset": file.dataset, "url": file.url, "path": None, "reason": str(refusal)})
            else:
                got += 1
                size = path.stat().st_size / 2**20
                console.print(
                    f"✓ {file.dataset} ({place} of {len(files)}): {path} ({size:,.1f} MB)", markup=False
                )
                told.append({"dataset": file.dataset, "url": file.url, "path": str(path), "reason": None})
    if as_json:
        json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
        print()
    if got:
        console.print(
            f"\nDownloaded {got:,} of {len(files):,}. Run `trellis import` on their folder to read them."
        )
    return 0 if got == len(files) else 1 if got else 2


def _progress(console: "Console") -> Any:
    if not console.is_terminal:
        return nullcontext()
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
        transient=True,
    )


def _advance(progress: Any, name: str, done: int, total: int | None) -> None:
    if progress is None:
        return
    if not progress.task_ids:
        progress.add_task(name, total=total)
    progress.update(progress.task_ids[0], completed=done, total=total)


def _list(chosen: Sequence[Dataset], console: "Console", *, as_json: bool) -> int:
    if as_json:
        rows = [
            {"dataset": d.id, "title": d.title, "page": d.page, "urls": [a.url for a in d.addresses]}
            for d in chosen
        ]
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    for dataset in chosen:
        console.print(
            f"{dataset.id}: {dataset.title} ({dataset.publisher})\n  page {dataset.page}", markup=False
        )
        for address in dataset.addresses:
            console.print(f"  {address.url}{f'  ({address.note})' if address.note else ''}", markup=False)
    return 0
