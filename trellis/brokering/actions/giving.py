"""Signing, the log of what was given, the evaluations of both sides, and what others say of it."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.brokering.actions.stepping import (
    fresh,
    lock,
    may,
    refuse_interest,
    require,
    same_terms,
    step,
    tell_giver,
)
from trellis.brokering.models import Confirmation, Delivery, Evaluation, Remark, Signature
from trellis.brokering.models.agreed import QUARTER, Side
from trellis.brokering.models.given import SCALE
from trellis.brokering.queries import rights, supports
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import GIVEN, SUPPORT
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.casework.actions.taking import require as require_for

MOST_IN_A_DAY = Decimal(3)
"""The most days that one day’s entry has: three people for a whole day."""
ANSWERS = {Side.RECEIVING: Permission.SUPPORT_ANSWER, Side.GIVING: Permission.SUPPORT_GIVE}
SIGNS = {**ANSWERS, Side.AUTHORITY: Permission.SUPPORT_BROKER}


@transaction.atomic(durable=True)
def sign(file: SupportFile, *, side: str, said: str = "", by: User, at: datetime) -> SupportFile:
    """Sign the terms for one side. With the last signature it is agreed.

    Who brokers it may sign for a side that has no account here, and then says who agreed and how. Raises
    PermissionDenied or CannotTake.
    """
    lock(file.support)
    read, file = file, fresh(file, at=at)
    if side not in file.sides:
        raise CannotTake("This side signs nothing here.")
    today = timezone.localdate(at)
    require(by, SIGNS[Side(side)], file, on=today)
    if file.state != "accepted" or file.terms is None:
        raise CannotTake(
            f"The terms are signed once the offer is accepted: this is {SUPPORT.said(file.state)}."
        )
    same_terms(file, read)
    if side == Side.AUTHORITY:
        refuse_interest(by, Permission.SUPPORT_BROKER, file, on=today)
        if file.needs_funding and file.funding is None:
            raise CannotTake("The principal adviser approves first that the authority pays for it.")
    elif signs_for_another(file, side, by=by, on=today):
        if file.is_brokered:
            refuse_interest(by, Permission.SUPPORT_BROKER, file, on=today)
        if why := signs_itself(file, side, on=today):
            raise CannotTake(why)
        check_text(said, "Say who agreed for them, when and how: you sign for a side that is not yours.")
    try:
        with transaction.atomic():
            Signature.objects.create(
                support=file.support, terms=file.terms, side=side, said=said.strip()[:2000], by=by, at=at
            )
    except IntegrityError as error:
        raise CannotTake("This side has signed already.") from error
    file = fresh(file, at=at)
    if not file.unsigned:
        step(file, "sign", by=by, at=at)
    return fresh(file, at=at)


def signs_for_another(file: SupportFile, side: str, *, by: User, on: date) -> bool:
    """Whether somebody answers for a side that is not theirs: of the authority for a school, or for those who have no account."""
    if side == Side.GIVING and file.giver is None and not supports.leads(file, by):
        return True
    return Permission.SUPPORT_BROKER in may(by, file, on=on) and side != Side.AUTHORITY


def signs_itself(file: SupportFile, side: str, *, on: date) -> str:
    """Why nobody else signs for a side: its head has an account here; "" where somebody else may."""
    own = rights.heads(file.school, on=on) if side == Side.RECEIVING else []
    return f"{own[0].name} has an account here, and signs for {file.school.name}." if own else ""


@transaction.atomic(durable=True)
def log(
    file: SupportFile, *, on: date, days: Decimal, what: str, who: str, by: User, at: datetime
) -> SupportFile:
    """Log what was given on a day. The first entry begins the support. Raises PermissionDenied or CannotTake."""
    lock(file.support)
    file = fresh(file, at=at)
    today = timezone.localdate(at)
    require(by, Permission.SUPPORT_DELIVER, file, on=today)
    if file.state not in ("agreed", "active", "midpoint"):
        raise CannotTake(f"The log is kept while support is under way: this is {SUPPORT.said(file.state)}.")
    if on > today:
        raise CannotTake("What is still to come is not in the log: enter it on the day.")
    if file.terms is not None and on < file.terms.begins:
        raise CannotTake("This is before the first day that was agreed.")
    if not QUARTER <= days <= MOST_IN_A_DAY or days % QUARTER:
        raise CannotTake(f"Days are a quarter of a day or more, in quarters, and at most {MOST_IN_A_DAY}.")
    told, name = check_text(what, "Say what was done."), check_text(who, "Say who gave it.")
    Delivery.objects.create(support=file.support, on=on, days=days, what=told, who=name[:120], by=by, at=at)
    _logged(file, f"{days.normalize():f} days on {on:%d %B %Y}", by=by, at=at)
    file = fresh(file, at=at)
    if file.state == "agreed":
        step(file, "begin", by=by, at=at)
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def take_back(file: SupportFile, *, delivery: int, why: str, by: User, at: datetime) -> SupportFile:
    """Take an entry of the log back by another that says why. Raises PermissionDenied or CannotTake."""
    lock(file.support)
    file = fresh(file, at=at)
    require(by, Permission.SUPPORT_DELIVER, file, on=timezone.localdate(at))
    if file.state not in ("active", "midpoint"):
        raise CannotTake(f"The log is kept while support is under way: this is {SUPPORT.said(file.state)}.")
    wrong = next((each for each in file.given if each.pk == delivery), None)
    if wrong is None:
        raise CannotTake("This entry has been taken back already.")
    said = check_text(why, "Say why it is taken back.")
    try:
        with transaction.atomic():
            Delivery.objects.create(
                support=file.support,
                on=wrong.on,
                days=-wrong.days,
                what=said,
                who=wrong.who,
                takes_back=wrong,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake("This entry has been taken back already.") from error
    _logged(file, f"took back {wrong.days.normalize():f} days on {wrong.on:%d %B %Y}", by=by, at=at)
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def evaluate(
    file: SupportFile,
    *,
    side: str,
    helped: int,
    difference: str,
    learned: str,
    again: bool,
    by: User,
    at: datetime,
) -> SupportFile:
    """Say for one side what came of it. With the second evaluation both have. Raises PermissionDenied or CannotTake."""
    lock(file.support)
    file = fresh(file, at=at)
    if side not in ANSWERS:
        raise CannotTake("The two schools evaluate it: the authority reads both.")
    today = timezone.localdate(at)
    require(by, ANSWERS[Side(side)], file, on=today)
    if side == Side.RECEIVING and signs_for_another(file, side, by=by, on=today):
        raise CannotTake("The school that was helped evaluates it itself.")
    if file.is_brokered and signs_for_another(file, side, by=by, on=today):
        refuse_interest(by, Permission.SUPPORT_BROKER, file, on=today)
    if file.state != "completed":
        raise CannotTake(f"It is evaluated once it has been given: this is {SUPPORT.said(file.state)}.")
    if helped not in SCALE:
        raise CannotTake("Choose how far it helped.")
    told = check_text(difference, "Say what is different now, or that nothing is.")
    if len(learned) > 4000:
        raise CannotTake(f"Use 4,000 characters or fewer: this is {len(learned):,}.")
    try:
        with transaction.atomic():
            Evaluation.objects.create(
                support=file.support,
                side=side,
                helped=helped,
                difference=told,
                learned=learned.strip(),
                again=again,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake("This side has evaluated it already.") from error
    trail.record(
        Verb.SUPPORT_EVALUATED,
        by=by,
        at=at,
        authority_code=file.support.authority_id,
        urn=file.school.pk,
        subject=f"{file.called(side)}: {SCALE[helped].lower()}",
    )
    file = fresh(file, at=at)
    if not file.unevaluated:
        step(file, "evaluate", by=by, at=at)
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def confirm(file: SupportFile, *, agrees: bool, words: str, by: User, at: datetime) -> SupportFile:
    """Say as an adviser whether the school used the support well. Raises PermissionDenied, StandsAside or CannotTake."""
    today = timezone.localdate(at)
    require_for(by, Permission.SUPPORT_REQUEST, school=file.school, on=today)
    if Permission.SUPPORT_ANSWER in may(by, file, on=today) and Permission.SUPPORT_BROKER not in may(
        by, file, on=today
    ):
        raise CannotTake("The school has evaluated it itself: an adviser says what they saw.")
    refuse_interest(by, Permission.SUPPORT_REQUEST, file, on=today)
    if file.state not in GIVEN:
        raise CannotTake(f"It is looked at once it has been given: this is {SUPPORT.said(file.state)}.")
    said = check_text(words, "Say what you saw.")
    Confirmation.objects.create(support=file.support, agrees=agrees, words=said, by=by, at=at)
    trail.record(
        Verb.SUPPORT_EVALUATED,
        by=by,
        at=at,
        authority_code=file.support.authority_id,
        urn=file.school.pk,
        subject="an adviser’s view",
    )
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def remark(file: SupportFile, *, words: str, by: User, at: datetime) -> SupportFile:
    """Comment on a support. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    had = may(by, file, on=today)
    if not had & {
        Permission.SUPPORT_COMMENT,
        Permission.SUPPORT_REQUEST,
        Permission.SUPPORT_ANSWER,
        Permission.SUPPORT_GIVE,
        Permission.SUPPORT_BROKER,
        Permission.SUPPORT_DELIVER,
    }:
        require(by, Permission.SUPPORT_COMMENT, file, on=today)
    said = check_text(words, "Write your comment.")
    Remark.objects.create(support=file.support, words=said, by=by, at=at)
    return fresh(file, at=at)


def _logged(file: SupportFile, said: str, *, by: User, at: datetime) -> None:
    trail.record(
        Verb.SUPPORT_LOGGED,
        by=by,
        at=at,
        authority_code=file.support.authority_id,
        urn=file.school.pk,
        subject=said,
    )
    tell_giver(file, said, by=by, at=at)
