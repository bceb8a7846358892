"""Reading who asked for contact, what was answered, and how much is asked of a school."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.db.models import Count, QuerySet
from django.utils import timezone

from trellis.accounts.models import User
from trellis.casework.queries.days import end_of
from trellis.practice.models import ContactRequest
from trellis.schools.models import School

BEGINS = 9
"""The month in which a school year begins."""


def year_began(today: date) -> date:
    """The first day of the school year of a day."""
    return date(today.year if today.month >= BEGINS else today.year - 1, BEGINS, 1)


def _rows(today: date) -> QuerySet[ContactRequest]:
    known = ContactRequest.objects.filter(at__lt=end_of(today))
    return known.select_related("school", "entry", "asker", "by", "reply__by")


def of_school(school: School, *, today: date) -> list[ContactRequest]:
    """What a school was asked, the newest first."""
    return list(_rows(today).filter(school=school))


def of_entry(entry_id: int, *, today: date) -> list[ContactRequest]:
    """What was asked about one entry, the newest first."""
    return list(_rows(today).filter(entry=entry_id))


def open_of(visible: QuerySet[School], *, today: date) -> list[ContactRequest]:
    """What these schools were asked and have not answered, the oldest first."""
    return list(_rows(today).filter(school__in=visible, reply__isnull=True).order_by("at", "id"))


def asked_by(user: User, *, today: date) -> list[ContactRequest]:
    """What somebody asked, the newest first."""
    return list(_rows(today).filter(by=user))


def one(request_id: int, *, schools: QuerySet[School], today: date) -> ContactRequest | None:
    """One request to one of these schools; None otherwise."""
    return _rows(today).filter(pk=request_id, school__in=schools).first()


def load(urns: Iterable[int], *, today: date) -> Mapping[int, int]:
    """How often each school was asked since the school year began; a school that nobody asked is not in it."""
    began = timezone.make_aware(datetime.combine(year_began(today), time.min))
    asked = ContactRequest.objects.filter(school__in=list(urns), at__gte=began, at__lt=end_of(today))
    return dict(asked.order_by().values_list("school").annotate(Count("pk")))
