"""What a pack makes of published data, and what it cannot: the rule, inputs, gaps, doubt, people and limits, as sentences.

Every number and name is read from the pack or the indicators it uses, so that the pages for each audience and the
transparency record tell one story, and another pack tells its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import wording
from trellis.analysis.judging.framework import Criterion, Framework
from trellis.analysis.judging.suggestion import is_lesser_contextual, is_other

INSPECTIONS = "State-funded schools inspections and outcomes"
OWN_RETURNS = "The authority's own return"
JUDGEMENTS = "Advisers' judgements (the authority's own return)"
EVENTS = "The register of events (the authority's own return)"

NOT_A_LEVEL = (
    "It is not an inspection judgement, and it predicts none.",
    "It is not published, and it is not a league table: schools are not ranked.",
    "It is not agreed until people agree it.",
)
"""What a suggested level is not, for every reader in the same words."""

_SCHOOLS = {
    "maintained": "maintained schools",
    "academy": "academies",
    "independent": "independent schools",
    "other": "schools of other kinds",
}
_BASIS = {"school_days": "school", "working_days": "working", "calendar_days": "calendar"}


@dataclass(frozen=True, kw_only=True)
class Input:
    """One publication or return that a pack reads: what of it, and for which criteria."""

    publication: str
    is_own: bool
    reads: tuple[str, ...]
    criteria: tuple[str, ...]


def rule(framework: Framework) -> tuple[str, ...]:
    """Return the rule that turns criteria into a suggestion, with the pack's own numbers."""
    suggestion, needs = framework.suggestion, framework.coverage
    one, two, three = (level.name for level in framework.levels)
    themes = f", of {needs.minimum_themes} themes or more" if needs.minimum_themes > 1 else ""
    said = " or the school says that it is vulnerable," if suggestion.self_identified is not None else ""
    return (
        f"Level 3 ({three}) if any level 3 criterion is met.",
        (
            f"Otherwise level 2 ({two}) if any key level 2 criterion is met,{said} or at least"
            f" {suggestion.others} of the others are met, or at least {suggestion.contextual} contextual ones with"
            f" {suggestion.contextual_others} other."
        ),
        (
            f"Otherwise level 1 ({one}) if every key level 1 criterion that applies is met, and at least"
            f" {needs.minimum_share:.0%} of the criteria that count (no fewer than"
            f" {needs.minimum_criteria}{themes}) are known."
        ),
        "Otherwise no level is suggested. What is suppressed, out of date or not held is never read as secure.",
        "An academy is screened by the same criteria, to raise concerns with its trust. No level is agreed for it."
        if framework.standing("academy") == "raise concerns"
        else "An academy is screened by the same criteria and the same rule.",
    )


def numbers(framework: Framework) -> tuple[str, ...]:
    """Return how many criteria speak for each level, and how many of them decide by themselves."""
    said = []
    for level in framework.levels:
        of_level = [c for c in framework.criteria if c.level == level.number]
        key = sum(c.key for c in of_level)
        said.append(f"{len(of_level)} for level {level.number} ({level.name}), {key} of them key")
    lesser = sum(map(is_other, framework.criteria)), sum(map(is_lesser_contextual, framework.criteria))
    return (
        f"The pack has {len(framework.criteria)} criteria: {'; '.join(said)}.",
        f"{lesser[0]} level 2 criteria are lesser ones that count together, and {lesser[1]} more are contextual.",
    )


def inputs(framework: Framework) -> tuple[Input, ...]:
    """Return every publication and return the pack reads, published ones first, in the order of their names."""
    read: dict[str, dict[str, None]] = {}
    used: dict[str, dict[str, None]] = {}
    own: dict[str, bool] = {}
    for criterion_id, tree in _trees(framework):
        for leaf in language.leaves(tree):
            for publication, what, is_own in _sources(leaf, framework):
                read.setdefault(publication, {})[what] = None
                used.setdefault(publication, {}).update({criterion_id: None} if criterion_id else {})
                own[publication] = is_own
    return tuple(
        Input(publication=name, is_own=own[name], reads=tuple(sorted(read[name])), criteria=tuple(used[name]))
        for name in sorted(read, key=lambda name: (own[name], name))
    )


