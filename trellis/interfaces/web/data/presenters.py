"""What is held and how fresh it is, as pages. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.analysis.columns.returns import Return
from trellis.analysis.dataset import Dataset
from trellis.analysis.files.release import Release
from trellis.intake import calendar
from trellis.intake.held import Cell, Freshness
from trellis.intake.returns import last_came
from trellis.interfaces.web.data import grid
from trellis.interfaces.web.data.figures import Covered
from trellis.interfaces.web.data.grid import Grid
from trellis.interfaces.web.govuk import words

THEMES = {
    "attainment": "Attainment",
    "progress": "Progress",
    "attendance": "Attendance",
    "exclusion": "Suspensions and exclusions",
    "finance": "Finance",
    "workforce": "Workforce",
    "pupils": "Pupils",
    "roll": "Pupils on roll",
    "gaps": "Gaps",
    "parents": "Parents",
}


@dataclass(frozen=True, kw_only=True)
class FreshLine:
    """One publication: the newest held, the newest that should be out, and what to do, in words."""

    dataset: str
    title: str
    releases: str
    newest: str
    expected: str
    verdict: str
    behind: bool
    fetched: bool


@dataclass(frozen=True, kw_only=True)
class ReturnLine:
    """One return of one authority: when it last came and when it is due."""

    dataset: str
    title: str
    purpose: str
    last: str
    often: str
    due: str
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class YearGrid:
    """What is held by publication and year: the picture, and the table beside it."""

    picture: Grid
    years: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class CoverageLine:
    """One indicator's coverage in words."""

    name: str
    year: str
    have: str
    should: str
    share: str
    suppressed: str
    missing: str


@dataclass(frozen=True, kw_only=True)
class CoverageTheme:
    """The indicators of one theme, and their coverage together."""

    title: str
    anchor: str
    share: str
    lines: tuple[CoverageLine, ...]


@dataclass(frozen=True, kw_only=True)
class ReleaseLine:
    """One release behind a publication."""

    edition: str
    file_name: str
    standing: str
    known: str
    imported: str
    years: str
    rows: str
    sha256: str


def fresh_line(fresh: Freshness) -> FreshLine:
    """Return how fresh one publication is."""
    dataset = fresh.dataset
    if fresh.expected is None:
        newest = f"public since {words.day(fresh.as_at)}" if fresh.as_at else "none held"
        expected = f"made {fresh.made}" if fresh.made else "made now and then"
    else:
        newest = words.year(fresh.newest) if fresh.newest else "none held"
        expected = f"{words.year(fresh.expected)}, out since {fresh.since:%B %Y}"
    return FreshLine(
        dataset=dataset.id,
        title=dataset.title,
        releases=words.count(fresh.releases, "release") if fresh.releases else "none",
        newest=newest,
        expected=expected,
        verdict=_verdict(fresh),
        behind=bool(fresh.behind) or (not fresh.releases and bool(fresh.expected or fresh.made)),
        fetched=bool(dataset.addresses),
    )


@dataclass(frozen=True, kw_only=True)
class FetchLine:
    """One publication with an address. `year` is the one to ask for first; "" where it is not made by year.

    `by_hand` is where the address is of a page of files, among which only a person can choose.
    """

    dataset: Dataset
    fresh: FreshLine
    year: str
    by_hand: bool


def fetch_line(dataset: Dataset, fresh: Freshness, *, today: date) -> FetchLine:
    """Return what can be fetched of a publication."""
    by_year = any(name in address.url for address in dataset.addresses for name in ("year}", "{time_period}"))
    return FetchLine(
        dataset=dataset,
        fresh=fresh_line(fresh),
        year=str(fresh.expected or today.year) if by_year else "",
        by_hand=all(address.url.rstrip("/") == dataset.page.rstrip("/") for address in dataset.addresses),
    )


