"""`trellis record`: prove that what was written is as it was written, seal what is new, and tell of one school."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from trellis.interfaces.commands import orphaned
from trellis.problem import Refusal

NAME = "record"
HELP = (
    "Check that the record is whole and unchanged, seal what is new in it, or tell all of it about one school"
)


class CannotTell(Refusal):
    """The school is not known, or it was not said where its file goes."""


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
    chronology = asked.add_parser(
        "chronology", help="everything done about one school, in order, with who, when, what and why"
    )
    chronology.add_argument("urn", type=int, metavar="URN", help="the school’s URN")
    chronology.add_argument(
        "--format",
        choices=("text", "csv", "ods", "xlsx"),
        default="text",
        help="text to read here (the default), or a file",
    )
    chronology.add_argument(
        "--output", type=Path, metavar="FILE", help="where the file goes; needed for ods and xlsx"
    )
    chronology.add_argument(
        "--without-restricted",
        action="store_true",
        help="leave out what is restricted to the authority, as the school’s own copy does",
    )


def run(args: argparse.Namespace) -> int:
    """Return 0, or 1 where something is not as it was sealed."""
    from trellis.analysis.home import Home
    from trellis.screening import casework

    casework.prepare()
    log = Home.from_environment().seals
    if args.what == "check":
        return _check(log, as_json=args.json)
    if args.what == "chronology":
        return _chronology(log, args)
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
    while orphaned.is_kept(started_by=started_by):
        try:
            sealing.seal(at=datetime.now(UTC), log=log)
        except (DatabaseError, OSError) as error:
            # What is not sealed now is sealed next time; `check` says how much waits
            print(f"trellis record: nothing was sealed this time ({error}).", file=sys.stderr, flush=True)
        close_old_connections()
        orphaned.sleep(seconds, started_by=started_by)
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


def _chronology(log: Path, args: argparse.Namespace) -> int:
    """Tell what was done about one school. The whole record is checked first, since whoever asks will rely on it."""
    from trellis.activity import sealing
    from trellis.activity.confidentiality import Confidentiality
    from trellis.activity.sealing import Standing
    from trellis.schools import chronology, chronology_file
    from trellis.schools.queries import school_of

    school = school_of(args.urn)
    if school is None:
        raise CannotTell(f"No school with the URN {args.urn} is known here.")
    if args.format in ("ods", "xlsx") and args.output is None:
        raise CannotTell(f"Say with --output where the {args.format} file goes.")
    report = sealing.check(log=log)
    whole = (
        f"The whole record was checked: {report.sealed:,} rows are as they were sealed, {report.unsealed:,} not sealed yet."
        if not report.findings
        else f"The record is NOT as it was sealed: {len(report.findings):,} findings. Run `trellis record check`."
    )
    shown = (
        (Confidentiality.OPEN, Confidentiality.SCHOOL_AND_AUTHORITY)
        if args.without_restricted
        else tuple(Confidentiality)
    )
    told = chronology.of(school).acts
    acts = [act for act in told if act.confidentiality in shown]
    left_out = {
        level: number
        for level in Confidentiality
        if level not in shown and (number := sum(act.confidentiality == level for act in told))
    }
    if args.format == "text":
        print(f"{school.name} (URN {school.pk})\n")
        for act in acts:
            print(f"{chronology_file.moment(act.at)}  {act.who}: {act.what}.")
            for label, said in (*((("Why", act.why),) if act.why else ()), *act.facts):
                print(f"    {label}: {said}")
            if act.standing == Standing.ALTERED:
                print("    THIS IS NOT AS IT WAS SEALED.")
        for level, number in left_out.items():
            print(f"Left out: {number:,} {level.words.lower()}.")
        print(f"\n{len(acts):,} acts. {whole}")
        return 1 if report.findings else 0
    made = chronology_file.sheets(
        acts,
        school=school,
        left_out=left_out,
        made_for="whoever runs Trellis, at the command line",
        at=datetime.now(UTC),
        sealed=whole,
    )
    written = chronology_file.written(made, kind=args.format)
    if args.output is None:
        sys.stdout.buffer.write(written)
    else:
        args.output.write_bytes(written)
        print(f"{len(acts):,} acts in {args.output}. {whole}")
    return 1 if report.findings else 0
