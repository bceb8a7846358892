"""Which day a register or list is of: from its own rows where they tell it, else from its name, and said which."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from trellis.analysis.dataset import Context

# A daily extract's name carries its date; the newest change in it is some days older.
_NEAR = timedelta(days=31)


def academic_year(day: date) -> int:
    """Return the year in which the academic year of `day` ends; it begins on 1 September."""
    return day.year + (day.month >= 9)


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The day a file is of, in words how that is known, and whether it is a guess."""

    day: date
    how: str = ""
    guessed: bool = False

    @property
    def edition(self) -> str:
        said = f"as at {self.day.day} {self.day:%B %Y}"
        return f"{said} ({self.how})" if self.how else said

    @property
    def year(self) -> int:
        return academic_year(self.day)


def of_changes(changed: pl.Series, context: Context, *, called: str) -> Snapshot:
    """Return the snapshot of an extract whose rows carry the day of their last change.

    The name's day is believed where the changes bear it out. `called` is an example of a name that carries it.
    """
    newest = changed.max()
    if isinstance(newest, date):
        hinted = context.hinted_date
        if hinted is not None and timedelta(0) <= hinted - newest <= _NEAR:
            return Snapshot(day=hinted)
        return Snapshot(day=newest, how="its latest change")
    return named(context, called=called)


def named(context: Context, *, called: str) -> Snapshot:
    """Return the snapshot that the file's name tells, or else the day of import with a warning that says so."""
    if context.hinted_date is not None:
        return Snapshot(day=context.hinted_date, how="by the file’s name", guessed=True)
    context.warn(
        "does not say which day it is of; taken as the day of import. "
        f"Put the date into the name of the file or its folder, as in {called}, and it is used"
    )
    return Snapshot(day=context.imported_on, how="the day of import", guessed=True)
