"""Every leaf of the language as columns over all schools: the quick twin of `leaf_explanation` and `record_explanation`.

Two things are read of a leaf: its answer (int8[n]) and, where that is not known, whether this is because there is
nothing to read (`unheld`), which is what `first_known` moves on from.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import grading, student
from trellis.analysis.judging.column_cache import Answers, ColumnCache, Mask, one_of
from trellis.analysis.judging.criterion import Leaf
from trellis.analysis.judging.framework import Evidence

Floats = npt.NDArray[np.float64]

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = 1, 0, -1, -2
_VALUE, _STATUS_NOT_APPLICABLE, _IN_DISPUTE = 0, 2, 5


def academic_year(day: date) -> int:
    """Return the academic year a day lies in, named by the year it ends in: 1 September 2026 is in 2027."""
    return day.year + (day.month >= 9)


def read(leaf: Leaf, columns: ColumnCache, evidence: Evidence) -> Answers:
    """Return a leaf's answer for every school."""
    return _READERS[type(leaf)](leaf, columns, evidence).astype(np.int8, copy=False)


def unheld(leaf: Leaf, columns: ColumnCache, evidence: Evidence) -> Mask:
    """Return where there is nothing for a leaf to read; of meaning only where its answer is unknown."""
    return _UNHELD[type(leaf)](leaf, columns, evidence)


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


class _Number:
    """One statistic of one indicator as it is tested, and where it may be."""

    def __init__(
        self, columns: ColumnCache, indicator: str, name: str, evidence: Evidence, override: int | None
    ) -> None:
        facts = columns.facts
        status = facts.status(indicator)
        limit = override if override is not None else evidence.stale_after_years
        self._oldest = academic_year(facts.as_of) - limit
        fresh = ~(facts.statistic(indicator, "year") < self._oldest)
        self.value: Floats = np.round(facts.statistic(indicator, name), 9)
        self.absent: Mask = status == _STATUS_NOT_APPLICABLE
        disputed = status == _IN_DISPUTE
        # A mean can be held where the latest year is not
        readable = (status == _VALUE) if name != "mean3" else ~(self.absent | disputed)
        self.held: Mask = readable & fresh & ~np.isnan(self.value)
        self.missing: Mask = ~self.absent & ~disputed & ~self.held
        self._columns, self._indicator = columns, indicator

    @property
    def comparable(self) -> Mask:
        """Where what the value is compared with is not of too old a year: an authority's own can be newer."""
        return ~(self._columns.facts.statistic(self._indicator, "comparator_year") < self._oldest)

    @property
    def enough(self) -> Mask:
        """Where the cohort is known to be large enough to judge."""
        return self._columns.facts.statistic(self._indicator, "small_cohort") == 0


def _threshold(node: language.Threshold, columns: ColumnCache, evidence: Evidence) -> Answers:
    facts = columns.facts
    name = "mean3" if node.value == "mean3" else "value"
    number = _Number(columns, node.indicator, name, evidence, node.stale_after_years)
    known, value = number.held, number.value
    below = node.test in ("below", "at_or_below")
    if node.limit is not None:
        line: Any = language.settled(node.limit)
    else:
        if node.than is not None:
            against = facts.statistic(node.indicator, node.than)
            known = known & number.comparable
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
    if node.value == "mean3":
        return _told(hit, known, number.absent)
    low, high = (np.round(facts.statistic(node.indicator, side), 9) for side in ("low", "high"))
    if node.significant:
        edge = high if below else low
        known = known & (~np.isnan(edge) | (~hit & number.enough))
        return _told(hit & compare(edge, line), known, number.absent)
    settled = ~np.isnan(low) & ~np.isnan(high) & (compare(low, line) == hit) & (compare(high, line) == hit)
    return _told(hit, known & (number.enough | settled), number.absent)


def _percentile(node: language.Percentile, columns: ColumnCache, evidence: Evidence) -> Answers:
    number = _Number(columns, node.indicator, "value", evidence, node.stale_after_years)
    name = "percentile" if node.among == "national" else "similar_percentile"
    place = np.round(columns.facts.statistic(node.indicator, name), 9)
    hit = (
        place <= node.at_or_below
        if node.at_or_below is not None
        else place >= language.given(node.at_or_above)
    )
    return _told(hit, number.held & number.enough & number.comparable & ~np.isnan(place), number.absent)


def _trend(node: language.Trend, columns: ColumnCache, evidence: Evidence) -> Answers:
    facts = columns.facts
    number = _Number(columns, node.indicator, f"slope{node.years}", evidence, node.stale_after_years)
    slope, known = number.value, number.held
    toward = slope if node.direction == "rising" else -slope
    hit = toward >= language.settled(node.by) if node.by > 0 else toward > 0
    if node.significant:
        sure = student.quantiles(node.years, _counted(node, columns))
        error = np.round(sure * facts.statistic(node.indicator, f"slope{node.years}_se"), 9)
        known = known & (~hit | ~np.isnan(error))
        hit = hit & (np.abs(slope) > error)
    else:
        known = known & number.enough
    return _told(hit, known, number.absent)


