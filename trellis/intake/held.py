"""What is held of each publication and return, and how fresh it is. Pure functions over the releases.

Whoever asks names the authorities; what another authority returned is in nothing that is given.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from trellis import catalogue
from trellis.analysis import datasets, indicators
from trellis.analysis.dataset import Dataset
from trellis.analysis.files.release import Release
from trellis.analysis.indicator import Indicator

Cell = Literal["held", "not held", "not made", "not yet"]

# The publication that each group of indicators is from, to know the years that its publisher left out
_SOURCES = {
    "Key stage 2 performance tables": "ks2",
    "Key stage 4 performance tables": "ks4",
    "16 to 18 performance tables": "ks5",
    "Pupil absence in schools in England": "absence",
}
# How often those are made that are of a day and not of a year, and after how many days a newer one is likely
_SNAPSHOTS = {
    "gias_establishments": ("each day", 62),
    "gias_groups": ("each day", 62),
    "gias_links": ("each day", 62),
    "ofsted_outcomes": ("each month", 45),
    "parent_view": ("each term", 190),
    "statistical_neighbours": ("when they are worked out anew", 730),
}


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """One publication: the newest that is held, the newest that should be out, and how the two compare.

    `newest` and `expected` are the year that figures end in. A publication made for a day has `as_at` instead, and
    `made` says how often. `behind` is None where nothing can be said.
    """

    dataset: Dataset
    releases: int
    newest: int | None = None
    expected: int | None = None
    since: date | None = None
    as_at: date | None = None
    made: str = ""
    behind: bool | None = None


def known() -> dict[str, Dataset]:
    """Every declared dataset by id."""
    return catalogue.collect(datasets, Dataset)


def seen_by(releases: Iterable[Release], *, authorities: Collection[str]) -> list[Release]:
    """Return the releases that are public, and the authorities' own."""
    return [r for r in releases if r.authority is None or r.authority in authorities]


@lru_cache(maxsize=1)
def not_made() -> Mapping[str, frozenset[int]]:
    """Return, by dataset, the years of which its publisher made nothing."""
    left_out: dict[str, set[int]] = {}
    for indicator in catalogue.collect(indicators, Indicator).values():
        dataset = _SOURCES.get(indicator.source)
        if dataset is not None:
            years = set(indicator.not_published)
            left_out[dataset] = left_out[dataset] & years if dataset in left_out else years
    return {dataset: frozenset(years) for dataset, years in left_out.items()}


def expected_year(dataset: Dataset, *, today: date) -> int | None:
    """Return the newest year whose figures should be public by now; None for what is not made by year."""
    if dataset.publication is None:
        return None
    for year in range(today.year + 1, today.year - 12, -1):
        if year not in not_made().get(dataset.id, ()) and dataset.publication.known_from(year) <= today:
            return year
    return None


def freshness(releases: Iterable[Release], *, today: date) -> list[Freshness]:
    """Return how fresh each public dataset is, in the order in which they are declared."""
    current: dict[str, list[Release]] = {}
    for release in releases:
        if release.state == "current" and release.authority is None:
            current.setdefault(release.dataset, []).append(release)
    return [
        _freshness(dataset, current.get(dataset.id, []), today)
        for dataset in known().values()
        if not dataset.local
    ]


def _freshness(dataset: Dataset, held: list[Release], today: date) -> Freshness:
    expected = expected_year(dataset, today=today)
    if expected is None or dataset.publication is None:
        made, days = _SNAPSHOTS.get(dataset.id, ("", 0))
        as_at = max((r.known_from for r in held), default=None)
        behind = None if as_at is None or not days else (today - as_at).days > days
        return Freshness(dataset=dataset, releases=len(held), as_at=as_at, made=made, behind=behind)
    newest = max((year for r in held for year in r.years), default=None)
    return Freshness(
        dataset=dataset,
        releases=len(held),
        newest=newest,
        expected=expected,
        since=dataset.publication.known_from(expected),
        behind=newest is None or newest < expected,
    )


def by_year(
    releases: Iterable[Release], *, today: date, years: int = 9
) -> tuple[tuple[int, ...], dict[str, tuple[Cell, ...]]]:
    """Return the newest `years` years and, by public dataset that is made by year, what is held of each."""
    fresh = [each for each in freshness(releases, today=today) if each.expected is not None]
    last = max((max(each.expected or 0, each.newest or 0) for each in fresh), default=today.year)
    span = tuple(range(last - years + 1, last + 1))
    held: dict[str, set[int]] = {}
    for release in releases:
        if release.state == "current" and release.authority is None:
            held.setdefault(release.dataset, set()).update(release.years)
    return span, {
        each.dataset.id: tuple(_cell(year, held.get(each.dataset.id, set()), each) for year in span)
        for each in fresh
    }


def _cell(year: int, held: Collection[int], fresh: Freshness) -> Cell:
    if year in held:
        return "held"
    if year in not_made().get(fresh.dataset.id, ()):
        return "not made"
    return "not yet" if fresh.expected is not None and year > fresh.expected else "not held"
