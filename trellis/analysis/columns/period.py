"""Years and dates as publishers write them, in cells and in the names of files."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DATES = (
    re.compile(r"(?<!\d)(?P<y>20\d\d)[-_. ]?(?P<m>0[1-9]|1[0-2])[-_. ]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])[-_. ]?(?P<m>0[1-9]|1[0-2])[-_. ]?(?P<y>20\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<d>[12]?\d|3[01])[-_. ](?P<name>" + "|".join(_MONTHS) + r")[-_. ](?P<y>20\d\d)(?!\d)",
        re.IGNORECASE,
    ),
)
_WHOLE_PAIR = re.compile(r"(?<!\d)(20\d\d)[-_/ ]?(20\d\d)(?!\d)")
_PAIR = re.compile(r"(?<!\d)(20\d\d)[-_/ ]?(20)?(\d\d)(?!\d)")
_SINGLE = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Hint:
    """What a name suggests: the year in which a period ends, or the date of a snapshot."""

    year: int | None = None
    day: date | None = None


def ending(words: str) -> int | None:
    """Return the year in which an academic or financial year ends: 2019 for 201819, 2018-19, 2018/2019 and 2019."""
    pair = re.fullmatch(r"\s*(\d{4})\s*[-_/ ]?\s*(\d\d)?(\d\d)\s*", words)
    if pair:
        year = int(pair[1]) + 1
        return year if year % 100 == int(pair[3]) else None
    single = re.fullmatch(r"\s*(\d{4})\s*", words)
    return int(single[1]) if single else None


def named(year: int) -> str:
    """Return an academic year as it is written: 2018/19 for 2019."""
    return f"{year - 1}/{year % 100:02d}"


def financial(year: int) -> str:
    """Return a financial year as it is written: 2018-19 for 2019."""
    return f"{year - 1}-{year % 100:02d}"


def hinted(path: Path, member: str | None = None) -> Hint:
    """Return what the nearest of a member's name, a file's name and its folders' names suggests."""
    for name in (
        *(reversed(Path(member).parts) if member else ()),
        path.name,
        *(p.name for p in path.parents),
    ):
        hint = _hint(name)
        if hint.year is not None or hint.day is not None:
            return hint
    return Hint()


def _hint(name: str) -> Hint:
    for first, last in _WHOLE_PAIR.findall(name):
        if int(last) == int(first) + 1:  # 2010-2011 is a year, not the 20th of October 2011
            return Hint(year=int(last))
    for pattern in _DATES:
        for found in pattern.finditer(name):
            parts = found.groupdict()
            month = int(parts["m"]) if parts.get("m") else _MONTHS.index(parts["name"].lower()) + 1
            try:
                return Hint(day=date(int(parts["y"]), month, int(parts["d"])))
            except ValueError:
                continue
    years = [int(first) + 1 for first, _, last in _PAIR.findall(name) if (int(first) + 1) % 100 == int(last)]
    if not years:
        years = [int(single) for single in _SINGLE.findall(name)]
    return Hint(year=max(years)) if years else Hint()
