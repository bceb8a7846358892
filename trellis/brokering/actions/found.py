"""A school’s log of the support that it found itself: what it was, what came of it, and how an adviser saw it used."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.brokering.actions.needs import MOST_AREAS
from trellis.brokering.models import FoundImpact, FoundSupport, FoundTakenBack, FoundView
from trellis.brokering.models.agreed import QUARTER
from trellis.brokering.models.given import SCALE
from trellis.brokering.queries import found as queries
from trellis.brokering.queries.found import FoundFile
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.practice import areas
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School

MOST_DAYS = Decimal(200)
"""The most days of one entry: a person for a whole school year."""
MOST_POUNDS = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a school found. Without a cost none was said; without `ended` it goes on."""

    who: str
    areas: tuple[str, ...]
    what: str
    days: Decimal
    begun: date
    ended: date | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of it, and how far it helped."""

    helped: int
    words: str
    ended: date | None = None


@transaction.atomic(durable=True)
def log(*, school: School, found: Found, came: Came | None = None, by: User, at: datetime) -> FoundFile:
    """Log for a school what it found itself, and what came of it where that can be said. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    require(by, Permission.SUPPORT_COMMISSION, school=school, on=today)
    if not school.is_open:
        raise CannotTake("A school that has closed logs no support.")
    who = check_text(found.who, "Say who gave it.")
    if len(who) > 120:
        raise CannotTake("Say who gave it in 120 characters or fewer.")
    known = areas.every()
    if not found.areas or any(each not in known for each in found.areas):
        raise CannotTake("Choose at least one area of practice.")
    if len(set(found.areas)) > MOST_AREAS:
        raise CannotTake(f"Choose {MOST_AREAS} areas of practice or fewer: what it was mostly about.")
    what = check_text(found.what, "Say what it was for.")
    if not QUARTER <= found.days <= MOST_DAYS or found.days % QUARTER:
        raise CannotTake(f"Days are a quarter of a day or more, in quarters, and at most {MOST_DAYS}.")
    if found.cost is not None and not 0 <= found.cost <= MOST_POUNDS:
        raise CannotTake("The cost is 0 or more, and at most a million pounds.")
    if found.begun > today:
        raise CannotTake("It has not begun yet: log it once it has.")
    _check_end(found.ended, begun=found.begun, today=today)
    made = FoundSupport.objects.create(
        authority_id=school.authority_id,
        school=school,
        who=who,
        areas=[each for each in known if each in found.areas],
        what=what,
        days=found.days,
        cost=found.cost,
        begun=found.begun,
        ended=found.ended,
        by=by,
        at=at,
    )
    _record(Verb.SUPPORT_LOGGED, made, f"found by the school itself, from {who}", by=by, at=at)
    if came is not None:
        _say(_again(made, at=at), replace(came, ended=came.ended or found.ended), by=by, at=at)
    return _again(made, at=at)


@transaction.atomic(durable=True)
def say_impact(file: FoundFile, *, came: Came, by: User, at: datetime) -> FoundFile:
    """Say what came of it, or say it again later; what was said before stays. Raises PermissionDenied or CannotTake."""
    require(by, Permission.SUPPORT_COMMISSION, school=file.school, on=timezone.localdate(at))
    _say(file, came, by=by, at=at)
    return _again(file.found, at=at)


@transaction.atomic(durable=True)
def say_use(file: FoundFile, *, agrees: bool, words: str, by: User, at: datetime) -> FoundFile:
    """Say as an adviser of the school how it was used. Raises PermissionDenied, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    require(by, Permission.SUPPORT_REQUEST, school=file.school, on=today)
    if schools.reaches(access.of(by, on=today), Permission.SUPPORT_COMMISSION, school=file.school):
        raise CannotTake("The school says itself what came of it: an adviser says how they saw it used.")
    standing_aside.check(by, Permission.SUPPORT_REQUEST, school=file.school, on=today)
    _check_stands(file)
    said = check_text(words, "Say what you saw.")
    try:
        with transaction.atomic():
            FoundView.objects.create(
                found=file.found, number=len(file.views) + 1, agrees=agrees, words=said, by=by, at=at
            )
    except IntegrityError as error:
        raise CannotTake("Somebody said how it was used meanwhile: read it first.") from error
    _record(Verb.SUPPORT_EVALUATED, file.found, "an adviser’s view of what it found itself", by=by, at=at)
    return _again(file.found, at=at)


@transaction.atomic(durable=True)
def take_back(file: FoundFile, *, why: str, by: User, at: datetime) -> FoundFile:
    """Take back what was logged by mistake. It stays in the record, and is shown no more. Raises PermissionDenied or CannotTake."""
    require(by, Permission.SUPPORT_COMMISSION, school=file.school, on=timezone.localdate(at))
    _check_stands(file)
    said = check_text(why, "Say why it is taken back.")
    try:
        with transaction.atomic():
            FoundTakenBack.objects.create(found=file.found, why=said, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("It was taken back meanwhile.") from error
    _record(
        Verb.SUPPORT_LOGGED,
        file.found,
        f"an entry taken back, of support found from {file.found.who}",
        by=by,
        at=at,
    )
    return _again(file.found, at=at)


def _check_stands(file: FoundFile) -> None:
    if file.taken_back is not None:
        raise CannotTake("The school took this entry back. Log it again if it was right after all.")


def _say(file: FoundFile, came: Came, *, by: User, at: datetime) -> None:
    _check_stands(file)
    if came.helped not in SCALE:
        raise CannotTake("Choose how far it helped.")
    said = check_text(came.words, "Say what came of it.")
    _check_end(came.ended, begun=file.found.begun, today=timezone.localdate(at))
    try:
        with transaction.atomic():
            FoundImpact.objects.create(
                found=file.found,
                number=len(file.impacts) + 1,
                helped=came.helped,
                came=said,
                ended=came.ended,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake("Somebody said what came of it meanwhile: read it first.") from error
    _record(
        Verb.SUPPORT_EVALUATED, file.found, f"{file.found.who}: {SCALE[came.helped].lower()}", by=by, at=at
    )


def _check_end(ended: date | None, *, begun: date, today: date) -> None:
    if ended is not None and ended < begun:
        raise CannotTake("It ended before it began: look at both days again.")
    if ended is not None and ended > today:
        raise CannotTake("It has not ended yet: leave the day of the end empty until it has.")


def _record(verb: Verb, found: FoundSupport, said: str, *, by: User, at: datetime) -> None:
    trail.record(verb, by=by, at=at, authority_code=found.authority_id, urn=found.school_id, subject=said)


def _again(found: FoundSupport, *, at: datetime) -> FoundFile:
    file = queries.one(found.pk, today=timezone.localdate(at))
    if file is None:
        raise LookupError("what was just written is there")
    return file
