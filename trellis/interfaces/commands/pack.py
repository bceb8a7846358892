"""`trellis pack`: check a framework pack, list those there are, print what authors need, or write its public record."""

import argparse
import json
from pathlib import Path

from trellis.problem import Refusal

NAME = "pack"
HELP = "Check framework packs, list them, print their schema, or write a transparency record"


class RecordRefused(Refusal):
    """The record cannot be written there, or in that format."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = asked.add_parser(
        "check", help="say everything that is wrong with a pack, and run its truth table"
    )
    check.add_argument("path", type=Path, help="the pack's folder, or its framework.yaml")
    asked.add_parser("list", help="list the packs there are")
    ask = asked.add_parser("questions", help="list the judgements a pack asks people for, with their answers")
    ask.add_argument("id", nargs="?", default=None, help="the pack (default reportcard-2025)")
    asked.add_parser("schema", help="print the JSON Schema of framework.yaml")
    record = asked.add_parser(
        "atrs", help="write a pack's record for the Algorithmic Transparency Recording Standard"
    )
    record.add_argument("id", nargs="?", default=None, help="the pack (default reportcard-2025)")
    record.add_argument("--authority", default="", metavar="NAME", help="the authority's name")
    record.add_argument(
        "--format", choices=("md", "csv", "ods", "xlsx"), help="the kind of file (default: md)"
    )
    record.add_argument("--out", type=Path, help="the file to write; without it, Markdown is printed")


def run(args: argparse.Namespace) -> int:
    asked = {"atrs": _atrs, "check": _check, "list": _list, "questions": _questions, "schema": _schema}
    return asked[args.what](args)


def _check(args: argparse.Namespace) -> int:
    from trellis.analysis.judging import framework, pack_cases, pack_reading, wording

    try:
        pack = pack_reading.load(args.path)
    except framework.FrameworkProblems as problems:
        print("\n".join(map(str, problems.problems)))
        return 1
    wrong = [
        f"no indicator “{name}” is declared"
        for name in pack_reading.unknown_indicators(pack, wording.indicators())
    ]
    folder = args.path if args.path.is_dir() else args.path.parent
    ran = 0
    if (folder / pack_cases.FILE).is_file():
        cases = pack_cases.load(folder, pack)
        ran = len(cases.cases)
        wrong += cases.failures(pack)
    if wrong:
        print("\n".join(wrong))
        return 1
    print(
        f"{pack.id} version {pack.version}: {len(pack.criteria)} criteria, and {ran} cases come out as they must"
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    from trellis.analysis.judging import framework, shelf

    for name in shelf.names():
        try:
            pack = shelf.load(name)
        except framework.FrameworkProblems as problems:
            print(f"{name:<18} cannot be used: {len(problems.problems)} problems (trellis pack check)")
            continue
        until = f"to {pack.effective_to:%d %B %Y}" if pack.effective_to else "onwards"
        default = ", the default" if name == shelf.DEFAULT else ""
        print(f"{name:<18} {pack.title}: {pack.effective_from:%d %B %Y} {until}; {pack.status}{default}")
    return 0


def _questions(args: argparse.Namespace) -> int:
    from trellis.analysis.judging import shelf

    for asked in shelf.load(args.id or shelf.DEFAULT).judgements:
        print(f"{asked.id:<30} {asked.question}  [{' | '.join(asked.answers)}]")
    return 0


def _schema(args: argparse.Namespace) -> int:
    from trellis.analysis.judging import pack_reading

    print(json.dumps(pack_reading.schema(), indent=2, ensure_ascii=False))
    return 0


def _atrs(args: argparse.Namespace) -> int:
    from trellis.analysis.judging import shelf
    from trellis.analysis.output import spreadsheet, transparency_record

    pack = shelf.load(args.id or shelf.DEFAULT)
    made = transparency_record.record(
        pack,
        transparency_record.Installation(authority=args.authority, cases=shelf.cases_beside(pack)),
    )
    kind = args.format or (args.out.suffix.removeprefix(".").lower() if args.out else "") or "md"
    if kind not in ("md", *spreadsheet.FORMATS):
        raise RecordRefused(f"A record is written as md, csv, ods or xlsx, not as “{kind}”.")
    if args.out is None:
        if kind != "md":
            raise RecordRefused(f"Say where to write the {kind} file, with --out.")
        print(transparency_record.markdown(made), end="")
        return 0
    try:
        if kind == "md":
            args.out.write_text(transparency_record.markdown(made), encoding="utf-8")
        else:
            sheets = (transparency_record.sheet(made), transparency_record.about(made))
            spreadsheet.write(args.out, sheets, kind=kind)
    except OSError as error:
        raise RecordRefused(f"{args.out} cannot be written: {error.strerror or error}.") from error
    print(f"{made.pack}: {args.out}, with {made.to_complete} fields for the authority to complete")
    return 0
