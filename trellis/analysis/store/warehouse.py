"""The warehouse: one DuckDB file, built aside and swapped in, read by everyone and written by none but a build.

`build` makes it and `open` reads it; nobody else knows that there is a DuckDB file. What is published is there for every
authority; what an authority returns is given only to a reader that names that authority.

Importing this costs numpy and the standard library: the cold screen must not wait for Polars or SciPy.
"""

import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from trellis.analysis.home import Home
from trellis.analysis.measuring.statistic import STATISTICS
from trellis.analysis.store.build_report import FORMAT, BuildReport, NoWarehouse, Progress
from trellis.analysis.store.facts import Facts
from trellis.analysis.store.kept_schools import KeptSchools, once
from trellis.analysis.store.literals import bound, literal
from trellis.analysis.store.records import (
    Boundary,
    HistoryRow,
    IndicatorHeld,
    Inspection,
    LineageStep,
    School,
    SimilarSchool,
    Standing,
    YearMedians,
)

if TYPE_CHECKING:
    import duckdb

    from trellis.analysis.area_measure import AreaMeasure
    from trellis.analysis.files.releases import Release
    from trellis.analysis.measuring.area_figures import AreaFigures
    from trellis.analysis.measuring.panel import Panels
    from trellis.analysis.measuring.similar import Comparison, FeatureDistance


def build(
    home: Home,
    *,
    as_of: date | None = None,
    progress: Progress | None = None,
    at: datetime | None = None,
    k: int | None = None,
) -> BuildReport:
    """Build the warehouse from the releases held and swap it in; whoever is reading the old one keeps reading it.

    With `as_of` nothing known later enters, and the file is another one. `at` is the moment of the build, `k` how
    many similar schools each gets. Raises NoWarehouse when no register of schools has been imported.
    """
    from trellis.analysis.measuring import similar
    from trellis.analysis.store import warehouse_file

    return warehouse_file.build(
        home,
        as_of=as_of,
        progress=progress,
        at=at or datetime.now(UTC),
        k=similar.K if k is None else k,
    )


def open(home: Home, *, as_of: date | None = None) -> "Warehouse":  # noqa: A001
    """Open the warehouse for reading. With `as_of` that day's file is built first if it is absent or out of date.

    Raises NoWarehouse when there is none.
    """
    path = home.warehouse_file(as_of=as_of)
    if as_of is not None and _is_stale(home, path):
        build(home, as_of=as_of)
    if not path.is_file():
        raise NoWarehouse(f"There is no warehouse at {path}. Run `trellis import` and then `trellis build`.")
    return Warehouse(path)


def _is_stale(home: Home, path: Path) -> bool:
    if not path.is_file():
        return True
    from trellis.analysis.files.releases import ReleaseStore

    with Warehouse(path) as held:
        return held.stamp != ReleaseStore(home).stamp()


