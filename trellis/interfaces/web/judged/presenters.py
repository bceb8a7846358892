"""The pack of a run as pages for each who asks. Pure functions: every sentence is made from the pack."""

from dataclasses import dataclass

from trellis.analysis.judging import spoken, wording
from trellis.analysis.judging.framework import Contact, Criterion, Framework
from trellis.analysis.judging.spoken import Spoken
from trellis.analysis.judging.suggestion import is_lesser_contextual
from trellis.analysis.output import method
from trellis.analysis.output.method import Input
from trellis.interfaces.web.schools import judging, ledger

_COUNTS = {
    "always": "Counts towards having enough evidence.",
    "when_known": "Counts towards having enough evidence once it is known.",
    "never": "Does not count towards having enough evidence.",
}

# The files that a transparency record is given as: what the address says, and how the link names it.
FORMATS = (("ods", "OpenDocument (ODS)"), ("csv", "CSV"), ("md", "Markdown"))


@dataclass(frozen=True, kw_only=True)
class LevelMeant:
    """One level: what it is called and what it brings."""

    heading: str
    aliases: str
    entitlement: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One criterion as the pack states it."""

    id: str
    name: str
    sentence: str
    weight: str
    route: str
    counts: str
    applies: str
    hint: str
    support: str
    tests: Spoken
    citations: str
    articles: str


@dataclass(frozen=True, kw_only=True)
class StatedGroup:
    """Criteria under one heading: those of a level, or those of a theme."""

    heading: str
    anchor: str
    criteria: tuple[Stated, ...]


@dataclass(frozen=True, kw_only=True)
class PackPage:
    """A pack, with all that any of its pages says. Each template takes what its readers need."""

    title: str
    about: str
    details: tuple[tuple[str, str], ...]
    contact: Contact | None
    levels: tuple[LevelMeant, ...]
    not_a_level: tuple[str, ...]
    rule: tuple[str, ...]
    numbers: tuple[str, ...]
    by_level: tuple[StatedGroup, ...]
    by_theme: tuple[StatedGroup, ...]
    ambition: str
    capacity: tuple[str, ...]
    capacity_least: int
    context: tuple[str, str] | None
    questions: tuple[tuple[str, str], ...]
    inputs: tuple[Input, ...]
    missing: tuple[str, ...]
    uncertainty: tuple[str, ...]
    human_role: tuple[str, ...]
    limits: tuple[str, ...]
    tested: tuple[str, ...]
    terms: tuple[tuple[str, str, str], ...]
    citations: tuple[judging.Cited, ...]


def present(pack: Framework, *, cases: int | None) -> PackPage:
    """Return a pack as its pages show it. `cases` is how many pictures of schools test it, None where that is not known."""
    stated = {criterion.id: _stated(criterion, pack) for criterion in pack.criteria}
    named = {level.number: level.name for level in pack.levels}
    themes = dict.fromkeys(criterion.theme for criterion in pack.criteria)
    return PackPage(
        title=pack.title,
        about=pack.about,
        details=judging.details(pack),
        contact=pack.contact,
        levels=tuple(
            LevelMeant(
                heading=f"Level {level.number}: {level.name}",
                aliases=", ".join(level.aliases),
                entitlement=level.entitlement,
                number=level.number,
            )
            for level in reversed(pack.levels)
        ),
        not_a_level=method.NOT_A_LEVEL,
        rule=method.rule(pack),
        numbers=method.numbers(pack),
        by_level=tuple(
            StatedGroup(
                heading=f"Level {number} criteria: {named[number]}",
                anchor=f"level-{number}",
                criteria=tuple(stated[c.id] for c in pack.criteria if c.level == number),
            )
            for number in (3, 2, 1)
        ),
        by_theme=tuple(
            StatedGroup(
                heading=wording.sentence(theme).removesuffix("."),
                anchor=f"theme-{place}",
                criteria=tuple(stated[c.id] for c in pack.criteria if c.theme == theme),
            )
            for place, theme in enumerate(themes, start=1)
        ),
        ambition=pack.ambition.sentence if pack.ambition else "",
        capacity=tuple(marker.sentence for marker in pack.capacity.markers) if pack.capacity else (),
        capacity_least=pack.capacity.at_least if pack.capacity else 0,
        context=(pack.contextual_vulnerability.name, pack.contextual_vulnerability.support)
        if pack.contextual_vulnerability
        else None,
        questions=tuple(
            (asked.question, wording.one_of([answer.replace("_", " ") for answer in asked.answers]))
            for asked in pack.judgements
        ),
        inputs=method.inputs(pack),
        missing=method.missing(pack),
        uncertainty=method.uncertainty(pack),
        human_role=method.human_role(pack),
        limits=method.limits(pack),
        tested=method.tested(pack, cases=cases),
        terms=tuple((term.idea, term.here, _comparable(term.comparable, term.note)) for term in pack.terms),
        citations=judging.citations(pack),
    )


def _stated(criterion: Criterion, pack: Framework) -> Stated:
    questions = {asked.id: asked.question for asked in pack.judgements}
    cited = {citation.id: citation.title for citation in pack.citations}
    return Stated(
        id=criterion.id,
        name=criterion.name,
        sentence=criterion.sentence,
        weight=_weight(criterion, pack),
        route=ledger.ROUTES[criterion.route],
        counts=_COUNTS[criterion.coverage],
        applies=_applies(criterion),
        hint=criterion.hint or "",
        support=criterion.support or "",
        tests=spoken.tests(criterion.when, questions=questions),
        citations="; ".join(cited[name] for name in criterion.citations),
        articles=", ".join(map(str, criterion.articles)),
    )


def _weight(criterion: Criterion, pack: Framework) -> str:
    """Say what meeting a criterion does, by the rule."""
    level = pack.level(criterion.level)
    named = f"level {level.number} ({level.name})"
    if criterion.level == 3:
        said = f"Met, it suggests {named} by itself."
        return f"{said} It asks for action today." if criterion.immediate else said
    if criterion.level == 1:
        return (
            f"Must be met for {named}." if criterion.key else f"Describes {named}; decides nothing by itself."
        )
    if criterion.key:
        return f"Key: met, it suggests {named} by itself."
    if is_lesser_contextual(criterion):
        return f"A circumstance: {pack.suggestion.contextual} together, with others, suggest {named}."
    return f"One of the lesser ones: {pack.suggestion.others} together suggest {named}."


def _applies(criterion: Criterion) -> str:
    said = []
    if criterion.phases:
        said.append(f"Applies to {spoken.phases(criterion.phases)}.")
    if criterion.relationships:
        kinds = wording.one_of([relationship.replace("_", " ") for relationship in criterion.relationships])
        said.append(f"Applies to schools that are {kinds}.")
    return " ".join(said)


def _comparable(comparable: bool, note: str | None) -> str:
    said = "Can be compared with other packs" if comparable else "Cannot be compared with other packs"
    return f"{said}. {note}" if note else f"{said}."


def record_name(pack: Framework, *, code: str, kind: str) -> str:
    """Return the name of a record's file."""
    return f"atrs-{code}-{pack.id}-{pack.version.replace('.', '-')}.{kind}"