def _verdict(fresh: Freshness) -> str:
    if not fresh.releases:
        return "Not held"
    if fresh.behind is None:
        return "Held"
    if not fresh.behind:
        return "Up to date"
    if fresh.expected is None:
        return "A newer one is likely"
    lag = fresh.expected - (fresh.newest or fresh.expected)
    return f"{words.count(lag, 'year')} behind: a newer one should be out"


def year_grid(
    years: Sequence[int], cells: Mapping[str, Sequence[Cell]], *, titles: Mapping[str, str]
) -> YearGrid:
    """Return the picture and the table of what is held by year."""
    rows = grid.by_name(titles, cells)
    return YearGrid(
        picture=grid.draw(years, rows),
        years=tuple(words.year(year) for year in years),
        rows=tuple((name, tuple(held)) for name, held in rows),
    )


def return_lines(
    returns: Mapping[str, Return], releases: Sequence[Release], *, authority: str, today: date
) -> tuple[ReturnLine, ...]:
    """Return when each return of an authority last came and is due, those that are overdue first."""
    lines, came = [], last_came(releases)
    for dataset, declared in returns.items():
        last = came.get((authority, dataset))
        due = calendar.due(dataset, last=last, today=today)
        lines.append(
            ReturnLine(
                dataset=dataset,
                title=declared.title,
                purpose=declared.purpose,
                last=words.day(last) if last else "Not received yet",
                often=due.often,
                due=("Overdue since " if due.overdue else "By ") + words.day(due.on)
                if due.on
                else "No fixed day",
                overdue=due.overdue,
            )
        )
    return tuple(sorted(lines, key=lambda line: (not line.overdue, line.title)))


def coverage_themes(covered: Sequence[Covered]) -> tuple[CoverageTheme, ...]:
    """Return the coverage of the published indicators, by theme."""
    themes: dict[str, list[Covered]] = {}
    for each in covered:
        themes.setdefault(each.theme, []).append(each)
    return tuple(
        CoverageTheme(
            title=THEMES.get(theme, theme.replace("_", " ").capitalize()),
            anchor=f"theme-{theme}",
            share=_share(sum(each.have for each in held), sum(each.should for each in held)),
            lines=tuple(
                CoverageLine(
                    name=each.name,
                    year=words.year(each.year),
                    have=f"{each.have:,}",
                    should=f"{each.should:,}",
                    share=_share(each.have, each.should),
                    suppressed=f"{each.suppressed:,}",
                    missing=f"{each.missing:,}",
                )
                for each in held
            ),
        )
        for theme, held in themes.items()
    )


def _share(part: int, whole: int) -> str:
    if not whole:
        return "not published"
    # A share short of the whole never rounds up to it
    return "100%" if part == whole else f"{min(99, round(100 * part / whole))}%"


def release_lines(releases: Sequence[Release], *, dataset: Dataset) -> tuple[ReleaseLine, ...]:
    """Return the releases of one publication, the newest first."""
    by_id = {release.id: release for release in releases}
    ordered = sorted(
        (release for release in releases if release.dataset == dataset.id),
        key=lambda r: (r.state != "current", -r.known_from.toordinal(), r.edition),
    )
    return tuple(
        ReleaseLine(
            edition=release.edition,
            file_name=f"{release.member} in {release.file_name}" if release.member else release.file_name,
            standing=_standing(release, by_id),
            known=words.day(release.known_from) + (" (estimated)" if release.known_from_estimated else ""),
            imported=words.moment(release.imported_at),
            years=_years(release.years),
            rows=f"{release.rows:,}",
            sha256=release.sha256,
        )
        for release in ordered
    )


def _standing(release: Release, by_id: Mapping[str, Release]) -> str:
    if release.state == "withdrawn":
        return "Taken back: not used"
    if release.state == "current":
        return "Current, beside the others" if release.beside else "Current"
    newer = by_id.get(release.superseded_by or "")
    return f"Superseded by {newer.edition}" if newer is not None else "Superseded"


def _years(years: Sequence[int]) -> str:
    if not years:
        return "no year"
    first, last = min(years), max(years)
    return words.year(first) if first == last else f"{words.year(first)} to {words.year(last)}"
