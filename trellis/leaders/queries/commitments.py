"""What takes the days of system leaders in an academic year, whichever package keeps it: mentoring, and support of schools.

Packages above this one say once, when they are ready, how to read what they keep, so that each rule knows of all days.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol


class Source(Protocol):
    """Something that takes days of leaders: those taken in an academic year, by the leader’s number, as known on a day.

    With `leader` it may read of that leader alone.
    """

    def __call__(
        self, authority: str, *, year: int, today: date, leader: int | None = None
    ) -> Mapping[int, Decimal]: ...


_sources: list[Source] = []


def also_from(source: Source) -> None:
    """Count what a source takes too. Apps say so once, when they are ready."""
    if source not in _sources:
        _sources.append(source)


def sources() -> tuple[Source, ...]:
    """Everything that takes days of leaders."""
    return tuple(_sources)


def taken(authority: str, *, year: int, today: date, leader: int | None = None) -> dict[int, Decimal]:
    """The days of each leader of an authority that are taken in an academic year, by whatever takes them."""
    found: dict[int, Decimal] = {}
    for source in _sources:
        for number, days in source(authority, year=year, today=today, leader=leader).items():
            found[number] = found.get(number, Decimal(0)) + days
    return found
