"""One test of one school in plain Python: its answer, a sentence, and the facts it rests on.

Each function here is the obvious way to do what the function of the same test in `leaf_evaluation` does as columns.
Tests of inspections, judgements and events are in `record_explanation`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import record_explanation, student, wording
from trellis.analysis.judging.criterion import COMPARATOR_WORDS, Answer, Leaf, settled
from trellis.analysis.judging.one_school import IN_DISPUTE, NOT_APPLICABLE, VALUE, Fact, School, Told


def tell(leaf: Leaf, school: School) -> Told:
    """Return what one test says of one school."""
    return _TELLERS[type(leaf)](leaf, school)


def _academic_year(day: date) -> int:
    return day.year + 1 if day.month >= 9 else day.year


def _unusable(school: School, indicator: str, column: str, override: int | None) -> Told | None:
    """Return what is told when a statistic of an indicator is not there to be judged; None when it is.

    A mean can be held where the latest year is not.
    """
    name, status = wording.indicator_name(indicator), school.status(indicator)
    fact = school.fact(indicator)
    when = f" for {fact.when}" if fact.when is not None else ""
    if status == NOT_APPLICABLE:
        return Told(Answer.NOT_APPLICABLE, f"{name} does not apply to this school", (fact,))
    if status == IN_DISPUTE or (status != VALUE and column != "mean3"):
        said = f"{name}{when} is {wording.STATUS_WORDS[status]}"
        return Told(Answer.UNKNOWN, said, (fact,), unheld=status != IN_DISPUTE)
    year = school.number(indicator, "year")
    if year is not None and _is_old(school, year, override):
        old = f"{name} is held for {fact.when} ({fact.shown}), which is too old to judge by"
        return Told(Answer.UNKNOWN, old, (fact,), unheld=True)
    if school.number(indicator, column) is None:
        what = {"value": "a value", "mean3": "a three-year mean"}.get(
            column, f"enough of the last {column.removeprefix('slope')} years for a trend"
        )
        return Told(Answer.UNKNOWN, f"{name}: {what} is not held", (fact,), unheld=True)
    return None


def _is_old(school: School, year: float, override: int | None) -> bool:
    limit = override if override is not None else school.evidence.stale_after_years
    return _academic_year(school.as_of) - year > limit


def _old_comparator(school: School, indicator: str, override: int | None) -> str:
    """Say that what others had is of too old a year to compare with; "" where it is not.

    An authority's own value can be of a newer year than anything published.
    """
    year = school.number(indicator, "comparator_year")
    if year is None or not _is_old(school, year, override):
        return ""
    return f"what other schools had is held for {wording.year(int(year))}, which is too old to compare with"


def _too_few(school: School, indicator: str) -> Told | None:
    """Return what is told of a value of few pupils, or of nobody knows how many; None where there are enough."""
    if school.number(indicator, "small_cohort") == 0:
        return None
    fact = school.fact(indicator)
    return Told(Answer.UNKNOWN, f"{fact.name} in {fact.when} was {fact.shown}, {_why_few(fact)}", (fact,))


def _why_few(fact: Fact) -> str:
    if not fact.small_cohort:
        return "and of how many pupils is not known: too little to judge by"
    about = f"about {fact.denominator:.0f}" if fact.cohort_estimated else f"{fact.denominator or 0:.0f}"
    return f"too few pupils to judge{f' ({about})' if fact.denominator is not None else ''}"


def _threshold(test: language.Threshold, school: School) -> Told:
    mean = test.value == "mean3"
    column = "mean3" if mean else "value"
    unusable = _unusable(school, test.indicator, column, test.stale_after_years)
    if unusable is not None:
        return unusable
    value = settled(language.given(school.number(test.indicator, column)))
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
    period = fact.when
    if mean:
        fact, period = _of_mean(fact, value, shown, school)
    against_words = shown_against if test.limit is not None else f"{called} ({shown_against})"
    lead, stands = f"{name} ({period}) was {shown}", f"{_relation(test)} {against_words}"
    hit = _compares(test.test, value, line)
    if mean:
        return Told(
            Answer.MET if hit else Answer.NOT_MET, f"{lead}, {'' if hit else 'not '}{stands}", (fact,)
        )
    low, high = (school.number(test.indicator, side) for side in ("low", "high"))
    few = _too_few(school, test.indicator)
    if not test.significant:
        told = Told(
            Answer.MET if hit else Answer.NOT_MET, f"{lead}, {'' if hit else 'not '}{stands}", (fact,)
        )
        if few is None:
            return told
        if low is None or high is None:
            return replace(few, because=(fact,))
        if {_compares(test.test, settled(end), line) for end in (low, high)} != {hit}:
            return Told(Answer.UNKNOWN, f"{lead}, {_why_few(fact)}: {_chance(fact)}", (fact,))
        return replace(told, sentence=f"{told.sentence}, few as the pupils are: {_chance(fact)}")
    edge = high if below else low
    if edge is None:
        if few is not None:
            return replace(few, because=(fact,))
        if not hit:
            return Told(Answer.NOT_MET, f"{lead}, not {stands}", (fact,))
        unsure = f"{lead}, {stands}, but no interval is held to tell it from chance"
        return Told(Answer.UNKNOWN, unsure, (fact,))
    if not hit:
        return Told(Answer.NOT_MET, f"{lead}, not {stands}", (fact,))
    if _compares(test.test, settled(edge), line):
        return Told(Answer.MET, f"{lead}, {stands} by more than chance ({_interval(fact)})", (fact,))
    return Told(Answer.NOT_MET, f"{lead}, {stands} but within chance ({_chance(fact)})", (fact,))


def _interval(fact: Fact) -> str:
    ends = [wording.number(fact.indicator, x) for x in (fact.low, fact.high) if x is not None]
    estimated = ", drawn from an estimated number of pupils" if fact.interval_estimated else ""
    return f"interval {' to '.join(ends)}{estimated}"


def _chance(fact: Fact) -> str:
    span = _interval(fact).removeprefix("interval ")
    return f"so small a group could as well give anything from {span}"


def _of_mean(fact: Fact, value: float, shown: str, school: School) -> tuple[Fact, str]:
    """Return a fact as the mean of years, citing each, and the years in words."""
    years = school.cited_years(fact.indicator)
    if years:
        names = [year.when for year in years]
        period = f"the mean of {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    else:
        period = f"the mean of three years to {fact.when}"
    # The row of the latest year is cited among the years, where they were read
    alone = (
        {"release": None, "file_name": None, "edition": None, "row": None, "known_from": None}
        if years
        else {}
    )
    mean = replace(
        fact,
        value=value,
        shown=f"{shown}, {period if years else 'the mean of three years'}",
        status="value",
        low=None,
        high=None,
        years=years,
        **alone,  # type: ignore[arg-type]
    )
    return mean, period


def _against(test: language.Threshold, school: School) -> tuple[float | None, str, str]:
    """Return (the comparator as tested, what it is called, why there is none)."""
    if test.than is not None:
        called = COMPARATOR_WORDS[test.than]
        if old := _old_comparator(school, test.indicator, test.stale_after_years):
            return None, called, old
        number = school.number(test.indicator, test.than)
        return (None if number is None else settled(number)), called, f"{called} is not known"
    other = language.given(test.than_indicator)
    called = wording.indicator_name(other)
    number = school.number(other) if school.status(other) == VALUE else None
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
    unusable = _unusable(school, test.indicator, "value", test.stale_after_years)
    if unusable is None:
        unusable = _too_few(school, test.indicator)
    if unusable is not None:
        return unusable
    number = school.number(test.indicator, "percentile" if test.among == "national" else "similar_percentile")
    if number is None:
        name = wording.indicator_name(test.indicator)
        missing = f"{name}: its place among other schools is not held"
        return Told(Answer.UNKNOWN, missing, (school.fact(test.indicator),))
    if old := _old_comparator(school, test.indicator, test.stale_after_years):
        said = f"{wording.indicator_name(test.indicator)}: {old}"
        return Told(Answer.UNKNOWN, said, (school.fact(test.indicator),))
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
    column = f"slope{test.years}"
    unusable = _unusable(school, test.indicator, column, test.stale_after_years)
    if unusable is None and not test.significant:
        unusable = _too_few(school, test.indicator)
    if unusable is not None:
        return unusable
    slope = settled(language.given(school.number(test.indicator, column)))
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
        counted = school.number(test.indicator, "slope5_n") if test.years == 5 else None
        points = student.years_of(test.years, counted)
        if not abs(slope) > settled(student.QUANTILES[points] * error):
            return Told(Answer.NOT_MET, f"{lead}, which chance could bring on {points} points", (fact,))
        lead += f", more than chance would bring on {points} points"
    return Told(Answer.MET, lead, (fact,))


def _gap(test: language.Gap, school: School) -> Told:
    for indicator in (test.group, test.others):
        if school.status(indicator) == NOT_APPLICABLE:
            name = wording.indicator_name(indicator)
            return Told(
                Answer.NOT_APPLICABLE, f"{name} does not apply to this school", (school.fact(indicator),)
            )
    missing = [
        told
        for indicator in (test.group, test.others)
        if (told := _unusable(school, indicator, "value", test.stale_after_years)) is not None
    ]
    if missing:
        # One that is not there at all outweighs one in dispute
        return next((told for told in missing if told.unheld), missing[0])
    for indicator in (test.group, test.others):
        few = _too_few(school, indicator)
        if few is not None:
            return few
    group, others = (language.given(school.number(indicator)) for indicator in (test.group, test.others))
    facts = (school.fact(test.group), school.fact(test.others))
    if facts[0].year is None or facts[0].year != facts[1].year:
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


def _contextual(test: language.Contextual, school: School) -> Told:
    began = school.event(test.factor)
    if began is not None:
        said = f"{wording.event(test.factor)}: since {wording.day(began)}"
        return Told(Answer.MET, said, (school.event_fact(test.factor),))
    unusable = _unusable(school, test.factor, "value", None)
    if unusable is not None:
        return unusable
    value, fact = language.given(school.number(test.factor)), school.fact(test.factor)
    return Told(
        Answer.MET if value >= 0.5 else Answer.NOT_MET, f"{fact.name} ({fact.when}): {fact.shown}", (fact,)
    )


_TELLERS: dict[type, Callable[[Any, School], Told]] = {
    language.Threshold: _threshold,
    language.Percentile: _percentile,
    language.Trend: _trend,
    language.Gap: _gap,
    language.Inspection: record_explanation.inspection,
    language.Judgement: record_explanation.judgement,
    language.Judged: record_explanation.judged,
    language.Event: record_explanation.event,
    language.Contextual: _contextual,
    language.OlderThan: record_explanation.older_than,
}