def _counted(node: language.Trend, columns: ColumnCache) -> Floats:
    """Return how many years each school's trend is of, where that can differ."""
    return columns.facts.statistic(node.indicator, "value" if node.years == 3 else "slope5_n")


def _gap(node: language.Gap, columns: ColumnCache, evidence: Evidence) -> Answers:
    facts = columns.facts
    group, others = _both(node, columns, evidence)
    behind = np.round(others.value - group.value if node.behind == "lower" else group.value - others.value, 9)
    hit = behind >= language.settled(node.at_least)
    known = group.held & others.held & group.enough & others.enough
    known = known & (facts.statistic(node.group, "year") == facts.statistic(node.others, "year"))
    if node.significant:
        if node.behind == "lower":
            upper, lower = facts.statistic(node.group, "high"), facts.statistic(node.others, "low")
        else:
            upper, lower = facts.statistic(node.others, "high"), facts.statistic(node.group, "low")
        upper, lower = np.round(upper, 9), np.round(lower, 9)
        known = known & (~hit | ~(np.isnan(upper) | np.isnan(lower)))
        hit = hit & (upper < lower)
    return _told(hit, known, group.absent | others.absent)


def _both(node: language.Gap, columns: ColumnCache, evidence: Evidence) -> tuple[_Number, _Number]:
    group, others = (
        _Number(columns, indicator, "value", evidence, node.stale_after_years)
        for indicator in (node.group, node.others)
    )
    return group, others


def _gap_unheld(node: language.Gap, columns: ColumnCache, evidence: Evidence) -> Mask:
    group, others = _both(node, columns, evidence)
    return group.missing | others.missing


def _inspection(node: language.Inspection, columns: ColumnCache, evidence: Evidence) -> Answers:
    area = node.area
    under = _under(node, columns)
    asked = [f for f in grading.FRAMEWORKS_OF[area] if not node.frameworks or f in node.frameworks]
    scale = grading.scale_of(area)
    blank = _blank(node, columns)
    not_judged = columns.graded(area, tuple(grading.NOT_GRADED))
    known = ~blank & ~not_judged
    if scale:
        known &= columns.graded(area, scale)
    said = _told(
        columns.graded(area, node.meeting),
        known,
        ~blank & columns.graded(area, tuple(grading.DOES_NOT_APPLY)),
    )
    if node.silence == "not_met":
        said = np.where(blank, NOT_MET, said)
    elif node.silence == "not_applicable" or area in grading.OPTIONAL_AREAS:
        said = np.where(blank | not_judged, NOT_APPLICABLE, said)
    stands = _stands(node, columns, evidence, blank)
    said = np.where((said >= NOT_MET) & ~stands, UNKNOWN, said)
    said = np.where(one_of(under, asked), said, NOT_APPLICABLE)
    return np.where(one_of(under, ("",)), UNKNOWN, said)


def _under(node: language.Inspection, columns: ColumnCache) -> npt.NDArray[np.uint64]:
    """Return the framework of the latest inspection; of an outcome without grades alone, its own."""
    latest = columns.prints("", "latest")
    if node.area != "ungraded_outcome":
        return latest
    return np.where(one_of(latest, ("",)), columns.prints(node.area, "framework"), latest)


def _blank(node: language.Inspection, columns: ColumnCache) -> Mask:
    """Return where the latest inspection gives nothing in an area; of ungraded outcomes, no visit since does."""
    facts, area = columns.facts, node.area
    on, latest = facts.grade_date(area), facts.latest_inspection()
    if area == "ungraded_outcome":
        return columns.graded(area, ("",)) | (~np.isnat(latest) & ~(on > latest))
    earlier = columns.prints(area, "framework") != columns.prints("", "latest")
    return columns.graded(area, ("",)) | earlier | (on < latest)