def missing(framework: Framework) -> tuple[str, ...]:
    """Return how what is not there is treated."""
    reasons = [words for status, words in sorted(wording.STATUS_WORDS.items()) if status]
    ages, needs = framework.evidence, framework.coverage
    graded = (
        f" An inspection grade is too old after {ages.inspection_stale_after_years} years, unless a visit since let it"
        " stand."
        if ages.inspection_stale_after_years is not None
        else " Inspection grades never grow too old."
    )
    return (
        f"A value that is missing keeps its reason: {', '.join(reasons)}. It is never nought and never an average.",
        "A criterion whose value is missing is not known. Not known counts neither for the school nor against it.",
        f"A value is too old to judge by after {ages.stale_after_years} academic years.{graded}",
        (
            f"Where fewer than {needs.minimum_share:.0%} of the criteria that count are known, or fewer than"
            f" {needs.minimum_criteria}, no school is called {framework.level(1).name.lower()} and lesser criteria are"
            " not counted together: the page says “insufficient evidence”, and what is missing."
        ),
        "A figure in dispute is not used until the dispute is settled.",
    )


def uncertainty(framework: Framework) -> tuple[str, ...]:
    """Return how chance, small numbers and change are allowed for."""
    by_chance = [c.id for c in framework.criteria if any(_asks_chance(x) for x in language.leaves(c.when))]
    trends = [
        c.id
        for c in framework.criteria
        if any(isinstance(x, language.Trend) and x.significant for x in language.leaves(c.when))
    ]
    said = [
        "A value of pupils carries an interval of 95%: how far chance alone could move it.",
        "Published intervals are used where there are any.",
        "A value of few pupils, or of nobody knows how many, is judged only where its interval settles the answer.",
    ]
    if by_chance:
        said.append(
            f"{_count(len(by_chance), 'criterion asks', 'criteria ask')} that a difference is more than chance:"
            f" {', '.join(by_chance)}."
        )
    if trends:
        said.append(
            f"A trend in {', '.join(trends)} counts only where it is steeper than chance would often bring, by"
            " Student’s t for so few years."
        )
    apart = [term.idea for term in framework.terms if not term.comparable]
    if apart:
        said.append(f"Not compared across inspection frameworks and years: {'; '.join(apart)}.")
    return tuple(said)


def human_role(framework: Framework) -> tuple[str, ...]:
    """Return what people do, and by when."""
    asked = [c.id for c in framework.criteria if c.route == "S"]
    levels = [_SCHOOLS[r] for r in framework.relationships if framework.standing(r) == "level"]
    said = [
        "The computer suggests and people decide. No suggested level has any effect until people have agreed it.",
        f"A level can be agreed for {wording.one_of(levels)}; of other schools a concern is raised with whoever runs"
        " them."
        if levels
        else "No level is agreed for any school; concerns are raised with whoever runs it.",
    ]
    if asked:
        said.append(
            f"{len(asked)} of the {len(framework.criteria)} criteria are for self-evaluation or a person’s judgement:"
            f" {', '.join(asked)}. A question that nobody has answered stays not known."
        )
    said += [
        f"{clock.name}: {clock.days} {_BASIS[clock.basis]} days, counted from: {clock.counted_from}."
        for clock in framework.clocks
    ]
    return tuple(said)


def limits(framework: Framework) -> tuple[str, ...]:
    """Return what the pack cannot say: what follows from what it is, then what its authors added."""
    said = []
    if framework.agreed is None:
        said.append(
            f"It is a {'proposal' if framework.status == 'proposed' else framework.status + ' pack'}: nobody is recorded"
            " as having agreed its thresholds."
        )
    own = [c.id for c in framework.criteria if all(source.is_own for source in _inputs_of(c, framework))]
    if own:
        said.append(
            f"{len(own)} of the {len(framework.criteria)} criteria rest on nothing that is published, only on what the"
            f" authority or the school writes down: {', '.join(own)}."
        )
    unread = [c for c in framework.citations if c.checked_against != "publisher"]
    if unread:
        several = f"{len(unread)} of its {len(framework.citations)}"
        every = len(unread) == len(framework.citations)
        said.append(
            f"{'All' if every else several}{f' {len(unread)}' if every else ''} citations have been checked against"
            " the project’s notes and not yet against the publisher."
        )
    until = f" until {wording.day(framework.effective_to)}" if framework.effective_to else ""
    said.append(
        f"It is written for its own time (“{framework.era}”), in use from {wording.day(framework.effective_from)}{until}; what it"
        " makes of another time cannot be set beside levels of that time."
    )
    said.append("How well its suggestions foretell what people later agree has not been measured.")
    return (*said, *framework.limits)


