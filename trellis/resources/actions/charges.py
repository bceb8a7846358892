"""Raising charges from whatever source, crediting them, and exporting them for finance."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.resources import years
from trellis.resources.models import Charge, ChargeBatch, ChargeExport
from trellis.resources.queries import charges, entitlements
from trellis.schools import standing_aside
from trellis.schools.models import Authority, School

LONGEST_SOURCE = 40
LONGEST_REFERENCE = 70  # so that there is room for what a credit adds
HIGHEST = 100_000_000
RAISES = frozenset({Permission.SERVICE_KEEP, Permission.EVENT_KEEP, Permission.SUPPORT_BROKER})
"""With which permission a charge may be raised: each source says which is its own."""


@transaction.atomic
def raise_charge(
    *,
    school: School,
    source: str,
    reference: str,
    what: str,
    to_pay: int,
    by: User,
    at: datetime,
    central: int = 0,
    is_academy: bool | None = None,
    permission: Permission = Permission.SERVICE_KEEP,
    authority: str | None = None,
) -> Charge:
    """Raise a charge of pence to a school, and of what the central budget pays beside it; within another action, if need be.

    `source` is what raises it, such as “order” or “course place”, and `reference` what it is for there: the same again
    gives the charge that was raised, and with other amounts is refused. `is_academy` is as the school is today unless it
    is said. `authority` is the one that raises it, where its school may have moved to another since: then no level is
    kept with it, since it is the other’s. Raises PermissionDenied or CannotTake.
    """
    if permission not in RAISES:
        raise PermissionDenied("No charge is raised with this permission.")
    today, code = timezone.localdate(at), authority or school.authority_id
    has_moved = code != school.authority_id
    if has_moved:
        access.require(by, permission, authority=code, on=today)
    else:
        require(by, permission, school=school, on=today)
    for said, longest, missing in (
        (source, LONGEST_SOURCE, "Say what raises the charge."),
        (reference, LONGEST_REFERENCE, "Say what the charge is for, by its number."),
        (what, 200, "Say what is charged for."),
    ):
        if len(check_text(said, missing)) > longest:
            raise CannotTake(f"Use {longest} characters or fewer: “{said[:20]}…” is {len(said)}.")
    if not 0 <= to_pay <= HIGHEST or not 0 <= central <= HIGHEST:
        raise CannotTake("A charge is of £0 to £1,000,000.")
    held = charges.of_reference(code, source=source.strip(), reference=reference.strip())
    if held is None:
        try:
            with transaction.atomic():
                return Charge.objects.create(
                    authority_id=code,
                    school=school,
                    is_academy=school.relationship == "academy" if is_academy is None else is_academy,
                    level=None if has_moved else entitlements.levels_of([school.pk], on=today).get(school.pk),
                    source=source.strip(),
                    reference=reference.strip(),
                    what=what.strip(),
                    central=central,
                    to_pay=to_pay,
                    year=years.year_of(today),
                    by=by,
                    at=at,
                )
        except IntegrityError:
            held = charges.of_reference(code, source=source.strip(), reference=reference.strip())
            if held is None:
                raise
    if (held.school_id, held.to_pay, held.central) != (school.pk, to_pay, central):
        raise CannotTake(
            f"A charge of {years.pounds(held.to_pay)} was raised for {source} {reference} already. "
            "Credit it before you raise another."
        )
    return held


@transaction.atomic(durable=True)
def credit(charge: Charge, *, why: str, by: User, at: datetime, instead: int | None = None) -> Charge:
    """Take a charge back whole by a credit, and raise what the school pays `instead`, in pence, where it pays something.

    Raises PermissionDenied, StandsAside or CannotTake.
    """
    today, school = timezone.localdate(at), charge.school
    # By the authority that raised it, wherever its school is now: nobody else could take it back
    access.require(by, Permission.SERVICE_KEEP, authority=charge.authority_id, on=today)
    standing_aside.check(by, Permission.SERVICE_KEEP, school=school, on=today)
    said = check_text(why, "Say why it is credited: finance and the school read it.")
    if charge.credits_id is not None:
        raise CannotTake("This is a credit itself. Raise what is right as a charge.")
    if instead is not None and not 0 < instead <= HIGHEST:
        raise CannotTake("What the school pays instead is from £0.01 to £1,000,000.")
    lock(charge.authority_id)
    if Charge.objects.filter(credits=charge).exists():
        raise CannotTake("This charge has been credited already.")
    made = take_back(charge, why=said, by=by, at=at)
    if instead is not None:
        again = charges.first_reference(charge)
        Charge.objects.create(
            reference=f"{again} r{made.pk}",
            central=charge.central,
            to_pay=instead,
            by=by,
            at=at,
            **_same(charge),
        )
    return made


def lock(authority: str) -> None:
    """Let nobody else raise charges of places, credit or export at an authority until the transaction is over."""
    # Others may still write rows of the authority meanwhile: only those who lock it wait
    Authority.objects.select_for_update(no_key=True).filter(pk=authority).first()


def take_back(charge: Charge, *, why: str, by: User, at: datetime) -> Charge:
    """Write the credit of a charge that has none, and tell the trail. Only within a lock, by an action that asks who may."""
    made = Charge.objects.create(
        reference=f"{charge.reference} c{charge.pk}",
        central=-charge.central,
        to_pay=-charge.to_pay,
        credits=charge,
        why=why,
        by=by,
        at=at,
        **_same(charge),
    )
    trail.record(
        Verb.ORDER_MOVED,
        by=by,
        at=at,
        authority_code=charge.authority_id,
        urn=charge.school_id,
        subject=f"Credited {years.pounds(charge.to_pay)}: {charge.what}",
    )
    return made


def _same(charge: Charge) -> dict[str, Any]:
    """What a credit, and what is charged instead, have as the charge has it."""
    return {
        "authority_id": charge.authority_id,
        "school_id": charge.school_id,
        "is_academy": charge.is_academy,
        "level": charge.level,
        "source": charge.source,
        "what": charge.what,
        "year": charge.year,
    }


@transaction.atomic(durable=True)
def export(*, authority: str, by: User, at: datetime) -> ChargeBatch:
    """Send every charge and credit that waits to finance, in the next batch. Each goes once. Raises PermissionDenied or CannotTake."""
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=timezone.localdate(at))
    lock(authority)
    rows = list(charges.waiting(authority))
    if not rows:
        raise CannotTake("There is no charge that waits to go to finance.")
    newest = ChargeBatch.objects.filter(authority=authority).aggregate(Max("number"))["number__max"] or 0
    try:
        with transaction.atomic():
            made = ChargeBatch.objects.create(authority_id=authority, number=newest + 1, by=by, at=at)
            ChargeExport.objects.bulk_create([ChargeExport(batch=made, charge=each) for each in rows])
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has exported these charges at the same moment: their batch is in the list."
        ) from error
    trail.record(
        Verb.CHARGES_EXPORTED,
        by=by,
        at=at,
        authority_code=authority,
        subject=f"Batch {made.number}: {len(rows)} charges and credits",
    )
    return made
