"""Reading the register of duties: who answers for each, the newest evidence, and when the next is due."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES, Permission
from trellis.duties.models import Assignment, Evidence
from trellis.duties.shipped import Duty, duties
from trellis.schools.holders import Holders

SOON_DAYS = 30
"""From how many days before evidence is due its owner is told."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One duty as an authority keeps it on a day. `number` is of its newest assignment, 0 where it is as it was shipped.

    `is_held` is whether somebody answers for it on the day: somebody holds the post, or the person still holds one here.
    """

    duty: Duty
    role: str
    person: User | None
    months: int
    number: int
    newest: Evidence | None
    today: date
    is_held: bool

    @property
    def owner(self) -> str:
        return self.person.name if self.person is not None else ROLES[self.role].name

    @property
    def due(self) -> date | None:
        """The day by which the next evidence is due; None where there has been none, so that it is due now."""
        return months_after(self.newest.shown_on, self.months) if self.newest is not None else None

    @property
    def overdue(self) -> int:
        """How many days the newest evidence is past its cycle; 0 where it is not, or where there is none."""
        return max(0, (self.today - self.due).days) if self.due is not None else 0

    @property
    def is_late(self) -> bool:
        """Whether it is not shown to be met: no evidence at all, or none within its cycle."""
        return self.due is None or self.today > self.due

    @property
    def is_soon(self) -> bool:
        return (
            not self.is_late and self.due is not None and self.due - self.today <= timedelta(days=SOON_DAYS)
        )

    def people(self, holders: Holders) -> dict[int, str]:
        """Those who answer for it, by account: by name, or by a post at the authority."""
        if self.person is not None:
            return {self.person.pk: self.person.name}
        return holders.of_roles((self.role,))

    def is_of(self, user: User, held: Access, *, authority: str) -> bool:
        """Whether somebody answers for it: by name, or by a post at the authority."""
        if self.person is not None:
            return self.person == user
        return any(post.role.id == self.role and post.authority_code == authority for post in held.held)


def register(authority: str, *, today: date) -> tuple[Kept, ...]:
    """Every duty as an authority keeps it, as known on a day. This will make three queries, however much is kept."""
    kept = {each.duty: each for each in _newest_assignments(authority, today=today)}
    shown = {each.duty: each for each in _newest_evidence(authority, today=today)}
    posts = set(_posts(authority, on=today).order_by().values_list("role", "user_id"))
    held = frozenset(role for role, _ in posts) | frozenset(user for _, user in posts)
    return tuple(
        _kept(duty, kept.get(duty.id), shown.get(duty.id), held=held, today=today)
        for duty in duties().values()
    )


def one(duty_id: str, *, authority: str, today: date) -> Kept | None:
    """One duty as an authority keeps it; None where there is none of this id."""
    return next((each for each in register(authority, today=today) if each.duty.id == duty_id), None)


def evidence_of(duty_id: str, *, authority: str, today: date) -> QuerySet[Evidence]:
    """All the evidence of a duty as known on a day, the newest first."""
    rows = Evidence.objects.filter(authority=authority, duty=duty_id, at__lt=_after(today))
    return rows.select_related("by").order_by("-shown_on", "-id")


def assignments_of(duty_id: str, *, authority: str, today: date) -> list[Assignment]:
    """Each time it was said who answers for a duty, the newest first."""
    rows = Assignment.objects.filter(authority=authority, duty=duty_id, at__lt=_after(today))
    return list(rows.select_related("by", "person").order_by("-number"))


def due_of(user: User, held: Access, *, today: date) -> list[tuple[str, Kept]]:
    """What is due, or soon will be, of the duties that somebody answers for, with the authority: the latest first."""
    found = [
        (authority, each)
        for authority in sorted(held.authorities(Permission.DUTIES_READ))
        for each in due_at(authority, today=today)
        if each.is_of(user, held, authority=authority)
    ]
    return sorted(found, key=lambda pair: (pair[1].due or date.min, pair[1].duty.title))


def due_at(authority: str, *, today: date) -> list[Kept]:
    """What is due, or soon will be, of the duties of an authority, whoever answers for them."""
    return [each for each in register(authority, today=today) if each.is_late or each.is_soon]


def owners(authority: str, *, on: date) -> list[tuple[int, str]]:
    """The people who could answer for a duty: those who hold a post at the authority, by name."""
    posts = _posts(authority, on=on).order_by("user__name", "user_id")
    return list(posts.values_list("user_id", "user__name").distinct())


def may_own(role: str) -> bool:
    """Whether a role can answer for a duty: one that is held at the authority and reads the register."""
    held = ROLES.get(role)
    return held is not None and not held.at_school and Permission.DUTIES_READ in held.permissions


def months_after(day: date, months: int) -> date:
    """The day so many months later; the last of its month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _kept(
    duty: Duty,
    said: Assignment | None,
    newest: Evidence | None,
    *,
    held: frozenset[str | int],
    today: date,
) -> Kept:
    role = said.role if said is not None else duty.owner
    person = said.person if said is not None else None
    return Kept(
        duty=duty,
        role=role,
        person=person,
        months=said.months if said is not None else duty.months,
        number=said.number if said is not None else 0,
        newest=newest,
        today=today,
        is_held=(person.pk if person is not None else role) in held,
    )


def _posts(authority: str, *, on: date) -> QuerySet[Post]:
    """The posts at an authority whose holders could answer for a duty."""
    roles = [role for role in ROLES if may_own(role)]
    held = Post.objects.all().held_on(on)
    return held.filter(authority_code=authority, role__in=roles, user__is_active=True)


def _newest_assignments(authority: str, *, today: date) -> Iterable[Assignment]:
    mine = Assignment.objects.filter(authority=authority, at__lt=_after(today))
    newest = mine.filter(duty=OuterRef("duty")).order_by("-number").values("pk")[:1]
    return mine.filter(pk=Subquery(newest)).select_related("person")


def _newest_evidence(authority: str, *, today: date) -> Iterable[Evidence]:
    mine = Evidence.objects.filter(authority=authority, at__lt=_after(today))
    newest = mine.filter(duty=OuterRef("duty")).order_by("-shown_on", "-id").values("pk")[:1]
    return mine.filter(pk=Subquery(newest)).select_related("by")


def _after(day: date) -> datetime:
    """The first moment after a day, on the authority’s clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
