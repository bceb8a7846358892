"""How many notices are new to somebody, for the header of every page: worked out once a minute at most for each of them.

Without that it would cost each page as much as reading the page of notices does. What somebody has read themselves
counts at once; what others did since shows within the minute.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.notices.queries import news

KEPT_SECONDS = 60.0
MOST_KEPT = 5_000  # people


@dataclass(frozen=True, kw_only=True)
class _Kept:
    held: Access
    seen: int
    day: date
    new: int
    at: float


_kept: OrderedDict[int, _Kept] = OrderedDict()
_lock = threading.Lock()


def is_told(held: Access) -> bool:
    """Whether there is anything that somebody who holds these posts is told of. No query."""
    return any(held.may(permission) for permission in news.TOLD)


def new_to(user: User, *, held: Access, at: datetime) -> int:
    """How many notices are new to somebody who holds these posts.

    No query for whoever is told nothing; one where it is kept, and two more where it is not. Other posts, another day
    or having read more are never answered with what was kept before.
    """
    if not is_told(held):
        return 0
    seen, day = news.seen_up_to(user), timezone.localdate(at)
    kept = _kept.get(user.pk)
    if (
        kept is not None
        and (kept.held, kept.seen, kept.day) == (held, seen, day)
        and time.monotonic() - kept.at < KEPT_SECONDS
    ):
        return kept.new
    new = news.how_many(user, held=held, at=at, seen=seen)
    with _lock:
        _kept[user.pk] = _Kept(held=held, seen=seen, day=day, new=new, at=time.monotonic())
        _kept.move_to_end(user.pk)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return new


def forget() -> None:
    """Keep nothing of what was worked out."""
    with _lock:
        _kept.clear()
