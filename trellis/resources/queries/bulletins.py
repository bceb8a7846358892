"""Reading bulletins, and who has read them."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.queries.days import end_of
from trellis.resources.models import Bulletin, Receipt
from trellis.schools.models import School

TOLD_DAYS = 60
"""For how many days a bulletin that was not read is told of on the home page."""


def of_authority(authority: str, *, today: date) -> QuerySet[Bulletin]:
    """Every bulletin of an authority, the newest first, with at how many schools it was read (`read_at`)."""
    found = Bulletin.objects.filter(authority=authority, at__lt=end_of(today)).select_related("by")
    return found.annotate(read_at=Count("receipts__school", distinct=True)).order_by("-at", "-pk")


def one(bulletin_id: int, *, authorities: Collection[str]) -> Bulletin | None:
    """One bulletin, if it is of one of these authorities; None otherwise."""
    found = Bulletin.objects.filter(pk=bulletin_id, authority__in=authorities).select_related("by")
    return found.annotate(read_at=Count("receipts__school", distinct=True)).first()


def read_by(user: User, *, authority: str) -> frozenset[int]:
    """The bulletins that somebody has said they read."""
    return frozenset(
        Receipt.objects.filter(by=user, bulletin__authority=authority).values_list("bulletin_id", flat=True)
    )


def unread(user: User, held: Access, *, today: date) -> list[Bulletin]:
    """The bulletins of the last weeks that somebody who leads a school has not said they read, the oldest first. One query."""
    posts = held.posts_with(Permission.SERVICE_ORDER)
    codes = {post.authority_code for post in posts if post.role.at_school and post.urn is not None}
    if not codes:
        return []
    since = end_of(today - timedelta(days=TOLD_DAYS))
    found = Bulletin.objects.filter(authority__in=codes, at__gte=since, at__lt=end_of(today))
    return list(found.exclude(receipts__by=user).order_by("at", "pk"))


def receipts(bulletin: Bulletin) -> list[Receipt]:
    """Who has read a bulletin, by school."""
    found = Receipt.objects.filter(bulletin=bulletin).select_related("school", "by")
    return list(found.order_by("school__name", "by__name", "pk"))


def not_read_at(bulletin: Bulletin) -> list[School]:
    """The open schools of its authority at which nobody has read it, by name."""
    read = Receipt.objects.filter(bulletin=bulletin).values("school")
    found = School.objects.filter(authority=bulletin.authority_id, is_open=True).exclude(pk__in=read)
    return list(found.order_by("name", "urn"))
