"""The type of a publication: the shapes its files have had, and what each column and code means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
import polars as pl

from trellis.analysis.observation import Status

_MOST_URNS = 10_000_000


@lru_cache(maxsize=1 << 16)
def header_key(name: str) -> str:
    """Return a header as it is compared: case, doubled spaces and the byte order mark do not count."""
    return " ".join(name.replace("\ufeff", "").replace("\u00a0", " ").split()).casefold()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with a file, placed so that a person can find it.

    An error keeps the whole file out; a warning leaves out the cell or row it names and says so.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = ":".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                self.column or "",
            )
            if part
        )
        return f"{place}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Publication:
    """When a period's figures are usually first public: the first of `month`, `years_after` its end.

    For 2018/19 (ending 2019) published in March 2020: month=3, years_after=1. `dates` is the kept list: the
    days of publication that are known for certain, by the year the figures end in.
    """

    month: int
    years_after: int = 0
    dates: Mapping[int, date] = field(default_factory=dict)

    def known_from(self, year: int) -> date:
        return self.dates.get(year) or date(year + self.years_after, self.month, 1)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number that a publication gives about a school, and the columns that hold it.

    `column` and its companions name headers as published; the first present one is read. `scale`
    multiplies what is printed; `least` and `most` bound what can be true: outside is an error.
    """

    id: str
    column: str | tuple[str, ...]
    numerator: str | tuple[str, ...] = ()
    denominator: str | tuple[str, ...] = ()
    low: str | tuple[str, ...] = ()
    high: str | tuple[str, ...] = ()
    scale: float = 1.0
    least: float | None = None
    most: float | None = None


@dataclass(kw_only=True)
class Context:
    """What is known of a file beside its cells; problems found while reading are put here.

    `stated_year` is the year a person gave; `hinted_year` the one the name or folder suggests; both end a
    period (2019 for 2018/19). `authority` is the code of the authority whose own return this is. `header` is the
    whole header as published, for a shape whose columns its reader must know all of.

    `measures` are those of schools that somebody asks for, None where every number is. The cells of the others are
    checked all the same, and their numbers are carried no further; `left_out` says for each kind of table when the newest
    of them were public, and whether that is estimated.
    """

    file: str
    sha256: str
    imported_on: date
    stated_year: int | None = None
    hinted_year: int | None = None
    hinted_date: date | None = None
    authority: str | None = None
    header: tuple[str, ...] = ()
    measures: frozenset[str] | None = None
    left_out: dict[str, list[tuple[date, bool]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def carries(self, measure: str, kind: str) -> bool:
        """Whether the numbers of a measure are wanted in a table of this kind."""
        return self.measures is None or (kind == "observation" and measure in self.measures)

    def error(
        self,
        message: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.problems.append(Problem(file=self.file, message=message, row=row, column=column, value=value))

    def warn(
        self,
        message: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.problems.append(
            Problem(
                file=self.file,
                message=message,
                row=row,
                column=column,
                value=value,
                severity="warning",
            )
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one file says: tables by the names of `observation.TABLES`, its edition, years and release date.

    `edition` is how people name it ("2018/19 provisional", "as at 31 August 2025"); `part` separates releases that
    stand beside each other and never supersede one another (the year, the snapshot date, the authority);
    `rank` orders editions of one part: a higher one supersedes (provisional 1, revised 2, final 3).
    """

    tables: Mapping[str, pl.DataFrame]
    edition: str
    part: str
    years: tuple[int, ...]
    rank: int = 0
    released: date | None = None

    @property
    def schools(self) -> int:
        """How many schools it tells of."""
        return max((_distinct(t["urn"]) for t in self.tables.values() if "urn" in t.columns), default=0)


def _distinct(urns: pl.Series) -> int:
    """Return how many numbers there are: small ones, as nearly all are, are quicker ticked off than looked up."""
    numbers = urns.to_numpy()
    if not len(numbers) or urns.null_count() or numbers.min() < 0 or numbers.max() > _MOST_URNS:
        return urns.n_unique()
    return int(np.count_nonzero(np.bincount(numbers)))


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One header that a publication has had.

    `marks` must all be in the header, and none of `without`; the shape with most marks wins. `reads`
    names every column wanted: intake parses no other, and refuses a file that lacks one not in `optional`.
    `read` gets the sheet's frame (every wanted column that is present, as text, named by `header_key`, and `row`)
    and its context. A header that the publisher repeats is wanted as "SNP", "SNP#2", "SNP#3"; repeated without
    that, it is an error. `header_row` is 1 unless the publisher prints titles above the header.
    """

    id: str
    title: str
    marks: tuple[str, ...]
    reads: tuple[str, ...]
    read: Callable[[pl.DataFrame, Context], Reading | None]
    without: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    header_row: int = 1


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the publisher gives the file: a URL with {year}, {date} or {academic_year} to be filled."""

    url: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One publication, every shape its files have had, and how to get it."""

    id: str
    title: str
    publisher: str
    licence: str
    page: str
    shapes: tuple[Shape, ...]
    publication: Publication | None = None
    addresses: tuple[Address, ...] = ()
    local: bool = False  # an authority's own return: seen by that authority alone
    partial: bool = False  # one file is of some schools: it stands beside earlier ones, and supersedes none
    about: str = ""


# What the publishers print in place of a number. Anything else that is not a number is an error.
PERFORMANCE_TABLE_CODES: Mapping[str, Status] = {
    "supp": Status.SUPPRESSED,
    "suppmat": Status.SUPPRESSED,
    "lowcov": Status.SUPPRESSED,
    "re": Status.SUPPRESSED,
    "sp": Status.SUPPRESSED,
    "na": Status.NOT_APPLICABLE,
    "ne": Status.NOT_APPLICABLE,
    "new": Status.NOT_APPLICABLE,
    "np": Status.NOT_PUBLISHED,
    "dns": Status.NOT_HELD,
    "": Status.NOT_HELD,
}

EXPLORE_EDUCATION_STATISTICS_CODES: Mapping[str, Status] = {
    "c": Status.SUPPRESSED,
    "low": Status.SUPPRESSED,
    "u": Status.SUPPRESSED,
    "k": Status.SUPPRESSED,
    "z": Status.NOT_APPLICABLE,
    ":": Status.NOT_PUBLISHED,
    "x": Status.NOT_PUBLISHED,
    "~": Status.NOT_PUBLISHED,
    ".": Status.NOT_HELD,
    "..": Status.NOT_HELD,
    "": Status.NOT_HELD,
}
