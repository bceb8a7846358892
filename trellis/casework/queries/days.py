"""The end of a day as a moment: what had been written by then, asked for in a way that databases answer from an index."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def end_of(day: date) -> datetime:
    """The first moment after a day, on the authority’s clock. What is of the day, or before it, is before this."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
