"""Academic years, months back, and what was known by the end of a day."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.utils import timezone

LASTS_DAYS = 365
"""How long a judgement, and what a school declares, counts where nobody says otherwise."""


def academic_year(day: date) -> int:
    """The academic year a day lies in, by the year it ends in: 1 September 2026 is in 2027."""
    return day.year + (day.month >= 9)


def months_before(day: date, months: int) -> date:
    """The day so many months before; the last of its month where that month is shorter."""
    whole = day.year * 12 + day.month - 1 - months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(day: date) -> datetime:
    """The first moment after a day, on the authority's clock: what was recorded before it was recorded by that day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def day_of(at: datetime) -> date:
    """The day of a moment, on the authority's clock."""
    return timezone.localdate(at)