def _stands(node: language.Inspection, columns: ColumnCache, evidence: Evidence, blank: Mask) -> Mask:
    """Return where a grade, or its absence, is recent enough and of this school or one that counts as it."""
    facts, area = columns.facts, node.area
    since = facts.grade_date(area)
    predecessor, simple = facts.is_predecessor(area), columns.simple_succession(area)
    if area == "ungraded_outcome":
        no_visit = blank
    else:
        no_visit = np.zeros(len(facts), dtype=np.bool_)
        if node.silence == "not_met":
            of_latest, simply = columns.latest_standing()
            since = np.where(blank, facts.latest_inspection(), since)
            predecessor, simple = np.where(blank, of_latest, predecessor), np.where(blank, simply, simple)
    stands = np.ones(len(facts), dtype=np.bool_)
    if node.predecessor == "conversion":
        stands = ~predecessor | simple
    elif node.predecessor == "unknown":
        stands = ~predecessor
    years = node.stale_after_years or evidence.inspection_stale_after_years
    if years is not None:
        if area != "ungraded_outcome":
            visit = facts.grade_date("ungraded_outcome")
            kept = columns.graded("ungraded_outcome", grading.KEEPS_GRADES) & (visit > since)
            since = np.where(kept, visit, since)
        age, dated = _days(columns, since)
        stands = stands & dated & (age <= grading.oldest_days(years))
    return stands | no_visit


def _inspection_unheld(node: language.Inspection, columns: ColumnCache, evidence: Evidence) -> Mask:
    return _blank(node, columns) | one_of(_under(node, columns), ("",))


def _judgement(node: language.Judgement, columns: ColumnCache, evidence: Evidence) -> Answers:
    answer = columns.facts.judgement(node.judgement)
    return _told(np.isin(answer, node.answer_in), _answered(node, columns))


def _judged(node: language.Judged, columns: ColumnCache, evidence: Evidence) -> Answers:
    return _answered(node, columns).astype(np.int8)


def _answered(node: language.Judgement | language.Judged, columns: ColumnCache) -> Mask:
    held = columns.facts.judgement(node.judgement) != ""
    if node.within_days is None:
        return held
    age, dated = _days(columns, columns.facts.judgement_date(node.judgement))
    return held & dated & (age <= node.within_days)


def _event(node: language.Event, columns: ColumnCache, evidence: Evidence) -> Answers:
    age, begun = _days(columns, columns.facts.event(node.event))
    hit = begun
    if node.for_at_least_days is not None:
        hit = hit & (age >= node.for_at_least_days)
    if node.within_days is not None:
        hit = hit & (age <= node.within_days)
    if node.silence == "register":
        return _told(hit, begun | columns.facts.event_register_held())
    return _told(hit, begun | (node.silence == "not_met"))


def _contextual(node: language.Contextual, columns: ColumnCache, evidence: Evidence) -> Answers:
    _, begun = _days(columns, columns.facts.event(node.factor))
    number = _Number(columns, node.factor, "value", evidence, None)
    return np.where(begun, MET, _told(number.value >= 0.5, number.held, number.absent))


def _older_than(node: language.OlderThan, columns: ColumnCache, evidence: Evidence) -> Answers:
    age, dated = _days(columns, _since(node, columns))
    return _told(age > node.days, dated)


def _since(node: language.OlderThan, columns: ColumnCache) -> npt.NDArray[np.datetime64]:
    facts = columns.facts
    if node.area is not None:
        return facts.grade_date(node.area)
    if node.judgement is not None:
        return facts.judgement_date(node.judgement)
    year = facts.statistic(language.given(node.indicator), "year")
    held = ~np.isnan(year)
    ends = (np.where(held, year, 1970) - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 7
    return np.where(held, ends.astype("datetime64[D]") + 30, np.datetime64("NaT", "D"))


def _missing(
    indicator: str, name: str, columns: ColumnCache, evidence: Evidence, override: int | None
) -> Mask:
    return _Number(columns, indicator, name, evidence, override).missing


_COMPARE: dict[str, Callable[[Any, Any], Mask]] = {
    "below": np.less,
    "at_or_below": np.less_equal,
    "above": np.greater,
    "at_or_above": np.greater_equal,
}
_READERS: dict[type, Callable[[Any, ColumnCache, Evidence], Answers]] = {
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
}
_UNHELD: dict[type, Callable[[Any, ColumnCache, Evidence], Mask]] = {
    language.Threshold: lambda node, columns, evidence: _missing(
        node.indicator,
        "mean3" if node.value == "mean3" else "value",
        columns,
        evidence,
        node.stale_after_years,
    ),
    language.Percentile: lambda node, columns, evidence: _missing(
        node.indicator, "value", columns, evidence, node.stale_after_years
    ),
    language.Trend: lambda node, columns, evidence: _missing(
        node.indicator, f"slope{node.years}", columns, evidence, node.stale_after_years
    ),
    language.Gap: _gap_unheld,
    language.Inspection: _inspection_unheld,
    language.Judgement: lambda node, columns, _: ~_answered(node, columns),
    language.Judged: lambda node, columns, _: ~_answered(node, columns),
    language.Event: lambda node, columns, _: ~_days(columns, columns.facts.event(node.event))[1],
    language.Contextual: lambda node, columns, evidence: _missing(
        node.factor, "value", columns, evidence, None
    ),
    language.OlderThan: lambda node, columns, _: ~_days(columns, _since(node, columns))[1],
}
