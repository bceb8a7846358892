"""What people keep for themselves: the schools they watch, and lists under names of their own."""

from datetime import datetime

from django.db import IntegrityError, transaction

from trellis.accounts.models import User
from trellis.problem import Refusal
from trellis.schools.models import SavedList, School, Watched

MOST_SAVED = 30


class CannotSave(Refusal):
    """A list cannot be kept under this name. The message is fit to show beside the field."""


@transaction.atomic(durable=True)
def watch(*, school: School, by: User, at: datetime) -> None:
    """Put a school on the user's watchlist; one that is there stays there. The caller has checked that they may see it."""
    Watched.objects.get_or_create(user=by, school=school, defaults={"at": at})


@transaction.atomic(durable=True)
def stop_watching(*, urn: int, by: User) -> None:
    """Take a school off the user's watchlist, whether or not it is there or they may still see it."""
    Watched.objects.filter(user=by, school_id=urn).delete()


@transaction.atomic(durable=True)
def save(*, name: str, query: str, authority_code: str, by: User, at: datetime) -> SavedList:
    """Keep a state of an authority's list under a name. Raises CannotSave for a name in use, and for one list too many."""
    kept = SavedList.objects.filter(user=by, authority_id=authority_code)
    taken = CannotSave(
        f"You already have a list called “{name}”. Choose another name, or remove that list first"
    )
    if kept.filter(name__iexact=name).exists():
        raise taken
    if kept.count() >= MOST_SAVED:
        raise CannotSave(f"You have {MOST_SAVED} saved lists, which is the most. Remove one first")
    try:
        with transaction.atomic():
            return SavedList.objects.create(
                user=by, authority_id=authority_code, name=name, query=query, at=at
            )
    except IntegrityError as error:  # sent twice at once
        raise taken from error


@transaction.atomic(durable=True)
def remove(*, list_id: int, by: User) -> bool:
    """Remove one of the user's own lists. Returns whether there was one."""
    removed, _ = SavedList.objects.filter(user=by, pk=list_id).delete()
    return bool(removed)
