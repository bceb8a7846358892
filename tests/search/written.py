"""Rows of every kind that is found by its words, about schools of two authorities, for the tests of searching."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from tests import builders
from trellis.accounts.models import User
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models import (
    Case,
    CaseComment,
    CaseStep,
    Evaluation,
    Objective,
    ObjectiveText,
    Plan,
    Progress,
    Version,
    VersionStep,
    Visit,
)
from trellis.casework.workflows.case import CASE
from trellis.casework.workflows.plan import PLAN
from trellis.documents.block import Block, Shape
from trellis.documents.models import Document, DocumentStep, Issue
from trellis.documents.models import Revision as DocumentRevision
from trellis.interventions.models import (
    ChallengeLetter,
    ChallengeLetterStep,
    Concern,
    Giving,
    Notice,
    SecretaryNotice,
)
from trellis.judgements.models import Circumstance, Entry, Judgement, Response
from trellis.schools.models import School
from trellis.visits.models import Booking, NoteRevision, VisitStep
from trellis.visits.models import Visit as VisitToSchool

AT, DAY = builders.AT, builders.AS_OF
WORDS = (
    "Attendance fell on Fridays",
    "The headteachers were absent",
    "Suspensions of pupils in year 9",
    "Safeguarding checks were missing; see café Zoë",
    "Literacy and numeracy improved",
    "Governors’ minutes about the deficit",
    "A parent’s worry about exclusion",
    "Nothing to see here",
)


def everything(by: User) -> None:
    """Write one row of each kind about each of four schools, each with the next words."""
    said = cycle(WORDS)
    for urn in (builders.BEECH, builders.OAK, builders.ACADEMY, builders.OTHER):
        about(School.objects.get(pk=urn), by=by, said=said)


def about(school: School, *, by: User, said: Any) -> None:
    rows: dict[str, Any] = {"by": by, "at": AT}
    here = {**rows, "authority_id": school.authority_id, "school": school}
    case = Case.objects.create(
        **here, source="data", source_name="Data", seen=next(said), seen_on=DAY, level=2
    )
    CaseStep.objects.create(**rows, case=case, number=1, name="identify", state=CASE.initial)
    Visit.objects.create(
        **rows, case=case, purpose="confirm", held_on=DAY, head="Ada", chair="Bo", found=True, note=next(said)
    )
    Evaluation.objects.create(
        **rows, case=case, outcome="keep", level=2, next_steps=next(said), reasons=next(said)
    )
    CaseComment.objects.create(**rows, case=case, words=next(said))
    objective_of(case, what=next(said), by=by)
    judgement = Judgement.objects.create(
        **here,
        role="pa",
        pack="test-pack",
        question="safe",
        asked="Is it so?",
        answer="yes",
        judged_on=DAY,
        evidence=next(said),
        expires_on=DAY,
        reply_by=DAY,
    )
    Response.objects.create(**rows, judgement=judgement, said=next(said), role="headteacher")
    noted(school, next(said), by=by)
    issued(school, next(said), by=by)
    Circumstance.objects.create(**here, role="pa", kind="building", evidence=next(said), from_date=DAY)
    for _ in range(3):
        heard(school, next(said), by=by)
    intervened(school, by=by)


def intervened(school: School, *, by: User) -> None:
    """A notice that was given, one of the Secretary of State, and a concern that nobody was told of, whatever the school."""
    rows: dict[str, Any] = {"by": by, "at": AT}
    here = {**rows, "authority_id": school.authority_id, "school": school}
    Giving.objects.create(
        **rows,
        notice=Notice.objects.create(**here, why="A rumour of pelicans"),
        kind="section-60",
        kind_name="Standards",
        law="An Act",
        grounds=[["low", "Standards are low"]],
        matters="Literacy fell, and governors’ minutes do not say why",
        required="Suspensions are looked into",
        days=10,
        basis="working_days",
        powers=[["board", "A new board"]],
        guidance="Guidance",
        given_on=DAY,
        addressee="The chair",
        means="Post",
        comply_by=DAY + timedelta(days=14),
    )
    letter = ChallengeLetter.objects.create(
        **here,
        duty="high-standards",
        duty_name="Promote high standards",
        matters="Attendance fell, and numeracy with it",
        evidence="Absence of the year",
        expected="A plan for literacy",
        answer_by=DAY + timedelta(days=21),
        addressee="The chair",
        means="Post",
        dated=DAY,
    )
    ChallengeLetterStep.objects.create(**rows, challenge=letter, number=1, name="send", state="sent")
    SecretaryNotice.objects.create(**here, given_on=DAY, about="Numeracy, and a deficit")
    Concern.objects.create(
        **here,
        subject="safeguarding",
        subject_name="Safeguarding",
        is_safeguarding=True,
        seen="Checks were missing in a heron’s nest",
        evidence="A parent’s worry",
        direction="unknown",
    )


def objective_of(case: Case, *, what: str, by: User) -> ObjectiveText:
    rows: dict[str, Any] = {"by": by, "at": AT}
    plan = Plan.objects.create(case=case, **rows)
    version = Version.objects.create(plan=plan, number=1, **rows)
    VersionStep.objects.create(version=version, number=1, name="draft", state=PLAN.initial, **rows)
    objective = Objective.objects.create(plan=plan, number=1, **rows)
    Progress.objects.create(
        **rows,
        objective=objective,
        version=version,
        seen_on=DAY,
        rating="slow",
        words=f"Slower: {what}",
        evidence="",
        at_school=False,
    )
    return worded(objective, version, what, revision=1, by=by)


def worded(
    objective: Objective, version: Version, what: str, *, revision: int, by: User, **more: Any
) -> ObjectiveText:
    given = {
        "area": "Teaching",
        "what": what,
        "lever": "Coaching",
        "baseline": "Low",
        "target": "High",
        "success_test": "A visit",
        "owner_school": "The deputy",
        "owner_authority": "The adviser",
        "milestones": [],
        "actions": [{"what": "Meet the families", "owner_school": "Head", "support": ""}],
        "brokering": "none_needed",
        "by": by,
        "at": AT,
    }
    return ObjectiveText.objects.create(
        objective=objective, version=version, revision=revision, **{**given, **more}
    )


def heard(school: School, said: str, *, by: User) -> Entry:
    return Entry.objects.create(
        authority_id=school.authority_id,
        school=school,
        role="pa",
        heard_on=DAY,
        said=said,
        about="other",
        source="parent",
        reliability="unknown",
        by=by,
        at=AT,
    )


def noted(school: School, said: str, *, by: User, stage: str = "shared") -> NoteRevision:
    """A visit that was held, and a revision of its note."""
    rows: dict[str, Any] = {"by": by, "at": AT}
    visit = VisitToSchool.objects.create(
        authority_id=school.authority_id, school=school, purpose="monitoring", **rows
    )
    Booking.objects.create(visit=visit, number=1, day=DAY, lead=by, **rows)
    steps = (("book", "booked", {}), ("hold", "held", {"held_on": DAY.isoformat()}), ("write", "draft", {}))
    for number, (name, state, details) in enumerate(steps, start=1):
        VisitStep.objects.create(visit=visit, number=number, name=name, state=state, details=details, **rows)
    return NoteRevision.objects.create(
        visit=visit, number=1, stage=stage, looked_at="Lessons", strengths=said, **rows
    )


def issued(
    school: School,
    said: str,
    *,
    by: User,
    kind: str = "level-letter",
    level: Confidentiality = Confidentiality.SCHOOL_AND_AUTHORITY,
) -> Issue:
    """A document of one sentence that was issued."""
    rows: dict[str, Any] = {"by": by, "at": AT}
    document = Document.objects.create(
        authority_id=school.authority_id,
        school=school,
        kind=kind,
        title="A letter",
        confidentiality_level=str(level),
        **rows,
    )
    block = Block(key="one", shape=Shape.PARAGRAPH, words=said)
    revision = DocumentRevision.objects.create(
        document=document, number=1, blocks=[block.as_json()], what="Composed", **rows
    )
    states = ("drafted", "submitted", "approved", "issued")
    for number, state in enumerate(states, start=1):
        DocumentStep.objects.create(document=document, number=number, name=state, state=state, **rows)
    return Issue.objects.create(
        document=document,
        revision=revision,
        issued_to="The headteacher",
        approved_by=by,
        file_count=0,
        **rows,
    )
