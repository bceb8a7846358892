"""`trellis pack`: check a framework pack, list those there are, or print the schema and the manual of the language."""

import argparse
import json
from pathlib import Path

NAME = "pack"
HELP = "Check framework packs, list them, or print their schema"


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


def run(args: argparse.Namespace) -> int:
    return {"check": _check, "list": _list, "questions": _questions, "schema": _schema}[args.what](args)


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
