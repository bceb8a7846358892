"""One thing that needs somebody now, whichever part of the service asks."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What is asked of the reader: in words, of which school or place, by when, and where it is done.

    `overdue` is how many days it is late. `late` says so in words, or says why it is urgent without a day.
    """

    what: str
    href: str
    place: str = ""
    place_href: str = ""
    by: date | None = None
    overdue: int = 0
    late: str = ""
    note: str = ""
