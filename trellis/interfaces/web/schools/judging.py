"""How one school is judged: the pack with the school's own answers, values and sources beside it. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.analysis.judging import framework, spoken
from trellis.analysis.judging.framework import Contact, Criterion, Framework
from trellis.analysis.judging.spoken import Spoken
from trellis.analysis.output import method
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools import chasing, ledger
from trellis.interfaces.web.schools.ledger import Entry
from trellis.screening.models import Evidence, Run

_AGAINST = {"publisher": "the publisher", "project_notes": "the project’s notes"}


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A publication that the pack rests on, and against what it was checked."""

    title: str
    publisher: str
    checked: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One criterion of the pack, with the school's answer where there is one."""

    id: str
    name: str
    sentence: str
    is_key: bool
    route: str
    applies: str
    entry: Entry | None
    sources: tuple[tuple[str, str], ...]
    tests: Spoken


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
    """The pack as it judged one school."""

    title: str
    about: str
    details: tuple[tuple[str, str], ...]
    contact: Contact | None
    rule: tuple[str, ...]
    levels: tuple[JudgedLevel, ...]
    missing: tuple[str, ...]
    citations: tuple[Cited, ...]


def pack_of(run: Run) -> Framework:
    """Return the pack that a run froze."""
    made: Framework = framework.made(Framework, run.pack_text)
    return made


def present(
    run: Run, *, evidence: Sequence[Evidence], urn: int, run_id: int | None = None, phase: str = ""
) -> JudgingPage:
    """Return the pack of a run as a page in which each criterion carries the school's answer, values and sources."""
    pack, frozen = pack_of(run), chasing.criteria_of(run.pack_text)
    entries = {
        row.criterion: ledger.entry(
            row, frozen.get(row.criterion, {}), decided=False, urn=urn, run_id=run_id, phase=phase
        )
        for row in evidence
    }
    questions = {asked.id: asked.question for asked in pack.judgements}
    return JudgingPage(
        title=pack.title,
        about=pack.about,
        details=details(pack),
        contact=pack.contact,
        rule=method.rule(pack),
        levels=tuple(
            JudgedLevel(
                number=level.number,
                heading=f"Level {level.number}: {level.name}",
                aliases=", ".join(level.aliases),
                entitlement=level.entitlement,
                criteria=tuple(
                    _judged(criterion, entries.get(criterion.id), questions=questions)
                    for criterion in pack.criteria
                    if criterion.level == level.number
                ),
            )
            for level in reversed(pack.levels)
        ),
        missing=method.missing(pack),
        citations=citations(pack),
    )


def details(pack: Framework) -> tuple[tuple[str, str], ...]:
    """Return what a pack is: its version, who agreed it and when, since when it is used and its fingerprint."""
    until = f" to {words.day(pack.effective_to)}" if pack.effective_to else ""
    held = (
        ("Version", pack.version),
        ("Agreed", method.agreed(pack)),
        ("In use from", words.day(pack.effective_from) + until),
        ("Answers for it", pack.owner or ""),
        ("Fingerprint", pack.hash[:16]),
    )
    return tuple((name, value) for name, value in held if value)


def citations(pack: Framework) -> tuple[Cited, ...]:
    """Return what a pack rests on, in its order."""
    return tuple(
        Cited(
            title=one.title,
            publisher=one.publisher or "",
            checked=f"checked against {_AGAINST[one.checked_against]} on {words.day(one.checked_on)}",
            url=one.url or "",
        )
        for one in pack.citations
    )


def _judged(criterion: Criterion, entry: Entry | None, *, questions: Mapping[str, str]) -> Judged:
    # Two facts of one row and year lead to one place: once is enough
    sources = {
        f"{fact.name}{', ' if fact.year else ''}{fact.year}: {_where(fact.source)}": fact.source.href
        for fact in (entry.facts if entry is not None else ())
        if fact.source is not None
    }
    return Judged(
        id=criterion.id,
        name=criterion.name,
        sentence=criterion.sentence,
        is_key=criterion.key,
        route=ledger.ROUTES[criterion.route],
        applies=f"Applies to {spoken.phases(criterion.phases)}." if criterion.phases else "",
        entry=entry,
        sources=tuple((href, text) for text, href in sources.items()),
        tests=spoken.tests(criterion.when, questions=questions),
    )


def _where(source: ledger.Source) -> str:
    return f"{source.said[:1].lower()}{source.said[1:]}" if source.said else f"row {source.row}"
