"""Reading several years of many schools out of a warehouse: one query for them, one for England, no row in Python."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trellis.analysis.measuring.panel import Floats, Integers, Panel, Panels, ReleaseNamed
from trellis.analysis.store.literals import bound, told

if TYPE_CHECKING:
    import duckdb

# The years before the newest that a trend may reach, and some to show beside it.
YEARS_BACK = 8
# England's figure is that of at least so many open schools of a phase.
LEAST_OF_ENGLAND = 30
_NOT_HELD, _NOT_PUBLISHED = 4, 3


def read(
    cursor: "duckdb.DuckDBPyConnection",
    *,
    indicators: Mapping[str, Sequence[float]],
    urns: Sequence[int],
    authority: str | None,
) -> Panels:
    """See `Warehouse.panels`."""
    asked = np.array(list(urns), dtype=np.int32)
    held = {
        str(row[0]): row
        for row in told(
            cursor,
            "SELECT id, code, expected_year, list_sort(not_published) FROM indicator "
            "WHERE list_contains($ids, id)",
            {"ids": list(indicators)},
        )
    }
    schools = told(
        cursor,
        "SELECT s.urn, s.idx, w.word FROM scope s JOIN word w ON w.code = s.phase_group "
        "WHERE list_contains($urns, s.urn)",
        {"urns": [int(urn) for urn in asked]},
    )
    idx_of = {int(urn): int(idx) for urn, idx, _ in schools}
    phase_of = {int(urn): str(phase) for urn, _, phase in schools}
    idx = np.array([idx_of.get(int(urn), -1) for urn in asked], dtype=np.int64)
    phases = np.array([phase_of.get(int(urn), "") for urn in asked], dtype=np.str_)
    releases = told(cursor, "SELECT code, id, file_name, edition FROM release ORDER BY code")
    position = {int(code): i for i, (code, *_) in enumerate(releases)}
    named = tuple(ReleaseNamed(id=str(r[1]), file_name=str(r[2]), edition=str(r[3])) for r in releases)
    if not held or not (idx >= 0).any():
        return Panels(urns=asked, panels={}, releases=named)
    codes = {int(row[1]): name for name, row in held.items()}
    rows = _rows(cursor, codes=sorted(codes), idx=idx[idx >= 0], authority=authority)
    england = _england(cursor, codes=sorted(codes))
    beyond = _beyond(
        cursor, codes=sorted(codes), wanted={0.2, 0.8, *(q for qs in indicators.values() for q in qs)}
    )
    place = np.full(int(idx.max()) + 2, -1, dtype=np.int64)
    place[idx[idx >= 0]] = np.flatnonzero(idx >= 0)
    panels = {}
    for code, name in codes.items():
        here = np.flatnonzero(rows["indicator"] == code)
        expected, left_out = held[name][2], tuple(int(year) for year in held[name][3] or ())
        panels[name] = _panel(
            name,
            {column: values[here] for column, values in rows.items()},
            at=place[rows["idx"][here]],
            n=len(asked),
            expected=None if expected is None else int(expected),
            left_out=left_out,
            position=position,
            england={year: by for (one, year), by in england.items() if one == code},
            beyond=beyond.get(code, {}),
            phases=phases,
        )
    return Panels(urns=asked, panels=panels, releases=named)


def _rows(
    cursor: "duckdb.DuckDBPyConnection", *, codes: list[int], idx: Any, authority: str | None
) -> dict[str, Any]:
    found = (
        told(cursor, "SELECT code FROM authority WHERE la_code = $authority", {"authority": authority})
        if authority is not None
        else []
    )
    local = f" OR o.authority = {int(found[0][0])}" if found else ""
    result = cursor.execute(
        bound(
            "SELECT o.indicator, o.idx, o.year, o.value, o.status, o.denominator, o.low, o.high, o.basis, o.release, "  # noqa: S608
            "o.row, coalesce(o.known_from - DATE '1970-01-01', -2147483648) AS known, o.authority "
            "FROM observation o JOIN indicator i ON i.code = o.indicator WHERE list_contains($codes, o.indicator) "
            f"AND list_contains($idx, o.idx) AND (o.authority = -1{local}) "
            f"AND (i.expected_year IS NULL OR o.year > i.expected_year - {YEARS_BACK}) ORDER BY o.authority",
            {"codes": codes, "idx": [int(i) for i in idx]},
        )
    ).fetchnumpy()
    return {name: _plain(column) for name, column in result.items()}


def _plain(column: Any) -> Any:
    if type(column) is np.ndarray:  # naming numpy.ma would import it
        return column
    return column.filled(np.nan if column.dtype.kind == "f" else -1)


def _england(
    cursor: "duckdb.DuckDBPyConnection", *, codes: list[int]
) -> dict[tuple[int, int], dict[str, float]]:
    """Return the figure of England's open schools by (indicator, year) and phase: by the pupils behind it, where
    at least half of the schools tell them, else the mean of schools, as `statistics.pooled_mean` has it.
    """
    rows = told(
        cursor,
        "SELECT o.indicator, o.year, w.word, count(*), avg(o.value), "  # noqa: S608
        "count(*) FILTER (o.denominator > 0), "
        "sum(o.value * o.denominator) FILTER (o.denominator > 0) / sum(o.denominator) FILTER (o.denominator > 0) "
        "FROM observation o JOIN scope s ON s.idx = o.idx JOIN word w ON w.code = s.phase_group "
        "JOIN indicator i ON i.code = o.indicator "
        "WHERE list_contains($codes, o.indicator) AND o.authority = -1 AND o.status = 0 "
        f"AND o.year > i.expected_year - {YEARS_BACK} GROUP BY ALL",
        {"codes": codes},
    )
    found: dict[tuple[int, int], dict[str, float]] = {}
    for code, year, phase, schools, mean, weighed, pooled in rows:
        if schools >= LEAST_OF_ENGLAND:
            figure = pooled if weighed >= 0.5 * schools else mean
            found.setdefault((int(code), int(year)), {})[str(phase)] = float(figure)
    return found


def _beyond(
    cursor: "duckdb.DuckDBPyConnection", *, codes: list[int], wanted: set[float]
) -> dict[int, dict[str, dict[float, float]]]:
    """Return, by indicator and phase, the value at or below which a share of England's schools lies this year."""
    shares = sorted(wanted)
    rows = told(
        cursor,
        "SELECT t.indicator, w.word, quantile_disc(t.value, $shares), count(*) FROM statistic t "
        "JOIN scope s ON s.idx = t.idx JOIN word w ON w.code = s.phase_group "
        "WHERE list_contains($codes, t.indicator) AND t.authority = -1 AND t.status = 0 GROUP BY ALL".replace(
            "$shares", "[" + ", ".join(f"{share:.6f}" for share in shares) + "]"
        ),
        {"codes": codes},
    )
    found: dict[int, dict[str, dict[float, float]]] = {}
    for code, phase, at, schools in rows:
        if schools >= LEAST_OF_ENGLAND:
            found.setdefault(int(code), {})[str(phase)] = dict(zip(shares, map(float, at), strict=True))
    return found


