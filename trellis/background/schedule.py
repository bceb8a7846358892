"""When a job comes round again: by the clock on the wall of the authority, whatever that clock does.

An hour that the clock passes over in spring is taken an hour later; one that it has twice in autumn counts the first time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from django.utils import timezone

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Schedule(Protocol):
    """When something is done again and again."""

    @property
    def words(self) -> str: ...

    def after(self, moment: datetime) -> datetime:
        """The first time that is later than a moment."""


@dataclass(frozen=True)
class Every:
    """So many minutes apart, counted from midnight in universal time so that workers agree."""

    minutes: int

    @property
    def words(self) -> str:
        return "every minute" if self.minutes == 1 else f"every {self.minutes} minutes"

    def after(self, moment: datetime) -> datetime:
        midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        gone = (moment - midnight) // timedelta(minutes=self.minutes)
        return midnight + (gone + 1) * timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Daily:
    """Each day at a time of the wall clock."""

    at: time

    @property
    def words(self) -> str:
        return f"every day at {self.at:%H:%M}"

    def after(self, moment: datetime) -> datetime:
        day = timezone.localdate(moment)
        while (found := _on_wall(datetime.combine(day, self.at))) <= moment:
            day += timedelta(days=1)
        return found


@dataclass(frozen=True)
class Weekly:
    """Each week on a day (0 is Monday) at a time of the wall clock."""

    day: int
    at: time

    @property
    def words(self) -> str:
        return f"every {DAYS[self.day]} at {self.at:%H:%M}"

    def after(self, moment: datetime) -> datetime:
        day = timezone.localdate(moment)
        day += timedelta(days=(self.day - day.weekday()) % 7)
        while (found := _on_wall(datetime.combine(day, self.at))) <= moment:
            day += timedelta(days=7)
        return found


def _on_wall(naive: datetime) -> datetime:
    """The moment at which the wall clock shows this, in universal time."""
    return naive.replace(tzinfo=timezone.get_default_timezone()).astimezone(UTC)
