"""Reading facts out of a warehouse: straight into numpy, one query a table and no row in Python."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.store import returned_reading
from trellis.analysis.store.facts import (
    Codes,
    Dates,
    Facts,
    Floats,
    Grades,
    Provenance,
    Texts,
)
from trellis.analysis.store.literals import bound, told

if TYPE_CHECKING:
    import duckdb

Integers = npt.NDArray[np.int32]
# Small tables that every read needs, by the query that gave them: held with the one build they are of
Kept = dict[str, dict[str, npt.NDArray[Any]]]

# A column with NULLs comes as a masked array, and numpy.ma takes as long to import as the facts to read
_NO_DAY = -(2**31)
_DAYS = f"coalesce(started - DATE '1970-01-01', {_NO_DAY}) AS started"

_NOT_APPLICABLE, _NOT_HELD = 2, 4

# The changes after which a grade given before is not plainly the school's own
JOINED = ("amalgamated", "merged", "split")


def read(
    cursor: "duckdb.DuckDBPyConnection",
    *,
    columns: Mapping[str, frozenset[str]],
    authority: str | None,
    urns: Sequence[int] | None,
    sources: bool,
    as_of: date,
    build_id: str,
    kept: "Kept",
) -> Facts:
    """See `Warehouse.facts`. `columns` are the statistics wanted of each indicator."""
    reader = Reader(cursor, authority, urns, sources, kept)
    statistics, statuses, source_of = reader.statistics(columns)
    grades = reader.grades()
    judgements = returned_reading.judgements(reader, as_of)
    events, event_sources = returned_reading.events(reader, as_of)
    under, on = reader.inspected()
    return Facts(
        urns=reader.schools["urn"].astype(np.int32),
        names=np.array(reader.schools["name"].tolist(), dtype=np.str_),
        phase_group=reader.phase_group,
        school_type=reader.decoded("school_type"),
        relationship=reader.decoded("relationship"),
        authority=reader.decoded("la_code"),
        as_of=as_of,
        build_id=build_id,
        statistics=statistics,
        statuses=statuses,
        grades=grades,
        judgements=judgements,
        events=events,
        event_sources=event_sources,
        registers=returned_reading.registers(reader),
        mean_rows=returned_reading.mean_rows(reader, columns) if sources else {},
        inspected_under=under,
        inspected_on=on,
        sources=reader.sources,
        source_of=source_of,
        loaded=frozenset(columns),
        columns=columns,
    )


class Reader:
    def __init__(
        self,
        cursor: "duckdb.DuckDBPyConnection",
        authority: str | None,
        urns: Sequence[int] | None,
        sources: bool,
        kept: "Kept",
    ) -> None:
        self.cursor = cursor
        self.authority = authority
        self._kept = kept
        self.words = [str(word) for word in self._fetch_once("SELECT word FROM word ORDER BY code")["word"]]
        self._code_of = {word: code for code, word in enumerate(self.words)}
        where = "true"
        given: dict[str, Any] = {}
        if urns is not None:
            where, given = "list_contains($urns, urn)", {"urns": [int(urn) for urn in urns]}
        elif authority is not None:
            # A code that no word has finds no school
            where, given = "la_code = $authority", {"authority": self._code_of.get(authority, -1)}
        self.scoped = bool(given)
        self.schools = self._fetch(
            "SELECT idx, urn, name, left_out, phase_group, school_type, relationship, la_code "  # noqa: S608
            f"FROM scope WHERE {where} ORDER BY idx",
            given,
        )
        self.idx = self.schools["idx"]
        self.n = len(self.idx)
        self.place = np.full(int(self.idx.max(initial=-1)) + 2, -1, dtype=np.int32)
        self.place[self.idx] = np.arange(self.n, dtype=np.int32)
        self.phase_group = self.decoded("phase_group")
        self.with_sources = sources
        self.sources: list[Provenance] = []
        self._source_index: dict[tuple[str, int], int] = {}

    def statistics(
        self, columns: Mapping[str, frozenset[str]]
    ) -> tuple[dict[tuple[str, str], Floats], dict[str, Codes], dict[str, npt.NDArray[np.int32]]]:
        held = self._fetch_once(
            "SELECT code, id, array_to_string(phases, ' ') AS phases, left_out_by FROM indicator ORDER BY code"
        )
        codes = {str(name): int(code) for code, name in zip(held["code"], held["id"], strict=True)}
        phases = {str(name): str(of).split() for name, of in zip(held["id"], held["phases"], strict=True)}
        wanted = {codes[name]: name for name in columns if name in codes}
        left_out_by = dict(zip(phases, held["left_out_by"].tolist(), strict=True))
        statuses = {name: self._absent(phases.get(name), left_out_by.get(name, 0)) for name in columns}
        statistics: dict[tuple[str, str], Floats] = {}
        source_of: dict[str, npt.NDArray[np.int32]] = {}
        names = sorted(set().union(*columns.values())) if columns else []
        if not wanted or not self.n:
            return statistics, statuses, source_of
        provenance = ["release", "row", "known_from", "known_from_estimated"] if self.with_sources else []
        local = self.local_code()
        rows = self._fetch(
            "SELECT indicator, idx, status, authority, "  # noqa: S608
            + ", ".join([*names, *provenance])
            + " FROM statistic WHERE list_contains($codes, indicator) AND "
            + ("authority = -1" if local is None else f"(authority = -1 OR authority = {local})")
            + self._only(),
            {"codes": sorted(wanted)},
        )
        place = self._places(rows["idx"])
        if (place < 0).any():
            kept = np.flatnonzero(place >= 0)
            rows = {name: column[kept] for name, column in rows.items()}
            place = place[kept]
        # Rows may come in any order (DuckDB reads with several threads): each indicator's are put together here,
        # an authority's own after what is published, so that its own stays
        indicator = rows["indicator"]
        whose = indicator.astype(np.int16) * 2 + (rows["authority"] >= 0)
        if (whose[1:] < whose[:-1]).any():
            order = np.argsort(whose, kind="stable")
            rows = {name: column[order] for name, column in rows.items()}
            place, indicator = place[order], rows["indicator"]
        for start, end in _runs(indicator):
            name = wanted[int(indicator[start])]
            here = place[start:end]
            statuses[name][here] = rows["status"][start:end]
            for statistic in columns[name]:
                column = np.full(self.n, np.nan)
                column[here] = rows[statistic][start:end]
                statistics[name, statistic] = column
            if self.with_sources:
                source_of[name] = self._sources_of(rows, slice(start, end), here)
        return statistics, statuses, source_of

    def _only(self) -> str:
        """Return the condition that leaves out other schools, when there are few enough to say so."""
        if not self.scoped or self.n > 2000:
            return ""
        if not self.n:
            return " AND false"
        return f" AND idx IN ({', '.join(str(int(i)) for i in self.idx)})"

    def _absent(self, phases: Any, left_out_by: int) -> Codes:
        """Return the status of a school without a row: the indicator may not be for its phase, or not for its ages."""
        if phases is None:
            return np.full(self.n, _NOT_HELD, dtype=np.uint8)
        by_code = np.full(len(self.words), _NOT_APPLICABLE, dtype=np.uint8)
        for phase in phases:
            if phase in self._code_of:
                by_code[self._code_of[phase]] = _NOT_HELD
        unfit = (self.schools["left_out"] & left_out_by) != 0
        return np.where(unfit, np.uint8(_NOT_APPLICABLE), by_code[self.schools["phase_group"]])

    def _sources_of(
        self, rows: Mapping[str, npt.NDArray[Any]], here: slice, place: Integers
    ) -> npt.NDArray[np.int32]:
        result = np.full(self.n, -1, dtype=np.int32)
        for at, release, row, known, estimated in zip(
            place,
            rows["release"][here],
            rows["row"][here],
            rows["known_from"][here],
            rows["known_from_estimated"][here],
            strict=True,
        ):
            if release >= 0:
                result[at] = self._source(int(release), int(row), known, bool(estimated))
        return result

    def _source(self, release: int, row: int, known: Any, estimated: bool) -> int:
        name, file, edition = self._releases[release]
        return self._add(name, file, edition, row, known, estimated)

    def source_named(self, release: Any, row: Any, known: Any, estimated: Any) -> int:
        """Return the index into `sources` of a row of a release, by its id; -1 where sources are not read."""
        if not self.with_sources or release is None:
            return -1
        file, edition = self._files.get(str(release), ("", ""))
        return self._add(str(release), file, edition, int(row or 0), known, bool(estimated))

    @cached_property
    def _releases(self) -> dict[int, tuple[str, str, str]]:
        """The id, file name and edition of each release by the code that statistics name it by."""
        held = self._fetch_once("SELECT code, id, file_name, edition FROM release")
        columns = (held["code"], held["id"], held["file_name"], held["edition"])
        return {int(code): (str(i), str(f), str(e)) for code, i, f, e in zip(*columns, strict=True)}

    @cached_property
    def _files(self) -> dict[str, tuple[str, str]]:
        return {name: (file, edition) for name, file, edition in self._releases.values()}

    def _add(self, release: str, file: str, edition: str, row: int, known: Any, estimated: bool) -> int:
        key = (release, row)
        if key not in self._source_index:
            self._source_index[key] = len(self.sources)
            self.sources.append(
                Provenance(
                    release=release,
                    file_name=file,
                    edition=edition,
                    row=row,
                    known_from=_day(known),
                    known_from_estimated=estimated,
                )
            )
        return self._source_index[key]

    def decoded(self, column: str) -> Texts:
        """Return a column of schools as the words its codes stand for."""
        return _narrow(self.words, self.schools[column])

    def grades(self) -> dict[str, Grades]:
        words = self.words
        found = {}
        extra = ", release, row, known_from, known_from_estimated" if self.with_sources else ""
        rows = self._fetch(
            f"SELECT idx, area, grade, framework, {_DAYS}, predecessor{extra} FROM grade "  # noqa: S608
            f"WHERE true{self._only()} ORDER BY area",
            {},
        )
        place = self._places(rows["idx"])
        areas = rows["area"]
        joined = self._joined()
        for start, end in _runs(areas):
            inside = np.flatnonzero(place[start:end] >= 0) + start
            at = place[inside]
            grade, framework = np.zeros(self.n, dtype=np.int16), np.zeros(self.n, dtype=np.int16)
            grade[at], framework[at] = rows["grade"][inside], rows["framework"][inside]
            started = _no_dates(self.n)
            started[at] = _dates(rows["started"][inside])
            predecessor = np.zeros(self.n, dtype=np.bool_)
            predecessor[at] = rows["predecessor"][inside]
            source = np.full(self.n, -1, dtype=np.int32)
            if self.with_sources:
                for i, position in zip(inside, at, strict=True):
                    origin = (
                        rows[name][i] for name in ("release", "row", "known_from", "known_from_estimated")
                    )
                    source[position] = self.source_named(*origin)
            found[self.words[int(areas[start])]] = Grades(
                grade=_narrow(words, grade),
                framework=_narrow(words, framework),
                started=started,
                predecessor=predecessor,
                simple=~predecessor | ~joined,
                source=source,
            )
        return found

    def _joined(self) -> npt.NDArray[np.bool_]:
        """Return which schools came of several others, or of a part of one, so that no grade of theirs is plainly its own."""
        rows = self._fetch_once(
            "SELECT DISTINCT s.idx FROM lineage l JOIN school s ON s.urn = l.urn "
            "WHERE l.ambiguous OR list_contains($joined, l.relation)",
            {"joined": list(JOINED)},
        )
        joined = np.zeros(self.n, dtype=np.bool_)
        place = self._places(rows["idx"])
        joined[place[place >= 0]] = True
        return joined

    def _places(self, idx: npt.NDArray[Any]) -> Integers:
        """Return each school's place in this scope, -1 for one outside it."""
        return self.place[np.minimum(idx, len(self.place) - 1)]

    def place_of(self, idx: int) -> int:
        """Return one school's place in this scope, -1 for one outside it."""
        return int(self.place[min(idx, len(self.place) - 1)])

    def inspected(self) -> tuple[Texts, Dates]:
        rows = self._fetch_once(f"SELECT idx, framework, {_DAYS} FROM inspected")  # noqa: S608
        under, on = np.zeros(self.n, dtype=np.int16), _no_dates(self.n)
        place = self._places(rows["idx"])
        inside = place >= 0
        under[place[inside]] = rows["framework"][inside]
        on[place[inside]] = _dates(rows["started"][inside])
        return _narrow(self.words, under), on

    def local_code(self) -> int | None:
        """Return the number that this authority's own rows carry: its place among the codes of all schools."""
        if self.authority is None:
            return None
        found = told(
            self.cursor,
            "SELECT code FROM authority WHERE la_code = $authority",
            {"authority": self.authority},
        )
        return int(found[0][0]) if found else None

    def _fetch_once(
        self, query: str, parameters: Mapping[str, Any] | None = None
    ) -> dict[str, npt.NDArray[Any]]:
        """Return what a query gives that is the same for every scope: asked once of a build, which never changes."""
        asked = bound(query, parameters or {})
        found = self._kept.get(asked)
        if found is None:
            found = self._kept[asked] = self._fetch(asked, {})
            for column in found.values():
                column.setflags(write=False)
        return found

    def _fetch(self, query: str, parameters: Mapping[str, Any]) -> dict[str, npt.NDArray[Any]]:
        result = self.cursor.execute(bound(query, parameters)).fetchnumpy()
        return {name: _unmasked(column) for name, column in result.items()}


