"""The inspections of one school and of those before it, each in the terms of its own time. Pure functions.

Three regimes do not measure the same thing, so they are never put into one scale: each has a table of its own, newest
first, and the picture is broken where one ended and the next began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from trellis.analysis import inspection as terms
from trellis.analysis.store.records import Inspection
from trellis.interfaces.web.govuk import addresses, timelines, words
from trellis.interfaces.web.govuk.timelines import Moment, Timeline
from trellis.interfaces.web.schools.ledger import Source

WARNING = (
    "Do not compare across a break. Overall grades ended on 1 September 2024, and report cards, which judge other"
    " areas on another scale, began on 10 November 2025. A school is not better or worse for being described in"
    " other words."
)
BREAKS = ((date(2024, 9, 1), "no overall grade"), (date(2025, 11, 10), "report cards"))
_REGIMES = (
    (
        "report_card",
        "Report cards, since November 2025",
        (
            "Several areas, each on a five-point scale from “urgent improvement” to “exceptional”, and safeguarding met or"
            " not met. There is no overall grade."
        ),
    ),
    (
        "eif_no_overall",
        "September 2024 to November 2025: no overall grade",
        "Four areas on the four-point scale, without a grade for the school as a whole.",
    ),
    (
        "eif",
        "Until August 2024: graded, with an overall grade",
        "A four-point scale from outstanding to inadequate, for the school as a whole and for areas of its work.",
    ),
)
_KINDS = {
    "graded": ("Graded inspection", "dot"),
    "report_card": ("Report card", "square"),
    "ungraded": ("Ungraded visit", "diamond"),
    "monitoring": ("Monitoring visit, which changed a grade", "triangle"),
}
_NO_OVERALL = "No overall grade was given"
_FIRST = ("overall", "ungraded_outcome", "safeguarding", "category_of_concern")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One inspection: its number in the picture, what it was, and what it found."""

    number: int
    when: str
    kind: str
    whose: str
    published: str
    first: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class Regime:
    """The inspections of one time."""

    heading: str
    explanation: str
    anchor: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionHistory:
    """Every inspection held. `warning` is empty where all are of one regime, and there is nothing to mistake."""

    regimes: tuple[Regime, ...]
    picture: Timeline | None
    warning: str
    key: tuple[str, ...]


def present(
    rows: Sequence[Inspection], *, urn: int, former: dict[int, str] | None = None, run_id: int | None = None
) -> InspectionHistory:
    """Return the history. `former` names the schools before this one by URN; `run_id` is kept in the addresses."""
    named = former or {}
    dated = sorted((row for row in rows if row.started), key=_when)
    inspected = [(key, list(held)) for key, held in groupby(dated, key=_when)]
    outcomes = []
    for number, ((started, kind, framework, _), held) in enumerate(inspected, start=1):
        outcome = _outcome(number, held, urn=urn, named=named, run_id=run_id)
        outcomes.append((started, kind, _regime_of(framework), held[0].predecessor, outcome))
    regimes = tuple(
        Regime(heading=heading, explanation=explanation, anchor=f"inspections-{name}", outcomes=found)
        for name, heading, explanation in _REGIMES
        if (found := tuple(o for *_, regime, _, o in reversed(outcomes) if regime == name))
    )
    crosses = len(regimes) > 1
    kinds = dict.fromkeys((kind, before) for _, kind, _, before, _ in outcomes)
    return InspectionHistory(
        regimes=regimes,
        warning=WARNING if crosses else "",
        key=tuple(f"{_shape_words(kind, before)}: {_kind_words(kind, before)}" for kind, before in kinds),
        picture=timelines.of_moments(
            [
                Moment(on=started, label=str(o.number), shape=_shape(kind, before))
                for started, kind, _, before, o in outcomes
            ],
            breaks=BREAKS,
            title="Inspections, in the order in which they were made",
            description=f"{words.count(len(outcomes), 'inspection')} on a line of time, numbered as in the tables. "
            "The picture is broken at 1 September 2024 and at 10 November 2025: grades on one side of a break cannot "
            "be compared with grades on the other.",
        ),
    )


def _when(row: Inspection) -> tuple[date, str, str, int]:
    return row.started or date.min, row.kind, row.framework, row.inspected_urn or 0


def _outcome(
    number: int, rows: Sequence[Inspection], *, urn: int, named: dict[int, str], run_id: int | None
) -> Outcome:
    one = rows[0]
    order = list(terms.AREAS)
    said = {
        row.area: terms.GRADES.get(row.grade, row.grade)
        for row in sorted(rows, key=lambda row: order.index(row.area) if row.area in order else 99)
    }
    if one.framework == "eif_no_overall" and "overall" in said:
        said["overall"] = _NO_OVERALL
    if said.get("category_of_concern") == terms.GRADES["none"]:
        del said["category_of_concern"]
    first = tuple((terms.AREAS[area], said.pop(area)) for area in _FIRST if area in said)
    whose = ""
    if one.predecessor:
        before = named.get(one.inspected_urn or 0, "")
        whose = f"Of the school before this one{f', {before}' if before else ''}"
        whose += f" (URN {one.inspected_urn})." if one.inspected_urn else "."
    return Outcome(
        number=number,
        when=words.day(one.started),
        kind=_KINDS.get(one.kind, (one.kind, ""))[0],
        whose=whose,
        published=words.day(one.published),
        first=first,
        areas=tuple((terms.AREAS.get(area, area), grade) for area, grade in said.items()),
        source=_source(one, urn=urn, run_id=run_id),
    )


def _source(row: Inspection, *, urn: int, run_id: int | None) -> Source | None:
    if not row.release or row.row is None or row.row < 1:
        return None
    address = addresses.of("source", urn=urn, release=row.release, row=row.row)
    known = words.day(row.known_from)
    return Source(
        href=address + (f"?run={run_id}" if run_id is not None else ""),
        file_name=row.file_name or row.release,
        row=row.row,
        known_from=f"{known} (estimated)" if known and row.known_from_estimated else known,
    )


def _regime_of(framework: str) -> str:
    return framework if framework in ("report_card", "eif_no_overall") else "eif"


def _shape(kind: str, before: bool) -> str:
    shape = _KINDS.get(kind, ("", "dot"))[1]
    return "ring" if before and shape == "dot" else shape


def _shape_words(kind: str, before: bool) -> str:
    return {"dot": "Filled circle", "ring": "Open circle"}.get(
        _shape(kind, before), _shape(kind, before).title()
    )


def _kind_words(kind: str, before: bool) -> str:
    said = _KINDS.get(kind, (kind, ""))[0]
    said = said[:1].lower() + said[1:]
    return f"{said} of a school before this one" if before else said
