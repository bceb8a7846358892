"""Reading the register of networks: members, what each does, whether it is active, and which schools are in none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.leadership.models import Member, MemberEnd, Network, NetworkActivity, NetworkWording
from trellis.practice.queries.contact import year_began
from trellis.schools import queries as schools
from trellis.schools.models import School

ACTIVE_DAYS = 365
"""A network is active for so many days after the last thing it did."""
YEARS = 6
"""How many school years growth is shown over."""


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A school in a network, until its last day where it has left."""

    row: Member
    ended: MemberEnd | None

    def is_on(self, day: date) -> bool:
        """Whether the school is in the network on a day."""
        if day < self.row.from_date:
            return False
        return self.ended is None or day <= self.ended.to_date


@dataclass(frozen=True, kw_only=True)
class NetworkFile:
    """A network with all that is known of it on `today`."""

    network: Network
    wordings: tuple[NetworkWording, ...]
    memberships: tuple[Membership, ...]
    activities: tuple[NetworkActivity, ...]
    today: date

    @property
    def wording(self) -> NetworkWording:
        return self.wordings[-1]

    def members_on(self, day: date) -> tuple[Membership, ...]:
        """Who is in it on a day."""
        return tuple(each for each in self.memberships if each.is_on(day))

    @property
    def members(self) -> tuple[Membership, ...]:
        return self.members_on(self.today)

    @property
    def last(self) -> NetworkActivity | None:
        """The last thing that it did."""
        return self.activities[0] if self.activities else None

    def is_active_on(self, day: date) -> bool:
        """Whether it did something in the year up to a day. One of which nothing is recorded is not taken to be active."""
        since = day - timedelta(days=ACTIVE_DAYS)
        return any(since <= each.on <= day for each in self.activities)

    @property
    def is_active(self) -> bool:
        return self.is_active_on(self.today)


@dataclass(frozen=True, kw_only=True)
class Year:
    """How far networks reach on one day of a school year: its last, or today."""

    year: int
    """The calendar year in which the school year ends."""
    day: date
    networks: int
    schools: int


def files(rows: QuerySet[Network], *, today: date) -> list[NetworkFile]:
    """Put together these networks, by what they are called. The number of queries does not grow with them."""
    end = end_of(today)
    members = (
        Member.objects.filter(at__lt=end)
        .select_related("school", "ended", "by")
        .order_by("school__name", "id")
    )
    told = (
        Prefetch("wordings", by_keys(NetworkWording.objects.filter(at__lt=end)).select_related("lead", "by")),
        Prefetch("members", members),
        Prefetch(
            "activities",
            NetworkActivity.objects.filter(at__lt=end, on__lte=today)
            .order_by("-on", "-id")
            .select_related("by"),
        ),
    )
    known = rows.filter(at__lt=end).select_related("authority", "by").prefetch_related(*told)
    found = [
        NetworkFile(
            network=each,
            wordings=tuple(each.wordings.all()),
            memberships=tuple(_membership(one, today=today) for one in each.members.all()),
            activities=tuple(each.activities.all()),
            today=today,
        )
        for each in known
    ]
    return sorted(found, key=lambda each: (each.wording.name, each.network.pk))


def at(authority: str, *, today: date) -> list[NetworkFile]:
    """Every network of an authority, by name."""
    return files(Network.objects.filter(authority=authority), today=today)


def one(network_id: int, *, authorities: Collection[str], today: date) -> NetworkFile | None:
    """One network, if of one of these authorities; None otherwise."""
    found = files(Network.objects.filter(pk=network_id, authority__in=authorities), today=today)
    return found[0] if found else None


def of_membership(
    member_id: int, *, authorities: Collection[str], today: date
) -> tuple[NetworkFile, Membership] | None:
    """A membership with its network, if of one of these authorities; None otherwise."""
    for file in files(Network.objects.filter(members=member_id, authority__in=authorities), today=today):
        for each in file.memberships:
            if each.row.pk == member_id:
                return file, each
    return None


def urns_in(file: NetworkFile) -> frozenset[int]:
    """The schools that are in a network."""
    return frozenset(each.row.school_id for each in file.members)


def in_none(authority: str, *, networks: Iterable[NetworkFile]) -> list[School]:
    """The open schools of an authority that are in no active network, by name."""
    covered = {urn for each in networks if each.is_active for urn in urns_in(each)}
    return [each for each in schools.open_schools_of(authority) if each.pk not in covered]


def growth(networks: Sequence[NetworkFile], *, today: date, years: int = YEARS) -> tuple[Year, ...]:
    """How many networks were active, and how many schools in one, at the end of each school year and today."""
    this = year_began(today).year + 1
    days = [(year, date(year, 8, 31)) for year in range(this - years + 1, this)]
    days.append((this, today))
    found = []
    for year, day in days:
        active = [each for each in networks if each.is_active_on(day)]
        reached = {one.row.school_id for each in active for one in each.members_on(day)}
        found.append(Year(year=year, day=day, networks=len(active), schools=len(reached)))
    first = next((place for place, each in enumerate(found) if each.networks), len(found) - 1)
    return tuple(found[first:])


def _membership(row: Member, *, today: date) -> Membership:
    ended: MemberEnd | None = getattr(row, "ended", None)
    known = ended is not None and timezone.localdate(ended.at) <= today
    return Membership(row=row, ended=ended if known else None)
