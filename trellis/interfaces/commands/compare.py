"""`trellis compare`: schools side by side, or one school with its similar schools or a set of one's own choosing."""

import argparse
import json
import math
import sys
from typing import TYPE_CHECKING, Any

from trellis.problem import Refusal

if TYPE_CHECKING:
    from rich.table import Table

    from trellis.analysis.output.spreadsheet import Cell
    from trellis.analysis.store.facts import Facts
    from trellis.analysis.store.records import IndicatorHeld, School
    from trellis.analysis.store.warehouse import Warehouse

NAME = "compare"
HELP = "Set two to six schools side by side, or one beside its similar schools or a set of your own."

_MOST = 6
_NOT_APPLICABLE, _NOT_HELD = 2, 4


class CompareRefused(Refusal):
    """What was asked cannot be compared."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("urns", nargs="+", type=int, metavar="URN", help="one school, or two to six")
    parser.add_argument(
        "--with", dest="chosen", metavar="URN,URN,…", help="the set to compare one school with"
    )
    parser.add_argument(
        "--why", metavar="URN", type=int, help="say why that school is, or is not, similar to the first"
    )
    parser.add_argument("--theme", help="only the indicators of one theme, such as attendance")
    parser.add_argument("--authority", metavar="CODE", help="use this authority's own returns too")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print the comparison as JSON")
    how.add_argument(
        "--csv", action="store_true", help="print the comparison as CSV, with numbers as they are"
    )


def run(args: argparse.Namespace) -> int:
    """Compare and print. Returns 0."""
    from trellis.analysis.home import Home
    from trellis.analysis.store import warehouse

    if len(args.urns) > _MOST:
        raise CompareRefused(f"{len(args.urns)} schools are too many side by side. Name up to {_MOST}.")
    with warehouse.open(Home.from_environment()) as held:
        schools = [_school(held, urn) for urn in args.urns]
        if args.why is not None:
            return _why(held, schools[0], _school(held, args.why), args)
        indicators = [
            each
            for each in held.indicators()
            # What only an authority holds has no year of its own until that authority is named
            if (each.expected_year is not None or args.authority) and args.theme in (None, each.theme)
        ]
        if not indicators:
            themes = sorted({each.theme for each in held.indicators()})
            raise CompareRefused(
                f"Nothing is held of the theme “{args.theme}”. The themes are: {', '.join(themes)}."
            )
        if len(schools) == 1:
            return _with_set(held, schools[0], indicators, args)
        facts = held.facts(
            indicators=[each.id for each in indicators], urns=args.urns, authority=args.authority
        )
        return _side_by_side(schools, indicators, facts, args)


def _school(held: "Warehouse", urn: int) -> "School":
    school = held.school(urn)
    if school is None:
        raise CompareRefused(f"The register has no school with the URN {urn}.")
    if not school.open:
        raise CompareRefused(f"{school.name} ({urn}) is closed. Name the school it became.")
    return school


def _side_by_side(
    schools: "list[School]", indicators: "list[IndicatorHeld]", facts: "Facts", args: argparse.Namespace
) -> int:
    places = [facts.position(school.urn) for school in schools]
    rows: list[dict[str, Any]] = []
    for each in indicators:
        if not any(_tells(facts, each, place) for place in places):
            continue
        rows.append(
            {
                "indicator": each.id,
                "name": each.name,
                "unit": each.unit,
                "year": _year(facts, each, places),
                "period": _period(each, _year(facts, each, places)),
                "schools": [_told(facts, each.id, place) for place in places],
            }
        )
    if args.json:
        _print_json({"schools": [_header(school) for school in schools], "indicators": rows})
        return 0
    names = [f"{school.name} ({school.urn})" for school in schools]
    if args.csv:
        _print_csv(
            ("Indicator", "Name", "Unit", "Year", *names),
            [(*_named(row), *[_plain(told) for told in row["schools"]]) for row in rows],
        )
        return 0
    from rich.table import Table

    table = Table("Indicator", "Year", *names, box=None, pad_edge=False)
    for row in rows:
        table.add_row(row["name"], row["period"], *[_cell(row["indicator"], told) for told in row["schools"]])
    _print_table(table)
    return 0


def _with_set(
    held: "Warehouse", school: "School", indicators: "list[IndicatorHeld]", args: argparse.Namespace
) -> int:
    ids = [each.id for each in indicators]
    if args.chosen:
        chosen = _chosen(args.chosen)
        others = [_school(held, urn) for urn in chosen]
        name = "your set"
    else:
        similar = held.similar(school.urn)
        chosen = [other.urn for other in similar]
        others = [_school(held, urn) for urn in chosen]
        name = "similar schools"
        if not similar:
            raise CompareRefused(
                f"{school.name} has no similar schools: it is of a kind that is compared with no one."
            )
    compared = held.compare(school.urn, chosen, ids)
    facts = held.facts(indicators=ids, urns=[school.urn], authority=args.authority)
    rows: list[dict[str, Any]] = [
        {
            "indicator": each.id,
            "name": each.name,
            "unit": each.unit,
            "year": _year(facts, each, [0]),
            "period": _period(each, _year(facts, each, [0])),
            "school": _told(facts, each.id, 0),
            "set_median": _number(compared.median[i]),
            "set_percentile": _number(compared.percentile[i]),
            "set_decile": _number(compared.decile[i]),
            "set_with_a_value": int(compared.held[i]),
        }
        for i, each in enumerate(indicators)
        if _tells(facts, each, 0)
    ]
    if args.json:
        _print_json(
            {"school": _header(school), "set": [_header(other) for other in others], "indicators": rows}
        )
        return 0
    if args.csv:
        header = ("Indicator", "Name", "Unit", "Year", f"{school.name} ({school.urn})", "Median of the set",
                  "Percentage at or below the school", "Decile", "Schools of the set with a value")  # fmt: skip
        _print_csv(
            header,
            [
                (
                    *_named(row),
                    _plain(row["school"]),
                    *[row[key] for key in ("set_median", "set_percentile", "set_decile", "set_with_a_value")],
                )
                for row in rows
            ],
        )
        return 0
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"[bold]{school.name}[/bold] ({school.urn}, {school.la_name}) beside {name}, {len(others)} of them"
    )
    table = Table(
        "Indicator", "Year", "School", "Set’s median", "At or below", "Decile", box=None, pad_edge=False
    )
    for row in rows:
        share = row["set_percentile"]
        table.add_row(
            row["name"],
            row["period"],
            _cell(row["indicator"], row["school"]),
            _shown(row["indicator"], row["set_median"]),
            "" if share is None else f"{share:.0f}% of {row['set_with_a_value']}",
            _figure(row["set_decile"]),
        )
    _print_table(table)
    console.print(
        "At or below: how much of the set is at the school's value or under it. Decile 10 is the highest tenth."
    )
    console.print("The set: " + "; ".join(f"{o.name} ({o.urn}, {o.la_name})" for o in others) + ".")
    return 0


def _why(held: "Warehouse", school: "School", other: "School", args: argparse.Namespace) -> int:
    apart = held.why_similar(school.urn, other.urn)
    rank = next((s.rank for s in held.similar(school.urn) if s.urn == other.urn), None)
    if args.csv:
        _print_csv(
            (
                "Feature",
                f"{school.name} ({school.urn})",
                f"{other.name} ({other.urn})",
                "Apart",
                "Part of the difference",
            ),
            [(each.name, each.own, each.other, each.apart, each.share) for each in apart],
        )
        return 0
    if args.json:
        _print_json(
            {
                "school": _header(school),
                "other": _header(other),
                "rank": rank,
                "features": [
                    {name: getattr(each, name) for name in type(each).__dataclass_fields__} for each in apart
                ],
            }
        )
        return 0
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{other.name} is number {rank} of the schools most like {school.name}."
        if rank
        else f"{other.name} is not among the schools most like {school.name}."
    )
    if school.phase_group != other.phase_group:
        console.print(f"They are of different phases: {school.phase_group} and {other.phase_group}.")
    table = Table("", school.name, other.name, "Apart", "Part of the difference", box=None, pad_edge=False)
    for each in apart:
        table.add_row(
            each.name,
            _figure(each.own) or "not held: taken as the middle",
            _figure(each.other) or "not held: taken as the middle",
            f"{each.apart:.2f}",
            f"{100 * each.share:.0f}%",
        )
    _print_table(table)
    return 0


def _tells(facts: "Facts", indicator: "IndicatorHeld", place: int) -> bool:
    """Whether there is anything to say: not for an indicator of other phases, nor one that nobody gave."""
    status = int(facts.status(indicator.id)[place])
    return status != _NOT_APPLICABLE and not (indicator.expected_year is None and status == _NOT_HELD)


def _year(facts: "Facts", indicator: "IndicatorHeld", places: list[int]) -> int | None:
    """Return the newest year of the values shown, which an authority's own may have before it is published."""
    years = [_number(facts.statistic(indicator.id, "year")[place]) for place in places]
    return max((int(year) for year in years if year is not None), default=indicator.expected_year)


