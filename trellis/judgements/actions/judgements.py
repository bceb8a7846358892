"""An adviser answers a question of the pack, with evidence; the school answers the judgement."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from trellis.accounts.models import User
from trellis.accounts.roles import ROLES, Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.judgements import asking, days
from trellis.judgements.actions import leave
from trellis.judgements.actions.leave import LONGEST
from trellis.judgements.days import LASTS_DAYS
from trellis.judgements.models import Judgement, Response
from trellis.problem import Refusal
from trellis.schools import standing_aside
from trellis.schools.models import School

LONGEST_DAYS = 3 * 365
OLDEST_DAYS = 400
"""How long ago a judgement may have been made that is recorded now: longer ago it would count for nothing."""
REPLY_DAYS = 14


class CannotJudge(Refusal):
    """A judgement cannot be recorded as it is."""


class CannotRespond(Refusal):
    """The school's answer to a judgement cannot be recorded as it is."""


@transaction.atomic(durable=True)
def record(
    *,
    school: School,
    question: str,
    answer: str,
    judged_on: date,
    evidence: str,
    expires_on: date | None = None,
    by: User,
    at: datetime,
) -> Judgement:
    """Record an answer to a question of the pack in force. What is sent twice is kept once.

    Whoever has an interest in the school stands aside. Raises PermissionDenied, StandsAside or CannotJudge.
    """
    today, evidence = days.day_of(at), evidence.strip()
    role = leave.require(by, Permission.JUDGEMENT_RECORD, school=school, on=today)
    if by.posts.all().held_on(today).filter(role__in=_AT_SCHOOL, urn=school.pk).exists():
        raise PermissionDenied("You hold a post at this school, so somebody else judges it.")
    standing_aside.check(by, Permission.JUDGEMENT_RECORD, school=school, on=today)
    pack = asking.pack_of(school.authority_id)
    asked = asking.question(pack, question)
    if pack is None or asked is None:
        raise CannotJudge("Choose a question that the pack in force asks.")
    if answer not in asked.answers:
        raise CannotJudge("Choose one of the answers that the pack allows.")
    if judged_on > today:
        raise CannotJudge("The day it was judged cannot be after today.")
    if judged_on < today - timedelta(days=OLDEST_DAYS):
        raise CannotJudge("It was judged too long ago to count. Judge it again, and record that.")
    if not evidence:
        raise CannotJudge("Say what the judgement rests on: the school will read it.")
    if len(evidence) > LONGEST:
        raise CannotJudge(f"Use {LONGEST:,} characters or fewer for the evidence: this is {len(evidence):,}.")
    until = expires_on or judged_on + timedelta(days=LASTS_DAYS)
    if not judged_on <= until <= judged_on + timedelta(days=LONGEST_DAYS):
        raise CannotJudge("A judgement counts from the day it was judged, for three years at the most.")
    leave.alone(school)
    told = {"question": question, "answer": answer, "judged_on": judged_on, "expires_on": until}
    twice = Judgement.objects.filter(school=school, by=by, evidence=evidence, **told).first()
    if twice is not None:
        return twice
    made = Judgement.objects.create(
        authority_id=school.authority_id,
        school=school,
        pack=pack.id,
        asked=asked.question,
        evidence=evidence,
        reply_by=today + timedelta(days=REPLY_DAYS),
        by=by,
        role=role,
        at=at,
        **told,
    )
    trail.record(
        Verb.JUDGEMENT_RECORDED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"{question}: {answer}",
    )
    return made


@transaction.atomic(durable=True)
def respond(judgement: Judgement, *, said: str, by: User, at: datetime) -> Response:
    """Answer a judgement for the school; a later answer stands before an earlier. Raises PermissionDenied or CannotRespond."""
    school, said = judgement.school, said.strip()
    role = leave.require(by, Permission.LEVEL_ANSWER, school=school, on=days.day_of(at))
    if not said:
        raise CannotRespond("Write your answer.")
    if len(said) > LONGEST:
        raise CannotRespond(f"Use {LONGEST:,} characters or fewer: this is {len(said):,}.")
    leave.alone(school)
    twice = judgement.responses.filter(by=by, said=said).first()
    if twice is not None:
        return twice
    made = Response.objects.create(judgement=judgement, said=said, by=by, role=role, at=at)
    trail.record(
        Verb.JUDGEMENT_ANSWERED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=judgement.question,
    )
    return made


_AT_SCHOOL = tuple(role.id for role in ROLES.values() if role.at_school)
