"""`trellis export`: the suggestions and indicators of an authority's schools as a spreadsheet."""

import argparse
import math
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trellis.problem import Refusal

if TYPE_CHECKING:
    from trellis.analysis.judging.evaluation import Assessments
    from trellis.analysis.output.spreadsheet import Sheet
    from trellis.analysis.store.facts import Facts

NAME = "export"
HELP = "Write suggestions and indicators as CSV, XLSX or ODS"


class CannotExport(Refusal):
    """The file cannot be written as asked."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--authority", required=True, metavar="CODE", help="an authority's code, such as 803")
    parser.add_argument(
        "--format", choices=("csv", "xlsx", "ods"), default=None, help="default: by the file's name"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument(
        "--pack", default=None, metavar="ID", help="the framework pack (default reportcard-2025)"
    )
    parser.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="DATE", help="YYYY-MM-DD")


def run(args: argparse.Namespace) -> int:
    from trellis.analysis.home import Home
    from trellis.analysis.judging import evaluation, shelf, wording
    from trellis.analysis.output import spreadsheet
    from trellis.analysis.store import warehouse

    kind = args.format or args.out.suffix.lstrip(".").lower()
    if kind not in spreadsheet.FORMATS:
        raise CannotExport(f"“{args.out.name}” does not tell the format: give --format csv, xlsx or ods")
    home = Home.from_environment()
    pack = shelf.load(args.pack or shelf.DEFAULT, home=home)
    indicators = sorted({*wording.indicators(), *pack.columns_read()})
    with warehouse.open(home, as_of=args.as_of) as held:
        facts = held.facts(indicators=indicators, authority=args.authority)
    if not len(facts):
        raise CannotExport(f"there is no open school of authority {args.authority}")
    assessed = evaluation.assess(pack, facts)
    # A CSV holds one table, so its one table has the indicators beside the suggestion.
    sheets = [_schools(assessed, facts, indicators if kind == "csv" else [])]
    if kind != "csv":
        sheets += [_criteria(assessed), _indicators(facts, indicators), _about(assessed, args.authority)]
    try:
        spreadsheet.write(args.out, sheets, kind=kind)
    except OSError as error:
        raise CannotExport(f"{args.out} cannot be written: {error.strerror}") from error
    print(f"{len(facts):,} schools written to {args.out}", file=sys.stderr)
    return 0


def _schools(assessed: "Assessments", facts: "Facts", indicators: list[str]) -> "Sheet":
    from trellis.analysis.judging import wording
    from trellis.analysis.output import screening_table
    from trellis.analysis.output.spreadsheet import Sheet

    shown = [i for i in indicators if not all(map(math.isnan, facts.statistic(i, "value").tolist()))]
    header = [
        *(
            "URN",
            "School",
            "Phase",
            "Relationship",
            "Standing",
            "Suggested level",
            "Outcome",
            "Coverage",
            "Known",
        ),
        *(
            "Counted",
            "Criteria met",
            "Not known",
            "Contextual vulnerability",
            "Capacity to support others",
            "Reasons",
        ),
        *(f"{wording.indicator_name(i)}{part}" for i in shown for part in ("", ": year")),
    ]
    rows: list[list[Any]] = []
    for at, row in enumerate(screening_table.rows(assessed)):
        line: list[Any] = [
            row.urn,
            row.name,
            row.phase,
            row.school_relationship,
            row.relationship,
            row.level,
            row.outcome,
            row.coverage,
            row.known,
            row.counted,
            ", ".join(row.met),
            ", ".join(row.unknown),
            "yes" if row.contextually_vulnerable else "no",
            "yes" if row.capacity_to_support else "no",
            " ".join(row.reasons),
        ]
        for indicator in shown:
            year = facts.statistic(indicator, "year")[at]
            line.append(_number(facts.statistic(indicator, "value")[at]))
            line.append(None if math.isnan(year) else wording.year(year))
        rows.append(line)
    return Sheet(name="Schools", header=header, rows=rows)


def _criteria(assessed: "Assessments") -> "Sheet":
    from trellis.analysis.judging.criterion import Answer
    from trellis.analysis.output.spreadsheet import Sheet

    criteria = assessed.framework.criteria
    facts = assessed.facts
    return Sheet(
        name="Criteria",
        header=["URN", "School", *(f"{c.id} {c.name}" for c in criteria)],
        rows=[
            [
                int(facts.urns[i]),
                str(facts.names[i]),
                *(Answer(int(answer)).words for answer in assessed.met[i]),
            ]
            for i in range(len(facts))
        ],
    )


def _indicators(facts: "Facts", indicators: list[str]) -> "Sheet":
    """Every number behind the suggestions, one row each, with where it came from."""
    from trellis.analysis.judging import wording
    from trellis.analysis.output.spreadsheet import Sheet

    columns = ("value", "low", "high", "denominator", "mean3", "percentile")
    compared = ("national_median", "authority_median", "neighbour_median", "similar_median")
    rows: list[list[Any]] = []
    for i, urn in enumerate(facts.urns.tolist()):
        for indicator in indicators:
            year = facts.statistic(indicator, "year")[i]
            status = int(facts.status(indicator)[i])
            if math.isnan(year) or status == 2:
                continue
            source = facts.provenance(indicator, i)
            rows.append(
                [
                    urn,
                    str(facts.names[i]),
                    indicator,
                    wording.indicator_name(indicator),
                    wording.year(year),
                    wording.STATUS_WORDS[status],
                    *(_number(facts.statistic(indicator, name)[i]) for name in (*columns, *compared)),
                    None if source is None else source.file_name,
                    None if source is None else source.row,
                    None if source is None else source.known_from,
                ]
            )
    header = [
        *(
            "URN",
            "School",
            "Indicator",
            "Name",
            "Year",
            "Status",
            "Value",
            "Interval from",
            "Interval to",
            "Of pupils",
        ),
        *(
            "Three-year mean",
            "National percentile",
            "National median",
            "Authority median",
            "Neighbours' median",
        ),
        *("Similar schools' median", "File", "Row", "Known from"),
    ]
    return Sheet(name="Indicators", header=header, rows=rows)


def _about(assessed: "Assessments", authority: str) -> "Sheet":
    from trellis.analysis.output.spreadsheet import Sheet

    pack = assessed.framework
    return Sheet(
        name="About",
        header=["What", "Is"],
        rows=[
            ["Authority", authority],
            ["Framework pack", f"{pack.id}, version {pack.version}, {pack.status}"],
            ["Pack hash", pack.hash],
            ["Data as known on", assessed.facts.as_of],
            ["Warehouse build", assessed.facts.build_id],
            ["What this is", "Suggestions. No level takes effect until people agree it."],
            [
                "What this is not",
                "A prediction of an inspection, or a league table. A school's level is not public.",
            ],
        ],
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 6)
