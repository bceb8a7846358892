"""Charging schools for places on courses: of those who came, and of places given up too late or not used."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.events.queries import charges as places
from trellis.resources import years
from trellis.resources.actions.charges import raise_charge
from trellis.resources.models import Charge
from trellis.resources.queries import charges

SOURCE = "course place"
PENCE = Decimal(100)


@transaction.atomic(durable=True)
def charge_places(*, authority: str, by: User, at: datetime) -> list[Charge]:
    """Raise the charges of places on events since the school year before this one that were not raised yet.

    A place whose price has changed since is left as it was charged. Returns what was raised; raises PermissionDenied.
    """
    today = timezone.localdate(at)
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=today)
    since = years.began(years.year_of(today) - 1)
    due = places.to_raise(authority, since=since, until=today, today=today)
    raised = charges.references(authority, source=SOURCE)
    made = []
    for each in due:
        if (reference := f"place {each.booking.pk}") in raised:
            continue
        charge = raise_charge(
            authority=authority,
            school=each.school,
            source=SOURCE,
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
