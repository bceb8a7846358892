"""`trellis explain`: one school's suggested level down to the file, row and date of every number behind it."""

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from trellis.problem import Refusal

if TYPE_CHECKING:
    from trellis.analysis.judging.explanation import CriterionFinding, Explanation
    from trellis.analysis.judging.nearest_change import NearestChange
    from trellis.analysis.judging.one_school import Cited, Fact

NAME = "explain"
HELP = "Tell why a school is where it is, down to file, row and date"


class NoSuchSchool(Refusal):
    """No open school has this URN."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("urn", type=int, help="the school's six-figure URN")
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
    parser.add_argument("--json", action="store_true", help="print the whole explanation as JSON")


def run(args: argparse.Namespace) -> int:
    from trellis.analysis.home import Home
    from trellis.analysis.judging import explanation, shelf
    from trellis.analysis.store import warehouse

    home = Home.from_environment()
    pack = shelf.load(args.pack or shelf.DEFAULT, home=home)
    with warehouse.open(home, as_of=args.as_of) as held:
        school = held.school(args.urn)
        if school is None or not school.open:
            raise NoSuchSchool(_gone(args.urn, school))
        facts = held.facts(indicators=list(pack.columns_read()), authority=school.la_code, urns=[args.urn])
    told = explanation.explain(pack, facts.one(args.urn))
    rolled_back = _rolled_back(school.known_from, facts.as_of)
    if args.json:
        print(json.dumps(told.as_dict(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_ledger(told, f"{school.la_name}, {school.school_type}", facts.as_of, rolled_back)))
    return 0


def _gone(urn: int, school: Any) -> str:
    if school is None:
        return f"the register holds no school with URN {urn}"
    return f"{school.name} ({urn}) is closed, and no level is suggested for a closed school"


def _rolled_back(known_from: date | None, as_of: date) -> str:
    """Return a sentence when the register told of here was published after the day it is read for; "" otherwise."""
    if known_from is None or known_from <= as_of:
        return ""
    return (
        f"The register of schools held is of {known_from:%d %B %Y}, rolled back to {as_of:%d %B %Y} by the opening and "
        "closing dates in it: names, types and trusts are as they were later."
    )


def _ledger(told: "Explanation", place: str, as_of: date, rolled_back: str = "") -> list[str]:
    pack, suggested = told.framework, told.suggested
    level = pack.level(suggested.level) if suggested.level else None
    outcome = f"level {level.number}, {level.name}" if level else "none: insufficient evidence"
    lead = "Suggested band of concern" if told.standing == "raise concerns" else "Suggested level"
    covered, needed = suggested.covered, f"{pack.coverage.minimum_share:.0%}"
    lines = [
        f"{told.name} ({told.urn}), {place}",
        f"{pack.title}, version {pack.version} ({pack.status}); as known on {as_of:%d %B %Y}",
        *([warning] if (warning := pack.era_warning(as_of)) else []),
        *([rolled_back] if rolled_back else []),
        "Of published data and the authority's returns: what people recorded in Trellis is read by a run that is kept.",
        "",
        f"{lead}: {outcome}",
        f"Known: {covered.known} of the {covered.counted} criteria that count ({covered.share:.0%}; {needed} needed)",
    ]
    if told.standing == "raise concerns":
        lines.append("The authority gives this school no level: it raises concerns.")
    lines += ["", "Because", *[f"  {reason}" for reason in told.reasons]]
    if told.contextually_vulnerable and pack.contextual_vulnerability is not None:
        lines += ["", pack.contextual_vulnerability.name, f"  {pack.contextual_vulnerability.support}"]
        lines += [
            f"  {found.criterion.name}: {found.criterion.support}"
            for found in told.findings
            if found.answer == 1 and found.criterion.support
        ]
    if told.capacity:
        shown = [sentence for sentence, finding in told.markers if finding.answer == 1]
        lines += ["", "Capacity to support others", *[f"  {sentence}" for sentence in shown]]
    cited: dict[str, str] = {}
    for number in (3, 2, 1):
        here = [found for found in told.findings if found.criterion.level == number]
        for answer, title in ((1, "Met"), (0, "Not met"), (-1, "Not known"), (-2, "Does not apply")):
            chosen = [found for found in here if found.answer == answer]
            if chosen:
                lines += ["", f"Level {number} criteria: {title.lower()}"]
                for found in chosen:
                    lines += _criterion(found, cited)
    lines += ["", "What would change this", *_changes(told.nearest_changes(), missing=False)]
    lines += ["", "What missing data could change this", *_changes(told.nearest_data(), missing=True)]
    wanted = [found for found in told.missing if found.criterion.coverage == "always"]
    if wanted:
        lines += [
            "",
            "Missing data to chase"
            + (f": {told.still_needed} or more of these" if told.still_needed else ""),
        ]
        lines += [f"  {f.criterion.id} {f.criterion.name}: {f.criterion.hint or ''}" for f in wanted]
    lines += ["", "A suggestion only: no level takes effect until people agree it."]
    return lines


def _criterion(found: "CriterionFinding", cited: dict[str, str]) -> list[str]:
    """Return a criterion's lines. A grade cited before is not cited again: `cited` holds where each was."""
    criterion = found.criterion
    key = ", key" if criterion.key else ""
    articles = ", ".join(map(str, criterion.articles))
    lines = [f"  {criterion.id} {criterion.sentence} [{criterion.route}{key}; UNCRC {articles}]"]
    if found.answer == -2:
        return [*lines, f"      {found.finding.sentence}"]
    lines.append(f"      {found.finding.sentence}")
    seen: set[tuple[Any, ...]] = set()
    before: dict[str, None] = {}
    for fact in found.finding.facts():
        line = _fact(fact)
        if (key_ := (fact.kind, fact.indicator, fact.comparator, line)) in seen:
            continue
        seen.add(key_)
        if fact.kind == "grade" and line in cited:
            before[cited[line]] = None
            continue
        if fact.kind == "grade":
            cited[line] = criterion.id
        lines.append(f"        · {line}")
        lines += [f"            {year.when}: {year.shown}{_source(year)}" for year in fact.years]
    if before:
        lines.append(f"        · other grades: as under {', '.join(before)}")
    return lines