def tested(framework: Framework, *, cases: int | None) -> tuple[str, ...]:
    """Return what has been tested. `cases` is how many pictures of schools stand beside the pack, None: not known."""
    said = [
        "Each screening is worked out for all schools at once, and again school by school with the reasons.",
        "These are two programs written apart: where they differ the screening is refused.",
        "Each test of the language is itself tested by small examples, which are printed in its manual.",
    ]
    if cases:
        said.insert(
            0,
            f"{cases} small pictures of schools stand beside this version of the pack, each with the level it must get;"
            " `trellis pack check` runs them.",
        )
    elif cases is None:
        said.insert(0, "The pictures of schools that test this version of the pack are not held here.")
    return tuple(said)


def agreed(framework: Framework) -> str:
    """Return who agreed the pack and when, or that nobody has."""
    if framework.agreed is None:
        return "Not agreed yet: a proposal"
    minutes = f" ({framework.agreed.minutes})" if framework.agreed.minutes else ""
    return f"by {framework.agreed.by} on {wording.day(framework.agreed.on)}{minutes}"


def _trees(framework: Framework) -> Iterator[tuple[str, language.Leaf | language.Branch]]:
    """Give every tree with the id of its criterion; "" for the ones that are no criterion's."""
    of_criteria = {id(c.when): c.id for c in framework.criteria}
    for criterion in framework.criteria:
        yield criterion.id, criterion.when
    for tree in framework.trees():
        if id(tree) not in of_criteria:
            yield "", tree


def _inputs_of(criterion: Criterion, framework: Framework) -> list[Input]:
    return [
        Input(publication=publication, is_own=own, reads=(what,), criteria=())
        for leaf in language.leaves(criterion.when)
        for publication, what, own in _sources(leaf, framework)
    ]


def _sources(leaf: language.Leaf, framework: Framework) -> Iterator[tuple[str, str, bool]]:
    """Give each publication that a test reads, what of it, and whether it is the authority's own."""
    questions = {asked.id: asked.question for asked in framework.judgements}
    match leaf:
        case language.Inspection():
            yield INSPECTIONS, wording.area(leaf.area), False
        case language.Judgement() | language.Judged():
            yield JUDGEMENTS, questions.get(leaf.judgement, wording.event(leaf.judgement)), True
        case language.Event():
            yield EVENTS, wording.event(leaf.event), True
        case language.Contextual():
            yield from _indicator(leaf.factor)
            yield EVENTS, wording.event(leaf.factor), True
        case language.OlderThan():
            if leaf.area:
                yield INSPECTIONS, wording.area(leaf.area), False
            elif leaf.judgement:
                yield JUDGEMENTS, questions.get(leaf.judgement, wording.event(leaf.judgement)), True
            else:
                yield from _indicator(language.given(leaf.indicator))
        case language.Gap():
            yield from _indicator(leaf.group)
            yield from _indicator(leaf.others)
        case _:
            yield from _indicator(leaf.indicator)
            if isinstance(leaf, language.Threshold) and leaf.than_indicator:
                yield from _indicator(leaf.than_indicator)


def _indicator(name: str) -> Iterator[tuple[str, str, bool]]:
    known = wording.indicators().get(name)
    if known is not None:
        yield known.source, known.name, known.local or known.source == OWN_RETURNS


def _asks_chance(leaf: language.Leaf) -> bool:
    return bool(getattr(leaf, "significant", False))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
