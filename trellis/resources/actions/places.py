"""Charging schools for places on courses: of those who came, and of places given up too late or not used; and crediting them."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.events.actions import plans
from trellis.events.queries import charges as due_places
from trellis.events.queries.events import EventFile
from trellis.resources import years
from trellis.resources.actions.charges import lock, raise_charge, take_back
from trellis.resources.models import Charge
from trellis.resources.queries import charges, places

PENCE = Decimal(100)


@transaction.atomic(durable=True)
def charge_places(*, authority: str, by: User, at: datetime) -> list[Charge]:
    """Raise the charges of places on events since the school year before this one that were not raised yet.

    A place whose price has changed since is left as it was charged. Returns what was raised; raises PermissionDenied.
    """
    today = timezone.localdate(at)
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=today)
    lock(authority)  # so that no event is called off meanwhile
    since = years.began(years.year_of(today) - 1)
    due = due_places.to_raise(authority, since=since, until=today, today=today)
    raised = charges.references(authority, source=places.SOURCE)
    made = []
    for each in due:
        if (reference := places.reference(each.booking.pk)) in raised:
            continue
        charge = raise_charge(
            authority=authority,
            school=each.school,
            source=places.SOURCE,
            reference=reference,
            what=f"{each.title}, {each.day.day} {each.day:%B %Y}: {each.why}"[:200],
            to_pay=int(each.amount * PENCE),
            by=by,
            at=at,
        )
        trail.record(
            Verb.ORDER_MOVED,
            by=by,
            at=at,
            authority_code=authority,
            urn=each.school.pk,
            subject=f"Charged {years.pounds(charge.to_pay)}: {charge.what}",
        )
        made.append(charge)
    return made


@transaction.atomic(durable=True)
def call_off(file: EventFile, *, why: str, by: User, at: datetime) -> EventFile:
    """Call an event off, and credit in whole every charge for a place on it that no credit has taken back yet.

    Whoever may call the event off credits with it, at whichever school. Raises PermissionDenied or CannotTake.
    """
    lock(file.event.authority_id)  # so that no place is charged for meanwhile
    now = plans.call_off(file, why=why, by=by, at=at)
    for each in places.standing(now):
        take_back(each, why=f"The event was called off: {now.plan.why}", by=by, at=at)
    return now
