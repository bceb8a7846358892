"""How schools are judged: the pack as a page, with one school's own answers where one is asked for. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.interfaces.web.govuk import levels, words
from trellis.interfaces.web.schools import ledger
from trellis.interfaces.web.schools.ledger import Entry
from trellis.schools.models import PHASES
from trellis.screening.models import Evidence, Run


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One criterion of the pack, with the school's answer where there is one."""

    id: str
    name: str
    sentence: str
    is_key: bool
    route: str
    applies: str
    support: str
    entry: Entry | None
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class JudgedLevel:
    """One level: what it means, what it brings, and the criteria that speak for it."""

    number: int
    heading: str
    aliases: str
    entitlement: str
    criteria: tuple[Judged, ...]


@dataclass(frozen=True, kw_only=True)
class JudgingPage:
    """The pack."""

    title: str
    about: str
    details: tuple[tuple[str, str], ...]
    rule: tuple[str, ...]
    levels: tuple[JudgedLevel, ...]
    citations: tuple[tuple[str, str, str], ...]


def present(
    run: Run, *, evidence: Sequence[Evidence] = (), urn: int = 0, run_id: int | None = None
) -> JudgingPage:
    """Return the pack of a run as a page; with evidence, each criterion carries that school's answer and values."""
    pack = run.pack_text
    answered = {row.criterion: row for row in evidence}
    named = levels.names(pack)
    agreed = pack.get("agreed") or {}
    return JudgingPage(
        title=run.pack_title,
        about=str(pack.get("about", "")),
        details=(
            ("Version", run.pack_version),
            (
                "Agreed",
                f"by {agreed['by']} on {words.day(agreed['on'])}" if agreed else "Not agreed yet: a proposal",
            ),
            ("In use from", words.day(pack.get("effective_from"))),
            ("Fingerprint", run.pack_hash[:16]),
        ),
        rule=rule(pack, named=named),
        levels=tuple(
            JudgedLevel(
                number=number,
                heading=f"Level {number}: {level['name']}",
                aliases=", ".join(level.get("aliases") or ()),
                entitlement=str(level.get("entitlement", "")),
                criteria=tuple(
                    _judged(criterion, answered.get(str(criterion["id"])), urn=urn, run_id=run_id)
                    for criterion in pack.get("criteria", ())
                    if int(criterion["level"]) == number
                ),
            )
            for level in reversed(pack.get("levels", ()))
            for number in (int(level["number"]),)
        ),
        citations=tuple(
            (str(c.get("title", "")), str(c.get("publisher") or ""), words.day(c.get("checked_on")))
            for c in pack.get("citations", ())
        ),
    )


def rule(pack: Mapping[str, Any], *, named: Mapping[int, str]) -> tuple[str, ...]:
    """Say the rule that turns criteria into a suggestion, with the pack's own numbers."""
    suggestion, coverage = pack.get("suggestion") or {}, pack.get("coverage") or {}
    share = round(100 * float(coverage.get("minimum_share", 0)))
    themes = int(coverage.get("minimum_themes") or 1)
    return (
        f"Level 3 ({named.get(3, '')}) if any level 3 criterion is met.",
        (
            f"Otherwise level 2 ({named.get(2, '')}) if any key level 2 criterion is met, or the school says that it"
            f" is vulnerable, or at least {suggestion.get('others')} of the others are met, or at least"
            f" {suggestion.get('contextual')} contextual ones with {suggestion.get('contextual_others')} other."
        ),
        (
            f"Otherwise level 1 ({named.get(1, '')}) if every key level 1 criterion that applies is met, and at"
            f" least {share}% of the criteria that count (no fewer than {coverage.get('minimum_criteria')}"
            f"{f', of {themes} themes or more' if themes > 1 else ''}) are known."
        ),
        "Otherwise no level is suggested. What is suppressed, out of date or not held is never read as secure.",
        "An academy is screened by the same criteria, to raise concerns with its trust. No level is agreed for it.",
    )


def _judged(criterion: Mapping[str, Any], row: Evidence | None, *, urn: int, run_id: int | None) -> Judged:
    phases = [PHASES.get(phase, phase).lower() for phase in criterion.get("phases") or ()]
    entry = None if row is None else ledger.entry(row, criterion, decided=False, urn=urn, run_id=run_id)
    # Two facts of one row and year lead to one place: once is enough
    sources = {
        f"{fact.name}{', ' if fact.year else ''}{fact.year}: row {fact.source.row}": fact.source.href
        for fact in (entry.facts if entry is not None else ())
        if fact.source is not None
    }
    return Judged(
        id=str(criterion["id"]),
        name=str(criterion.get("name", "")),
        sentence=str(criterion.get("sentence", "")),
        is_key=bool(criterion.get("key")),
        route=ledger.ROUTES.get(str(criterion.get("route")), ""),
        applies=f"Applies to {', '.join(phases)} schools." if phases else "",
        support=str(criterion.get("support") or ""),
        entry=entry,
        sources=tuple((href, text) for text, href in sources.items()),
    )
