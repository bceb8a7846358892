"""Tests of inspections, judgements and events of one school in plain Python, each with its sentence and facts."""

from datetime import date, timedelta

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import grading, wording
from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.one_school import Fact, School, Told


def inspection(test: language.Inspection, school: School) -> Told:
    area, name = test.area, wording.area(test.area)
    grade, given_under, began, _ = school.grade(area)
    fact = school.grade_fact(area)
    ungraded = area == "ungraded_outcome"
    latest = school.latest_inspection()
    under = school.latest_framework() or (given_under if ungraded else "")
    if under == "":
        return Told(Answer.UNKNOWN, "No inspection of this school is held", (fact,), unheld=True)
    asked = [f for f in grading.FRAMEWORKS_OF[area] if not test.frameworks or f in test.frameworks]
    if under not in asked:
        other = f"{name} is not asked of an inspection under “{wording.framework(under)}”"
        return Told(Answer.NOT_APPLICABLE, other)
    if ungraded:
        blank = grade == "" or (latest is not None and not (began is not None and began > latest))
    else:
        earlier = began is not None and latest is not None and began < latest
        blank = grade == "" or given_under != under or earlier
    if blank:
        return _no_grade(test, school, name, fact)
    if grade in grading.DOES_NOT_APPLY:
        return Told(Answer.NOT_APPLICABLE, f"{name} does not apply to this school", (fact,))
    lead = _lead(area, grade, began, name)
    scale = grading.scale_of(area)
    optional = test.silence == "not_applicable" or area in grading.OPTIONAL_AREAS
    if grade in grading.NOT_GRADED and test.silence != "not_met" and optional:
        return Told(Answer.NOT_APPLICABLE, f"{name}: the school has no such provision graded", (fact,))
    if grade in grading.NOT_GRADED or (scale and grade not in scale):
        return Told(Answer.UNKNOWN, lead, (fact,))
    standing, doubt = _standing(test, school, began, (fact.predecessor, school.simply_succeeded(area)))
    if doubt:
        return Told(Answer.UNKNOWN, f"{lead}{standing}, {doubt}", (fact,))
    lead += standing
    hit = grade in test.meeting
    # "not met, not not met" would say nothing
    told = scale and area != "safeguarding"
    wanted = f", not {wording.one_of([wording.grade(g).lower() for g in test.meeting])}" if told else ""
    return Told(Answer.MET if hit else Answer.NOT_MET, lead if hit else f"{lead}{wanted}", (fact,))


def _lead(area: str, grade: str, began: date | None, name: str) -> str:
    on = f" on {wording.day(began)}" if began else ""
    if grade == "none":
        return f"{name}: the inspection{on} named none"
    if area in ("category_of_concern", "safeguarding"):
        return f"{name} was found “{wording.grade(grade).lower()}”{on}"
    if area == "ungraded_outcome":
        return f"A visit{on}, since the latest graded inspection, said “{wording.grade(grade)}”"
    return f"{name} was graded “{wording.grade(grade)}”{on}"


def _no_grade(test: language.Inspection, school: School, name: str, fact: Fact) -> Told:
    """Return what is told where the latest inspection gives nothing in an area."""
    if test.silence == "not_met":
        if test.area == "ungraded_outcome":
            return Told(Answer.NOT_MET, "No visit since the latest graded inspection is held")
        said = f"{name}: the latest inspection names none"
        standing, doubt = _standing(test, school, school.latest_inspection(), school.latest_standing())
        if doubt:
            return Told(Answer.UNKNOWN, f"{said}{standing}, {doubt}", (fact,), unheld=True)
        return Told(Answer.NOT_MET, said + standing, (fact,))
    if test.silence == "not_applicable" or test.area in grading.OPTIONAL_AREAS:
        return Told(Answer.NOT_APPLICABLE, f"{name}: the latest inspection grades no such thing", (fact,))
    return Told(Answer.UNKNOWN, f"{name}: the latest inspection gives no grade", (fact,), unheld=True)


