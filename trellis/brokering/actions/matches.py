"""Choosing who helps: the match, its terms and checks, and the school’s own commission, which is all of these at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.brokering.actions.stepping import (
    fresh,
    lock,
    lock_days,
    may,
    refuse_interest,
    require,
    same_terms,
    step,
)
from trellis.brokering.models import Check, FundingApproval, Match, Terms
from trellis.brokering.models.agreed import OF_AUTHORITY, OVERRIDDEN, QUARTER, Funding
from trellis.brokering.queries import checking, promised
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.leaders.models import Leader
from trellis.practice.models import Entry
from trellis.providers.models import Provider
from trellis.workflow import TransitionRefused

MOST_DAYS = Decimal(100)
MOST_COST = Decimal(1_000_000)
LONGEST_COURSE = timedelta(days=730)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Who is chosen, where they stood in the ranking, and what that rested on."""

    provider: Provider
    leader: Leader | None = None
    entry: Entry | None = None
    place: int | None = None
    ranked: int = 0
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """For how many days, for what, when and at whose cost. Days are counted in quarters; cost is in pounds."""

    what: str
    days: Decimal
    cost: Decimal
    funding: str
    begins: date
    ends: date
    middle: date | None = None


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """Why checks that were not met are passed over, by their names."""

    reasons: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic(durable=True)
def match(file: SupportFile, *, chosen: Chosen, reasons: str, by: User, at: datetime) -> SupportFile:
    """Match a need with who would help, for the authority. They are not told yet.

    Raises TransitionRefused, StandsAside or CannotTake.
    """
    lock(file.support)
    file = fresh(file, at=at)
    SUPPORT.check(file, "match", state=file.state, may=may(by, file, on=timezone.localdate(at)))
    _choose(file, chosen, reasons=reasons, by=by, at=at)
    file = fresh(file, at=at)
    step(file, "match", by=by, at=at, reasons=reasons)
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def agree_terms(file: SupportFile, *, agreed: Agreed, by: User, at: datetime) -> SupportFile:
    """Say what is to be agreed with who was matched. Terms said anew undo the signatures to those before.

    Raises PermissionDenied, StandsAside or CannotTake.
    """
    lock(file.support)
    file = fresh(file, at=at)
    today = timezone.localdate(at)
    require(by, Permission.SUPPORT_CLOSE, file, on=today)
    if file.state not in ("matched", "accepted"):
        raise CannotTake(
            f"The terms are said once somebody is matched, and until all have signed: this is {SUPPORT.said(file.state)}."
        )
    if file.is_brokered:
        refuse_interest(by, Permission.SUPPORT_BROKER, file, on=today)
    if file.state == "accepted":
        _check_days_anew(file, agreed, today=today)
    _terms(file, agreed, by=by, at=at)
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def check(
    file: SupportFile, *, passed_over: PassedOver = PassedOver(), by: User, at: datetime
) -> SupportFile:
    """Check the match as things are now, and keep what was found. It goes on to be offered where nothing stands against it.

    Raises TransitionRefused, StandsAside or CannotTake; what was found is kept where a check is not met.
    """
    lock(file.support)
    file = fresh(file, at=at)
    today = timezone.localdate(at)
    had = may(by, file, on=today)
    if file.state != "matched" or Permission.SUPPORT_BROKER not in had:
        SUPPORT.check(file, "check", state=file.state, may=had)
    refuse_interest(by, Permission.SUPPORT_BROKER, file, on=today)
    if file.terms is None:
        raise CannotTake("Say for how many days, for what and at whose cost first.")
    _check(file, passed_over, by=by, at=at)
    file = fresh(file, at=at)
    if all(each.passed or each.override for each in file.checks):
        said = "; ".join(f"{each.get_name_display()}, passed over" for each in file.checks if each.override)
        step(file, "check", by=by, at=at, reasons=said or "Every check is met.")
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def approve_funding(file: SupportFile, *, reasons: str, by: User, at: datetime) -> SupportFile:
    """Approve that the authority pays for the terms that hold. Raises PermissionDenied, StandsAside or CannotTake."""
    lock(file.support)
    read, file = file, fresh(file, at=at)
    today = timezone.localdate(at)
    require(by, Permission.SUPPORT_FUND, file, on=today)
    same_terms(file, read)
    refuse_interest(by, Permission.SUPPORT_FUND, file, on=today)
    if file.terms is None or not file.needs_funding:
        raise CannotTake("The authority would pay nothing for this: there is nothing to approve.")
    if file.state not in ("matched", "checked", "accepted"):
        raise CannotTake(f"Funding is approved before it is agreed: this is {SUPPORT.said(file.state)}.")
    if file.funding is not None:
        raise CannotTake("The funding of these terms is approved already.")
    if file.terms.by_id == by.pk:
        raise CannotTake(
            "Somebody else approves it: you said what it costs, and two people spend the authority’s money."
        )
    said = check_text(reasons, "Say why the authority pays for it.")
    FundingApproval.objects.create(support=file.support, terms=file.terms, reasons=said, by=by, at=at)
    return fresh(file, at=at)


