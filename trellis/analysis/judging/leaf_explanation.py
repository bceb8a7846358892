"""One test of one school in plain Python: its answer, a sentence, and the facts it rests on.

Each function here is the obvious way to do what the function of the same test in `evaluation` does as columns.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import wording
from trellis.analysis.judging.criterion import COMPARATOR_WORDS, Answer, Leaf, settled
from trellis.analysis.store.facts import Facts, Provenance

_VALUE, _NOT_APPLICABLE = 0, 2
_SURE = 1.96


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing a test read, with where it came from. `value` is a number, a grade, an answer or a date as text."""

    kind: str  # "indicator" | "grade" | "judgement" | "event"
    indicator: str
    name: str
    value: float | str | None
    shown: str
    unit: str = ""
    year: int | None = None
    when: str | None = None
    status: str = "value"
    comparator: str | None = None
    comparator_value: float | None = None
    comparator_shown: str | None = None
    low: float | None = None
    high: float | None = None
    denominator: float | None = None
    small_cohort: bool = False
    local: bool = False
    predecessor: bool = False
    release: str | None = None
    file_name: str | None = None
    edition: str | None = None
    row: int | None = None
    known_from: str | None = None
    known_from_estimated: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Told:
    """The answer of a leaf, its sentence, and the facts."""

    answer: Answer
    sentence: str
    because: tuple[Fact, ...] = ()


class School:
    """The facts of one school as plain Python values."""

    def __init__(
        self, facts: Facts, *, stale_after_years: int, questions: Mapping[str, str] | None = None
    ) -> None:
        if len(facts) != 1:
            raise ValueError(f"one school is explained at a time, not {len(facts)}: use Facts.one")
        self._facts = facts
        self.stale_after_years = stale_after_years
        self._questions = questions or {}
        self.as_of = facts.as_of
        self.urn = int(facts.urns[0])
        self.name = str(facts.names[0])
        self.phase_group = str(facts.phase_group[0])
        self.relationship = str(facts.relationship[0])

    def number(self, indicator: str, column: str = "value") -> float | None:
        found = float(self._facts.statistic(indicator, column)[0])
        return None if math.isnan(found) else found

    def status(self, indicator: str) -> int:
        return int(self._facts.status(indicator)[0])

    def grade(self, area: str) -> tuple[str, str, date | None, bool]:
        """Return (grade, framework, first day of the inspection, whether of a predecessor)."""
        return (
            str(self._facts.grade(area)[0]),
            str(self._facts.grade_framework(area)[0]),
            _date(self._facts.grade_date(area)[0]),
            bool(self._facts.is_predecessor(area)[0]),
        )

    def latest_framework(self) -> str:
        return str(self._facts.latest_framework()[0])

    def judgement(self, judgement: str) -> tuple[str, date | None]:
        facts = self._facts
        return str(facts.judgement(judgement)[0]), _date(facts.judgement_date(judgement)[0])

    def question(self, judgement: str) -> str:
        """Return the question that a judgement answers, in the pack's words where it has them."""
        return self._questions.get(judgement) or judgement.replace("_", " ").capitalize()

    def event(self, event: str) -> date | None:
        """Return the day an event began that has not ended, None where there is none that has begun."""
        began = _date(self._facts.event(event)[0])
        return began if began is not None and began <= self.as_of else None

    def fact(self, indicator: str, **more: Any) -> Fact:
        """Return the fact that an indicator gives about this school."""
        value, status = self.number(indicator), self.status(indicator)
        year = self._held(indicator, "year")
        shown = wording.number(indicator, value) if status == _VALUE else wording.STATUS_WORDS[status]
        given: dict[str, Any] = {
            "kind": "indicator",
            "indicator": indicator,
            "name": wording.indicator_name(indicator),
            "value": value,
            "shown": shown,
            "unit": wording.indicator_unit(indicator),
            "year": None if year is None else int(year),
            "when": None if year is None else wording.year(year),
            "status": wording.STATUS_WORDS[status],
            "low": self._held(indicator, "low"),
            "high": self._held(indicator, "high"),
            "denominator": self._held(indicator, "denominator"),
            "small_cohort": self._held(indicator, "small_cohort") == 1,
            "local": self._held(indicator, "local") == 1,
            **_sourced(self._facts.provenance(indicator)),
        }
        return Fact(**{**given, **more})

    def grade_fact(self, area: str) -> Fact:
        grade, framework, began, predecessor = self.grade(area)
        return Fact(
            kind="grade",
            indicator=area,
            name=wording.area(area),
            value=grade or None,
            shown=wording.grade(grade) if grade else "no grade",
            when=None if began is None else began.isoformat(),
            unit=framework,
            status="value" if grade else "not held",
            predecessor=predecessor,
            **_sourced(self._facts.grade_provenance(area)),
        )

    def _held(self, indicator: str, column: str) -> float | None:
        """Return a statistic that is shown and not tested: None where these facts were read without it."""
        try:
            return self.number(indicator, column)
        except KeyError:
            return None


