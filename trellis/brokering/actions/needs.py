"""Saying that a school needs support."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.brokering.actions.stepping import read
from trellis.brokering.models import Support, SupportStep
from trellis.brokering.models.supports import NeedOrigin, Route
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models.plans import Objective
from trellis.casework.queries import levels
from trellis.practice import areas
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School

MOST_AREAS = 4
VULNERABLE = 2
"""The level from which on the authority brokers without a further reason."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a school needs. `indicator` is the figure by which it is to show; "" for none."""

    areas: tuple[str, ...]
    what: str
    hoped: str
    indicator: str = ""
    by_when: date | None = None


@transaction.atomic(durable=True)
def ask(
    *,
    school: School,
    route: str,
    wanted: Wanted,
    by: User,
    at: datetime,
    objective: Objective | None = None,
    why_brokered: str = "",
) -> SupportFile:
    """Say that a school needs support, from an objective of its plan or for itself, and by which route it is found.

    The authority brokers for a school of level 2 or 3, or for another with a reason. Raises PermissionDenied,
    StandsAside or CannotTake.
    """
    today = timezone.localdate(at)
    require(by, Permission.SUPPORT_REQUEST, school=school, on=today)
    of_school = schools.reaches(access.of(by, on=today), Permission.SUPPORT_ANSWER, school=school)
    if not of_school:
        standing_aside.check(by, Permission.SUPPORT_REQUEST, school=school, on=today)
    if route not in Route.values:
        raise CannotTake("Choose whether the authority finds it or the school commissions it.")
    if route == Route.SCHOOL and not of_school:
        raise PermissionDenied("A school commissions support for itself: its headteacher does.")
    if not school.is_open:
        raise CannotTake("A school that has closed needs no support.")
    if objective is not None and objective.plan.case.school_id != school.pk:
        raise CannotTake("This objective is of another school’s plan.")
    known = areas.every()
    if not wanted.areas or any(each not in known for each in wanted.areas):
        raise CannotTake("Choose at least one area of practice.")
    if len(set(wanted.areas)) > MOST_AREAS:
        raise CannotTake(f"Choose {MOST_AREAS} areas of practice or fewer: what it is mostly about.")
    if wanted.by_when is not None and wanted.by_when < today:
        raise CannotTake("The day by which it is wanted has passed.")
    if len(wanted.indicator) > 80:
        raise CannotTake("There is no such figure.")
    what = check_text(wanted.what, "Say what help is needed.")
    hoped = check_text(wanted.hoped, "Say what is to be different afterwards.")
    why = why_brokered.strip()
    if route == Route.AUTHORITY and not of_school and not why and not asks_for_it(school, today=today):
        raise CannotTake(
            "The authority brokers for schools that are vulnerable or cause concern. Say why it does for this one, or leave it to the school."
        )
    origin = NeedOrigin.SCHOOL if of_school else NeedOrigin.ADVISER
    if objective is not None:
        origin = NeedOrigin.PLAN
    made = Support.objects.create(
        authority_id=school.authority_id,
        school=school,
        route=route,
        origin=origin,
        objective=objective,
        areas=[each for each in known if each in wanted.areas],
        what=what,
        hoped=hoped,
        indicator=wanted.indicator,
        by_when=wanted.by_when,
        why_brokered=why,
        by=by,
        at=at,
    )
    SupportStep.objects.create(
        support=made, number=1, name="need", state=SUPPORT.initial, by=by, at=at, reasons=what
    )
    trail.record(
        Verb.SUPPORT_NEEDED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=", ".join(areas.names(made.areas)),
    )
    return read(made, at=at)


def asks_for_it(school: School, *, today: date) -> bool:
    """Whether the level in force of a school is one for which the authority brokers."""
    held = levels.standing(schools.just(school), on=today).get(school.pk)
    return held is not None and held.level >= VULNERABLE
