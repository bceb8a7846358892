"""The bank holidays of England, from the library that keeps them: see docs/adr/0020."""

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=128)
def of_england(first: int, last: int) -> frozenset[date]:
    """The bank holidays of the calendar years from one to another, with the days that stand in for those at a weekend."""
    # Here, so that a command that counts no days does not wait half a second for it
    from holidays.countries.united_kingdom import UnitedKingdom

    found = UnitedKingdom(subdiv="ENG", years=range(first, last + 1))  # type: ignore[no-untyped-call]
    return frozenset(found)