@transaction.atomic(durable=True)
def commission(
    file: SupportFile,
    *,
    chosen: Chosen,
    agreed: Agreed,
    reasons: str,
    passed_over: PassedOver = PassedOver(),
    by: User,
    at: datetime,
) -> SupportFile:
    """Commission support for one’s own school: who, on what terms, and the offer of it, at once.

    Raises TransitionRefused or CannotTake, which says what stands against it; nothing is kept then.
    """
    lock(file.support)
    file = fresh(file, at=at)
    today = timezone.localdate(at)
    had = may(by, file, on=today)
    if file.state != "need" or Permission.SUPPORT_COMMISSION not in had or file.is_brokered:
        SUPPORT.check(file, "commission", state=file.state, may=had)
    if agreed.funding not in (Funding.SCHOOL, Funding.NONE):
        raise CannotTake("A school pays for what it commissions, or it is given freely.")
    _choose(file, chosen, reasons=reasons, by=by, at=at)
    file = fresh(file, at=at)
    _terms(file, agreed, by=by, at=at)
    file = fresh(file, at=at)
    _check(file, passed_over, by=by, at=at)
    file = fresh(file, at=at)
    if wrong := [each.said for each in file.checks if not each.passed and not each.override]:
        raise CannotTake(" ".join(wrong))
    step(file, "commission", by=by, at=at, reasons=reasons, allowed=may(by, file, on=today))
    return fresh(file, at=at)


def _choose(file: SupportFile, chosen: Chosen, *, reasons: str, by: User, at: datetime) -> Match:
    school = file.school
    if chosen.provider.authority_id != file.support.authority_id:
        raise CannotTake("This provider is not in the authority’s register.")
    if chosen.leader is not None and chosen.leader.authority_id != file.support.authority_id:
        raise CannotTake("This system leader is not in the authority’s register.")
    if chosen.provider.school_id == school.pk:
        raise CannotTake("A school does not help itself: choose another.")
    if (helping := chosen.provider.school) is not None and (
        not helping.is_open or helping.authority_id != file.support.authority_id
    ):
        raise CannotTake("This school has closed, or is of another authority now: choose another.")
    today = timezone.localdate(at)
    why = checking.interests_in(
        school,
        giver=chosen.provider.school,
        user_id=chosen.leader.user_id if chosen.leader is not None else None,
        today=today,
    )
    if why:
        raise CannotTake(f"{why} Choose somebody else.")
    said = check_text(reasons, "Say why this one is chosen.")
    return Match.objects.create(
        support=file.support,
        number=len(file.matches) + 1,
        provider=chosen.provider,
        leader=chosen.leader,
        entry=chosen.entry,
        place=chosen.place,
        ranked=chosen.ranked,
        because=list(chosen.because),
        reasons=said,
        by=by,
        at=at,
    )


def _check_days_anew(file: SupportFile, agreed: Agreed, *, today: date) -> None:
    """Raise CannotTake where a leader has not the days, or is not released: they were checked for fewer, or for another year."""
    if file.terms is None:
        return
    year, was = (promised.year_of(each.begins, today=today) for each in (agreed, file.terms))
    if agreed.days <= file.terms.days and year == was:
        return
    lock_days(file)
    aside = {each.name for each in file.overridden_now}
    found = checking.of_days(file, agreed.days, year=year, today=today)
    told = [each for each in found if each.name == "capacity" or year != was]
    if wrong := [each.said for each in told if not each.passed and each.name not in aside]:
        raise CannotTake(" ".join(wrong))


def _terms(file: SupportFile, agreed: Agreed, *, by: User, at: datetime) -> Terms:
    if file.match is None:
        raise CannotTake("Choose who would help first.")
    what = check_text(agreed.what, "Say what is to be done.")
    if agreed.funding not in Funding.values:
        raise CannotTake("Choose who pays.")
    if not file.is_brokered and agreed.funding in OF_AUTHORITY:
        raise CannotTake("A school pays for what it commissions, or it is given freely.")
    if not QUARTER <= agreed.days <= MOST_DAYS or agreed.days % QUARTER:
        raise CannotTake(f"Days are a quarter of a day or more, in quarters, and at most {MOST_DAYS}.")
    if not 0 <= agreed.cost <= MOST_COST or agreed.cost.as_tuple().exponent not in (0, -1, -2):
        raise CannotTake("Cost is in pounds and pence, and not below nothing.")
    if agreed.funding == Funding.NONE and agreed.cost:
        raise CannotTake("What is given freely costs nothing: say who pays, or that it costs 0.")
    if agreed.ends < agreed.begins:
        raise CannotTake("It ends before it begins: look at the two days.")
    if agreed.ends - agreed.begins > LONGEST_COURSE:
        raise CannotTake("Support is agreed for two years at most: agree it anew then.")
    middle = agreed.middle or agreed.begins + (agreed.ends - agreed.begins) / 2
    if not agreed.begins <= middle <= agreed.ends:
        raise CannotTake("The mid-point lies between the first day and the last.")
    newest = (
        checking.protocol_of(
            file.support.authority_id, route=file.support.route, today=timezone.localdate(at)
        )
        if file.match.leader_id is not None
        else None
    )
    return Terms.objects.create(
        support=file.support,
        number=len(file.every_terms) + 1,
        match=file.match,
        what=what,
        days=agreed.days,
        cost=agreed.cost,
        funding=agreed.funding,
        begins=agreed.begins,
        ends=agreed.ends,
        middle=middle,
        protocol=newest.number if newest is not None else None,
        by=by,
        at=at,
    )


def _check(file: SupportFile, passed_over: PassedOver, *, by: User, at: datetime) -> None:
    if file.match is None:
        raise TransitionRefused("Choose who would help first.")
    number = max((each.number for each in file.checks), default=0) + 1
    for found in checking.of(file, today=timezone.localdate(at)):
        why = passed_over.reasons.get(found.name, "").strip()
        if len(why) > 2000:
            raise CannotTake("Use 2,000 characters or fewer for a reason.")
        Check.objects.create(
            support=file.support,
            match=file.match,
            number=number,
            name=found.name,
            passed=found.passed,
            said=found.said,
            override=why if not found.passed and found.name in OVERRIDDEN else "",
            by=by,
            at=at,
        )
