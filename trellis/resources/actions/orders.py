"""Ordering a service, and each step of an order until it is charged."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.resources import years
from trellis.resources.actions import charges, ledger
from trellis.resources.models import DayMovement, Evaluation, Kind, Order, OrderStep, Route, ServiceVersion
from trellis.resources.models.orders import SCORED
from trellis.resources.queries import days, entitlements, orders
from trellis.resources.queries.catalogue import ServiceFile
from trellis.resources.queries.entitlements import Entitled
from trellis.resources.queries.orders import OrderFile
from trellis.resources.workflows.order import EVALUATES, ORDER
from trellis.schools.models import School

MOST = 100
SOURCE = "order"
"""The source by which the charge of an order is known."""
OF_SCHOOL = frozenset({"cancel", *EVALUATES})
ASKED = {
    "confirm": "Say when it will be given, and by whom.",
    "decline": "Say why the order is declined.",
    "deliver": "Say what was given, and when.",
    "evaluate": "Say what changed at the school.",
    "charge": "Say what finance needs to know, or that there is nothing.",
    "evaluate_late": "Say what changed at the school.",
    "cancel": "Say why the school cancels it.",
    "call_off": "Say why the authority cancels it.",
}
"""What is said where the reason of a step is missing."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """What an order comes to, in pence, who pays, and why the central budget does."""

    unit: int
    central: int
    to_pay: int
    why: str


def price(version: ServiceVersion, *, school: School, quantity: int, entitled: Entitled) -> Price:
    """What so many of a service cost a school today, and who pays: the catalogue’s share, or all of it where its level has it so."""
    apart = school.relationship != "maintained"  # whoever is not maintained pays what an academy does
    unit, share, why = version.price(academy=apart), version.central_share(academy=apart), ""
    if share:
        why = f"The central budget pays {share}% of this service."
    if version.kind in entitled.central and (version.for_academies or not apart) and share < 100:
        share = 100
        why = f"{entitled.level_words}: the central budget pays for this service without the school asking."
    whole = unit * quantity
    central = years.shared(whole, percent=share)
    return Price(unit=unit, central=central, to_pay=whole - central, why=why)


def may(user: User, *, school: School, at: datetime, held: Access | None = None) -> frozenset[str]:
    """The permissions of this machine that the user has for this school."""
    return taking.may(user, ORDER, school=school, on=timezone.localdate(at), held=held)


@transaction.atomic(durable=True)
def order(
    school: School, *, service: ServiceFile, quantity: int, wishes: str, by: User, at: datetime
) -> OrderFile:
    """Order a service for a school, at today’s price. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    require(by, Permission.SERVICE_ORDER, school=school, on=today)
    if service.service.authority_id != school.authority_id:
        raise CannotTake("This service is of another authority.")
    newest = service.service.versions.order_by("-number").first()
    if newest is None or newest.pk != service.now.pk:
        raise CannotTake(
            "The catalogue says something else of this service since you opened the page. Read it before you order."
        )
    if not service.is_sold:
        raise CannotTake("This service is no longer sold: choose another from the catalogue.")
    if not school.is_open:
        raise CannotTake("A school that has closed orders nothing.")
    if not 0 < quantity <= MOST:
        raise CannotTake(f"Order between 1 and {MOST}.")
    said = check_text(wishes, "Say what you would like, and when.")
    cost = price(service.now, school=school, quantity=quantity, entitled=entitlements.of(school, on=today))
    if cost.unit * quantity > charges.HIGHEST:
        raise CannotTake(
            f"This comes to {years.pounds(cost.unit * quantity)}, and no order is of more than {years.pounds(charges.HIGHEST)}: "
            "order fewer, or order twice."
        )
    made = Order.objects.create(
        authority_id=school.authority_id,
        school=school,
        version=service.now,
        quantity=quantity,
        unit_price=cost.unit,
        central=cost.central,
        to_pay=cost.to_pay,
        why_central=cost.why,
        is_academy=school.relationship == "academy",
        year=years.year_of(today),
        wishes=said,
        by=by,
        at=at,
    )
    OrderStep.objects.create(
        order=made, number=1, name="order", state=ORDER.initial, reasons=said, by=by, at=at
    )
    trail.record(
        Verb.SERVICE_ORDERED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"{service.now.name}: {years.pounds(cost.to_pay)} for the school",
    )
    return read(made, at=at)


@transaction.atomic(durable=True)
def take(
    file: OrderFile,
    name: str,
    *,
    reasons: str,
    by: User,
    at: datetime,
    scores: dict[str, int] | None = None,
) -> OrderFile:
    """Take a step of an order; `scores` are those of an evaluation. Raises TransitionRefused, StandsAside or CannotTake.

    An order of adviser days adds them to the school’s when it is confirmed, and takes them back when it is cancelled.
    """
    if name not in ASKED:
        raise KeyError(name)
    said = check_text(reasons, ASKED[name])
    school = file.order.school
    if name in EVALUATES:
        _check_scores(scores)
    ledger.lock(school)
    taking.step(
        ORDER,
        file,
        name,
        rows=OrderStep,
        of={"order": file.order},
        school=school,
        verb=Verb.ORDER_MOVED,
        by=by,
        at=at,
        reasons=said,
        for_school=name in OF_SCHOOL,
    )
    match name:
        case "confirm":
            _buy(file.order, by=by, at=at)
        case "cancel" | "call_off":
            _give_back(file.order, said, by=by, at=at)
        case "evaluate" | "evaluate_late":
            Evaluation.objects.create(order=file.order, words=said, by=by, at=at, **(scores or {}))
        case "charge":
            charges.raise_charge(
                school=school,
                source=SOURCE,
                reference=f"{SOURCE}-{file.order.pk}",
                what=f"{file.order.version.name} × {file.order.quantity}",
                to_pay=file.order.to_pay,
                central=file.order.central,
                is_academy=file.order.is_academy,
                by=by,
                at=at,
            )
    return read(file.order, at=at)


def read(made: Order, *, at: datetime) -> OrderFile:
    """Read an order again after something was written of it."""
    found = orders.one(made.pk, authorities=(made.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("an order that was just written is there")
    return found


def _buy(made: Order, *, by: User, at: datetime) -> None:
    """Add what was ordered to the days of the school, where it is time of an adviser."""
    quarters = made.version.quarters * made.quantity
    if not quarters:
        return
    today = timezone.localdate(at)
    ledger.write(
        made.school,
        year=years.year_of(today),
        rows=[
            {
                "kind": Kind.BOUGHT,
                "route": Route.TRADED if made.to_pay or not made.central else Route.CENTRAL,
                "quarters": quarters,
                "on": today,
                "what": f"Order of {made.version.name}",
                "level": entitlements.levels_of([made.school_id], on=today).get(made.school_id),
                "order": made,
            }
        ],
        by=by,
        at=at,
    )


def _give_back(made: Order, why: str, *, by: User, at: datetime) -> None:
    bought = DayMovement.objects.filter(
        order=made, kind=Kind.BOUGHT, counters=None, countered_by=None
    ).first()
    if bought is None:
        return
    ledger.refuse_overdrawn(bought, days.balance(made.school, year=bought.year))
    row = ledger.counter(bought, why=f"The order was cancelled: {why}", on=timezone.localdate(at))
    ledger.write(made.school, year=bought.year, rows=[row], by=by, at=at)


def _check_scores(scores: dict[str, int] | None) -> None:
    if (
        scores is None
        or set(scores) != set(SCORED)
        or any(each not in range(1, 6) for each in scores.values())
    ):
        raise CannotTake("Score quality, responsiveness and value, each from 1 to 5.")