def _standing(
    test: language.Inspection, school: School, began: date | None, standing: tuple[bool, bool]
) -> tuple[str, str]:
    """Return (what is to be said of a grade's age and school, why it does not count: "" where it does).

    `standing`: whether it was given to a predecessor, and whether that simply became this school.
    """
    predecessor, simple = standing
    said, doubt = "", ""
    if predecessor:
        said = ", of the school that this one took over from"
        if test.predecessor == "unknown":
            doubt = "and so counts neither for nor against this one"
        elif test.predecessor == "conversion" and not simple:
            doubt = "which did not simply become this one, and so counts neither for nor against it"
    years = test.stale_after_years or school.evidence.inspection_stale_after_years
    if years is None:
        return said, doubt
    outcome, _, visited, _ = school.grade("ungraded_outcome")
    since = began
    kept = outcome in grading.KEEPS_GRADES and visited is not None and began is not None and visited > began
    if kept and test.area != "ungraded_outcome":
        since = visited
        said += f", and let stand by a visit on {wording.day(visited)} (“{wording.grade(outcome)}”)"  # type: ignore[arg-type]
    if since is None or since > school.as_of:
        return said, doubt or "on a day that is not held"
    if (school.as_of - since).days > grading.oldest_days(years):
        return said, doubt or f"more than {years} years ago, which is too old to judge by"
    return said, doubt


def judgement(test: language.Judgement, school: School) -> Told:
    fact, why = _answered(test, school)
    if why:
        return Told(Answer.UNKNOWN, why, (fact,), unheld=True)
    hit = fact.value in test.answer_in
    return Told(Answer.MET if hit else Answer.NOT_MET, _asked(fact), (fact,))


def judged(test: language.Judged, school: School) -> Told:
    fact, why = _answered(test, school)
    return Told(Answer.NOT_MET, why, (fact,)) if why else Told(Answer.MET, _asked(fact), (fact,))


def _asked(fact: Fact) -> str:
    on = f" on {wording.day(date.fromisoformat(fact.when))}" if fact.when else ""
    return f"“{fact.name}” was answered “{fact.shown}”{on}"


def _answered(test: language.Judgement | language.Judged, school: School) -> tuple[Fact, str]:
    """Return the fact of a judgement, and why there is none that counts ("" when there is)."""
    answer, made_on = school.judgement(test.judgement)
    fact = school.judgement_fact(test.judgement)
    if answer == "":
        return fact, f"“{fact.name}” has not been answered"
    if test.within_days is not None:
        if made_on is None or made_on > school.as_of:
            return fact, f"“{fact.name}” was answered “{fact.shown}” on a day that is not held"
        if (school.as_of - made_on).days > test.within_days:
            return fact, f"{_asked(fact)}, more than {wording.days(test.within_days)} ago"
    return fact, ""


def event(test: language.Event, school: School) -> Told:
    began, name = school.event(test.event), wording.event(test.event)
    fact = school.event_fact(test.event)
    if began is None:
        if test.silence == "register" and school.register_held():
            return Told(Answer.NOT_MET, f"{name}: none in the authority's register of events", (fact,))
        if test.silence == "not_met":
            return Told(Answer.NOT_MET, f"{name}: none is recorded", (fact,))
        return Told(Answer.UNKNOWN, f"{name}: nothing is recorded either way", (fact,), unheld=True)
    age = (school.as_of - began).days
    lead = f"{name}: since {wording.day(began)}"
    if test.for_at_least_days is not None and age < test.for_at_least_days:
        return Told(Answer.NOT_MET, f"{lead}, not yet {wording.days(test.for_at_least_days)}", (fact,))
    if test.within_days is not None and age > test.within_days:
        return Told(Answer.NOT_MET, f"{lead}, longer ago than {wording.days(test.within_days)}", (fact,))
    return Told(Answer.MET, lead, (fact,))


def older_than(test: language.OlderThan, school: School) -> Told:
    if test.area is not None:
        fact, name = school.grade_fact(test.area), wording.area(test.area)
        since = school.grade(test.area)[2]
    elif test.judgement is not None:
        fact, since = school.judgement_fact(test.judgement), school.judgement(test.judgement)[1]
        name = f"“{fact.name}”"
    else:
        indicator = language.given(test.indicator)
        fact, name = school.fact(indicator), wording.indicator_name(indicator)
        year = school.number(indicator, "year")
        since = None if year is None else date(int(year), 8, 1) + timedelta(days=30)
    if since is None or since > school.as_of:
        return Told(Answer.UNKNOWN, f"{name}: its date is not held", (fact,), unheld=True)
    older = (school.as_of - since).days > test.days
    said = (
        f"{name} is of {wording.day(since)}, {'' if older else 'not '}more than {wording.days(test.days)} ago"
    )
    return Told(Answer.MET if older else Answer.NOT_MET, said, (fact,))