def _chosen(given: str) -> list[int]:
    parts = [part.strip() for part in given.split(",") if part.strip()]
    wrong = [part for part in parts if not part.isdigit()]
    if wrong or not parts:
        raise CompareRefused(f"“{', '.join(wrong) or given}” is not a URN. Write --with 100001,100002.")
    return [int(part) for part in parts]


def _told(facts: "Facts", indicator: str, place: int) -> dict[str, Any]:
    status = int(facts.status(indicator)[place])
    names = (
        "value", "year", "low", "high", "national_median", "authority_median", "similar_median", "percentile", "slope3",
    )  # fmt: skip
    return {
        "status": _STATUS[status],
        **{name: _number(facts.statistic(indicator, name)[place]) for name in names},
    }


_STATUS = (
    "value",
    "suppressed by the publisher",
    "does not apply",
    "not published",
    "not held",
    "in dispute",
)


def _header(school: "School") -> dict[str, Any]:
    return {
        "urn": school.urn,
        "name": school.name,
        "phase": school.phase_group,
        "relationship": school.relationship,
        "authority": school.la_code,
        "roll": school.roll,
    }


def _period(indicator: "IndicatorHeld", year: int | None) -> str:
    """Return the year as it is written: 2024/25, and for finance, whose years are others, 2024-25 financial."""
    if year is None:
        return ""
    from trellis.analysis.columns import period

    return f"{period.financial(year)} financial" if indicator.theme == "finance" else period.named(year)


