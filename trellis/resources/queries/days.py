"""Reading the ledger of adviser days: balances, rows, and bookings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet, Sum

from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.resources.models import BookingStep, DayBooking, DayMovement, Kind, Route
from trellis.resources.workflows.booking import BOOKING
from trellis.schools.models import School


@dataclass(frozen=True)
class Balance:
    """What a school has of adviser days in one year: quarters by (kind, route), as the ledger adds up."""

    sums: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def of(self, kind: str, route: str = "") -> int:
        """How much there is of a kind, of one route or of all."""
        return sum(q for (k, r), q in self.sums.items() if k == kind and (not route or r == route))

    @property
    def allocated(self) -> int:
        return self.of(Kind.ALLOCATED)

    @property
    def bought(self) -> int:
        return self.of(Kind.BOUGHT)

    @property
    def used(self) -> int:
        return self.of(Kind.USED)

    @property
    def booked(self) -> int:
        return self.of(Kind.BOOKED)

    @property
    def given(self) -> int:
        """Allocated and bought."""
        return self.allocated + self.bought

    @property
    def left(self) -> int:
        return sum(self.left_of(route) for route in Route.values)

    def left_of(self, route: str) -> int:
        """What is left of one route: neither used nor booked."""
        given = self.of(Kind.ALLOCATED, route) + self.of(Kind.BOUGHT, route)
        return given - self.of(Kind.USED, route) - self.of(Kind.BOOKED, route)

    def drawn(self, quarters: int) -> list[tuple[str, int]]:
        """From which routes so many quarters come, in the order of `Route`. There must be as many left."""
        parts, wanted = [], quarters
        for route in Route.values:
            taken = min(wanted, max(0, self.left_of(route)))
            if taken:
                parts.append((route, taken))
            wanted -= taken
        return parts


@dataclass(frozen=True, kw_only=True)
class BookingFile:
    """A booking with its steps, as known on `today`."""

    booking: DayBooking
    steps: tuple[BookingStep, ...]
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return BOOKING.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in BOOKING.final

    @property
    def is_past(self) -> bool:
        """Whether its day is over and nobody has said what became of it."""
        return self.is_open and self.booking.day < self.today


def balance(school: School, *, year: int) -> Balance:
    """The balance of one school. This will make one query."""
    return balances([school.pk], year=year).get(school.pk, Balance())


def balances(urns: Collection[int] | QuerySet[School], *, year: int) -> dict[int, Balance]:
    """The balance of each of these schools of which the year has any row. This will make one query."""
    rows = (
        DayMovement.objects.filter(year=year, school__in=urns)
        .order_by()
        .values_list("school", "kind", "route")
        .annotate(Sum("quarters"))
    )
    sums: dict[int, dict[tuple[str, str], int]] = {}
    for urn, kind, route, quarters in rows:
        sums.setdefault(urn, {})[kind, route] = quarters
    return {urn: Balance(each) for urn, each in sums.items()}


def rows(school: School, *, year: int) -> list[DayMovement]:
    """Every row of a school’s ledger of a year, the newest first."""
    found = DayMovement.objects.filter(school=school, year=year).select_related(
        "by", "adviser", "counters", "countered_by", "order__version", "visit"
    )
    return list(found.order_by("-number"))


def row(row_id: int, *, authorities: Collection[str]) -> DayMovement | None:
    """One row of the ledger of a school of these authorities; None otherwise."""
    found = DayMovement.objects.filter(pk=row_id, school__authority__in=authorities)
    return found.select_related("school", "countered_by").first()


def allocated_by_rule(authority: str, *, year: int) -> frozenset[int]:
    """The schools that have their entitlement of a year, and from which it was not taken back."""
    held = DayMovement.objects.filter(
        school__authority=authority, year=year, by_rule=True, counters=None, countered_by=None
    )
    return frozenset(held.values_list("school_id", flat=True))


def files(found: QuerySet[DayBooking], *, today: date) -> list[BookingFile]:
    """Put together these bookings, the latest day first."""
    end = end_of(today)
    told = Prefetch("steps", by_keys(BookingStep.objects.filter(at__lt=end)).select_related("by"))
    held = found.filter(at__lt=end).select_related("school", "adviser", "by").prefetch_related(told)
    return [
        BookingFile(booking=each, steps=tuple(each.steps.all()), today=today)
        for each in held
        if each.steps.all()
    ]


def of_school(school: School, *, today: date) -> list[BookingFile]:
    """Every booking of a school, the latest day first."""
    return files(DayBooking.objects.filter(school=school), today=today)


def one(booking_id: int, *, authorities: Collection[str], today: date) -> BookingFile | None:
    """One booking of a school of these authorities; None otherwise."""
    held = files(DayBooking.objects.filter(pk=booking_id, school__authority__in=authorities), today=today)
    return held[0] if held else None


def open_of(visible: QuerySet[School], *, today: date) -> list[BookingFile]:
    """The bookings of these schools of which nobody has said what became of them, the earliest first."""
    ended = BookingStep.objects.filter(state__in=BOOKING.final).values("booking")
    held = files(DayBooking.objects.filter(school__in=visible).exclude(pk__in=ended), today=today)
    return sorted(
        (each for each in held if each.is_open), key=lambda each: (each.booking.day, each.booking.pk)
    )


def booked_of(adviser_id: int, day: date) -> int:
    """How many quarters of a day of an adviser are booked and not cancelled, at whichever school."""
    cancelled = BookingStep.objects.filter(state="cancelled").values("booking")
    held = DayBooking.objects.filter(adviser=adviser_id, day=day).exclude(pk__in=cancelled)
    return held.aggregate(Sum("quarters"))["quarters__sum"] or 0
