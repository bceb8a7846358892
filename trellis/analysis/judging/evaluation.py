"""Judges every school of a scope at once: each test is read as columns over all of them.

The quick twin of `explanation`, which reads the same trees one school at a time in plain words. Hypothesis holds the
two equal. Answers are int8: 1 met, 0 not met, -1 not known, -2 does not apply (see `criterion.Answer`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import leaf_evaluation
from trellis.analysis.judging.column_cache import Answers, ColumnCache, Mask
from trellis.analysis.judging.criterion import Branch, Leaf
from trellis.analysis.judging.framework import Evidence, Framework
from trellis.analysis.judging.leaf_evaluation import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Floats
from trellis.analysis.judging.suggestion import Ground, is_contextual, is_lesser_contextual, is_other
from trellis.analysis.store.facts import Facts

GROUNDS = tuple(Ground)


@dataclass(frozen=True, kw_only=True)
class Assessments:
    """Every school's answers and suggestion, in the order of `facts.urns`.

    `met` is int8[n, criteria] of answers; `level` int8[n], 0 where no level is suggested; `coverage` float64[n],
    0 to 1; `ground` uint8[n], an index into GROUNDS; `self_identified` and `ambition` are answers.
    """

    framework: Framework
    facts: Facts
    met: Answers
    level: npt.NDArray[np.int8]
    ground: npt.NDArray[np.uint8]
    known: npt.NDArray[np.int16]
    counted: npt.NDArray[np.int16]
    coverage: Floats
    enough: Mask
    self_identified: Answers
    contextually_vulnerable: Mask
    capacity: Mask
    ambition: Answers

    @property
    def insufficient(self) -> Mask:
        """Where no level is suggested, too little being known or nothing settling it."""
        return self.level == 0

    def column(self, criterion_id: str) -> Answers:
        for j, criterion in enumerate(self.framework.criteria):
            if criterion.id == criterion_id:
                return self.met[:, j]
        raise KeyError(criterion_id)


def assess(framework: Framework, facts: Facts, *, cache: ColumnCache | None = None) -> Assessments:
    """Return the suggestion for every school in `facts`.

    Pass the `cache` of an earlier call on the same facts to have only changed criteria worked out again.
    """
    columns = cache if cache is not None and cache.facts is facts else ColumnCache(facts)
    evidence = framework.evidence
    n = len(facts)
    met = np.full((n, len(framework.criteria)), UNKNOWN, dtype=np.int8, order="F")
    for j, criterion in enumerate(framework.criteria):
        answer = answers(criterion.when, columns, evidence)
        if criterion.phases:
            answer = np.where(columns.within("phase_group", criterion.phases), answer, NOT_APPLICABLE)
        if criterion.relationships:
            answer = np.where(columns.within("relationship", criterion.relationships), answer, NOT_APPLICABLE)
        met[:, j] = answer
    nothing = np.full(n, UNKNOWN, dtype=np.int8)
    own = framework.suggestion.self_identified
    self_identified = answers(own, columns, evidence) if own is not None else nothing
    ambition = (
        answers(framework.ambition.when, columns, evidence) if framework.ambition is not None else nothing
    )
    return _suggested(framework, columns, met, self_identified, ambition, evidence)


def answers(node: Leaf | Branch, columns: ColumnCache, evidence: Evidence) -> Answers:
    """Return int8[n], a node's answer for every school. Not to be written to: it is kept."""
    key = (node, evidence)
    found = columns.answers.get(key)
    if found is None:
        if isinstance(node, Leaf):
            found = leaf_evaluation.read(node, columns, evidence)
        else:
            found = _READERS[type(node)](node, columns, evidence).astype(np.int8, copy=False)
        if node.phases:
            found = np.where(columns.within("phase_group", node.phases), found, np.int8(NOT_APPLICABLE))
        columns.answers[key] = found
    return found


def unheld(node: Leaf | Branch, columns: ColumnCache, evidence: Evidence) -> Mask:
    """Return where an unknown answer of a node is so because there is nothing to read.

    Of several tests: the first that applies has nothing to read, and nor has any other that is unknown.
    """
    if isinstance(node, Leaf):
        return leaf_evaluation.unheld(node, columns, evidence)
    key = (node, evidence)
    found = columns.unheld.get(key)
    if found is None:
        found = np.ones(len(columns.facts), dtype=np.bool_)
        begun = np.zeros(len(columns.facts), dtype=np.bool_)
        for part in language.parts(node):
            answer = answers(part, columns, evidence)
            passed = (answer == UNKNOWN) & unheld(part, columns, evidence)
            found &= passed | (answer == NOT_APPLICABLE) | ((answer != UNKNOWN) & begun)
            begun |= answer != NOT_APPLICABLE
        columns.unheld[key] = found
    return found