def _cell(indicator: str, told: dict[str, Any]) -> str:
    return _shown(indicator, told["value"]) if told["status"] == "value" else str(told["status"])


def _shown(indicator: str, value: float | None) -> str:
    """Return a value with its unit, as everywhere: 45%, £12,300."""
    from trellis.analysis.judging import wording

    return "" if value is None else wording.number(indicator, value)


def _plain(told: dict[str, Any]) -> float | str | None:
    """Return a value as a number, or why there is none."""
    value: float | str | None = told["value"] if told["status"] == "value" else told["status"]
    return value


def _named(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return (row["indicator"], row["name"], row["unit"], row["period"])


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 or value == round(value) else f"{value:,.1f}"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _print_table(table: "Table") -> None:
    """Print a table: in a window as wide as that is, elsewhere as wide as it needs, one line a row."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        widest = Console(width=10_000).measure(table).maximum
        console = Console(highlight=False, width=widest)
    console.print(table)


def _print_csv(header: tuple[str, ...], rows: "list[tuple[Cell, ...]]") -> None:
    from trellis.analysis.output import spreadsheet

    spreadsheet.write_csv(sys.stdout, spreadsheet.Sheet(name="", header=header, rows=rows))


def _print_json(told: dict[str, Any]) -> None:
    json.dump(told, sys.stdout, indent=2, ensure_ascii=False)
    print()
