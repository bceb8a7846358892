"""Judges every school of a scope at once: each test is read as columns over all of them.

The quick twin of `explanation`, which reads the same trees one school at a time in plain words. Hypothesis holds the
two equal. Answers are int8: 1 met, 0 not met, -1 not known, -2 does not apply (see `criterion.Answer`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging.criterion import Branch, Leaf
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.suggestion import Ground, is_contextual, is_lesser_contextual, is_other
from trellis.analysis.store.facts import Facts

Answers = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = 1, 0, -1, -2
_VALUE, _STATUS_NOT_APPLICABLE = 0, 2
GROUNDS = tuple(Ground)
# Powers of a large odd number, one for each place of a word. See `_printed`.
_PLACES = np.array([pow(0x9E3779B97F4A7C15, place + 1, 2**64) for place in range(256)], dtype=np.uint64)
# How many standard errors of a slope chance would rarely exceed (95%, two-sided, normal).
SURE = 1.96


def academic_year(day: date) -> int:
    """Return the academic year a day lies in, named by the year it ends in: 1 September 2026 is in 2027."""
    return day.year + (day.month >= 9)


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


@dataclass
class ColumnCache:
    """Answers already worked out for one Facts, by the node itself, so a changed criterion costs only itself."""

    facts: Facts
    answers: dict[tuple[Leaf | Branch, int], Answers] = field(default_factory=dict)
    _masks: dict[tuple[str, ...], Mask] = field(default_factory=dict)
    _prints: dict[tuple[str, str], npt.NDArray[np.uint64]] = field(default_factory=dict)

    def within(self, column: str, values: Sequence[str]) -> Mask:
        """Return which schools have one of `values` in a text column of the facts."""
        key = (column, *values)
        if key not in self._masks:
            self._masks[key] = np.isin(getattr(self.facts, column), values)
        return self._masks[key]

    def graded(self, area: str, words: Sequence[str], *, what: str = "grade") -> Mask:
        """Return which schools have one of `words` as their grade in an area, or as what it was given under."""
        return _one_of(self.prints(area, what), words)

    def prints(self, area: str, what: str) -> npt.NDArray[np.uint64]:
        """Return a number for each school's grade, equal where the words are: comparing words is far slower."""
        key = (area, what)
        if key not in self._prints:
            if what == "grade":
                texts = self.facts.grade(area)
            elif what == "framework":
                texts = self.facts.grade_framework(area)
            else:
                texts = self.facts.latest_framework()
            self._prints[key] = _printed(texts)
        return self._prints[key]


def assess(framework: Framework, facts: Facts, *, cache: ColumnCache | None = None) -> Assessments:
    """Return the suggestion for every school in `facts`.

    Pass the `cache` of an earlier call on the same facts to have only changed criteria worked out again.
    """
    columns = cache if cache is not None and cache.facts is facts else ColumnCache(facts)
    stale = framework.evidence.stale_after_years
    n = len(facts)
    met = np.full((n, len(framework.criteria)), UNKNOWN, dtype=np.int8, order="F")
    for j, criterion in enumerate(framework.criteria):
        answer = answers(criterion.when, columns, stale)
        if criterion.phases:
            answer = np.where(columns.within("phase_group", criterion.phases), answer, NOT_APPLICABLE)
        if criterion.relationships:
            answer = np.where(columns.within("relationship", criterion.relationships), answer, NOT_APPLICABLE)
        met[:, j] = answer
    nothing = np.full(n, UNKNOWN, dtype=np.int8)
    own = framework.suggestion.self_identified
    self_identified = answers(own, columns, stale) if own is not None else nothing
    ambition = answers(framework.ambition.when, columns, stale) if framework.ambition is not None else nothing
    return _suggested(framework, columns, met, self_identified, ambition, stale)


def answers(node: Leaf | Branch, columns: ColumnCache, stale: int) -> Answers:
    """Return int8[n], a node's answer for every school. Not to be written to: it is kept."""
    key = (node, stale)
    found = columns.answers.get(key)
    if found is None:
        found = _READERS[type(node)](node, columns, stale).astype(np.int8, copy=False)
        if node.phases:
            found = np.where(columns.within("phase_group", node.phases), found, np.int8(NOT_APPLICABLE))
        columns.answers[key] = found
    return found


