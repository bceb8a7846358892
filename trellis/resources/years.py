"""School years by the year in which they end, and how money and days are said and read. Pure functions."""

from datetime import date

BEGINS = 9
"""The month in which a school year begins."""
A_DAY = 4
"""How many quarters a day has."""


def year_of(day: date) -> int:
    """The school year of a day, by the year in which it ends."""
    return day.year + 1 if day.month >= BEGINS else day.year


def began(year: int) -> date:
    """The first day of a school year."""
    return date(year - 1, BEGINS, 1)


def named(year: int) -> str:
    """A school year as people say it: "2026/27"."""
    return f"{year - 1}/{year % 100:02d}"


def days(quarters: int) -> str:
    """So many quarters as days in words: "2½ days", "1 day", "¼ day"."""
    sign, whole, part = "−" if quarters < 0 else "", abs(quarters) // A_DAY, abs(quarters) % A_DAY
    text = (f"{whole:,}" if whole or not part else "") + {0: "", 1: "¼", 2: "½", 3: "¾"}[part]
    return f"{sign}{text} {'day' if 0 < abs(quarters) <= A_DAY else 'days'}"


def pounds(pence: int) -> str:
    """An amount of pence: "£1,250", "£12.50", "−£90"."""
    sign, whole, part = "−" if pence < 0 else "", abs(pence) // 100, abs(pence) % 100
    return f"{sign}£{whole:,}" + (f".{part:02d}" if part else "")


def shared(pence: int, *, percent: int) -> int:
    """What so many percent of an amount are, to the nearest penny; half a penny is one."""
    return (pence * percent + 50) // 100
