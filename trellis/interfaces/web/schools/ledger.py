"""The evidence ledger: level, criterion, value and comparator, and the file, row and date of each. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.analysis.judging import wording
from trellis.interfaces.web.govuk import addresses, words
from trellis.interfaces.web.schools.chasing import criteria_of, how_to_fill
from trellis.screening.models import Evidence, Met
from trellis.screening.queries import facts_of

ROUTES = {"E": "External indicator", "S": "Self-evaluation or judgement", "C": "Contextual factor"}
# The order in which answers are read: what was decided by, then what was not known, then the rest.
_ANSWERS = (Met.MET, Met.NOT_MET, Met.UNKNOWN, Met.NOT_APPLICABLE)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where one value came from, with the page that shows the row as it was published.

    `said` is who recorded it and when, where that was done in Trellis itself and in no file.
    """

    href: str
    file_name: str
    row: int
    known_from: str
    said: str = ""

    @property
    def text(self) -> str:
        return self.said or f"{self.file_name}, row {self.row}"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One value that a criterion looked at."""

    name: str
    value: str
    comparator: str
    year: str
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One criterion applied to the school."""

    id: str
    name: str
    sentence: str
    answer: str
    css: str
    is_key: bool
    decided: bool
    theme: str
    route: str
    facts: tuple[Fact, ...]
    fill: str
    command: str
    articles: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """The criteria of one level with one answer."""

    heading: str
    anchor: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class LevelSection:
    """The criteria that speak for one level, grouped by answer."""

    heading: str
    explanation: str
    summary: str
    groups: tuple[Group, ...]


_MEANING = {
    3: "A school that meets any of these is suggested for level 3.",
    2: "Meeting a key criterion, or enough of the others together, suggests level 2.",
    1: "A school that meets the key ones, with enough known about it, is suggested for level 1.",
}


def present(
    evidence: Sequence[Evidence],
    *,
    pack: Mapping[str, Any],
    named: Mapping[int, str],
    decided_by: frozenset[str],
    urn: int,
    run_id: int | None,
    phase: str = "",
) -> tuple[LevelSection, ...]:
    """Return the ledger of one school, level 3 first. `run_id` is in the addresses where an older run is looked at."""
    criteria = criteria_of(pack)
    entries = [
        (
            row,
            entry(
                row,
                criteria.get(row.criterion, {}),
                decided=row.criterion in decided_by,
                urn=urn,
                run_id=run_id,
                phase=phase,
            ),
        )
        for row in evidence
    ]
    sections = []
    for level in (3, 2, 1):
        of_level = [(row, made) for row, made in entries if row.level == level]
        if not of_level:
            continue
        groups = tuple(
            Group(
                heading=f"{Met(answer).label} ({len(held)})",
                anchor=f"level-{level}-{answer.name.lower().replace('_', '-')}",
                entries=held,
            )
            for answer in _ANSWERS
            if (held := tuple(made for row, made in of_level if row.met == answer))
        )
        sections.append(
            LevelSection(
                heading=f"Level {level} criteria: {named.get(level, '')}",
                explanation=_MEANING[level],
                summary=", ".join(f"{len(g.entries)} {g.heading.rsplit(' (', 1)[0].lower()}" for g in groups),
                groups=groups,
            )
        )
    return tuple(sections)


def entry(
    row: Evidence,
    criterion: Mapping[str, Any],
    *,
    decided: bool,
    urn: int,
    run_id: int | None,
    phase: str = "",
) -> Entry:
    """Return one criterion of the ledger."""
    concern = (row.met == Met.MET and row.level > 1) or (row.met == Met.NOT_MET and row.level == 1)
    css = {Met.UNKNOWN: "unknown", Met.NOT_APPLICABLE: "quiet"}.get(
        Met(row.met), "concern" if concern else "good" if row.met == Met.MET else "quiet"
    )
    articles = criterion.get("articles") or ()
    fill, command = "", ""
    if row.met == Met.UNKNOWN:
        fill, command = how_to_fill(criterion, finding=row.finding, phase=phase)
    return Entry(
        id=row.criterion,
        name=str(criterion.get("name") or row.criterion),
        sentence=row.sentence,
        answer=str(Met(row.met).label),
        css=f"trellis-answer--{css}",
        is_key=row.is_key,
        decided=decided,
        theme=str(criterion.get("theme", "")),
        route=ROUTES.get(str(criterion.get("route")), ""),
        facts=tuple(facts(row.finding, urn=urn, run_id=run_id)),
        fill=fill,
        command=command,
        articles=", ".join(str(article) for article in articles),
    )


