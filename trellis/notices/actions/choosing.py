"""What somebody does for themselves: say what they have seen, choose how they are told, make and end a calendar address."""

import secrets
from datetime import datetime

from django.db import transaction

from trellis.accounts import secrecy
from trellis.accounts.models import User
from trellis.activity import trail
from trellis.activity.models import Event, Verb
from trellis.notices.models import Choice, Feed, FeedEnd, Frequency, Seen
from trellis.notices.queries import news, telling
from trellis.problem import Refusal


class CannotChoose(Refusal):
    """It is no choice there is, or what was chosen from is no more."""


@transaction.atomic(durable=True)
def see(up_to: int, *, by: User, at: datetime) -> None:
    """Say that somebody has seen what was new up to an event. Said twice, or of an earlier one, it changes nothing.

    Raises CannotChoose for an event that there is not: what is to come cannot have been seen.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if up_to <= news.seen_up_to(by):
        return
    if not Event.objects.filter(pk=up_to, at__lte=at).exists():
        raise CannotChoose("There is no such notice. Open the page again.")
    Seen.objects.create(user=by, up_to=up_to, at=at)


@transaction.atomic(durable=True)
def choose(frequency: str, *, by: User, at: datetime) -> None:
    """Choose how often one is sent a digest. The same choice again changes nothing. Raises CannotChoose."""
    if frequency not in Frequency.values:
        raise CannotChoose("Choose never, every Monday or every day.")
    User.objects.select_for_update().get(pk=by.pk)
    now = telling.choice_of(by)
    if (now.frequency if now is not None else Frequency.NEVER) == frequency:
        return
    Choice.objects.create(user=by, frequency=frequency, at=at)
    trail.record(Verb.NOTICES_CHOSEN, by=by, at=at, subject=Frequency(frequency).label.lower())


@transaction.atomic(durable=True)
def make_feed(*, by: User, at: datetime) -> str:
    """Make somebody a calendar address, which replaces the one before, and return its secret: it is told this once."""
    User.objects.select_for_update().get(pk=by.pk)
    before = telling.feed_of(by)
    if before is not None:
        FeedEnd.objects.create(feed=before, at=at)
    token = secrets.token_urlsafe(32)
    Feed.objects.create(user=by, digest=secrecy.digest(token), at=at)
    trail.record(Verb.FEED_MADE, by=by, at=at, subject="in place of the one before" if before else "")
    return token


@transaction.atomic(durable=True)
def end_feed(number: int, *, by: User, at: datetime) -> None:
    """End one’s calendar address. One that was ended or replaced already stays so. Raises CannotChoose for another’s."""
    User.objects.select_for_update().get(pk=by.pk)
    feed = Feed.objects.filter(pk=number, user=by).first()
    if feed is None:
        raise CannotChoose("There is no such calendar address of yours.")
    if not FeedEnd.objects.filter(feed=feed).exists():
        FeedEnd.objects.create(feed=feed, at=at)
        trail.record(Verb.NOTICES_CHOSEN, by=by, at=at, subject="ended the private calendar address")