def _suggested(
    framework: Framework,
    columns: ColumnCache,
    met: Answers,
    self_identified: Answers,
    ambition: Answers,
    stale: int,
) -> Assessments:
    criteria = framework.criteria
    n = len(met)

    def number(chosen: Callable[[Any], bool]) -> npt.NDArray[np.int16]:
        at = [j for j, criterion in enumerate(criteria) if chosen(criterion)]
        return (met[:, at] == MET).sum(axis=1, dtype=np.int16) if at else np.zeros(n, dtype=np.int16)

    known = np.zeros(n, dtype=np.int16)
    counted = np.zeros(n, dtype=np.int16)
    for j, criterion in enumerate(criteria):
        if criterion.coverage != "never":
            is_known = met[:, j] >= NOT_MET
            known += is_known
            counted += is_known if criterion.coverage == "when_known" else met[:, j] != NOT_APPLICABLE
    coverage = np.divide(known, counted, out=np.zeros(n), where=counted > 0)
    needs = framework.coverage
    enough = (coverage >= needs.minimum_share - 1e-9) & (known >= needs.minimum_criteria)

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

    chosen = [
        (at_three, 3, Ground.LEVEL_3),
        (key, 2, Ground.KEY),
        (self_identified == MET, 2, Ground.SELF_IDENTIFIED),
        (~enough, 0, Ground.SHORT),
        (many, 2, Ground.OTHERS),
        (in_context, 2, Ground.CONTEXTUAL),
        (secure, 1, Ground.SECURE),
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
            (answers(m.when, columns, stale) == MET).astype(np.int8) for m in framework.capacity.markers
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


def _told(hit: Mask, known: Mask, not_applicable: Mask | None = None) -> Answers:
    said = np.where(known, hit, UNKNOWN)
    return np.where(not_applicable, NOT_APPLICABLE, said) if not_applicable is not None else said


def _days(columns: ColumnCache, since: npt.NDArray[np.datetime64]) -> tuple[npt.NDArray[np.int64], Mask]:
    """Return (days from each date to the cut-off, whether there is a date that is not after it)."""
    held = ~np.isnat(since)
    age = (
        np.datetime64(columns.facts.as_of) - np.where(held, since, np.datetime64(columns.facts.as_of))
    ).astype(int)
    return age, held & (age >= 0)


def _usable(columns: ColumnCache, indicator: str, stale: int, override: int | None) -> tuple[Mask, Mask]:
    """Return (whether the expected year's value is held and fresh, whether the indicator does not apply)."""
    status = columns.facts.status(indicator)
    year = columns.facts.statistic(indicator, "year")
    limit = override if override is not None else stale
    fresh = ~(academic_year(columns.facts.as_of) - year > limit)
    return (status == _VALUE) & fresh, status == _STATUS_NOT_APPLICABLE


def _latest(columns: ColumnCache, indicator: str) -> tuple[Floats, Mask]:
    """Return (the expected year's value as it is tested, whether it is held of a cohort large enough to judge)."""
    value = np.round(columns.facts.statistic(indicator, "value"), 9)
    return value, ~np.isnan(value) & ~(columns.facts.statistic(indicator, "small_cohort") == 1)


def _threshold(node: language.Threshold, columns: ColumnCache, stale: int) -> Answers:
    facts = columns.facts
    known, absent = _usable(columns, node.indicator, stale, node.stale_after_years)
    if node.value == "mean3":
        value = np.round(facts.statistic(node.indicator, "mean3"), 9)
        known = known & ~np.isnan(value)
    else:
        value, held = _latest(columns, node.indicator)
        known = known & held
    below = node.test in ("below", "at_or_below")
    if node.limit is not None:
        line: Any = language.settled(node.limit)
    else:
        if node.than is not None:
            against = facts.statistic(node.indicator, node.than)
        else:
            other = language.given(node.than_indicator)
            against = facts.statistic(other, "value")
            known = known & (facts.status(other) == _VALUE)
            known = known & (facts.statistic(other, "year") == facts.statistic(node.indicator, "year"))
        against = np.round(against, 9)
        line = np.round(against - node.by if below else against + node.by, 9)
        known = known & ~np.isnan(line)
    compare = _COMPARE[node.test]
    hit = compare(value, line)
    if node.significant:
        edge = np.round(facts.statistic(node.indicator, "high" if below else "low"), 9)
        known = known & (~hit | ~np.isnan(edge))
        hit = hit & compare(edge, line)
    return _told(hit, known, absent)


def _percentile(node: language.Percentile, columns: ColumnCache, stale: int) -> Answers:
    known, absent = _usable(columns, node.indicator, stale, node.stale_after_years)
    _, held = _latest(columns, node.indicator)
    name = "percentile" if node.among == "national" else "similar_percentile"
    place = np.round(columns.facts.statistic(node.indicator, name), 9)
    hit = (
        place <= node.at_or_below
        if node.at_or_below is not None
        else place >= language.given(node.at_or_above)
    )
    return _told(hit, known & held & ~np.isnan(place), absent)


def _trend(node: language.Trend, columns: ColumnCache, stale: int) -> Answers:
    known, absent = _usable(columns, node.indicator, stale, node.stale_after_years)
    slope = np.round(columns.facts.statistic(node.indicator, f"slope{node.years}"), 9)
    toward = slope if node.direction == "rising" else -slope
    hit = _at_least(toward, node.by)
    known = known & ~np.isnan(slope)
    if node.significant:
        error = np.round(SURE * columns.facts.statistic(node.indicator, f"slope{node.years}_se"), 9)
        known = known & (~hit | ~np.isnan(error))
        hit = hit & (np.abs(slope) > error)
    else:
        known = known & ~(columns.facts.statistic(node.indicator, "small_cohort") == 1)
    return _told(hit, known, absent)


def _gap(node: language.Gap, columns: ColumnCache, stale: int) -> Answers:
    facts = columns.facts
    known, absent = _both_known(node, columns, stale)
    group, group_held = _latest(columns, node.group)
    others, others_held = _latest(columns, node.others)
    behind = np.round(others - group if node.behind == "lower" else group - others, 9)
    hit = behind >= language.settled(node.at_least)
    known = known & group_held & others_held
    if node.significant:
        if node.behind == "lower":
            upper, lower = facts.statistic(node.group, "high"), facts.statistic(node.others, "low")
        else:
            upper, lower = facts.statistic(node.others, "high"), facts.statistic(node.group, "low")
        upper, lower = np.round(upper, 9), np.round(lower, 9)
        known = known & (~hit | ~(np.isnan(upper) | np.isnan(lower)))
        hit = hit & (upper < lower)
    return _told(hit, known, absent)


def _both_known(node: language.Gap, columns: ColumnCache, stale: int) -> tuple[Mask, Mask]:
    known, absent = _usable(columns, node.group, stale, node.stale_after_years)
    others_known, others_absent = _usable(columns, node.others, stale, node.stale_after_years)
    facts = columns.facts
    same_year = facts.statistic(node.group, "year") == facts.statistic(node.others, "year")
    return known & others_known & same_year, absent | others_absent


def _at_least(amount: Floats, by: float) -> Mask:
    return amount >= language.settled(by) if by > 0 else amount > 0


def _inspection(node: language.Inspection, columns: ColumnCache, stale: int) -> Answers:
    area = node.area
    given = columns.prints(area, "framework")
    under = given if area == "ungraded_outcome" else columns.prints("", "latest")
    asked = [f for f in language.FRAMEWORKS_OF[area] if not node.frameworks or f in node.frameworks]
    scale = language.scale_of(area)
    blank = columns.graded(area, ("",)) | (given != under)
    known = ~blank & ~columns.graded(area, tuple(language.NOT_GRADED))
    if scale:
        known &= columns.graded(area, scale)
    hit = columns.graded(area, node.meeting)
    if node.predecessor == "unknown":
        known &= ~(hit & columns.facts.is_predecessor(area))
    said = _told(hit, known, ~blank & columns.graded(area, tuple(language.DOES_NOT_APPLY)))
    if node.silence == "not_met":
        said = np.where(blank, NOT_MET, said)
    elif area in language.OPTIONAL_AREAS:
        said = np.where(blank, NOT_APPLICABLE, said)
    said = np.where(_one_of(under, asked), said, NOT_APPLICABLE)
    return np.where(_one_of(under, ("",)), UNKNOWN, said)


def _printed(texts: npt.NDArray[np.str_]) -> npt.NDArray[np.uint64]:
    """Return a 64-bit fingerprint of each text: the sum of its characters, each times its place's odd number.

    The odd numbers are powers of one, so the widths of two arrays do not matter; 2**64 wraps.
    """
    if not texts.size:
        return np.zeros(len(texts), dtype=np.uint64)
    letters = np.ascontiguousarray(texts).view(np.uint32).reshape(len(texts), -1)
    return letters.astype(np.uint64) @ _PLACES[: letters.shape[1]]


def _one_of(prints: npt.NDArray[np.uint64], words: Sequence[str]) -> Mask:
    found = np.zeros(len(prints), dtype=np.bool_)
    for wanted in _printed(np.array(words, dtype=np.str_)).tolist() if len(words) else ():
        found |= prints == np.uint64(wanted)
    return found


def _judgement(node: language.Judgement, columns: ColumnCache, stale: int) -> Answers:
    answer = columns.facts.judgement(node.judgement)
    return _told(np.isin(answer, node.answer_in), _answered(node, columns))


def _judged(node: language.Judged, columns: ColumnCache, stale: int) -> Answers:
    return _answered(node, columns).astype(np.int8)


def _answered(node: language.Judgement | language.Judged, columns: ColumnCache) -> Mask:
    held = columns.facts.judgement(node.judgement) != ""
    if node.within_days is None:
        return held
    age, dated = _days(columns, columns.facts.judgement_date(node.judgement))
    return held & dated & (age <= node.within_days)


def _event(node: language.Event, columns: ColumnCache, stale: int) -> Answers:
    age, begun = _days(columns, columns.facts.event(node.event))
    hit = begun
    if node.for_at_least_days is not None:
        hit = hit & (age >= node.for_at_least_days)
    if node.within_days is not None:
        hit = hit & (age <= node.within_days)
    return _told(hit, begun | (node.silence == "not_met"))


def _contextual(node: language.Contextual, columns: ColumnCache, stale: int) -> Answers:
    _, begun = _days(columns, columns.facts.event(node.factor))
    known, absent = _usable(columns, node.factor, stale, None)
    value = columns.facts.statistic(node.factor, "value")
    known = known & ~np.isnan(value)
    return np.where(begun, MET, _told(value >= 0.5, known, absent))


def _older_than(node: language.OlderThan, columns: ColumnCache, stale: int) -> Answers:
    facts = columns.facts
    if node.area is not None:
        since = facts.grade_date(node.area)
    elif node.judgement is not None:
        since = facts.judgement_date(node.judgement)
    else:
        year = facts.statistic(language.given(node.indicator), "year")
        held = ~np.isnan(year)
        ends = (np.where(held, year, 1970) - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 7
        since = np.where(held, ends.astype("datetime64[D]") + 30, np.datetime64("NaT", "D"))
    age, dated = _days(columns, since)
    return _told(age > node.days, dated)


def _counts(node: Branch, columns: ColumnCache, stale: int) -> tuple[Any, Any, Any]:
    """Return (parts met, parts unknown, parts that apply) as int8[n] each."""
    n = len(columns.facts)
    met, unknown, applicable = (np.zeros(n, dtype=np.int8) for _ in range(3))
    for part in language.parts(node):
        said = answers(part, columns, stale)
        met += said == MET
        unknown += said == UNKNOWN
        applicable += said != NOT_APPLICABLE
    return met, unknown, applicable


def _all(node: language.All, columns: ColumnCache, stale: int) -> Answers:
    met, unknown, applicable = _counts(node, columns, stale)
    said = np.where(met + unknown < applicable, NOT_MET, np.where(unknown > 0, UNKNOWN, MET))
    return np.where(applicable == 0, NOT_APPLICABLE, said)


def _any(node: language.AnyOf, columns: ColumnCache, stale: int) -> Answers:
    met, unknown, applicable = _counts(node, columns, stale)
    said = np.where(met > 0, MET, np.where(unknown > 0, UNKNOWN, NOT_MET))
    return np.where(applicable == 0, NOT_APPLICABLE, said)


def _count_at_least(node: language.AtLeast, columns: ColumnCache, stale: int) -> Answers:
    met, unknown, applicable = _counts(node, columns, stale)
    said = np.where(met >= node.n, MET, np.where(met + unknown < node.n, NOT_MET, UNKNOWN))
    return np.where(applicable == 0, NOT_APPLICABLE, said)


def _not(node: language.Not, columns: ColumnCache, stale: int) -> Answers:
    said = answers(node.of, columns, stale)
    return np.where(said >= NOT_MET, 1 - said, said)


def _first_known(node: language.FirstKnown, columns: ColumnCache, stale: int) -> Answers:
    said = np.full(len(columns.facts), NOT_APPLICABLE, dtype=np.int8)
    for part in reversed(language.parts(node)):
        this = answers(part, columns, stale)
        said = np.where(this >= NOT_MET, this, np.where(said == NOT_APPLICABLE, this, said))
    return said


_COMPARE: dict[str, Callable[[Any, Any], Mask]] = {
    "below": np.less,
    "at_or_below": np.less_equal,
    "above": np.greater,
    "at_or_above": np.greater_equal,
}
_READERS: dict[type, Callable[[Any, ColumnCache, int], Answers]] = {
    language.Threshold: _threshold,
    language.Percentile: _percentile,
    language.Trend: _trend,
    language.Gap: _gap,
    language.Inspection: _inspection,
    language.Judgement: _judgement,
    language.Judged: _judged,
    language.Event: _event,
    language.Contextual: _contextual,
    language.OlderThan: _older_than,
    language.All: _all,
    language.AnyOf: _any,
    language.AtLeast: _count_at_least,
    language.Not: _not,
    language.FirstKnown: _first_known,
}
