"""Reading the trail: who looked, and what was done to one account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES
from trellis.activity.models import Event, Verb


@dataclass(frozen=True, kw_only=True)
class Looked:
    """That somebody looked at a school on a day. `role` is the one that they held at its authority then."""

    user: User
    role: str
    at_school: bool
    day: date


def looked_at(urn: int, *, authority_code: str, since: date) -> list[Looked]:
    """Who looked at a school on which days, the newest first. This will make two queries."""
    events = Event.objects.filter(
        verb=Verb.LOOKED, urn=urn, authority_code=authority_code, at__date__gte=since, by__isnull=False
    ).select_related("by")
    seen: dict[tuple[date, int], User] = {}
    for event in events:
        if event.by is not None:
            seen.setdefault((timezone.localdate(event.at), event.by.pk), event.by)
    posts: dict[int, list[Post]] = {}
    held = Post.objects.filter(user__in={user.pk for user in seen.values()}, authority_code=authority_code)
    for post in held:
        posts.setdefault(post.user_id, []).append(post)
    return [_looked(user, day, posts.get(user.pk, []), urn=urn) for (day, _), user in seen.items()]


def _looked(user: User, day: date, posts: list[Post], *, urn: int) -> Looked:
    held = [p for p in posts if p.from_date <= day and (p.to_date is None or p.to_date >= day)]
    # A post that names the school tells more of why somebody looked than one at the authority
    held.sort(key=lambda post: (post.urn != urn, not ROLES[post.role].at_school))
    role = ROLES[held[0].role] if held else None
    return Looked(
        user=user,
        role=role.name if role is not None else "",
        at_school=role is not None and role.at_school and held[0].urn == urn,
        day=day,
    )


def of_account(email: str, *, authority_code: str) -> list[Event]:
    """What was done to an account at an authority: made, given and ended posts. Newest first."""
    verbs = (Verb.ACCOUNT_OPENED, Verb.PASSWORD_RESET, Verb.POST_GIVEN)
    kept = Event.objects.filter(verb__in=verbs, authority_code=authority_code)
    both = kept.filter(subject=email) | kept.filter(subject__startswith=f"{email}:")
    return list(both.select_related("by"))


def last_seen(user: User, *, before: datetime) -> datetime | None:
    """When somebody last did anything here before a moment: their newest event of any kind. One query, by index."""
    return Event.objects.filter(by=user, at__lt=before).values_list("at", flat=True).first()


def done_about(
    urns: QuerySet[Any, int], *, verbs: Iterable[Verb], since: datetime, besides: User, most: int
) -> list[Event]:
    """What others did about schools since a moment, the newest first, of these kinds alone."""
    kept = Event.objects.filter(
        Q(by__isnull=True) | ~Q(by=besides), urn__in=urns, verb__in=list(verbs), at__gt=since
    )
    return list(kept.select_related("by")[:most])


def done_at(
    authorities: Iterable[str], *, verbs: Iterable[Verb], since: datetime, besides: User, most: int
) -> list[Event]:
    """What others, or the service itself, did at authorities and about no one school since a moment, the newest first."""
    kept = Event.objects.filter(
        Q(by__isnull=True) | ~Q(by=besides),
        urn__isnull=True,
        at__gt=since,
        verb__in=list(verbs),
        authority_code__in=list(authorities),
    )
    return list(kept.select_related("by")[:most])


def readings_since(urns: QuerySet[Any, int], *, since: datetime) -> list[tuple[int, int]]:
    """How often restricted material about each of these schools was read since a moment, the most first."""
    kept = Event.objects.filter(verb=Verb.RESTRICTED_READ, urn__in=urns, at__gt=since).order_by()
    counted = kept.values("urn").annotate(readings=Count("pk")).order_by("-readings", "urn")
    return [(row["urn"], row["readings"]) for row in counted if row["urn"] is not None]
