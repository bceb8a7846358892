"""Judges one school in plain Python and says why, in sentences its headteacher could read.

The slow and obvious twin of `evaluation`: same trees, same rule, one school at a time, and every answer with the facts
it rests on. Hypothesis holds the two equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import leaf_explanation, wording
from trellis.analysis.judging.criterion import Answer, Branch, Leaf
from trellis.analysis.judging.framework import Criterion, Framework
from trellis.analysis.judging.nearest_change import NearestChange, smallest_sets
from trellis.analysis.judging.one_school import Fact, School
from trellis.analysis.judging.reasons import reasons
from trellis.analysis.judging.suggestion import (
    Suggested,
    is_contextually_vulnerable,
    still_needed,
    suggest,
)
from trellis.analysis.store.facts import Facts

# As JSON says an answer: what does not apply is told apart from what is not known by `answer`.
_TRUTH = {Answer.MET: True, Answer.NOT_MET: False, Answer.UNKNOWN: None, Answer.NOT_APPLICABLE: None}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One node's answer for one school, in words, with the facts it read and the findings inside it."""

    test: str
    answer: Answer
    sentences: tuple[str, ...]
    because: tuple[Fact, ...] = ()
    children: tuple["Finding", ...] = ()
    unheld: bool = False  # not known, because there is nothing to read: see `evaluation.unheld`

    @property
    def sentence(self) -> str:
        """What decided the answer, in words; each thing is said once."""
        return " ".join(self.sentences)

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact in the tree, left to right."""
        return (*self.because, *(fact for child in self.children for fact in child.facts()))

    def as_dict(self) -> dict[str, Any]:
        return {
            "test": self.test,
            "met": _TRUTH[self.answer],
            "answer": self.answer.words,
            "sentence": self.sentence,
            "because": [fact.as_dict() for fact in self.because],
            "children": [child.as_dict() for child in self.children],
        }


@dataclass(frozen=True, kw_only=True)
class CriterionFinding:
    """One criterion applied to one school: the evidence that is frozen with a run."""

    criterion: Criterion
    finding: Finding

    @property
    def answer(self) -> Answer:
        return self.finding.answer

    @property
    def disputed(self) -> bool:
        """Whether a value it reads is in dispute, which holds the criterion out until that is settled."""
        return any(fact.status == "in dispute" for fact in self.finding.facts())

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON, complete in itself: it is shown long after the data have moved on."""
        criterion = self.criterion
        return {
            "criterion": criterion.id,
            "name": criterion.name,
            "level": criterion.level,
            "route": criterion.route,
            "key": criterion.key,
            "theme": criterion.theme,
            "statement": criterion.sentence,
            "articles": list(criterion.articles),
            "coverage": criterion.coverage,
            "immediate": criterion.immediate,
            "hint": criterion.hint,
            "support": criterion.support,
            "disputed": self.disputed,
            **self.finding.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One school's suggestion with all that led to it."""

    urn: int
    name: str
    framework: Framework
    standing: str
    suggested: Suggested
    reasons: tuple[str, ...]
    findings: tuple[CriterionFinding, ...]
    self_identified: Finding | None
    contextually_vulnerable: bool
    capacity: bool
    markers: tuple[tuple[str, Finding], ...]
    ambition: Finding | None

    @property
    def answers(self) -> dict[str, int]:
        """Each criterion's answer, by its id."""
        return {found.criterion.id: int(found.answer) for found in self.findings}

    @property
    def missing(self) -> tuple[CriterionFinding, ...]:
        """What counts and is not known, what can be read from published data first."""
        unknown = [f for f in self.findings if f.answer == Answer.UNKNOWN and f.criterion.coverage != "never"]
        return tuple(sorted(unknown, key=lambda f: f.criterion.coverage != "always"))

    @property
    def still_needed(self) -> int:
        """How many more criteria that count must be known before a level can rest on them; 0 when enough are."""
        return still_needed(self.framework, self.suggested.covered)

    def nearest_changes(self, *, size: int = 3) -> tuple[NearestChange, ...]:
        """Return the smallest sets of known criteria that, turned round, would change the level."""
        return self._changes("known", size)

    def nearest_data(self, *, size: int = 3) -> tuple[NearestChange, ...]:
        """Return the smallest sets of unknown criteria that, once known, would change the level."""
        return self._changes("unknown", size)

    def as_dict(self) -> dict[str, Any]:
        level = self.suggested.level
        return {
            "urn": self.urn,
            "name": self.name,
            "pack": self.framework.id,
            "pack_version": self.framework.version,
            "pack_hash": self.framework.hash,
            "relationship": self.standing,
            "level": level,
            "level_name": self.framework.level(level).name if level else None,
            "outcome": self.framework.level(level).name if level else "insufficient evidence",
            "ground": str(self.suggested.ground),
            "reasons": list(self.reasons),
            "coverage": round(self.suggested.covered.share, 4),
            "known": self.suggested.covered.known,
            "counted": self.suggested.covered.counted,
            "enough": self.suggested.covered.enough,
            "still_needed": self.still_needed,
            "contextually_vulnerable": self.contextually_vulnerable,
            "capacity_to_support": self.capacity,
            "capacity_markers": [
                {"sentence": sentence, **finding.as_dict()} for sentence, finding in self.markers
            ],
            "ambition": None if self.ambition is None else self.ambition.as_dict(),
            "self_identified": None if self.self_identified is None else self.self_identified.as_dict(),
            "criteria": [found.as_dict() for found in self.findings],
            "would_change": [_changes_as_dict(change) for change in self.nearest_changes()],
            "missing_that_matters": [_changes_as_dict(change) for change in self.nearest_data()],
        }

    def _changes(self, changing: Any, size: int) -> tuple[NearestChange, ...]:
        own = self.self_identified.answer if self.self_identified is not None else Answer.UNKNOWN
        return smallest_sets(self.framework, self.answers, self_identified=own, changing=changing, size=size)


def explain(framework: Framework, facts: Facts) -> Explanation:
    """Return the whole explanation for the one school in `facts` (see `Facts.one`)."""
    school = School(
        facts,
        evidence=framework.evidence,
        questions={asked.id: asked.question for asked in framework.judgements},
    )
    findings = tuple(
        CriterionFinding(criterion=criterion, finding=_criterion(criterion, school))
        for criterion in framework.criteria
    )
    answers = {found.criterion.id: int(found.answer) for found in findings}
    own = framework.suggestion.self_identified
    self_identified = find(own, school) if own is not None else None
    suggested = suggest(
        framework,
        answers,
        self_identified=self_identified.answer if self_identified is not None else Answer.UNKNOWN,
    )
    markers = tuple(
        (marker.sentence, find(marker.when, school))
        for marker in (framework.capacity.markers if framework.capacity is not None else ())
    )
    shown = sum(finding.answer == Answer.MET for _, finding in markers)
    return Explanation(
        urn=school.urn,
        name=school.name,
        framework=framework,
        standing=framework.standing(school.relationship),
        suggested=suggested,
        reasons=reasons(
            framework,
            answers,
            ground=suggested.ground,
            known=suggested.covered.known,
            counted=suggested.covered.counted,
            enough=suggested.covered.enough,
        ),
        findings=findings,
        self_identified=self_identified,
        contextually_vulnerable=is_contextually_vulnerable(framework, answers),
        capacity=(
            framework.capacity is not None and suggested.level == 1 and shown >= framework.capacity.at_least
        ),
        markers=markers,
        ambition=find(framework.ambition.when, school) if framework.ambition is not None else None,
    )


def find(node: Leaf | Branch, school: School) -> Finding:
    """Return one node's finding for one school."""
    if node.phases and school.phase_group not in node.phases:
        return Finding(
            test=node.test,
            answer=Answer.NOT_APPLICABLE,
            sentences=(
                f"Does not apply to a school of this phase ({school.phase_group.replace('_', ' ')}).",
            ),
        )
    inside = language.parts(node)
    if not inside:
        told = leaf_explanation.tell(node, school)  # type: ignore[arg-type]  # without parts, it is a leaf
        return Finding(
            test=node.test,
            answer=told.answer,
            sentences=(wording.sentence(told.sentence),),
            because=told.because,
            unheld=told.unheld,
        )
    children = _children(node, inside, school)
    answer, sentences = _combined(node, children)
    applying = [child for child in children if child.answer != Answer.NOT_APPLICABLE]
    unknown = [child for child in applying if child.answer == Answer.UNKNOWN]
    return Finding(
        test=node.test,
        answer=answer,
        sentences=sentences,
        children=children,
        unheld=(
            answer == Answer.UNKNOWN
            and all(child.unheld for child in unknown)
            and applying[0].answer == Answer.UNKNOWN
        ),
    )


def _children(node: Leaf | Branch, inside: tuple[Leaf | Branch, ...], school: School) -> tuple[Finding, ...]:
    """Return the findings inside a branch. What stands behind the part that `first_known` ends at is left out."""
    found: list[Finding] = []
    for part in inside:
        found.append(find(part, school))
        if isinstance(node, language.FirstKnown) and not _moves_on(found[-1]):
            break
    return tuple(found)


def _criterion(criterion: Criterion, school: School) -> Finding:
    if criterion.phases and school.phase_group not in criterion.phases:
        reason = "Does not apply to a school of this phase."
        return Finding(test=criterion.when.test, answer=Answer.NOT_APPLICABLE, sentences=(reason,))
    if criterion.relationships and school.relationship not in criterion.relationships:
        reason = f"Applies to {wording.one_of(criterion.relationships)} schools alone."
        return Finding(test=criterion.when.test, answer=Answer.NOT_APPLICABLE, sentences=(reason,))
    return find(criterion.when, school)


def _combined(node: Leaf | Branch, children: tuple[Finding, ...]) -> tuple[Answer, tuple[str, ...]]:
    """Return a branch's answer by Kleene's rules, over the parts that apply, and the sentence that tells it."""
    if isinstance(node, language.FirstKnown):
        return _first_known(children)
    applying = [child for child in children if child.answer != Answer.NOT_APPLICABLE]
    if not applying:
        return Answer.NOT_APPLICABLE, ("None of its parts applies to this school.",)
    met = [child for child in applying if child.answer == Answer.MET]
    unmet = [child for child in applying if child.answer == Answer.NOT_MET]
    unknown = [child for child in applying if child.answer == Answer.UNKNOWN]
    if isinstance(node, language.Not):
        only = applying[0]
        if only.answer == Answer.UNKNOWN:
            return Answer.UNKNOWN, only.sentences
        return Answer(1 - only.answer), only.sentences
    if isinstance(node, language.All):
        if unmet:
            return Answer.NOT_MET, _said(unmet)
        return (Answer.UNKNOWN, _said(unknown)) if unknown else (Answer.MET, _said(met))
    if isinstance(node, language.AnyOf):
        if met:
            return Answer.MET, _said(met)
        return (Answer.UNKNOWN, _said(unknown)) if unknown else (Answer.NOT_MET, _said(unmet))
    needed = node.n if isinstance(node, language.AtLeast) else len(applying)
    count = f"{len(met)} of {len(applying)} are met, and {needed} are needed."
    if len(met) >= needed:
        return Answer.MET, (count, *_said(met))
    if len(met) + len(unknown) < needed:
        return Answer.NOT_MET, (count, *_said(unmet))
    return Answer.UNKNOWN, (count, *_said(unknown))


def _moves_on(finding: Finding) -> bool:
    """Whether `first_known` looks further: only from a part that does not apply or has nothing to read."""
    unheld = finding.answer == Answer.UNKNOWN and finding.unheld
    return unheld or finding.answer == Answer.NOT_APPLICABLE


def _first_known(children: tuple[Finding, ...]) -> tuple[Answer, tuple[str, ...]]:
    passed: list[Finding] = []
    for child in children:
        if not _moves_on(child):
            first, *others = child.sentences
            return child.answer, (*_said(passed), f"Instead: {first}" if passed else first, *others)
        if child.answer == Answer.UNKNOWN:
            passed.append(child)
    if passed:
        return Answer.UNKNOWN, _said(passed)
    return Answer.NOT_APPLICABLE, ("None of its parts applies to this school.",)


def _said(findings: list[Finding]) -> tuple[str, ...]:
    """Return the findings' sentences, each once, in order."""
    return tuple(dict.fromkeys(sentence for finding in findings for sentence in finding.sentences))


def _changes_as_dict(change: NearestChange) -> Mapping[str, Any]:
    return {
        "level": change.level,
        "size": change.size,
        "total": change.total,
        "sets": [
            [
                {"criterion": one.criterion, "was": one.was.words, "becomes": one.becomes.words}
                for one in changes
            ]
            for changes in change.sets
        ],
    }
