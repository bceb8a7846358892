"""`trellis screen`: a suggested level for every open school of an authority, or of England, with its reasons."""

import argparse
import sys
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from trellis.analysis.files.beforehand import Beforehand
from trellis.problem import Refusal

if TYPE_CHECKING:
    from trellis.analysis.home import Home
    from trellis.analysis.judging.framework import Framework
    from trellis.analysis.output.screening_table import Row
    from trellis.analysis.store.facts import Facts
    from trellis.analysis.store.warehouse import Warehouse

NAME = "screen"
HELP = "Suggest a level for every open school, with its reasons"


class NothingToScreen(Refusal):
    """The scope has no open school."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    scope = parser.add_mutually_exclusive_group(required=True)
    scope.add_argument("--authority", metavar="CODE", help="an authority's three-digit code, such as 803")
    scope.add_argument(
        "--all", action="store_true", help="every open school of England, from published data alone"
    )
    parser.add_argument(
        "--pack", default=None, metavar="ID", help="the framework pack (default reportcard-2025)"
    )
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=None,
        metavar="DATE",
        help="judge by what was known on this date (YYYY-MM-DD)",
    )
    parser.add_argument(
        "--files",
        nargs="+",
        type=Path,
        default=None,
        metavar="PATH",
        help="judge by these files or folders alone, and keep nothing: what would they say?",
    )
    parser.add_argument(
        "--year",
        type=int,
        default=None,
        help="with --files: the year the figures end in, where a file does not say it (2019 for 2018/19)",
    )
    parser.add_argument("--json", action="store_true", help="print a list with one object for each school")
    parser.add_argument("--out", type=Path, default=None, metavar="FILE", help="write to a file instead")
    parser.add_argument(
        "--record",
        action="store_true",
        help="also keep the run, with its evidence, in the casework database; what people recorded in Trellis is judged in it",
    )


def run(args: argparse.Namespace) -> int:
    beforehand = Beforehand(args.files) if args.files else None
    from trellis.analysis.home import Home
    from trellis.analysis.judging import evaluation, shelf
    from trellis.analysis.output import screening_table

    if args.record and args.authority is None:
        raise Refusal("a run is kept for one authority: give --authority CODE with --record")
    if args.record and args.files:
        raise Refusal("a run by --files keeps nothing: import the files and build, and then give --record")
    if args.year is not None and not args.files:
        raise Refusal("--year says of which year --files are; what is imported has said it already")
    home = Home.from_environment()
    pack = shelf.load(args.pack or shelf.DEFAULT, home=home)
    facts, name = _unkept(args, pack, beforehand) if args.files else _kept(args, pack, home)
    assessed = evaluation.assess(pack, facts)
    if args.json:
        pieces = screening_table.as_json(assessed)
    else:
        pieces = iter([_table(screening_table.rows(assessed), pack, facts.as_of, name)])
    if args.out is not None:
        with args.out.open("w", encoding="utf-8") as file:
            file.writelines(chain(pieces, "\n"))
        print(f"{len(facts):,} schools written to {args.out}", file=sys.stderr)
    else:
        sys.stdout.writelines(chain(pieces, "\n"))
    if args.files:
        print("Judged by these files alone. Nothing was kept.", file=sys.stderr)
    if args.record:
        _record(args)
    elif args.authority is not None and not args.files:
        print(
            "What people recorded in Trellis itself is not judged here: --record keeps a run in which it is.",
            file=sys.stderr,
        )
    return 0


def _kept(args: argparse.Namespace, pack: "Framework", home: "Home") -> "tuple[Facts, str]":
    """Return the facts of the scope from the warehouse, and what the scope is called."""
    with _opened(home, args.as_of) as held:
        facts = held.facts(indicators=pack.columns_read(), authority=args.authority, sources=False)
        if not len(facts):
            raise NothingToScreen(_nobody(args.authority, held.authorities()))
        return facts, held.authorities().get(args.authority, args.authority) if args.authority else "England"


def _unkept(
    args: argparse.Namespace, pack: "Framework", beforehand: Beforehand | None
) -> "tuple[Facts, str]":
    """Return the same from the files that are named, read and held in memory alone."""
    import gc
    from datetime import UTC, datetime

    from trellis.analysis.files import in_memory
    from trellis.analysis.store import unkept

    now = datetime.now(UTC)
    gc.disable()  # looking for circles in tables takes a twentieth of the time, and there are none
    try:
        columns = pack.columns_read()
        releases = in_memory.read(
            args.files,
            at=now,
            year=args.year,
            authority=args.authority,
            measures=unkept.measures(columns),
            beforehand=beforehand,
        )
        facts = unkept.facts(
            releases,
            columns=columns,
            today=now.date(),
            authority=args.authority,
            as_of=args.as_of,
        )
    finally:
        gc.freeze()  # nor are they looked for at the end
        gc.enable()
    known = unkept.authorities(releases, as_of=args.as_of)
    if not len(facts):
        raise NothingToScreen(_nobody(args.authority, known))
    return facts, known.get(args.authority, args.authority) if args.authority else "England"


def _nobody(authority: str | None, known: dict[str, str]) -> str:
    if authority is None:
        return "the warehouse holds no open school: run `trellis import` with a register of schools"
    held = ", ".join(f"{code} {name}" for code, name in list(known.items())[:8])
    return f"there is no open school of authority {authority}; those held begin {held}"


def _opened(home: "Home", as_of: date | None) -> "Warehouse":
    from trellis.analysis.store import warehouse

    if as_of is None:
        return warehouse.open(home)
    from trellis.schools import data

    return data.look_back(as_of, today=datetime.now().astimezone().date())


def _table(rows: "list[Row]", pack: "Framework", as_of: date, scope: str) -> str:
    from collections import Counter

    from trellis.analysis.output import screening_table

    lines = [
        f"{pack.title} (version {pack.version}, {pack.status})",
        f"Suggestions for {scope}: {len(rows):,} open schools, as known on {as_of:%d %B %Y}",
        *([warning] if (warning := pack.era_warning(as_of)) else []),
        "",
    ]
    wide = min(max((len(row.name) for row in rows), default=4), 44)
    lines.append(
        f"{'URN':<7} {'School':<{wide}} {'Phase':<13} {'Standing':<15} {'Level':<8} {'Known':>5}  Because"
    )
    order = {3: 0, 2: 1, None: 2, 1: 3}
    for row in sorted(rows, key=lambda row: (order[row.level], row.name)):
        shown = row.name if len(row.name) <= wide else row.name[: wide - 1] + "…"
        level = f"{row.level}" if row.level else "–"
        flags = (" (contextual vulnerability)" if row.contextually_vulnerable else "") + (
            " (capacity to support others)" if row.capacity_to_support else ""
        )
        lines.append(
            f"{row.urn:<7} {shown:<{wide}} {row.phase:<13} {row.relationship:<15} {level:<8} "
            f"{row.coverage:>5.0%}  {row.main}{flags}"
        )
    counts = Counter(row.level for row in rows)
    lines.append("")
    lines.extend(
        f"Level {level.number} {level.name}: {counts[level.number]:,}" for level in reversed(pack.levels)
    )
    lines.append(f"Insufficient evidence: {counts[None]:,}")
    chased = screening_table.chase(rows)
    if chased:
        missing = Counter(criterion for row in chased for criterion in row.unknown)
        lines.append("")
        lines.append(
            "To chase, where the evidence is insufficient: what is not known, and of how many schools"
        )
        lines.extend(
            f"  {pack.criterion(c).id:<6} {n:>6,}  {pack.criterion(c).name}" for c, n in missing.most_common()
        )
    lines.append("")
    lines.append(
        "A suggestion only: no level takes effect until people agree it. `trellis explain URN` tells why."
    )
    return "\n".join(lines)


def _record(args: argparse.Namespace) -> None:
    """Keep the run in the casework database, through the seam."""
    from datetime import UTC

    from trellis.screening import casework

    casework.connect()
    from django.utils import timezone

    from trellis.analysis.judging import shelf
    from trellis.screening.actions import runs

    at = datetime.now(UTC)
    kept = runs.run(
        authority=args.authority,
        pack=shelf.load(args.pack or shelf.DEFAULT),
        as_of=args.as_of or timezone.localdate(at),
        by=None,
        at=at,
    )
    print(f"kept as run {kept.pk}, {kept.school_count:,} schools", file=sys.stderr)
