"""A school in planning and what people do with its support plan, for the tests of plans."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from tests.casework import acting
from trellis.accounts.models import User
from trellis.casework.actions import objectives, plan_answers, plans, progress, reviews
from trellis.casework.actions.progress import Seen
from trellis.casework.actions.reviews import Judgement
from trellis.casework.models import Case, CaseStep, Party, PlanPosition
from trellis.casework.queries import cases as kept
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.plans import PlanFile
from trellis.casework.wording import Milestone, PlanAction, Wording
from trellis.schools.models import School

AT = builders.AT
TERMS = timedelta(days=110)


def senior(urn: int = builders.OAK) -> User:
    """The senior adviser of the school's phase: Oak Road is a secondary school, the others are not."""
    return builders.person("ssa" if urn == builders.OAK else "spa", name="Sam Senior")


def in_planning(urn: int = builders.OAK, *, at: datetime = AT, state: str = "planning") -> CaseFile:
    """A case whose risk has been confirmed, as rows."""
    school = School.objects.get(pk=urn)
    by = builders.person("pa")
    row = Case.objects.create(
        authority_id=school.authority_id,
        school=school,
        source="adviser_visit",
        source_name="A school improvement adviser’s visit",
        seen="Absence has been high for two years.",
        seen_on=at.date(),
        level=2,
        by=by,
        at=at,
    )
    for number, (name, reached) in enumerate(
        (("identify", "identified"), ("inform", "visit_due"), ("confirm", "planning"), ("move", state)), 1
    ):
        CaseStep.objects.create(case=row, number=number, name=name, state=reached, by=by, at=at)
    return case_of(row, at=at)


def case_of(row: Case, *, at: datetime = AT) -> CaseFile:
    found = kept.one(row.pk, schools=School.objects.all(), today=at.date())
    assert found is not None
    return found


def wording(**more: Any) -> Wording:
    given: dict[str, Any] = {
        "area": "Attendance",
        "what": "Fewer children are absent.",
        "lever": "A call home on the first day of every absence.",
        "baseline": "Absence was 9.5% in 2025/26.",
        "target": "Absence is 6% or less.",
        "success_test": "The weekly register shows it for half a term.",
        "owner_school": "Ada Lovell, headteacher",
        "owner_authority": "Sam Senior",
        "milestones": (Milestone(what="Calls are made each day", by_when=date(2027, 1, 15)),),
        "actions": (
            PlanAction(
                what="Appoint an attendance lead", owner_school="Ada Lovell", support="Training for the lead"
            ),
        ),
        "brokering": "none_needed",
        "criteria": ("L2-8",),
        "indicator": "absence_overall",
        "target_value": 6.0,
        "articles": (28,),
    }
    return Wording(**{**given, **more})


def begun(urn: int = builders.OAK, *, at: datetime = AT) -> PlanFile:
    return plans.begin(in_planning(urn, at=at), by=senior(urn), at=at)


def written(
    urn: int = builders.OAK, *, at: datetime = AT, objectives_wanted: int = 1, **more: Any
) -> PlanFile:
    """A draft that can be shared: objectives and one condition."""
    plan = begun(urn, at=at)
    by = senior(urn)
    if urn != builders.OAK:
        more = {"criteria": (), **more}
    for _ in range(objectives_wanted):
        plan = objectives.write(plan, number=None, wording=wording(**more), seen=0, by=by, at=at)
    return objectives.write_condition(
        plan, number=None, said="Absence is 6% or less for two terms.", seen=0, by=by, at=at
    )


def shared(urn: int = builders.OAK, *, at: datetime = AT, **more: Any) -> PlanFile:
    return plans.share(written(urn, at=at, **more), by=senior(urn), at=at)


def agreed(urn: int = builders.OAK, *, at: datetime = AT, **more: Any) -> PlanFile:
    return both_agree(shared(urn, at=at, **more), at=at)


def both_agree(plan: PlanFile, *, at: datetime = AT) -> PlanFile:
    urn = plan.school.pk
    for party, by in ((Party.HEAD, acting.head(urn)), (Party.CHAIR, acting.chair(urn))):
        plan = plan_answers.answer(plan, party=party, position=PlanPosition.AGREES, said="", by=by, at=at)
    return plan


def active(urn: int = builders.OAK, *, at: datetime = AT, **more: Any) -> PlanFile:
    return plans.activate(agreed(urn, at=at, **more), by=senior(urn), at=at)


def met_about(plan: PlanFile, *, rating: str = "on_track", at: datetime = AT, **more: Any) -> PlanFile:
    seen = [
        Seen(
            number=each.objective.number,
            rating=rating,
            words="Calls are made.",
            evidence="The register of calls.",
        )
        for each in plan.holds.objectives
    ]
    return progress.record_meeting(
        plan,
        held_on=at.date(),
        present="Ada Lovell, the leadership team",
        seen=seen,
        by=senior(plan.school.pk),
        at=at,
        **more,
    )


def reviewed(plan: PlanFile, *, at: datetime = AT, judged: str = "met", **more: Any) -> PlanFile:
    said = Judgement(judged=judged, words="" if judged == "met" else "Mondays are still high.")
    given: Mapping[str, Any] = {
        "held_on": at.date(),
        "stakeholders": "Ada Lovell (headteacher), Ben Marsh (chair), Sam Senior",
        "headway": "good",
        "summary": "Absence has fallen.",
        "in_special_measures": False,
        "objectives": {each.objective.number: said for each in plan.holds.objectives},
        "conditions": {each.condition.number: said for each in plan.holds.conditions},
        "by": senior(plan.school.pk),
    }
    return reviews.review(plan, at=at, **{**given, **more})


def next_active(plan: PlanFile, *, at: datetime = AT) -> PlanFile:
    """The newest draft shared, agreed and put into action."""
    by = senior(plan.school.pk)
    return plans.activate(both_agree(plans.share(plan, by=by, at=at), at=at), by=by, at=at)
