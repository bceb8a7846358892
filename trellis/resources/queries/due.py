"""What services ask for, derived from what has happened. Nothing here is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.resources.queries import days, orders
from trellis.resources.queries.days import BookingFile
from trellis.resources.queries.orders import OrderFile
from trellis.resources.workflows.booking import ADVISER
from trellis.resources.workflows.order import HEAD, MANAGER
from trellis.schools import queries as schools
from trellis.schools.holders import Holders
from trellis.schools.models import School

CONFIRM_DAYS = 5
EVALUATE_DAYS = 14
CHARGE_DAYS = 30
SAY_DAYS = 5
"""Within how many days of a booked day somebody says whether it was kept."""
_WORKS = (Permission.SERVICE_KEEP, Permission.SERVICE_ORDER, Permission.SERVICE_DELIVER)
_ASKS = ("ordered", "delivered", "evaluated")


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that is due of a school’s order or booking. `page` and `args` are the address at which it is done."""

    school: School
    what: str
    by: date
    page: str
    args: tuple[int | str, ...]
    permission: Permission
    who: str

    def people(self, holders: Holders) -> dict[int, str]:
        """Whose step it is, by account."""
        return holders.who_may(self.permission, school=self.school)

    @property
    def key(self) -> tuple[str, tuple[int | str, ...]]:
        return self.page, self.args


def of(user: User, held: Access, today: date) -> tuple[Due, ...]:
    """What waits for the user, the earliest day first."""
    return tuple(each for each, mine in told(user, held, today) if mine)


def told(user: User, held: Access, today: date) -> tuple[tuple[Due, bool], ...]:
    """What is due of the schools that the user keeps or gives services for, and whether it waits for them. Theirs come first."""
    seen = _seen(user, held, today)
    aside = (
        set(schools.aside_from(user, on=today, held=held))
        if seen and held.may(Permission.SERVICE_DELIVER)
        else set()
    )

    def mine(each: Due) -> bool:
        return schools.reaches(held, each.permission, school=each.school) and (
            each.permission == Permission.SERVICE_ORDER or each.school.pk not in aside
        )

    found = [(each, mine(each)) for each in seen]
    return tuple(sorted(found, key=lambda each: (not each[1], *_first(each[0]))))


def _seen(user: User, held: Access, today: date) -> list[Due]:
    # Somebody who leads one school and advises others has something to do at each of them
    works = [each for each in _WORKS if held.may(each)]
    if not works:
        return []
    reached = Q(pk__in=[])
    for able in works:
        reached |= Q(pk__in=schools.visible_to(user, on=today, permission=able, held=held).values("pk"))
    seen = School.objects.filter(reached)
    found = [due for each in orders.of_schools(seen, states=_ASKS, today=today) for due in _of_order(each)]
    return found + [
        due for each in days.open_of(seen, today=today) for due in _of_booking(each) if each.is_past
    ]


def _of_order(file: OrderFile) -> Iterator[Due]:
    since, name = timezone.localdate(file.steps[-1].at), file.order.version.name

    def due(what: str, *, within: int, step: str, permission: Permission, who: str) -> Due:
        return Due(
            school=file.order.school,
            what=f"{what}: {name}",
            by=since + timedelta(days=within),
            page="take_order",
            args=(file.order.pk, step),
            permission=permission,
            who=who,
        )

    keep = Permission.SERVICE_KEEP
    match file.state:
        case "ordered":
            yield due(
                "Confirm an order, or decline it",
                within=CONFIRM_DAYS,
                step="confirm",
                permission=keep,
                who=MANAGER,
            )
        case "delivered":
            yield due(
                "Evaluate a service",
                within=EVALUATE_DAYS,
                step="evaluate",
                permission=Permission.SERVICE_ORDER,
                who=HEAD,
            )
            yield due("Charge an order", within=CHARGE_DAYS, step="charge", permission=keep, who=MANAGER)
        case "evaluated":
            yield due("Charge an order", within=CHARGE_DAYS, step="charge", permission=keep, who=MANAGER)


def _of_booking(file: BookingFile) -> Iterator[Due]:
    yield Due(
        school=file.booking.school,
        what="Say whether a booked adviser day was kept",
        by=file.booking.day + timedelta(days=SAY_DAYS),
        page="take_booking",
        args=(file.booking.pk, "keep"),
        permission=Permission.SERVICE_DELIVER,
        who=ADVISER,
    )


def _first(each: Due) -> tuple[date, str, str]:
    return each.by, each.school.name, str(each.args)
