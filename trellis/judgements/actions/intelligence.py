"""Soft intelligence: logging it, having it borne out, reading it, and reviewing what has mounted up. Never a level."""

from datetime import date, datetime, timedelta

from django.db import transaction

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.judgements import days
from trellis.judgements.actions import leave
from trellis.judgements.actions.leave import LONGEST
from trellis.judgements.models import About, Corroboration, Entry, Outcome, Reliability, Review, Source
from trellis.judgements.queries import intelligence as kept
from trellis.problem import Refusal
from trellis.schools import standing_aside
from trellis.schools.models import School

SHORT = 600
OLDEST_DAYS = 400


class CannotLog(Refusal):
    """An entry cannot be logged, or borne out, as it is."""


class CannotReview(Refusal):
    """A review cannot be recorded as it is."""


@transaction.atomic(durable=True)
def log(
    *,
    school: School,
    heard_on: date,
    said: str,
    about: str,
    source: str,
    reliability: str,
    corroborated_by: str = "",
    by: User,
    at: datetime,
) -> Entry:
    """Log what was said of a school; with `corroborated_by` it is borne out from the first. What is sent twice is kept once.

    Raises PermissionDenied or CannotLog.
    """
    today, said, borne_out = days.day_of(at), said.strip(), corroborated_by.strip()
    role = leave.require(by, Permission.INTELLIGENCE_LOG, school=school, on=today)
    if not said:
        raise CannotLog("Write what was said.")
    if len(said) > SHORT or len(borne_out) > SHORT:
        raise CannotLog(f"Keep it short: {SHORT} characters or fewer for each part.")
    if about not in About or source not in Source or reliability not in Reliability:
        raise CannotLog("Choose from the lists what it is about, its source and how reliable that is.")
    if not today - timedelta(days=OLDEST_DAYS) <= heard_on <= today:
        raise CannotLog("Give the day it was said: today, or a day of the last year.")
    leave.alone(school)
    told = {"heard_on": heard_on, "said": said, "about": about, "source": source}
    twice = Entry.objects.filter(school=school, by=by, **told).first()
    if twice is not None:
        return twice
    made = Entry.objects.create(
        authority_id=school.authority_id,
        school=school,
        reliability=reliability,
        by=by,
        role=role,
        at=at,
        **told,
    )
    if borne_out:
        Corroboration.objects.create(entry=made, how=borne_out, by=by, role=role, at=at)
    _tell(Verb.INTELLIGENCE_LOGGED, school, made.get_about_display(), by=by, at=at)
    return made


@transaction.atomic(durable=True)
def corroborate(entry: Entry, *, how: str, by: User, at: datetime) -> Corroboration:
    """Record that an entry has been borne out, and by what. Raises PermissionDenied or CannotLog."""
    how = how.strip()
    role = leave.require(by, Permission.INTELLIGENCE_LOG, school=entry.school, on=days.day_of(at))
    if not how:
        raise CannotLog("Say what bears it out.")
    if len(how) > SHORT:
        raise CannotLog(f"Keep it short: {SHORT} characters or fewer.")
    leave.alone(entry.school)
    if Corroboration.objects.filter(entry=entry).exists():
        raise CannotLog("This entry has been borne out already.")
    made = Corroboration.objects.create(entry=entry, how=how, by=by, role=role, at=at)
    _tell(Verb.INTELLIGENCE_LOGGED, entry.school, "borne out", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def read(*, school: School, by: User, at: datetime) -> tuple[Entry, ...]:
    """Return every entry about a school, newest first, and leave in the trail that it was read.

    Raises PermissionDenied; or StandsAside, since who has an interest in a school is not told what others say of it.
    """
    leave.require(by, Permission.RESTRICTED_READ, school=school, on=days.day_of(at))
    standing_aside.check(by, Permission.RESTRICTED_READ, school=school, on=days.day_of(at))
    _tell(Verb.RESTRICTED_READ, school, "soft intelligence", by=by, at=at)
    return kept.entries_of(school, on=days.day_of(at))


@transaction.atomic(durable=True)
def review(
    *, school: School, seen: tuple[int, ...], outcome: str, decided: str, by: User, at: datetime
) -> Review:
    """Record what was decided on looking at the entries that were `seen`, by their ids.

    One that has been logged or borne out meanwhile was not looked at, and so asks again. Raises PermissionDenied,
    StandsAside or CannotReview.
    """
    today, decided = days.day_of(at), decided.strip()
    role = leave.require(by, Permission.JUDGEMENT_RECORD, school=school, on=today)
    leave.require(by, Permission.RESTRICTED_READ, school=school, on=today)
    standing_aside.check(by, Permission.JUDGEMENT_RECORD, school=school, on=today)
    if outcome not in Outcome:
        raise CannotReview("Choose what was decided.")
    if not decided:
        raise CannotReview("Write what was decided, and why.")
    if len(decided) > LONGEST:
        raise CannotReview(f"Use {LONGEST:,} characters or fewer: this is {len(decided):,}.")
    leave.alone(school)
    borne_out = {entry.pk for entry in kept.corroborated(kept.entries_of(school, on=today))}
    looked_at = sorted(borne_out & set(seen))
    if not looked_at:
        raise CannotReview("There is no corroborated entry to review.")
    twice = Review.objects.filter(school=school, by=by, decided=decided, outcome=outcome).first()
    if twice is not None and twice.entries == looked_at:
        return twice
    made = Review.objects.create(
        authority_id=school.authority_id,
        school=school,
        entries=looked_at,
        outcome=outcome,
        decided=decided,
        by=by,
        role=role,
        at=at,
    )
    _tell(Verb.INTELLIGENCE_REVIEWED, school, made.get_outcome_display(), by=by, at=at)
    return made


def _tell(verb: Verb, school: School, subject: str, *, by: User, at: datetime) -> None:
    trail.record(verb, by=by, at=at, authority_code=school.authority_id, urn=school.pk, subject=subject)
