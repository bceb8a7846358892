"""Values of schools kept in memory for as long as a build is open: its pages ask for the same ones again and again.

A build never changes, so what is read of it once stays true. What is kept is small: two arrays of a school's values,
some 2 kB, and the rows of the newest statistics of each authority's schools.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from trellis.analysis.store import school_reading
from trellis.analysis.store.literals import literal, one_of, told
from trellis.analysis.store.records import School

if TYPE_CHECKING:
    import duckdb

    from trellis.analysis.store.warehouse import Warehouse

# More than the similar schools of any authority's schools: beyond it what was kept is let go, and read anew
MOST_SCHOOLS = 20_000
MOST_AUTHORITIES = 8
MOST_READ = 4_000
Row = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Years:
    """The published values of one school, each with its indicator's code and its year."""

    indicators: npt.NDArray[np.int16]
    years: npt.NDArray[np.int16]
    values: npt.NDArray[np.float64]


class Placed(NamedTuple):
    """Where a school stands in a build: its place, and what decides which others it is set beside."""

    urn: int
    idx: int
    phase_group: str
    family: str
    left_out: int
    la_code: str


@dataclass(frozen=True)
class KeptSchools:
    """What has been read so far, by a school's place (`school.idx`)."""

    years: dict[int, Years] = field(default_factory=dict)
    newest: dict[int, dict[int, float]] = field(default_factory=dict)
    standings: dict[tuple[str, int], dict[int, list[Row]]] = field(default_factory=dict)
    read: dict[tuple[str, int], tuple[Any, ...]] = field(default_factory=dict)
    registered: dict[int, School | None] = field(default_factory=dict)  # None: not in the register
    placed: dict[int, Placed | None] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: dict[Any, Any]) -> "KeptSchools":
        """Return what is kept among the rest that is."""
        found: KeptSchools = kept.setdefault("schools", cls())
        return found

    def years_of(self, cursor: "duckdb.DuckDBPyConnection", places: Iterable[int]) -> dict[int, Years]:
        """Return every published value of these schools, reading those that are not kept."""
        wanted = list(places)
        found = {idx: held for idx in wanted if (held := self.years.get(idx)) is not None}
        if lacking := [idx for idx in wanted if idx not in found]:
            # One school at a time: its rows lie together, so that all other parts of the table are passed over
            parts = [
                f"SELECT {int(idx)} AS idx, indicator, year, value FROM observation "  # noqa: S608
                f"WHERE idx = {int(idx)} AND status = 0 AND authority = -1"
                for idx in lacking
            ]
            found |= self._keep_years(cursor, " UNION ALL ".join(parts), lacking)
        return found

    def newest_of(
        self, cursor: "duckdb.DuckDBPyConnection", places: Iterable[int]
    ) -> dict[int, dict[int, float]]:
        """Return the published values of the expected years of these schools, by indicator's code."""
        wanted = list(places)
        found = {idx: held for idx in wanted if (held := self.newest.get(idx)) is not None}
        if lacking := [idx for idx in wanted if idx not in found]:
            found |= self._keep_newest(cursor, one_of("idx", lacking), lacking)
        return found

    def standings_of(
        self, cursor: "duckdb.DuckDBPyConnection", idx: int, *, la_code: str, own: int, columns: Sequence[str]
    ) -> list[Row]:
        """Return the statistics of a school, and its authority's own: those of all its authority's schools are read."""
        key = (la_code, own)
        held = self.standings.get(key)
        if held is None:
            rows = told(
                cursor,
                f"SELECT idx, {', '.join(columns)} FROM statistic WHERE (authority = -1 OR authority = {int(own)}) "  # noqa: S608
                f"AND idx IN (SELECT idx FROM school WHERE la_code = {literal(la_code)})",
            )
            held = {}
            for place, *row in rows:
                held.setdefault(place, []).append(tuple(row))
            if len(self.standings) >= MOST_AUTHORITIES:
                self.standings.clear()
            self.standings[key] = held
        return held.get(idx, [])

    def registered_of(self, cursor: "duckdb.DuckDBPyConnection", urns: Iterable[int]) -> list[School]:
        """Return those of these schools that the register has, by URN."""
        wanted = sorted({int(urn) for urn in urns})

        def read(lacking: Sequence[int]) -> Iterable[tuple[int, School]]:
            return ((each.urn, each) for each in school_reading.schools_of(cursor, lacking))

        found = _found(self.registered, wanted, read)
        return [found[urn] for urn in wanted if urn in found]

    def placed_of(self, cursor: "duckdb.DuckDBPyConnection", urns: Iterable[int]) -> dict[int, Placed]:
        """Return where those of these schools that the register has stand, by URN and in its order."""

        def read(lacking: Sequence[int]) -> Iterable[tuple[int, Placed]]:
            rows = told(
                cursor,
                "SELECT urn, idx, phase_group, coalesce(family, ''), coalesce(left_out, 0), coalesce(la_code, '') "  # noqa: S608
                f"FROM school WHERE {one_of('urn', lacking)}",
            )
            return ((row[0], Placed(*row)) for row in rows)

        found = _found(self.placed, sorted({int(urn) for urn in urns}), read)
        return dict(sorted(found.items(), key=lambda item: item[1].idx))

    def ready(self, cursor: "duckdb.DuckDBPyConnection", la_code: str) -> None:
        """Read beforehand what the schools of an authority are set beside: themselves, and all that are like them."""
        la = literal(la_code)
        among = (
            f"SELECT idx FROM school WHERE la_code = {la} AND open "  # noqa: S608
            f'UNION SELECT s.other_idx FROM "similar" s JOIN school o ON o.idx = s.idx WHERE o.la_code = {la} AND o.open'
        )
        places = [int(idx) for (idx,) in told(cursor, among)]
        # All at once it is quicker to pass over the table than to seek each school in it
        self._keep_years(
            cursor,
            f"SELECT idx, indicator, year, value FROM observation WHERE idx IN ({among}) "  # noqa: S608
            "AND status = 0 AND authority = -1",
            places,
        )
        self._keep_newest(cursor, f"idx IN ({among})", places)
        own = (
            f"SELECT urn FROM school WHERE la_code = {la} AND open UNION SELECT l.predecessor_urn "  # noqa: S608
            f"FROM lineage l JOIN school s ON s.urn = l.urn WHERE s.la_code = {la} AND s.open"
        )
        self.registered_of(cursor, [int(urn) for (urn,) in told(cursor, own)])
        self.placed_of(
            cursor,
            [int(urn) for (urn,) in told(cursor, f"SELECT urn FROM school WHERE idx IN ({among})")],  # noqa: S608
        )

    def _keep_years(
        self, cursor: "duckdb.DuckDBPyConnection", query: str, asked: Sequence[int]
    ) -> dict[int, Years]:
        read = cursor.execute(query).fetchnumpy()
        places = np.asarray(read["idx"], dtype=np.int64)
        order = np.argsort(places, kind="stable")
        indicators = np.asarray(read["indicator"], dtype=np.int16)[order]
        years = np.asarray(read["year"], dtype=np.int16)[order]
        values = np.asarray(read["value"], dtype=np.float64)[order]
        starts, ends = (
            np.searchsorted(places[order], np.array(asked, dtype=np.int64), side=side).tolist()
            for side in ("left", "right")
        )
        found = {
            idx: Years(
                indicators=indicators[start:end].copy(),
                years=years[start:end].copy(),
                values=values[start:end].copy(),
            )
            for idx, start, end in zip(asked, starts, ends, strict=True)
        }
        if len(self.years) + len(found) > MOST_SCHOOLS:
            self.years.clear()
        self.years.update(found)
        return found

    def _keep_newest(
        self, cursor: "duckdb.DuckDBPyConnection", condition: str, asked: Sequence[int]
    ) -> dict[int, dict[int, float]]:
        found: dict[int, dict[int, float]] = {idx: {} for idx in asked}
        for idx, indicator, value in told(
            cursor,
            f"SELECT idx, indicator, value FROM statistic WHERE {condition} AND authority = -1 "  # noqa: S608
            "AND value IS NOT NULL",
        ):
            found[idx][indicator] = value
        if len(self.newest) + len(found) > MOST_SCHOOLS:
            self.newest.clear()
        self.newest.update(found)
        return found


