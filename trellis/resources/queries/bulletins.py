"""Reading bulletins, and who has read them."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, QuerySet

from trellis.accounts.models import User
from trellis.casework.queries.days import end_of
from trellis.resources.models import Bulletin, Receipt
from trellis.schools.models import School


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


def receipts(bulletin: Bulletin) -> list[Receipt]:
    """Who has read a bulletin, by school."""
    found = Receipt.objects.filter(bulletin=bulletin).select_related("school", "by")
    return list(found.order_by("school__name", "by__name", "pk"))


def not_read_at(bulletin: Bulletin) -> list[School]:
    """The open schools of its authority at which nobody has read it, by name."""
    read = Receipt.objects.filter(bulletin=bulletin).values("school")
    found = School.objects.filter(authority=bulletin.authority_id, is_open=True).exclude(pk__in=read)
    return list(found.order_by("name", "urn"))
