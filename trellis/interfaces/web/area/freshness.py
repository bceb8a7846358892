"""How far each publication that is held has come, against what its publisher should have given by now. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trellis.analysis.dataset import Dataset
from trellis.analysis.files.release import Release
from trellis.interfaces.web.govuk import words

# What comes out every month; older than this many days it is out of date
_MONTHLY = ("gias_establishments", "ofsted_outcomes")
_MONTHLY_DAYS = 100
_ARRANGED = "other_arrangements"


@dataclass(frozen=True, kw_only=True)
class Held:
    """One publication: the newest that is held, what could be, and in words whether it is behind."""

    title: str
    newest: str
    expected: str
    words: str
    stale: bool


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """The publications that are behind, how many are not, and those of which no file is held.

    `arranged` is whether values that others arranged are held, which may stand in for those.
    """

    behind: tuple[Held, ...]
    fresh: int
    missing: tuple[str, ...]
    arranged: bool


def present(releases: Iterable[Release], *, declared: Mapping[str, Dataset], today: date) -> Freshness:
    """Return how fresh the current releases of publications are on a day. Returns of authorities are left out."""
    newest: dict[str, list[Release]] = {}
    for release in releases:
        if release.state == "current" and release.authority is None and release.dataset in declared:
            newest.setdefault(release.dataset, []).append(release)
    held = [_held(declared[dataset], of, today=today) for dataset, of in newest.items()]
    return Freshness(
        behind=tuple(sorted((one for one in held if one.stale), key=lambda one: one.title)),
        fresh=sum(not one.stale for one in held),
        missing=tuple(
            sorted(
                one.title
                for name, one in declared.items()
                if name not in newest and one.publication is not None and not one.local
            )
        ),
        arranged=_ARRANGED in newest,
    )


def expected_year(dataset: Dataset, *, today: date) -> int | None:
    """Return the year whose figures were usually public by a day; None where the publisher keeps no such rhythm."""
    publication = dataset.publication
    if publication is None:
        return None
    return next(
        (year for year in range(today.year + 1, 1990, -1) if publication.known_from(year) <= today), None
    )


def _held(dataset: Dataset, releases: list[Release], *, today: date) -> Held:
    years = [year for release in releases for year in release.years]
    known = max(release.known_from for release in releases)
    expected = expected_year(dataset, today=today)
    if dataset.id in _MONTHLY:
        stale = (today - known).days > _MONTHLY_DAYS
        months = round((today - known).days / 30.4)
        said = f"out of date: {words.count(months, 'month')} old, and a newer one has come out since"
        return Held(
            title=dataset.title,
            newest=f"as at {words.day(known)}",
            expected="this month or last",
            words=said if stale else "up to date",
            stale=stale,
        )
    if expected is None or not years:
        return Held(
            title=dataset.title,
            newest=f"as at {words.day(known)}",
            expected="no set time",
            words="its publisher keeps no set time",
            stale=False,
        )
    late = expected - max(years)
    return Held(
        title=dataset.title,
        newest=words.year(max(years)),
        expected=words.year(expected),
        words=f"out of date by {words.count(late, 'year')}" if late > 0 else "up to date",
        stale=late > 0,
    )