def _suggested(
    framework: Framework,
    columns: ColumnCache,
    met: Answers,
    self_identified: Answers,
    ambition: Answers,
    evidence: Evidence,
) -> Assessments:
    criteria = framework.criteria
    n = len(met)

    def number(chosen: Callable[[Any], bool]) -> npt.NDArray[np.int16]:
        at = [j for j, criterion in enumerate(criteria) if chosen(criterion)]
        return (met[:, at] == MET).sum(axis=1, dtype=np.int16) if at else np.zeros(n, dtype=np.int16)

    known = np.zeros(n, dtype=np.int16)
    counted = np.zeros(n, dtype=np.int16)
    themes: dict[str, Mask] = {}
    for j, criterion in enumerate(criteria):
        if criterion.coverage != "never":
            is_known = met[:, j] >= NOT_MET
            known += is_known
            theme = criterion.source_theme
            themes[theme] = themes[theme] | is_known if theme in themes else is_known
            counted += is_known if criterion.coverage == "when_known" else met[:, j] != NOT_APPLICABLE
    coverage = np.divide(known, counted, out=np.zeros(n), where=counted > 0)
    needs = framework.coverage
    enough = (coverage >= needs.minimum_share - 1e-9) & (known >= needs.minimum_criteria)
    if needs.minimum_themes > 1:
        enough &= (
            sum((one.astype(np.int8) for one in themes.values()), np.zeros(n, np.int8))
            >= needs.minimum_themes
        )

    rule = framework.suggestion
    at_three = number(lambda c: c.level == 3) > 0
    key = number(lambda c: c.level == 2 and c.key) > 0
    others = number(is_other)
    contextual = number(is_lesser_contextual)
    many = others >= rule.others
    in_context = (contextual >= rule.contextual) & (others >= rule.contextual_others)
    securing = [j for j, c in enumerate(criteria) if c.level == 1 and c.key]
    applies = met[:, securing] != NOT_APPLICABLE
    secure = applies.any(axis=1) & ((met[:, securing] == MET) | ~applies).all(axis=1)
    falls_short = (met[:, securing] == NOT_MET).any(axis=1)

    chosen = [
        (at_three, 3, Ground.LEVEL_3),
        (key, 2, Ground.KEY),
        (self_identified == MET, 2, Ground.SELF_IDENTIFIED),
        (~enough, 0, Ground.SHORT),
        (many, 2, Ground.OTHERS),
        (in_context, 2, Ground.CONTEXTUAL),
        (secure, 1, Ground.SECURE),
        (~falls_short, 0, Ground.SHORT),
    ]
    conditions = [condition for condition, _, _ in chosen]
    level = np.select(conditions, [np.int8(level) for _, level, _ in chosen], np.int8(0))
    ground = np.select(
        conditions,
        [np.uint8(GROUNDS.index(ground)) for _, _, ground in chosen],
        np.uint8(GROUNDS.index(Ground.BETWEEN)),
    )
    concerns = number(lambda c: c.level > 1)
    context_concerns = number(lambda c: c.level > 1 and is_contextual(c))
    capacity = np.zeros(n, dtype=np.bool_)
    if framework.capacity is not None:
        shown = sum(
            (answers(m.when, columns, evidence) == MET).astype(np.int8) for m in framework.capacity.markers
        )
        capacity = (level == 1) & (shown >= framework.capacity.at_least)
    return Assessments(
        framework=framework,
        facts=columns.facts,
        met=met,
        level=level,
        ground=ground,
        known=known,
        counted=counted,
        coverage=coverage,
        enough=enough,
        self_identified=self_identified,
        contextually_vulnerable=(context_concerns > 0) & (concerns == context_concerns),
        capacity=capacity,
        ambition=ambition,
    )


def _counts(node: Branch, columns: ColumnCache, evidence: Evidence) -> tuple[Any, Any, Any]:
    """Return (parts met, parts unknown, parts that apply) as int8[n] each."""
    n = len(columns.facts)
    met, unknown, applicable = (np.zeros(n, dtype=np.int8) for _ in range(3))
    for part in language.parts(node):
        said = answers(part, columns, evidence)
        met += said == MET
        unknown += said == UNKNOWN
        applicable += said != NOT_APPLICABLE
    return met, unknown, applicable


def _all(node: language.All, columns: ColumnCache, evidence: Evidence) -> Answers:
    met, unknown, applicable = _counts(node, columns, evidence)
    said = np.where(met + unknown < applicable, NOT_MET, np.where(unknown > 0, UNKNOWN, MET))
    return np.where(applicable == 0, NOT_APPLICABLE, said)


def _any(node: language.AnyOf, columns: ColumnCache, evidence: Evidence) -> Answers:
    met, unknown, applicable = _counts(node, columns, evidence)
    said = np.where(met > 0, MET, np.where(unknown > 0, UNKNOWN, NOT_MET))
    return np.where(applicable == 0, NOT_APPLICABLE, said)


def _count_at_least(node: language.AtLeast, columns: ColumnCache, evidence: Evidence) -> Answers:
    met, unknown, applicable = _counts(node, columns, evidence)
    said = np.where(met >= node.n, MET, np.where(met + unknown < node.n, NOT_MET, UNKNOWN))
    return np.where(applicable == 0, NOT_APPLICABLE, said)


def _not(node: language.Not, columns: ColumnCache, evidence: Evidence) -> Answers:
    said = answers(node.of, columns, evidence)
    return np.where(said >= NOT_MET, 1 - said, said)


def _first_known(node: language.FirstKnown, columns: ColumnCache, evidence: Evidence) -> Answers:
    said = np.full(len(columns.facts), NOT_APPLICABLE, dtype=np.int8)
    for part in reversed(language.parts(node)):
        this = answers(part, columns, evidence)
        passed = (this == UNKNOWN) & unheld(part, columns, evidence)
        later = np.where(said == NOT_APPLICABLE, this, said)
        said = np.where(passed | (this == NOT_APPLICABLE), later, this)
    return said


_READERS: dict[type, Callable[[Any, ColumnCache, Evidence], Answers]] = {
    language.All: _all,
    language.AnyOf: _any,
    language.AtLeast: _count_at_least,
    language.Not: _not,
    language.FirstKnown: _first_known,
}
