"""The school or an adviser records a circumstance with its dates and what shows it, and later that it has passed."""

from datetime import date, datetime, timedelta

from django.db import transaction

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.judgements import days, kinds
from trellis.judgements.actions import leave
from trellis.judgements.actions.leave import LONGEST
from trellis.judgements.models import Circumstance, CircumstanceEnd
from trellis.problem import Refusal
from trellis.schools.models import School

OLDEST_DAYS = 5 * 365


class CannotRecord(Refusal):
    """A circumstance cannot be recorded, or ended, as it is."""


@transaction.atomic(durable=True)
def record(
    *,
    school: School,
    kind: str,
    evidence: str,
    from_date: date,
    until: date | None = None,
    by: User,
    at: datetime,
) -> Circumstance:
    """Record a circumstance. What is sent twice is kept once. Raises PermissionDenied or CannotRecord."""
    today, evidence = days.day_of(at), evidence.strip()
    role = leave.require(by, Permission.CONTEXT_RECORD, school=school, on=today)
    if kind not in kinds.KINDS:
        raise CannotRecord("Choose a circumstance from the list.")
    if from_date > today:
        raise CannotRecord("The day it began cannot be after today: record it when it is so.")
    if from_date < today - timedelta(days=OLDEST_DAYS):
        raise CannotRecord(
            "The day it began is more than five years ago: give the day from which it matters now."
        )
    lasts = kinds.KINDS[kind].lasts_days
    if until is None and lasts is not None:
        until = from_date + timedelta(days=lasts)
    if until is not None and until < from_date:
        raise CannotRecord("The last day cannot be before the first.")
    if not evidence:
        raise CannotRecord("Say what shows it.")
    if len(evidence) > LONGEST:
        raise CannotRecord(f"Use {LONGEST:,} characters or fewer: this is {len(evidence):,}.")
    leave.alone(school)
    told = {"kind": kind, "evidence": evidence, "from_date": from_date, "until": until}
    twice = Circumstance.objects.filter(school=school, by=by, **told).first()
    if twice is not None:
        return twice
    made = Circumstance.objects.create(
        authority_id=school.authority_id, school=school, by=by, role=role, at=at, **told
    )
    trail.record(
        Verb.CONTEXT_RECORDED, by=by, at=at, authority_code=school.authority_id, urn=school.pk, subject=kind
    )
    return made


@transaction.atomic(durable=True)
def end(circumstance: Circumstance, *, last_day: date, why: str, by: User, at: datetime) -> CircumstanceEnd:
    """Record that a circumstance has passed. Raises PermissionDenied or CannotRecord."""
    school, today, why = circumstance.school, days.day_of(at), why.strip()
    role = leave.require(by, Permission.CONTEXT_RECORD, school=school, on=today)
    if not circumstance.from_date <= last_day <= today:
        raise CannotRecord("Give a last day between the day it began and today.")
    if circumstance.until is not None and last_day > circumstance.until:
        raise CannotRecord("It was to end before that already. Record it again if it went on.")
    if not why:
        raise CannotRecord("Say what shows that it has passed.")
    if len(why) > LONGEST:
        raise CannotRecord(f"Use {LONGEST:,} characters or fewer: this is {len(why):,}.")
    leave.alone(school)
    if CircumstanceEnd.objects.filter(circumstance=circumstance).exists():
        raise CannotRecord("Somebody has recorded already that this has passed.")
    made = CircumstanceEnd.objects.create(
        circumstance=circumstance, last_day=last_day, why=why, by=by, role=role, at=at
    )
    trail.record(
        Verb.CONTEXT_RECORDED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"{circumstance.kind}: passed",
    )
    return made