def facts(finding: Mapping[str, Any], *, urn: int, run_id: int | None) -> Iterator[Fact]:
    """Give every fact of a finding and of the findings within it, each once, and not again for want of a comparator."""
    held = list(facts_of(finding))
    compared = {_value_of(said) for said in held if said.get("comparator")}
    seen = set()
    for said in held:
        key = (*_value_of(said), said.get("comparator"))
        if key not in seen and (said.get("comparator") or _value_of(said) not in compared):
            seen.add(key)
            yield fact(said, urn=urn, run_id=run_id)


def _value_of(said: Mapping[str, Any]) -> tuple[object, ...]:
    return (said.get("indicator"), said.get("year"), said.get("when"))


def fact(said: Mapping[str, Any], *, urn: int, run_id: int | None) -> Fact:
    """Return one fact as the ledger shows it, from the copy frozen with the finding."""
    value = words.first_up(str(said.get("shown") or said.get("status") or "not held"))
    low, high = said.get("low"), said.get("high")
    if low is not None and high is not None and said.get("status") == "value":
        value += f" ({words.number(low)} to {words.number(high)} by chance)"
    notes = [
        note
        for key, note in (
            ("small_cohort", "small cohort"),
            ("local", "the authority’s own return"),
            ("predecessor", "of the school before it"),
        )
        if said.get(key)
    ]
    return Fact(
        name=str(said.get("name") or said.get("indicator") or ""),
        value=f"{value} ({', '.join(notes)})" if notes else value,
        comparator=_comparator(said),
        year=_when(said),
        source=source(said, urn=urn, run_id=run_id),
    )


def _comparator(said: Mapping[str, Any]) -> str:
    """What a value was set beside; a trend is the value beside the years before it, said as its change a year."""
    called = str(said.get("comparator") or "")
    change = said.get("comparator_value")
    if called.startswith("change a year") and change is not None:
        sign = "−" if change < 0 else "+" if change > 0 else ""
        over = called.removeprefix("change a year ")
        return (
            f"its years before: {sign}{wording.size(str(said.get('indicator')), abs(change))} a year {over}"
        )
    return f"{said.get('comparator_shown') or 'not known'}, {called}" if called else ""


def _when(said: Mapping[str, Any]) -> str:
    when = str(said.get("when") or "")
    if len(when) == 10 and when[4] == "-":
        return words.day(when)
    return when


def source(said: Mapping[str, Any], *, urn: int, run_id: int | None) -> Source | None:
    """Return where a fact came from; None where it came from no row, and was not recorded in Trellis either."""
    if said.get("recorded"):
        href = recorded_address(str(said.get("record")), urn=urn)
        return Source(href=href, file_name="", row=0, known_from="", said=str(said["recorded"]))
    release, row = said.get("release"), said.get("row")
    if not release or row is None:
        return None
    known = words.day(said.get("known_from"))
    if known and said.get("known_from_estimated"):
        known += " (estimated)"
    address = addresses.of("source", urn=urn, release=release, row=int(row))
    return Source(
        href=address + (f"?run={run_id}" if run_id is not None else ""),
        file_name=str(said.get("file_name") or release),
        row=int(row),
        known_from=known,
    )


_RECORDED = {
    "judgement": "judgement",
    "circumstance": "circumstance",
    "self-evaluation": "self_evaluation_revision",
    "notice": "notice",
    "notices": "notices",
}


def recorded_address(record: str, *, urn: int) -> str:
    """Return the page of what was recorded in Trellis, by the place that `judgements.feed` gives with it."""
    kind, *numbers = record.split("/")
    return addresses.of(_RECORDED[kind], urn, *map(int, numbers))
