"""People of the fictitious authority and the steps they take, for the tests of casework."""

from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from trellis.accounts.models import User
from trellis.casework.actions import cases, evaluations, levels, visits
from trellis.casework.actions.visits import ActionLine
from trellis.casework.models import (
    Condition,
    ConditionText,
    Objective,
    ObjectiveText,
    Outcome,
    Party,
    Plan,
    Position,
    Review,
    TaskGroup,
    Version,
    VersionStep,
)
from trellis.casework.queries import cases as kept
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.levels import LevelCase
from trellis.schools.models import School
from trellis.screening.models import Result

AT = builders.AT
INTERESTS = "Pupils keep the teaching they have while leadership is rebuilt."
CHILDREN = {"best_interests": INTERESTS}


def adviser(urn: int = builders.OAK) -> User:
    return builders.person("sia", urns=(urn,))


def principal() -> User:
    return builders.person("pa")


def head(urn: int = builders.OAK) -> User:
    return builders.person("headteacher", urns=(urn,))


def chair(urn: int = builders.OAK) -> User:
    return builders.person("chair", urns=(urn,))


def officer() -> User:
    return builders.person("data_officer")


def proposed(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> LevelCase:
    school = School.objects.get(pk=urn)
    result = Result.objects.filter(school=school).first()
    return levels.propose(
        school=school,
        level=level,
        reasons="Absence has been high for two years.",
        result=result,
        by=adviser(urn),
        at=at,
    )


def shared(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> LevelCase:
    case = proposed(urn, level=level, at=at)
    return levels.share(case, reply_by=at.date() + timedelta(days=14), by=adviser(urn), at=at)


def agreed(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> LevelCase:
    case = shared(urn, level=level, at=at)
    case = levels.answer(case, party=Party.HEAD, position=Position.AGREES, said="", by=head(urn), at=at)
    return levels.answer(case, party=Party.CHAIR, position=Position.AGREES, said="", by=chair(urn), at=at)


def recorded(case: LevelCase, *, at: datetime = AT) -> LevelCase:
    return levels.record(
        case,
        kind="note",
        dated=at.date(),
        text="We met and agreed.",
        by=adviser(case.proposal.school_id),
        at=at,
    )


def ratified(case: LevelCase, *, at: datetime = AT) -> LevelCase:
    return levels.ratify(
        case, meeting="Quality and Standards", held_on=at.date(), by=principal(), at=at, **CHILDREN
    )


def in_force(
    urn: int = builders.OAK, *, level: int = 2, at: datetime = AT, from_date: date | None = None
) -> LevelCase:
    case = ratified(recorded(agreed(urn, level=level, at=at), at=at), at=at)
    return levels.take_effect(case, from_date=from_date or at.date(), by=officer(), at=at)


def settled(urn: int = builders.OAK, *, proposed: int = 2, level: int = 1, at: datetime = AT) -> LevelCase:
    """A level that is in force at another than was proposed, since the Director settled a dispute about it."""
    case = levels.answer(
        shared(urn, level=proposed, at=at),
        party=Party.HEAD,
        position=Position.DISPUTES,
        said="The register was wrong.",
        criteria=["L2-8"],
        by=head(urn),
        at=at,
    )
    boss = builders.person("director")
    case = levels.settle(case, agreed=False, level=level, reasons="It is in line.", by=boss, at=at)
    return levels.take_effect(
        ratified(recorded(case, at=at), at=at), from_date=at.date(), by=officer(), at=at
    )


def leader() -> User:
    return builders.person("sitl")


def senior(urn: int = builders.OAK) -> User:
    """The senior adviser of the phase: Oak Road is a secondary school, the others are not."""
    return builders.person("ssa" if urn == builders.OAK else "spa")


def identified(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT, **more: Any) -> CaseFile:
    given: dict[str, Any] = {
        "source": "adviser_visit",
        "seen": "Teaching in mathematics has weakened since the spring.",
        "seen_on": at.date(),
        "by": adviser(urn),
    }
    return cases.identify(school=School.objects.get(pk=urn), level=level, at=at, **{**given, **more})


def informed(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> CaseFile:
    return cases.inform(identified(urn, level=level, at=at), adviser=senior(urn), by=leader(), at=at)


def visited(
    file: CaseFile | None = None, *, found: bool = True, at: datetime = AT, lines: bool = True
) -> CaseFile:
    file = file or informed(at=at)
    return visits.record(
        file,
        held_on=at.date(),
        found=found,
        note="We walked the school and spoke to pupils.",
        head="Ada Lovell",
        chair="Ben Marsh",
        lines=[line(at=at)] if lines else (),
        by=senior(file.case.school_id),
        at=at,
    )


def line(what: str = "Weekly planning in mathematics", *, at: datetime = AT) -> ActionLine:
    return ActionLine(
        what=what,
        owner_school="Ada Lovell, headteacher",
        by_when=at.date() + timedelta(days=30),
        support="An adviser joins each fortnight.",
    )


def again(file: CaseFile, *, at: datetime = AT) -> CaseFile:
    """The case as it reads now."""
    found = kept.one(file.case.pk, schools=School.objects.all(), today=at.date())
    assert found is not None
    return found


def confirmed(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> CaseFile:
    """A case in planning, at a level that is in force."""
    file = visited(informed(urn, level=level, at=at), at=at)
    in_force(urn, level=level, at=at)
    return cases.confirm(again(file, at=at), by=senior(urn), at=at)


def with_plan(file: CaseFile, *, at: datetime = AT) -> CaseFile:
    """An active support plan of one objective and one condition, as rows."""
    by = senior(file.case.school_id)
    who = {"by": by, "at": at}
    plan = Plan.objects.create(case=file.case, **who)
    version = Version.objects.create(plan=plan, number=1, **who)
    for number, (name, state) in enumerate((("draft", "draft"), ("activate", "active")), start=1):
        VersionStep.objects.create(version=version, number=number, name=name, state=state, **who)
    objective = Objective.objects.create(plan=plan, number=1, **who)
    ObjectiveText.objects.create(
        objective=objective,
        version=version,
        revision=1,
        area="Quality of education",
        what="Mathematics improves in every year group.",
        lever="Planning together",
        baseline="Behind in four year groups",
        target="Behind in none",
        success_test="Books and tests show it",
        owner_school="Ada Lovell",
        owner_authority=by.name,
        brokering="none_needed",
        **who,
    )
    condition = Condition.objects.create(plan=plan, number=1, **who)
    ConditionText.objects.create(
        condition=condition, version=version, revision=1, words="Two terms of secure teaching.", **who
    )
    return again(file, at=at)


def with_group(file: CaseFile, *, at: datetime = AT) -> CaseFile:
    TaskGroup.objects.create(case=file.case, by=principal(), at=at)
    return again(file, at=at)


def supported(urn: int = builders.OAK, *, level: int = 2, at: datetime = AT) -> CaseFile:
    file = with_group(with_plan(confirmed(urn, level=level, at=at), at=at), at=at)
    return cases.begin_support(file, by=senior(urn), at=at)


def with_review(
    file: CaseFile, *, at: datetime = AT, headway: str = "good", special: bool = False
) -> CaseFile:
    """The termly review of the active version, and the next version active, as rows."""
    who: dict[str, Any] = {"by": senior(file.case.school_id), "at": at}
    assert file.plan is not None
    version = file.plan.newest.version
    Review.objects.create(
        version=version,
        term="Autumn 2026",
        held_on=at.date(),
        stakeholders="Head, chair, adviser",
        headway=headway,
        summary="As planned.",
        in_special_measures=special,
        **who,
    )
    VersionStep.objects.create(version=version, number=3, name="review", state="reviewed", **who)
    following = Version.objects.create(plan=file.plan.plan, number=version.number + 1, **who)
    for number, (name, state) in enumerate((("draft", "draft"), ("activate", "active")), start=1):
        VersionStep.objects.create(version=following, number=number, name=name, state=state, **who)
    return again(file, at=at)


def evaluated(
    outcome: Outcome = Outcome.KEEP, level: int = 2, *, urn: int = builders.OAK, at: datetime = AT
) -> CaseFile:
    file = with_review(supported(urn, at=at), at=at)
    return evaluations.evaluate(
        file,
        outcome=outcome,
        level=level,
        reasons="Books show it.",
        next_steps="Go on with planning." if outcome == Outcome.KEEP else "",
        by=senior(urn),
        at=at,
    )


def ratified_change(file: CaseFile, *, at: datetime = AT) -> CaseFile:
    """The new level of a case heard, recorded, ratified and entered."""
    assert file.change is not None
    case, urn = file.change, file.case.school_id
    case = levels.share(case, reply_by=at.date() + timedelta(days=14), by=adviser(urn), at=at)
    for party, who in ((Party.HEAD, head(urn)), (Party.CHAIR, chair(urn))):
        case = levels.answer(case, party=party, position=Position.AGREES, said="", by=who, at=at)
    case = ratified(recorded(case, at=at), at=at)
    levels.take_effect(case, from_date=at.date(), by=officer(), at=at)
    return again(file, at=at)


def stepped_down(urn: int = builders.OAK, *, at: datetime = AT) -> CaseFile:
    file = evaluations.change(evaluated(Outcome.LOWER, 1, urn=urn, at=at), by=senior(urn), at=at)
    return cases.step_down(ratified_change(file, at=at), by=senior(urn), at=at)
