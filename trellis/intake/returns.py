"""The authority's own returns that are due or overdue, from the days on which each last came."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone

from trellis import catalogue
from trellis.accounts.roles import Permission
from trellis.analysis import datasets
from trellis.analysis.columns.returns import Return
from trellis.analysis.files.release import Release
from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.intake import calendar
from trellis.schools.holders import Holders

SOON_DAYS = 30
"""From how many days before its day a return is told to be due."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A return that is due soon, or whose day has passed. `last` is the day on which it last came; None where it never did."""

    dataset: str
    title: str
    often: str
    by: date
    last: date | None
    today: date

    @property
    def overdue(self) -> int:
        """How many days late it is; 0 where it is not."""
        return max(0, (self.today - self.by).days)

    def people(self, holders: Holders) -> dict[int, str]:
        """Those who bring it in, by account."""
        return holders.who_may(Permission.DATA_IMPORT, school=None)


def due_at(authority: str, *, today: date) -> tuple[Due, ...]:
    """The returns of an authority that are due or overdue on a day, the earliest first.

    Raises ReleaseRefused where the releases cannot be read.
    """
    came = _came()
    found = []
    for dataset, declared in catalogue.collect(datasets, Return).items():
        last = came.get((authority, dataset))
        asked = calendar.due(dataset, last=last, today=today)
        if asked.on is not None and asked.on <= today + timedelta(days=SOON_DAYS):
            found.append(
                Due(
                    dataset=dataset,
                    title=declared.title,
                    often=asked.often,
                    by=asked.on,
                    last=last,
                    today=today,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.by, each.title)))


def last_came(releases: Iterable[Release]) -> dict[tuple[str, str], date]:
    """The day on which each return last came and was kept, by its authority and its dataset."""
    found: dict[tuple[str, str], date] = {}
    for each in releases:
        if each.authority is not None and each.state != "withdrawn":
            key, day = (each.authority, each.dataset), timezone.localdate(each.imported_at)
            found[key] = max(day, found.get(key, day))
    return found


def _came() -> Mapping[tuple[str, str], date]:
    home = Home.from_environment()
    try:
        held = os.stat(home.manifest)
    except OSError:
        return _read(home)  # nothing, or why it cannot be read
    return _kept(home, (held.st_ino, held.st_mtime_ns, held.st_size))


@lru_cache(maxsize=2)
def _kept(home: Home, mark: tuple[int, ...]) -> Mapping[tuple[str, str], date]:
    """What the manifest says for as long as it is the same file: many pages ask, and it is written seldom."""
    del mark
    return _read(home)


def _read(home: Home) -> Mapping[tuple[str, str], date]:
    return last_came(ReleaseStore(home).releases(include_superseded=True))