def _found(
    kept: dict[int, T | None], wanted: Sequence[int], read: Callable[[Sequence[int]], Iterable[tuple[int, T]]]
) -> dict[int, T]:
    """Return what is kept of each number that is wanted, reading what is not; that there is nothing is kept too."""
    found = {urn: kept[urn] for urn in wanted if urn in kept}
    if lacking := [urn for urn in wanted if urn not in found]:
        read_now: dict[int, T | None] = {**dict.fromkeys(lacking), **dict(read(lacking))}
        if len(kept) + len(read_now) > MOST_SCHOOLS:
            kept.clear()
        kept.update(read_now)
        found |= read_now
    return {urn: held for urn in wanted if (held := found[urn]) is not None}


def once(read: "Callable[[Warehouse, int], list[T]]") -> "Callable[[Warehouse, int], list[T]]":
    """Make a read of a warehouse by URN one that is made once for each school, and then kept."""

    @wraps(read)
    def reading(held: "Warehouse", urn: int) -> list[T]:
        kept = KeptSchools.of(held.kept).read
        key = (read.__name__, urn)
        found = kept.get(key)
        if found is None:
            if len(kept) >= MOST_READ:
                kept.clear()
            found = kept[key] = tuple(read(held, urn))
        return list(found)

    return reading
