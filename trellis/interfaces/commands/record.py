"""`trellis record`: prove that what was written is as it was written, and seal what is new."""

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

NAME = "record"
HELP = "Check that the record is whole and unchanged, or seal what is new in it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = asked.add_parser(
        "check", help="read everything that was sealed again, and name every row that is not as it was"
    )
    check.add_argument("--json", action="store_true", help="print what was found as JSON")
    seal = asked.add_parser("seal", help="seal what is new; `trellis serve` does so every minute")
    seal.add_argument(
        "--every", type=int, metavar="SECONDS", help="go on sealing for as long as what started this runs"
    )


def run(args: argparse.Namespace) -> int:
    """Return 0, or 1 where something is not as it was sealed."""
    from trellis.analysis.home import Home
    from trellis.screening import casework

    casework.prepare()
    log = Home.from_environment().seals
    if args.what == "check":
        return _check(log, as_json=args.json)
    return _go_on_sealing(log, seconds=args.every) if args.every else _seal(log)


def _seal(log: Path) -> int:
    from trellis.activity import sealing

    made = sealing.seal(at=datetime.now(UTC), log=log)
    if not made:
        print("Nothing new to seal.")
        return 0
    rows = sum(each.rows for each in made)
    print(f"Sealed {rows:,} rows in {len(made):,} seals. The chain now ends in {made[-1].chain}.")
    print(f"Each seal is a line of {log}: keep a copy of it somewhere else.")
    return 0


def _go_on_sealing(log: Path, *, seconds: int) -> int:
    """Seal every so often until the process that started this is gone."""
    from django.db import DatabaseError, close_old_connections

    from trellis.activity import sealing

    started_by = os.getppid()
    while os.getppid() == started_by:
        try:
            sealing.seal(at=datetime.now(UTC), log=log)
        except (DatabaseError, OSError) as error:
            # What is not sealed now is sealed next time; `check` says how much waits
            print(f"trellis record: nothing was sealed this time ({error}).", file=sys.stderr, flush=True)
        close_old_connections()
        time.sleep(seconds)
    return 0


def _check(log: Path, *, as_json: bool) -> int:
    from trellis.activity import sealing

    report = sealing.check(log=log)
    if as_json:
        told = {
            "seals": report.seals,
            "sealed": report.sealed,
            "unsealed": report.unsealed,
            "last": report.last,
            "findings": [
                {"table": each.table, "says": each.sentence, "rows": list(each.rows)}
                for each in report.findings
            ],
        }
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return 1 if report.findings else 0
    for each in report.findings:
        rows = f" Rows: {', '.join(map(str, each.rows[:20]))}" if each.rows else ""
        more = f" and {len(each.rows) - 20:,} more" if len(each.rows) > 20 else ""
        print(f"{each.table}: {each.sentence}{rows}{more}{'.' if rows else ''}")
    if report.findings:
        print(f"\nThe record is not as it was sealed: {len(report.findings):,} findings.")
        return 1
    print(
        f"The record is whole: {report.sealed:,} rows under {report.seals:,} seals are as they were written."
    )
    if report.unsealed:
        print(f"{report.unsealed:,} rows are not sealed yet: `trellis record seal` seals them.")
    print(f"The chain ends in {report.last}. It should be the last line of {log}, and of the copy you keep.")
    return 0