def _panel(
    name: str,
    rows: Mapping[str, Any],
    *,
    at: Any,
    n: int,
    expected: int | None,
    left_out: tuple[int, ...],
    position: Mapping[int, int],
    england: Mapping[int, Mapping[str, float]],
    beyond: Mapping[str, Mapping[float, float]],
    phases: Any,
) -> Panel:
    years = sorted({int(year) for year in np.unique(rows["year"])} | ({expected} if expected else set()))
    t = np.searchsorted(np.array(years), rows["year"])
    shape = (len(years), n)

    def numbers(column: str) -> Floats:
        laid = np.full(shape, np.nan)
        laid[t, at] = rows[column]
        return laid

    def whole(column: str, absent: int) -> Integers:
        laid = np.full(shape, absent, dtype=np.int32)
        laid[t, at] = rows[column]
        return laid

    statuses = np.full(shape, _NOT_HELD, dtype=np.uint8)
    for i, year in enumerate(years):
        if year in left_out:
            statuses[i] = _NOT_PUBLISHED
    statuses[t, at] = rows["status"]
    values = np.where(statuses == 0, numbers("value"), np.nan)
    of_england = np.full(shape, np.nan)
    carried: Mapping[str, float] = {}
    for i, year in enumerate(years):
        # A year that only the authority's own return has yet is set beside England's newest
        carried = england.get(year, carried if expected is not None and year > expected else {})
        for phase, figure in carried.items():
            of_england[i, phases == phase] = figure
    shares = sorted({share for by in beyond.values() for share in by})
    laid_beyond = {share: np.full(n, np.nan) for share in shares}
    for phase, by in beyond.items():
        for share, figure in by.items():
            laid_beyond[share][phases == phase] = figure
    nothing = np.full(n, np.nan)
    release = whole("release", -1)
    return Panel(
        indicator=name,
        times=tuple(float(year) for year in years),
        names=tuple(f"{year - 1}/{year % 100:02d}" for year in years),
        values=values,
        statuses=statuses,
        low=numbers("low"),
        high=numbers("high"),
        sizes=numbers("denominator"),
        basis=whole("basis", 0).astype(np.uint8),
        england=of_england,
        spread=laid_beyond.get(0.8, nothing) - laid_beyond.get(0.2, nothing),
        beyond=laid_beyond,
        release=np.vectorize(lambda code: position.get(int(code), -1), otypes=[np.int32])(release)
        if release.size
        else release,
        row=whole("row", 0),
        known_from=whole("known", -(2**31)).astype("datetime64[D]"),
        local=whole("authority", -1) >= 0,
        left_out=left_out,
        expected=None if expected is None else float(expected),
    )
