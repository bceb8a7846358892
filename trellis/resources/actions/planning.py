"""Saying what days and money there are for a year, and allotting them to the needs of the area."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.resources import years
from trellis.resources.models import Allotment, PrioritiesReview, YearPlan
from trellis.resources.queries import capacity, reviews
from trellis.schools.models import Authority

MOST_QUARTERS = 40_000
MOST_PENCE = 100_000_000_00
MOVED_ON = (
    "Somebody else has written this since you opened the page. Nothing of yours was saved: "
    "look at what it says now before you send yours again."
)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one need is given: quarters of a day, and pence."""

    quarters: int = 0
    money: int = 0


@transaction.atomic(durable=True)
def plan(
    *,
    authority: str,
    year: int,
    central: int,
    de_delegated: int,
    traded: int,
    budget: int,
    note: str,
    by: User,
    at: datetime,
) -> YearPlan:
    """Say what days of advisers there are, in quarters by who pays, and what money, in pence. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=today)
    if abs(year - years.year_of(today)) > 1:
        raise CannotTake("Choose this school year, the last or the next.")
    if any(not 0 <= each <= MOST_QUARTERS for each in (central, de_delegated, traded)):
        raise CannotTake("Each route has from 0 to 10,000 days.")
    if not 0 <= budget <= MOST_PENCE:
        raise CannotTake("The money is from £0 to £100,000,000.")
    said = check_text(note, "Say how it was reckoned.")
    _lock(authority)
    held = capacity.plan_of(authority, year=year)
    review = reviews.newest(authority, year=year)
    if review is not None:
        _refuse_more(
            sum(each.quarters for each in review.allotments.all()),
            sum(each.money for each in review.allotments.all()),
            days=central + de_delegated + traded,
            budget=budget,
            so="The priorities review of the year allots them already: review it first, so that its totals still agree.",
        )
    try:
        with transaction.atomic():
            made = YearPlan.objects.create(
                authority_id=authority,
                year=year,
                number=held.number + 1 if held is not None else 1,
                central=central,
                de_delegated=de_delegated,
                traded=traded,
                budget=budget,
                note=said,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(MOVED_ON) from error
    trail.record(
        Verb.RESOURCES_PLANNED,
        by=by,
        at=at,
        authority_code=authority,
        subject=f"{years.named(year)}: {years.days(made.days)} and {years.pounds(budget)}",
    )
    return made


@transaction.atomic(durable=True)
def review(
    *,
    authority: str,
    year: int,
    given: Mapping[str, Given],
    conclusion: str,
    by: User,
    at: datetime,
) -> PrioritiesReview:
    """Allot days and money of a year to the needs of the area, by the id of each. Raises PermissionDenied or CannotTake.

    What is allotted in all may not be more than the plan of the year has.
    """
    today = timezone.localdate(at)
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=today)
    _lock(authority)
    held = capacity.plan_of(authority, year=year)
    if held is None:
        raise CannotTake(f"Nobody has said what there is for {years.named(year)}: say it first.")
    ranked = {each.measure: each for each in reviews.ranking(authority, today=today).needs}
    if not ranked:
        raise CannotTake("There is no need to allot anything to: neither the figures nor people propose one.")
    if any(each not in ranked for each in given):
        raise CannotTake(
            "The needs have changed since you opened the page. Look at them before you send it again."
        )
    said = check_text(conclusion, "Say what was concluded.")
    if any(each.quarters < 0 or each.money < 0 for each in given.values()):
        raise CannotTake("Allot nothing, or some; not less than nothing.")
    _refuse_more(
        sum(each.quarters for each in given.values()),
        sum(each.money for each in given.values()),
        days=held.days,
        budget=held.budget,
        so="Take away from some need what you give to another.",
    )
    newest = reviews.newest(authority, year=year)
    try:
        with transaction.atomic():
            made = PrioritiesReview.objects.create(
                authority_id=authority,
                year=year,
                number=newest.number + 1 if newest is not None else 1,
                plan=held,
                conclusion=said,
                by=by,
                at=at,
            )
            Allotment.objects.bulk_create(
                [
                    Allotment(
                        review=made,
                        rank=need.rank,
                        measure=need.measure,
                        name=need.name[:200],
                        why=need.why,
                        quarters=(part := given.get(need.measure, Given())).quarters,
                        money=part.money,
                    )
                    for need in ranked.values()
                ]
            )
    except IntegrityError as error:
        raise CannotTake(MOVED_ON) from error
    trail.record(
        Verb.RESOURCES_PLANNED,
        by=by,
        at=at,
        authority_code=authority,
        subject=f"Priorities review for {years.named(year)}",
    )
    return made


def _lock(authority: str) -> None:
    """Let nobody else plan or review until this transaction ends: each is held against the newest of the other."""
    Authority.objects.select_for_update().filter(pk=authority).first()


def _refuse_more(quarters: int, money: int, *, days: int, budget: int, so: str) -> None:
    """Raise CannotTake, with the numbers, where more is allotted than there is."""
    over = []
    if quarters > days:
        over.append(
            f"{years.days(quarters)} are allotted of {years.days(days)}, {years.days(quarters - days)} too many"
        )
    if money > budget:
        over.append(
            f"{years.pounds(money)} is allotted of {years.pounds(budget)}, {years.pounds(money - budget)} too much"
        )
    if over:
        raise CannotTake(f"{', and '.join(over)}. {so}")