def _fact(fact: "Fact") -> str:
    said = f"{fact.name}, {fact.when}: {fact.shown}" if fact.when else f"{fact.name}: {fact.shown}"
    if fact.comparator is not None and fact.comparator_shown is not None:
        said += f"; {fact.comparator}: {fact.comparator_shown}"
    if fact.local:
        said += " (the authority's own return)"
    if fact.predecessor:
        said += " (of the school this one took over from)"
    return said + _source(fact)


def _source(of: "Fact | Cited") -> str:
    if of.file_name is None:
        return ""
    known = f", known from {of.known_from}" if of.known_from else ""
    estimated = " (estimated)" if of.known_from and of.known_from_estimated else ""
    return f" — {of.file_name}, row {of.row}{known}{estimated}"


def _changes(changes: tuple["NearestChange", ...], *, missing: bool) -> list[str]:
    lines = []
    for change in changes:
        to = f"level {change.level}" if change.level else "insufficient evidence"
        count = "one criterion" if change.size == 1 else f"{change.size} criteria together"
        if missing:
            how = f"once {count} {'is' if change.size == 1 else 'are'} known"
        else:
            how = f"if {count} turned round"
        lines.append(f"  To {to}, {how}:")
        for changed in change.sets[:5]:
            lines.append(
                "    "
                + "; ".join(f"{one.criterion} {one.was.words} → {one.becomes.words}" for one in changed)
            )
        more = change.total - min(5, len(change.sets))
        if more > 0:
            lines.append("    or one other set" if more == 1 else f"    or one of {more} other sets")
    return lines or ["  No change to three criteria or fewer."]