def _runs(column: npt.NDArray[Any]) -> list[tuple[int, int]]:
    """Return (start, end) of each run of equal values."""
    if not len(column):
        return []
    bounds = np.flatnonzero(column[1:] != column[:-1]) + 1
    edges = [0, *bounds.tolist(), len(column)]
    return list(itertools.pairwise(edges))


def _unmasked(column: Any) -> npt.NDArray[Any]:
    """Return a plain array of what DuckDB gives: NaN, NaT, None or 0 where it holds NULL."""
    if type(column) is np.ndarray:  # naming numpy.ma would import it
        values: npt.NDArray[Any] = column
    else:
        kind = column.dtype.kind
        fill = np.nan if kind == "f" else np.datetime64("NaT") if kind == "M" else None if kind == "O" else 0
        values = column.filled(fill) if np.ma.is_masked(column) else column.data
    return values.astype("datetime64[D]") if values.dtype.kind == "M" else values


def _narrow(words: Sequence[str], codes: npt.NDArray[Any]) -> Texts:
    """Return the words that codes stand for, no wider than the longest that is there."""
    counted = np.bincount(codes, minlength=len(words))
    used = np.flatnonzero(counted)
    place = np.zeros(len(counted), dtype=np.intp)
    place[used] = np.arange(len(used))
    return np.array([words[int(code)] for code in used], dtype=np.str_)[place[codes]]


def _dates(days: npt.NDArray[Any]) -> Dates:
    """Return days since 1970, _NO_DAY for none, as dates."""
    dates = days.astype("datetime64[D]")
    dates[days == _NO_DAY] = np.datetime64("NaT", "D")
    return dates


def _no_dates(n: int) -> Dates:
    return np.full(n, np.datetime64("NaT", "D"))


def _day(known: Any) -> date | None:
    day = np.datetime64(known, "D")
    return None if np.isnat(day) else day.item()
