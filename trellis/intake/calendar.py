"""When an authority's own returns are due: the days of a year on which each is asked for.

The days are those of the school year in England: a term's return is due soon after the term's census, a year's at the
point when what it tells of is settled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# How long before its day a return may come and still be the one that is asked for
_EARLY = timedelta(days=60)
_TERMLY = ((10, 31), (2, 28), (6, 30))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How often a return is asked for, in words, and the months and days on which it is due."""

    often: str
    days: tuple[tuple[int, int], ...]


DUE: Mapping[str, Asked] = {
    "local_governance": Asked(often="Each term", days=_TERMLY),
    "local_judgements": Asked(often="Each term", days=_TERMLY),
    "local_events": Asked(often="Each term, and when something happens", days=_TERMLY),
    "local_indicators": Asked(often="Each term, for this year’s attendance", days=_TERMLY),
    "local_finance": Asked(
        often="Twice a year: after the year’s close and at half-year", days=((6, 30), (11, 30))
    ),
    "local_targets": Asked(often="Each autumn", days=((10, 31),)),
    "local_section175": Asked(often="Each spring", days=((3, 31),)),
    "local_school_year": Asked(often="Each summer", days=((7, 31),)),
}


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a return is due. `overdue` is where the day has passed since the last one came."""

    often: str
    on: date | None
    overdue: bool


def due(dataset: str, *, last: date | None, today: date) -> Due:
    """Return when a return is due next, given the day on which the last one came."""
    asked = DUE.get(dataset)
    if asked is None:
        return Due(often="When there is something to say", on=None, overdue=False)
    days = sorted(
        date(year, month, day) for year in range(today.year - 1, today.year + 3) for month, day in asked.days
    )
    passed = [day for day in days if day < today]
    if passed and last is not None and last <= passed[-1] - _EARLY:
        return Due(often=asked.often, on=passed[-1], overdue=True)
    ahead = [day for day in days if day >= today]
    if last is not None and last > ahead[0] - _EARLY:
        ahead = ahead[1:]
    return Due(often=asked.often, on=ahead[0], overdue=False)
