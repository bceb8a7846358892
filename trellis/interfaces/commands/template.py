"""`trellis template`: the files an authority fills in with what only it knows."""

import argparse
import sys
from pathlib import Path

from trellis.problem import Refusal

NAME = "template"
HELP = "List the authority's own returns, or write one to fill in (XLSX, CSV or ODS)."


class TemplateRefused(Refusal):
    """There is no such return, or no such place to write it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="the return to write; without one, all are listed")
    parser.add_argument("--format", choices=("xlsx", "csv", "ods"), help="the kind of file (default: xlsx)")
    parser.add_argument("--out", type=Path, help="where to write it: a file, or a folder that exists")


def run(args: argparse.Namespace) -> int:
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    from trellis import catalogue
    from trellis.analysis import datasets, indicators
    from trellis.analysis.columns.returns import Return
    from trellis.analysis.indicator import Indicator
    from trellis.analysis.output import return_template

    known = catalogue.collect(datasets, Return)
    if args.name is None:
        width = max(len(name) for name in known)
        for name, each in known.items():
            print(f"{name:<{width}}  {each.title}\n{'':<{width}}  {each.purpose}")
        print("\nWrite one with: trellis template NAME [--format xlsx|csv|ods] [--out PATH]")
        return 0
    name = args.name.replace("-", "_")
    wanted = known.get(name) or known.get(f"local_{name}")
    if wanted is None:
        raise TemplateRefused(f"There is no return “{args.name}”. The returns are: {', '.join(known)}.")
    target = _target(args.out, wanted.id, args.format)
    try:
        return_template.write(
            wanted, target, {one.id: one.name for one in catalogue.collect(indicators, Indicator).values()}
        )
    except OSError as error:
        raise TemplateRefused(f"{target} cannot be written: {error.strerror}.") from error
    except FileCreateError as error:  # what the writer of workbooks makes of the same
        raise TemplateRefused(f"{target} cannot be written. Say where else with --out.") from error
    print(f"{wanted.title}: {target}")
    print(f"Fill it in, then: trellis import {target} --authority CODE", file=sys.stderr)
    return 0


def _target(out: Path | None, name: str, format_: str | None) -> Path:
    if out is None or out.is_dir():
        return (out or Path()) / f"{name}.{format_ or 'xlsx'}"
    suffix = out.suffix.removeprefix(".").lower()
    if format_ and suffix and suffix != format_:
        raise TemplateRefused(f"{out.name} ends in .{suffix}, but --format says {format_}.")
    if not suffix:
        return out.with_suffix(f".{format_ or 'xlsx'}")
    if suffix not in ("xlsx", "csv", "ods"):
        raise TemplateRefused(f"{out.name} should end in .xlsx, .csv or .ods.")
    return out
