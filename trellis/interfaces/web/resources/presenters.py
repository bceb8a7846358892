"""Services, orders, days and charges as their pages show them. Pure functions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.casework.models.steps import Step
from trellis.interfaces.web.govuk import stacks, words
from trellis.interfaces.web.govuk.stacks import Part
from trellis.practice import areas
from trellis.resources import years
from trellis.resources.hiding import FEWEST
from trellis.resources.models import Charge, DayMovement, ServiceVersion
from trellis.resources.queries.catalogue import ServiceFile
from trellis.resources.queries.days import Balance, BookingFile
from trellis.resources.queries.entitlements import Entitled
from trellis.resources.queries.orders import OrderFile
from trellis.resources.queries.worth import SCORE, Worth
from trellis.resources.workflows.booking import BOOKING
from trellis.schools import sorts
from trellis.workflow import Workflow

SCORED = {"quality": "Quality", "responsiveness": "Responsiveness", "value": "Value for money"}
LONGEST = 160
BY_LEVEL = "The school is entitled to it"
"""What is said, to those who do not read a level, of what a school has by it."""


@dataclass(frozen=True, kw_only=True)
class ServiceLine:
    """One service as the catalogue has it."""

    id: int
    name: str
    about: str
    kind: str
    phases: str
    funding: str
    price: str
    unit: str
    lacks: str
    is_sold: bool


@dataclass(frozen=True, kw_only=True)
class OrderLine:
    """One order as a list has it."""

    id: int
    urn: int
    school: str
    name: str
    service: int
    quantity: int
    to_pay: str
    central: str
    state: str
    since: str


@dataclass(frozen=True, kw_only=True)
class BookingLine:
    """One booking as a list has it, with the steps that the reader may take."""

    id: int
    day: str
    adviser: str
    length: str
    purpose: str
    state: str
    late: bool
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RowLine:
    """One row of the ledger."""

    id: int
    on: str
    kind: str
    route: str
    days: str
    what: str
    by: str
    can_correct: bool


@dataclass(frozen=True, kw_only=True)
class BalanceShown:
    """A balance as a sentence, a bar, and the numbers of the bar."""

    sentence: str
    parts: tuple[Part, ...]
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next: `slug` leads to its form where the reader may take it; `reason` says why not."""

    label: str
    who: str
    slug: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was taken."""

    label: str
    by: str
    why: str


def service_lines(
    files: Sequence[ServiceFile], worth: Mapping[int, Worth], *, flagged: bool
) -> tuple[ServiceLine, ...]:
    """The lines of the catalogue. With `flagged` each says what it lacks."""
    return tuple(
        ServiceLine(
            id=each.service.pk,
            name=each.now.name,
            about=_short(each.now.about),
            kind=each.kind_words,
            phases=", ".join(each.now.phase_names),
            funding=each.funding_words,
            price=price_words(each.now),
            unit=each.now.get_unit_display(),
            lacks=lacks_words(worth.get(each.service.pk, Worth()).lacks(each)) if flagged else "",
            is_sold=each.is_sold,
        )
        for each in files
    )


def price_words(version: ServiceVersion) -> str:
    """Both prices in words; one where they are the same."""
    maintained, academy = years.pounds(version.price_maintained), years.pounds(version.price_academy)
    return maintained if maintained == academy else f"{maintained}; for academies and others {academy}"


def lacks_words(lacks: Sequence[str]) -> str:
    """What a service lacks, in words; "" where it lacks nothing."""
    none = [each for each in lacks if each != SCORE]
    said = [f"No {' or '.join(filter(None, (', '.join(none[:-1]), none[-1])))}"] if none else []
    if SCORE in lacks:
        said.append("Feedback of fewer than five schools: not shown")
    return ". ".join(said)


def service_facts(file: ServiceFile) -> tuple[tuple[str, str], ...]:
    """What the catalogue says of a service, one after another."""
    now = file.now
    academies = ""
    if now.share:
        academies = (
            " For academies too." if now.for_academies else " Academies and others pay the whole price."
        )
    told = (
        ("What the school gets", now.about),
        ("What kind it is", file.kind_words),
        ("Who pays", f"{file.funding_words}.{academies}"),
        (
            "Price",
            f"{price_words(now)}, by the {now.get_unit_display().lower()}"
            if now.unit != "fixed"
            else f"{price_words(now)}, fixed",
        ),
        ("Who gives it", now.provider),
        ("Phases", ", ".join(now.phase_names)),
        ("Areas", ", ".join(areas.names(now.areas))),
        ("For which schools it is", now.eligibility),
        ("Evidence of quality and outcomes", now.evidence or "None is recorded yet."),
        ("No longer sold from", words.day(now.withdrawn_from)),
    )
    return tuple((key, value) for key, value in told if value)


def worth_facts(worth: Worth, *, sees_spending: bool) -> tuple[tuple[str, str], ...]:
    """Cost, take-up and feedback in words. Numbers about few schools are for those who see what schools spend."""
    few = worth.schools < FEWEST and not sees_spending
    if not worth.orders:
        taken = "Nobody has ordered it yet."
    elif few:
        taken = "Fewer than five schools have ordered it."
    else:
        taken = f"{words.count(worth.orders, 'order')} by {words.count(worth.schools, 'school')}"
    told = [("Take-up", taken)]
    if worth.orders and not few:
        told.append(
            (
                "What it has come to",
                f"{years.pounds(worth.to_pay)} for schools and {years.pounds(worth.central)} for the central budget",
            )
        )
    if worth.scores is not None:
        scores = "; ".join(f"{SCORED[name].lower()} {value:.1f}" for name, value in worth.scores.items())
        told.append(("Feedback, of 5", f"{words.first_up(scores)}, from {worth.evaluations} evaluations"))
    elif worth.evaluations:
        told.append(("Feedback", "Fewer than five schools have evaluated it, so no average is shown."))
    else:
        told.append(("Feedback", "Nobody has evaluated it yet."))
    return tuple(told)


def order_lines(files: Sequence[OrderFile]) -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine(
            id=each.order.pk,
            urn=each.order.school_id,
            school=each.order.school.name,
            name=each.order.version.name,
            service=each.order.version.service_id,
            quantity=each.order.quantity,
            to_pay=years.pounds(each.order.to_pay),
            central=years.pounds(each.order.central),
            state=each.state_words,
            since=words.moment(each.steps[-1].at),
        )
        for each in files
    )


@dataclass(frozen=True, kw_only=True)
class ChargeLine:
    """A charge as its school reads it, with its credit and why; "" where it has none."""

    day: str
    what: str
    to_pay: str
    central: str
    credited: str
    why: str


def charge_lines(rows: Sequence[Charge]) -> tuple[ChargeLine, ...]:
    """The charges of a school, in their order."""
    found = []
    for row in rows:
        credit: Charge | None = getattr(row, "credit", None)
        found.append(
            ChargeLine(
                day=words.day(timezone.localdate(row.at)),
                what=row.what,
                to_pay=years.pounds(row.to_pay),
                central=years.pounds(row.central),
                credited=f"Credited in whole on {words.day(timezone.localdate(credit.at))}" if credit else "",
                why=credit.why if credit else "",
            )
        )
    return tuple(found)


def order_facts(file: OrderFile, *, reads_level: bool) -> tuple[tuple[str, str], ...]:
    """An order, one thing after another. Where the central budget pays for its level, only those who read the level are told so."""
    row = file.order
    apart = sorts.on_record(row.school.relationship, was_academy=row.is_academy) != "maintained"
    share = row.version.central_share(academy=apart)
    by_level = row.central != years.shared(row.unit_price * row.quantity, percent=share)
    why = row.why_central if reads_level or not by_level else BY_LEVEL
    told = (
        ("How many", f"{row.quantity} at {years.pounds(row.unit_price)}"),
        ("The school pays", years.pounds(row.to_pay)),
        ("The central budget pays", years.pounds(row.central) if row.central else ""),
        ("Why the central budget pays", why),
        ("What the school asked for", row.wishes),
        ("Ordered", f"{words.moment(row.at)} by {row.by.name}"),
    )
    return tuple((key, value) for key, value in told if value)


def evaluation_facts(file: OrderFile) -> tuple[tuple[str, str], ...]:
    """What the school made of it."""
    row = file.evaluation
    if row is None:
        return ()
    scores = tuple((name, f"{getattr(row, key)} of 5") for key, name in SCORED.items())
    return (*scores, ("What changed at the school", row.words))


def nexts(
    machine: Workflow, file: object, state: str, may: Collection[str], *, held_off: str = ""
) -> tuple[Next, ...]:
    """What comes next, who decides, and what the reader may do. `held_off` is why they take none, "" where they may."""
    offers = {each.transition.name: each.reason for each in machine.offers(file, state=state, may=may)}
    found = []
    for step in machine.ahead(state, file):
        of_school = step.permission == Permission.SERVICE_ORDER
        reason = offers.get(step.name, "")
        if step.name in offers and held_off and not of_school:
            reason = held_off
        takes = step.name in offers and not reason
        found.append(
            Next(
                label=step.label,
                who=words.first_up(step.actors),
                slug=step.name.replace("_", "-") if takes else "",
                reason=reason,
            )
        )
    return tuple(found)


def done(machine: Workflow, steps: Sequence[Step], first: str) -> tuple[Done, ...]:
    """Every step that was taken; `first` is what the first is called."""
    return tuple(
        Done(
            label=machine.by_name[each.name].label if each.name in machine.by_name else first,
            by=f"{each.by.name if each.by else 'Trellis'}, {words.moment(each.at)}",
            why=each.reasons,
        )
        for each in steps
    )


def booking_lines(
    files: Sequence[BookingFile], may: Collection[str], *, held_off: str = ""
) -> tuple[BookingLine, ...]:
    return tuple(
        BookingLine(
            id=each.booking.pk,
            day=words.day(each.booking.day),
            adviser=each.booking.adviser.name,
            length=years.days(each.booking.quarters),
            purpose=each.booking.purpose,
            state=each.state_words,
            late=each.is_past,
            steps=tuple(
                (step.label, step.slug)
                for step in nexts(BOOKING, each, each.state, may, held_off=held_off)
                if step.slug
            ),
        )
        for each in files
    )


def row_words(row: DayMovement, *, reads_level: bool) -> str:
    """What a row of a ledger is for. One that gives the days of a level names it."""
    return BY_LEVEL if row.by_rule and not reads_level else row.what


def row_lines(
    rows: Sequence[DayMovement], *, keeps: bool, delivers: bool, reads_level: bool
) -> tuple[RowLine, ...]:
    """The rows of a ledger, each with whether the reader may take it back."""
    return tuple(
        RowLine(
            id=each.pk,
            on=words.day(each.on),
            kind=each.get_kind_display()
            if each.counters_id is None
            else f"{each.get_kind_display()}, taken back",
            route=each.get_route_display(),
            days=years.days(each.quarters),
            what=f"{row_words(each, reads_level=reads_level)}{f' ({each.adviser.name})' if each.adviser else ''}",
            by=f"{each.by.name}, {words.moment(each.at)}",
            can_correct=each.counters_id is None
            and not hasattr(each, "countered_by")
            and ((each.kind == "allocated" and keeps) or (each.kind == "used" and delivers)),
        )
        for each in rows
    )


def balance(held: Balance, *, year: int) -> BalanceShown:
    """A balance in a sentence and a bar."""
    named = years.named(year)
    if not held.given:
        sentence = f"The school has been given no adviser days for {named} yet."
    else:
        bought = f" and {years.days(held.bought)} bought" if held.bought else ""
        sentence = (
            f"{years.days(held.left)} of {years.days(held.given)} are left for {named}: "
            f"{years.days(held.allocated)} allocated{bought}, {years.days(held.used)} used and {years.days(held.booked)} booked."
        )
    return BalanceShown(
        sentence=sentence,
        parts=stacks.stack(
            (("1", "U", held.used), ("between", "B", held.booked), ("none", "L", max(0, held.left)))
        )
        if held.given
        else (),
        numbers=(
            ("Allocated", years.days(held.allocated)),
            ("Bought", years.days(held.bought)),
            ("Used (U)", years.days(held.used)),
            ("Booked (B)", years.days(held.booked)),
            ("Left (L)", years.days(held.left)),
        ),
    )


def entitled_facts(
    told: Entitled, kinds: Mapping[str, str], *, reads_level: bool
) -> tuple[tuple[str, str], ...]:
    """What a school is entitled to, and why: by which level, only for those who read it."""
    central = ", ".join(kinds.get(each, each) for each in told.central)
    days = (
        ("Adviser days a year", years.days(told.quarters)),
        ("Of these central", years.days(told.days["central"])),
        ("Of these de-delegated", years.days(told.days["de_delegated"])),
    )
    if not reads_level:
        return days
    return (
        ("Level", told.level_words),
        *days,
        ("Why", told.why),
        ("Services that the authority then pays for whole", central or "None"),
    )


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST].rsplit(' ', 1)[0]} …"