def tell(leaf: Leaf, school: School) -> Told:
    """Return what one test says of one school."""
    return _TELLERS[type(leaf)](leaf, school)


def _sourced(source: Provenance | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {
        "release": source.release,
        "file_name": source.file_name,
        "edition": source.edition,
        "row": source.row,
        "known_from": None if source.known_from is None else source.known_from.isoformat(),
        "known_from_estimated": source.known_from_estimated,
    }


def _date(when: np.datetime64) -> date | None:
    return None if np.isnat(when) else when.astype("datetime64[D]").item()


def _academic_year(day: date) -> int:
    return day.year + 1 if day.month >= 9 else day.year


def _unusable(school: School, indicator: str, override: int | None, *, small_matters: bool) -> Told | None:
    """Return what is told when an indicator has no value that may be judged; None when it has one."""
    name, status = wording.indicator_name(indicator), school.status(indicator)
    fact = school.fact(indicator)
    when = f" for {fact.when}" if fact.when is not None else ""
    if status == _NOT_APPLICABLE:
        return Told(Answer.NOT_APPLICABLE, f"{name} does not apply to this school", (fact,))
    if status != _VALUE:
        return Told(Answer.UNKNOWN, f"{name}{when} is {wording.STATUS_WORDS[status]}", (fact,))
    year = school.number(indicator, "year")
    limit = override if override is not None else school.stale_after_years
    if year is not None and _academic_year(school.as_of) - year > limit:
        old = f"{name} is held for {fact.when} ({fact.shown}), which is too old to judge by"
        return Told(Answer.UNKNOWN, old, (fact,))
    if small_matters and school.number(indicator, "small_cohort") == 1:
        few = f"{name} in {fact.when} was {fact.shown}, of too few pupils to judge by one year"
        return Told(Answer.UNKNOWN, few, (fact,))
    return None


def _no_number(school: School, indicator: str, what: str) -> Told:
    name = wording.indicator_name(indicator)
    return Told(Answer.UNKNOWN, f"{name}: {what} is not held", (school.fact(indicator),))


def _threshold(test: language.Threshold, school: School) -> Told:
    mean = test.value == "mean3"
    unusable = _unusable(school, test.indicator, test.stale_after_years, small_matters=not mean)
    if unusable is not None:
        return unusable
    number = school.number(test.indicator, "mean3" if mean else "value")
    if number is None:
        return _no_number(school, test.indicator, "a three-year mean" if mean else "a value")
    value = settled(number)
    below = test.test in ("below", "at_or_below")
    name = wording.indicator_name(test.indicator)
    if test.limit is not None:
        against: float | None = settled(test.limit)
        called, why = "the threshold in the pack", ""
    else:
        against, called, why = _against(test, school)
    if against is None:
        return Told(Answer.UNKNOWN, f"{name}: {why}", (school.fact(test.indicator),))
    line = settled(against - test.by if below else against + test.by)
    more = wording.apart(test.indicator, value, line)
    shown, shown_against = (wording.number(test.indicator, x, more=more) for x in (value, against))
    fact = school.fact(
        test.indicator, comparator=called, comparator_value=against, comparator_shown=shown_against
    )
    if mean:
        fact = replace(fact, value=value, shown=f"{shown}, the mean of three years", low=None, high=None)
    against_words = shown_against if test.limit is not None else f"{called} ({shown_against})"
    period = f"the mean of three years to {fact.when}" if mean else fact.when
    lead, stands = f"{name} ({period}) was {shown}", f"{_relation(test)} {against_words}"
    if not _compares(test.test, value, line):
        return Told(Answer.NOT_MET, f"{lead}, not {stands}", (fact,))
    if not test.significant:
        return Told(Answer.MET, f"{lead}, {stands}", (fact,))
    edge = school.number(test.indicator, "high" if below else "low")
    if edge is None:
        unsure = f"{lead}, {stands}, but no interval is held to tell it from chance"
        return Told(Answer.UNKNOWN, unsure, (fact,))
    ends = [wording.number(test.indicator, x) for x in (fact.low, fact.high) if x is not None]
    interval = " to ".join(ends)
    if _compares(test.test, settled(edge), line):
        return Told(Answer.MET, f"{lead}, {stands} by more than chance (interval {interval})", (fact,))
    chance = f"so small a group could as well give anything from {interval}"
    return Told(Answer.NOT_MET, f"{lead}, {stands} but within chance ({chance})", (fact,))


def _against(test: language.Threshold, school: School) -> tuple[float | None, str, str]:
    """Return (the comparator as tested, what it is called, why there is none)."""
    if test.than is not None:
        called = COMPARATOR_WORDS[test.than]
        number = school.number(test.indicator, test.than)
        return (None if number is None else settled(number)), called, f"{called} is not known"
    other = language.given(test.than_indicator)
    called = wording.indicator_name(other)
    number = school.number(other) if school.status(other) == _VALUE else None
    if number is None:
        return None, called, f"{called} is {wording.STATUS_WORDS[school.status(other) or 4]}"
    year = school.number(test.indicator, "year")
    if year is None or school.number(other, "year") != year:
        return None, called, f"{called} is held for another year"
    return settled(number), called, ""


def _relation(test: language.Threshold) -> str:
    """Return how a value stands to its line: “below”, “at or above”, “more than 5 points below”."""
    side = "below" if test.test in ("below", "at_or_below") else "above"
    strict = test.test in ("below", "above")
    if test.by:
        margin = wording.size(test.indicator, test.by)
        return f"more than {margin} {side}" if strict else f"{margin} or more {side}"
    return side if strict else f"at or {side}"


def _compares(test: str, value: float, line: float) -> bool:
    if test == "below":
        return value < line
    if test == "at_or_below":
        return value <= line
    return value > line if test == "above" else value >= line


def _percentile(test: language.Percentile, school: School) -> Told:
    unusable = _unusable(school, test.indicator, test.stale_after_years, small_matters=True)
    if unusable is not None:
        return unusable
    number = school.number(test.indicator, "percentile" if test.among == "national" else "similar_percentile")
    if number is None or school.number(test.indicator) is None:
        return _no_number(school, test.indicator, "its place among other schools")
    place = settled(number)
    among = "schools of its phase nationally" if test.among == "national" else "similar schools"
    limit = test.at_or_below if test.at_or_below is not None else language.given(test.at_or_above)
    hit = place <= limit if test.at_or_below is not None else place >= limit
    side = "at or below" if test.at_or_below is not None else "at or above"
    fact = school.fact(
        test.indicator,
        comparator=f"percentile among {among}",
        comparator_value=place,
        comparator_shown=f"{place:.0f}",
    )
    lead = f"{fact.name} in {fact.when} was {fact.shown}: percentile {place:.0f} among {among}"
    said = f"{lead}, {'' if hit else 'not '}{side} {limit:g}"
    return Told(Answer.MET if hit else Answer.NOT_MET, said, (fact,))


def _trend(test: language.Trend, school: School) -> Told:
    unusable = _unusable(school, test.indicator, test.stale_after_years, small_matters=not test.significant)
    if unusable is not None:
        return unusable
    number = school.number(test.indicator, f"slope{test.years}")
    if number is None:
        return _no_number(school, test.indicator, f"enough of the last {test.years} years for a trend")
    slope = settled(number)
    toward = slope if test.direction == "rising" else -slope
    hit = toward >= settled(test.by) if test.by > 0 else toward > 0
    way = "rose" if slope > 0 else "fell" if slope < 0 else "did not change"
    amount = f" by {wording.size(test.indicator, abs(slope))} a year" if slope else ""
    fact = school.fact(
        test.indicator, comparator=f"change a year over {test.years} years", comparator_value=slope
    )
    lead = f"{fact.name} {way}{amount} over {test.years} years to {fact.when}"
    if test.by:
        lead += f" ({wording.size(test.indicator, test.by)} a year counts)"
    if not hit:
        return Told(
            Answer.NOT_MET, f"{lead}, so it is not {test.direction}{' enough' if toward > 0 else ''}", (fact,)
        )
    if test.significant:
        error = school.number(test.indicator, f"slope{test.years}_se")
        if error is None:
            return Told(Answer.UNKNOWN, f"{lead}, but how far chance could bring that is not known", (fact,))
        if not abs(slope) > settled(_SURE * error):
            return Told(Answer.NOT_MET, f"{lead}, which is within chance", (fact,))
    return Told(Answer.MET, lead, (fact,))


def _gap(test: language.Gap, school: School) -> Told:
    for indicator in (test.group, test.others):
        if school.status(indicator) == _NOT_APPLICABLE:
            name = wording.indicator_name(indicator)
            return Told(
                Answer.NOT_APPLICABLE, f"{name} does not apply to this school", (school.fact(indicator),)
            )
    for indicator in (test.group, test.others):
        unusable = _unusable(school, indicator, test.stale_after_years, small_matters=True)
        if unusable is not None:
            return unusable
    group, others = school.number(test.group), school.number(test.others)
    facts = (school.fact(test.group), school.fact(test.others))
    if group is None or others is None or facts[0].year is None or facts[0].year != facts[1].year:
        return Told(Answer.UNKNOWN, f"{facts[0].name}: the two groups are not held for one year", facts)
    lower = test.behind == "lower"
    group, others = settled(group), settled(others)
    behind = settled(others - group if lower else group - others)
    lead = (
        f"{facts[0].name} was {facts[0].shown} in {facts[0].when} against {facts[1].shown} "
        f"({facts[1].name}): {wording.size(test.group, abs(behind))} {'behind' if behind > 0 else 'not behind'}"
    )
    if not behind >= settled(test.at_least):
        return Told(Answer.NOT_MET, f"{lead}; {wording.size(test.group, test.at_least)} counts", facts)
    if test.significant:
        upper = school.number(test.group if lower else test.others, "high")
        bottom = school.number(test.others if lower else test.group, "low")
        if upper is None or bottom is None:
            return Told(Answer.UNKNOWN, f"{lead}, but no intervals are held to tell it from chance", facts)
        if not settled(upper) < settled(bottom):
            return Told(Answer.NOT_MET, f"{lead}, which is within chance", facts)
    return Told(Answer.MET, lead, facts)


def _inspection(test: language.Inspection, school: School) -> Told:
    grade, given_under, began, predecessor = school.grade(test.area)
    fact, name = school.grade_fact(test.area), wording.area(test.area)
    under = given_under if test.area == "ungraded_outcome" else school.latest_framework()
    if under == "":
        return Told(Answer.UNKNOWN, "No inspection of this school is held", (fact,))
    asked = [f for f in language.FRAMEWORKS_OF[test.area] if not test.frameworks or f in test.frameworks]
    if under not in asked:
        other = f"{name} is not asked of an inspection under “{wording.framework(under)}”"
        return Told(Answer.NOT_APPLICABLE, other)
    if grade == "" or given_under != under:
        if test.silence == "not_met":
            return Told(Answer.NOT_MET, f"{name}: the latest inspection names none", (fact,))
        if test.area in language.OPTIONAL_AREAS:
            return Told(Answer.NOT_APPLICABLE, f"{name}: the school has no such provision graded", (fact,))
        return Told(Answer.UNKNOWN, f"{name}: the latest inspection gives no grade", (fact,))
    if grade in language.DOES_NOT_APPLY:
        return Told(Answer.NOT_APPLICABLE, f"{name} does not apply to this school", (fact,))
    on = f" on {wording.day(began)}" if began else ""
    lead = f"{name} was graded “{wording.grade(grade)}”{on}"
    if grade == "none":
        lead = f"{name}: the inspection{on} named none"
    elif test.area in ("category_of_concern", "safeguarding"):
        lead = f"{name} was found “{wording.grade(grade).lower()}”{on}"
    if predecessor:
        lead += ", of the school that this one took over from"
    scale = language.scale_of(test.area)
    if grade in language.NOT_GRADED or (scale and grade not in scale):
        return Told(Answer.UNKNOWN, lead, (fact,))
    hit = grade in test.meeting
    if test.predecessor == "unknown" and predecessor and hit:
        return Told(Answer.UNKNOWN, f"{lead}, and so is not counted against this one", (fact,))
    # "not met, not not met" would say nothing
    told = scale and test.area != "safeguarding"
    wanted = f", not {wording.one_of([wording.grade(g).lower() for g in test.meeting])}" if told else ""
    return Told(Answer.MET if hit else Answer.NOT_MET, lead if hit else f"{lead}{wanted}", (fact,))


def _judgement(test: language.Judgement, school: School) -> Told:
    fact, why = _answered(test, school)
    if why:
        return Told(Answer.UNKNOWN, why, (fact,))
    hit = fact.value in test.answer_in
    return Told(Answer.MET if hit else Answer.NOT_MET, _asked(fact), (fact,))


def _judged(test: language.Judged, school: School) -> Told:
    fact, why = _answered(test, school)
    return Told(Answer.NOT_MET, why, (fact,)) if why else Told(Answer.MET, _asked(fact), (fact,))


def _asked(fact: Fact) -> str:
    on = f" on {wording.day(date.fromisoformat(fact.when))}" if fact.when else ""
    return f"“{fact.name}” was answered “{fact.shown}”{on}"


def _answered(test: language.Judgement | language.Judged, school: School) -> tuple[Fact, str]:
    """Return the fact of a judgement, and why there is none that counts ("" when there is)."""
    answer, made_on = school.judgement(test.judgement)
    fact = _judgement_fact(test.judgement, school)
    if answer == "":
        return fact, f"“{fact.name}” has not been answered"
    if test.within_days is not None:
        if made_on is None or made_on > school.as_of:
            return fact, f"“{fact.name}” was answered “{fact.shown}” on a day that is not held"
        if (school.as_of - made_on).days > test.within_days:
            return fact, f"{_asked(fact)}, more than {wording.days(test.within_days)} ago"
    return fact, ""


def _judgement_fact(judgement: str, school: School) -> Fact:
    answer, made_on = school.judgement(judgement)
    return Fact(
        kind="judgement",
        indicator=judgement,
        name=school.question(judgement),
        value=answer or None,
        shown=answer.replace("_", " ") or "not answered",
        when=None if made_on is None else made_on.isoformat(),
        status="value" if answer else "not held",
    )


def _event(test: language.Event, school: School) -> Told:
    began, name = school.event(test.event), wording.event(test.event)
    fact = _event_fact(test.event, began)
    if began is None:
        if test.silence == "not_met":
            return Told(Answer.NOT_MET, f"{name}: none is recorded", (fact,))
        return Told(Answer.UNKNOWN, f"{name}: nothing is recorded either way", (fact,))
    age = (school.as_of - began).days
    lead = f"{name}: since {wording.day(began)}"
    if test.for_at_least_days is not None and age < test.for_at_least_days:
        return Told(Answer.NOT_MET, f"{lead}, not yet {wording.days(test.for_at_least_days)}", (fact,))
    if test.within_days is not None and age > test.within_days:
        return Told(Answer.NOT_MET, f"{lead}, longer ago than {wording.days(test.within_days)}", (fact,))
    return Told(Answer.MET, lead, (fact,))


def _event_fact(event: str, began: date | None) -> Fact:
    return Fact(
        kind="event",
        indicator=event,
        name=wording.event(event),
        value=None if began is None else began.isoformat(),
        shown="none recorded" if began is None else wording.day(began),
        when=None if began is None else began.isoformat(),
        status="not held" if began is None else "value",
    )


def _contextual(test: language.Contextual, school: School) -> Told:
    began = school.event(test.factor)
    if began is not None:
        said = f"{wording.event(test.factor)}: since {wording.day(began)}"
        return Told(Answer.MET, said, (_event_fact(test.factor, began),))
    unusable = _unusable(school, test.factor, None, small_matters=False)
    if unusable is not None:
        return unusable
    value, fact = school.number(test.factor), school.fact(test.factor)
    if value is None:
        return Told(Answer.UNKNOWN, f"{fact.name} is not held", (fact,))
    return Told(
        Answer.MET if value >= 0.5 else Answer.NOT_MET, f"{fact.name} ({fact.when}): {fact.shown}", (fact,)
    )


def _older_than(test: language.OlderThan, school: School) -> Told:
    if test.area is not None:
        fact, name = school.grade_fact(test.area), wording.area(test.area)
        since = school.grade(test.area)[2]
    elif test.judgement is not None:
        fact, since = _judgement_fact(test.judgement, school), school.judgement(test.judgement)[1]
        name = f"“{fact.name}”"
    else:
        indicator = language.given(test.indicator)
        fact, name = school.fact(indicator), wording.indicator_name(indicator)
        year = school.number(indicator, "year")
        since = None if year is None else date(int(year), 8, 1) + timedelta(days=30)
    if since is None or since > school.as_of:
        return Told(Answer.UNKNOWN, f"{name}: its date is not held", (fact,))
    older = (school.as_of - since).days > test.days
    said = (
        f"{name} is of {wording.day(since)}, {'' if older else 'not '}more than {wording.days(test.days)} ago"
    )
    return Told(Answer.MET if older else Answer.NOT_MET, said, (fact,))


_TELLERS: dict[type, Callable[[Any, School], Told]] = {
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