class Warehouse:
    """One build, opened read-only. Safe to share between threads; close it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        import duckdb

        self.path = path
        self.kept: dict[Any, Any] = {}  # what is read once of a file that never changes
        self._of_thread = threading.local()
        try:
            # Attached to a fresh instance: connecting by path would hand out an older build that this process
            # still has open under the same name.
            self._connection = duckdb.connect(":memory:", config={"threads": min(os.cpu_count() or 1, 4)})
            self._connection.execute(f"ATTACH {literal(str(path))} AS held (READ_ONLY)")
            self._connection.execute("SET enable_external_access = false")
            self._connection.execute("SET lock_configuration = true")
            told = self._one("SELECT id, built_at, as_of, stamp, format FROM build")
        except duckdb.Error as why:
            raise NoWarehouse(f"{path} cannot be read as a warehouse ({why}). Run `trellis build`.") from why
        if told is None or told["format"] != FORMAT:
            raise NoWarehouse(f"{path} was built by another version of Trellis. Run `trellis build`.")
        self.build_id: str = told["id"]
        self.built_at: datetime = datetime.fromisoformat(told["built_at"])
        self.stamp: str = told["stamp"]
        # Without a date the facts are as of the day they were put together
        self.as_of: date = told["as_of"] or self.built_at.date()
        self.is_as_of: bool = told["as_of"] is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    # Schools

    def schools(self, *, authority: str | None = None, open_only: bool = True) -> list[School]:
        """Return schools by name: an authority's, or all."""
        return [
            School(**row)
            for row in self._rows(
                f"SELECT {', '.join(School.__dataclass_fields__)} FROM school "  # noqa: S608
                "WHERE ($authority IS NULL OR la_code = $authority) AND (open OR NOT $open_only) ORDER BY name, urn",
                authority=authority,
                open_only=open_only,
            )
        ]

    def school(self, urn: int) -> School | None:
        """Return one school, open or closed; None when the register has no such URN."""
        row = self._one(
            f"SELECT {', '.join(School.__dataclass_fields__)} FROM school WHERE urn = $urn",  # noqa: S608
            urn=urn,
        )
        return None if row is None else School(**row)

    def schools_of(self, urns: Sequence[int]) -> list[School]:
        """Return those of these schools that the register has, open or closed, by URN."""
        return KeptSchools.of(self.kept).registered_of(self._cursor(), urns)

    def find_schools(self, text: str, *, phase_group: str = "", limit: int = 25) -> list[School]:
        """Return open schools with every word of `text` in name, town, authority or postcode, those of the phase first."""
        from trellis.analysis.store import school_reading

        return school_reading.find_schools(self._cursor(), text, phase_group=phase_group, limit=limit)

    def authorities(self) -> dict[str, str]:
        """Return the code and name of each authority that has an open school."""
        rows = self._rows(
            "SELECT la_code, any_value(la_name) AS la_name FROM school WHERE open AND la_code <> '' "
            "GROUP BY la_code ORDER BY la_code"
        )
        return {row["la_code"]: row["la_name"] for row in rows}

    @once
    def lineage(self, urn: int) -> list[LineageStep]:
        """Return the changes that led to a school, oldest first."""
        query = "SELECT urn, predecessor_urn, relation, date, ambiguous FROM lineage WHERE urn = $urn ORDER BY date"
        return [LineageStep(**row) for row in self._rows(query, urn=urn)]

    # Numbers

    def indicators(self) -> list[IndicatorHeld]:
        """Return every declared indicator with what is held of it."""
        return [
            IndicatorHeld(
                **{
                    **row,
                    "phases": tuple(row["phases"]),
                    "years": tuple(row["years"]),
                    "not_published": tuple(row["not_published"]),
                }
            )
            for row in self._rows(
                "SELECT id, name, theme, unit, polarity, phases, not_published, expected_year, years, national_basis, "
                "values, schools FROM indicator ORDER BY code"
            )
        ]

    def facts(
        self,
        *,
        indicators: Iterable[str] | Mapping[str, Iterable[str]],
        authority: str | None = None,
        urns: Iterable[int] | None = None,
        statistics: Iterable[str] | None = None,
        sources: bool | None = None,
    ) -> Facts:
        """Return what is known of the open schools of an authority, of `urns`, or of England.

        `indicators` may map each to the statistics wanted of it, and `statistics` names those wanted of all; every
        statistic is read otherwise. `authority` also lets in that authority's own returns. `sources`, where each
        number came from, is read for an authority or `urns` and not for England unless asked.
        """
        from trellis.analysis.store import facts_reading

        if isinstance(indicators, Mapping):
            columns = {name: frozenset(wanted) | {"value"} for name, wanted in indicators.items()}
        else:
            names = frozenset(STATISTICS if statistics is None else statistics) | {"value"}
            columns = dict.fromkeys(indicators, names)
        scoped = authority is not None or urns is not None
        return facts_reading.read(
            self._cursor(),
            columns=columns,
            authority=authority,
            urns=None if urns is None else list(urns),
            sources=scoped if sources is None else sources,
            as_of=self.as_of,
            build_id=self.build_id,
            kept=self.kept,
        )

    def history(self, urn: int, *, authority: str | None = None) -> list[HistoryRow]:
        """Return every observation of a school by indicator and year, those of its predecessors among them.

        Years left out by design are there as not published. With `authority`, its own returns too.
        """
        from trellis.analysis.store import school_reading

        return school_reading.history(self._cursor(), urn, authority)

    def panels(
        self,
        *,
        indicators: Mapping[str, Sequence[float]],
        urns: Sequence[int],
        authority: str | None = None,
    ) -> "Panels":
        """Return several years of indicators for open schools, in the order of `urns`, each beside England's figure.

        `indicators` maps each to the shares (0 to 1) of England's schools whose place in its order is wanted. With
        `authority`, its own returns stand in for what is published.
        """
        from trellis.analysis.store import panel_reading

        return panel_reading.read(self._cursor(), indicators=indicators, urns=urns, authority=authority)

    def standings(self, urn: int, *, authority: str | None = None) -> list[Standing]:
        """Return where one open school stands in every declared indicator, in the order in which they are declared.

        With `authority`, its own returns stand in the place of what is published.
        """
        from trellis.analysis.store import comparator_reading

        return comparator_reading.standings(self._cursor(), urn, authority, kept=self.kept)

    def values_by_year(
        self, urns: Sequence[int], *, since: int = 0, indicators: Sequence[str] | None = None
    ) -> dict[tuple[str, int], dict[int, float]]:
        """Return published values by (indicator, year) and URN: of years from `since` on, and of these indicators."""
        from trellis.analysis.store import comparator_reading

        return comparator_reading.values_by_year(self._cursor(), urns, since, indicators, kept=self.kept)

    def ready_schools(self, authority: str) -> None:
        """Read beforehand, and keep, what the pages of an authority's open schools show and set them beside."""
        KeptSchools.of(self.kept).ready(self._cursor(), authority)
        schools = self.schools(authority=authority)
        for each in schools[:1]:
            self.standings(each.urn, authority=authority)  # which reads those of all of them
        for each in schools:
            for read in (self.lineage, self.similar, self.inspections, self.medians_by_year):
                read(each.urn)

    def medians_by_year(self, urn: int) -> dict[tuple[str, int], YearMedians]:
        """Return the medians of a school's peers by (indicator, year): England's, its authority's, its neighbours'.

        They are of the schools and values that `Warehouse.facts` compares it with; worked out once for each kind
        of school and authority, and then kept for as long as this is open.
        """
        from trellis.analysis.store import comparator_reading

        return comparator_reading.medians_of(self._cursor(), urn, kept=self.kept)

    def values(self, indicators: Sequence[str]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """Return (URNs of open schools ascending, float64[indicators, schools] of expected-year published values)."""
        facts = self.facts(indicators=indicators, statistics=["value"])
        return facts.urns, np.stack([facts.statistic(name, "value") for name in indicators])

    # Similar schools

    @once
    def similar(self, urn: int) -> list[SimilarSchool]:
        """Return the set of similar schools of a school, nearest first."""
        return [
            SimilarSchool(**row)
            for row in self._rows(
                "SELECT s.rank, s.other_urn AS urn, o.name, o.la_code, o.la_name, o.phase_group, o.school_type, o.roll, "
                's.distance FROM "similar" s JOIN school o ON o.idx = s.other_idx WHERE s.idx = '
                "(SELECT idx FROM school WHERE urn = $urn) ORDER BY s.rank",
                urn=urn,
            )
        ]

    def why_similar(self, urn: int, other: int) -> "tuple[FeatureDistance, ...]":
        """Return feature by feature how far two schools are apart. Raises NoWarehouse for a school not held."""
        return self.why_each_similar(urn, [other])[other]

    def why_each_similar(self, urn: int, others: Sequence[int]) -> "dict[int, tuple[FeatureDistance, ...]]":
        """Return `why_similar` of each of the others by its URN, for the price of one."""
        from trellis.analysis.store import school_reading

        return school_reading.why_similar(self._cursor(), urn, others)

    def features(self, urns: Sequence[int]) -> dict[int, dict[str, float | None]]:
        """Return what schools are found similar by, as `similar.FEATURES` names it, of each that can be compared."""
        from trellis.analysis.store import comparator_reading

        return comparator_reading.features(self._cursor(), urns)

    def compare(self, urn: int, chosen: Sequence[int], indicators: Sequence[str]) -> "Comparison":
        """Return a school against a set of a user's own choosing, over indicators, by published values.

        Raises KeyError when a URN is not of an open school.
        """
        from trellis.analysis.store import comparator_reading

        return comparator_reading.compare(self._cursor(), urn, chosen, indicators, kept=self.kept)

    # Inspections and provenance

    @once
    def inspections(self, urn: int) -> list[Inspection]:
        """Return every inspection outcome of a school and its predecessors, newest first."""
        return [
            Inspection(**row)
            for row in self._rows(
                "SELECT inspected_urn, kind, framework, started, published, area, grade, latest, predecessor, "
                "i.release, r.file_name, r.edition, i.row, i.known_from, i.known_from_estimated FROM inspection i "
                "LEFT JOIN release r ON r.id = i.release WHERE i.idx = (SELECT idx FROM school WHERE urn = $urn) "
                "ORDER BY started DESC NULLS LAST, kind, area",
                urn=urn,
            )
        ]

    def releases(self) -> "tuple[Release, ...]":
        """Return the releases that were held when this was built, superseded ones too."""
        from trellis.analysis.files.releases import Release

        names = ", ".join(Release.__dataclass_fields__)
        return tuple(
            Release(
                **{
                    **row,
                    "years": tuple(row["years"]),
                    "kinds": tuple(row["kinds"]),
                    "pieces": tuple((piece["name"], piece["rows"]) for piece in row["pieces"]),
                    "imported_at": datetime.fromisoformat(row["imported_at"]),
                }
            )
            for row in self._rows(f"SELECT {names} FROM release ORDER BY code")  # noqa: S608
        )

    def area_observations(
        self, *, area_code: str, measures: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """Return what is published of an area ("ENG", a region, or an authority's code), by measure and year."""
        return self._rows(
            "SELECT area_level, area_code, school_group, measure, year, value, status, numerator, denominator, release, "
            "row, known_from FROM area_observation WHERE area_code = $area_code "
            "AND ($measures IS NULL OR list_contains($measures, measure)) ORDER BY measure, school_group, year",
            area_code=area_code,
            measures=None if measures is None else list(measures),
        )

    def area_figures(self, measures: "Sequence[AreaMeasure]") -> "AreaFigures":
        """Return the figures of every authority, region and England by these measures, from published files alone."""
        from trellis.analysis.store import area_reading

        return area_reading.read(
            self._cursor(), measures, as_of=self.as_of, build_id=self.build_id, kept=self.kept
        )

    def is_area_row(self, *, release: str, row: int) -> bool:
        """Say whether a row of a release is a published figure of an area."""
        found = self._one(
            "SELECT 1 AS found FROM area_observation WHERE release = $release AND row = $row "
            "AND authority IS NULL LIMIT 1",
            release=release,
            row=row,
        )
        return found is not None

    def neighbours(self, la_code: str) -> list[tuple[str, str]]:
        """Return an authority's statistical neighbours, nearest first, as (code, how close)."""
        rows = self._rows(
            "SELECT neighbour_la_code, any_value(closeness) AS closeness, rank FROM neighbour "
            "WHERE la_code = $la_code GROUP BY neighbour_la_code, rank ORDER BY rank",
            la_code=la_code,
        )
        return [(row["neighbour_la_code"], row["closeness"] or "") for row in rows]

    def boundary(self, la_code: str) -> Boundary | None:
        """Return the outline of an authority; None where none is held that can be told to be its: see `area_reading`."""
        from trellis.analysis.store import area_reading

        return area_reading.boundary(self._cursor(), la_code)

    def inspections_of(self, la_code: str) -> list[dict[str, Any]]:
        """Return every graded outcome of an authority's open schools and their predecessors, oldest first."""
        return self._rows(
            "SELECT s.urn, i.framework, i.started, i.area, i.grade, i.release, i.row FROM inspection i "
            "JOIN school s ON s.idx = i.idx WHERE s.la_code = $la_code AND s.open "
            "AND i.kind IN ('graded', 'report_card') AND i.started IS NOT NULL "
            "ORDER BY i.started, s.urn, i.area, i.row",
            la_code=la_code,
        )

    def counts(self) -> dict[str, int]:
        """Return how many rows each table holds."""
        tables = ("release", "school", "lineage", "observation", "statistic", "similar", "inspection")
        found = self._one(
            "SELECT " + ", ".join(f'(SELECT count(*) FROM "{table}") AS "{table}"' for table in tables)  # noqa: S608
        )
        return dict(found or {})

    def _rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        cursor = self._cursor()
        cursor.execute(bound(query, parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _cursor(self) -> "duckdb.DuckDBPyConnection":
        """Return the cursor of this thread: every read takes all that it asked for before the next begins."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._of_thread, "cursor", None)
        if cursor is None:
            cursor = self._of_thread.cursor = self._connection.cursor()
            cursor.execute("USE held")  # a cursor does not take over what its connection uses
        return cursor

    def _one(self, query: str, **parameters: Any) -> dict[str, Any] | None:
        return next(iter(self._rows(query, **parameters)), None)
