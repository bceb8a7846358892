"""Reading the figures of every area out of the warehouse, published ones and those put together from schools."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trellis.analysis.area_measure import AreaMeasure
from trellis.analysis.measuring import area_figures
from trellis.analysis.measuring.area_figures import ENGLAND, AreaFigures
from trellis.analysis.measuring.intervals import Z
from trellis.analysis.store import facts_reading
from trellis.analysis.store.literals import bound, told
from trellis.analysis.store.records import Boundary

if TYPE_CHECKING:
    import duckdb

    from trellis.analysis.store.facts_reading import Kept

_NOT_HELD = 4  # Status.NOT_HELD of trellis.analysis.observation, which imports Polars
_FIRST_YEAR = 2010
_VARIANT, _SPELLING = "and The ", "and the "  # of Yorkshire: files write the Humber both ways


def read(
    cursor: "duckdb.DuckDBPyConnection",
    measures: Sequence[AreaMeasure],
    *,
    as_of: date,
    build_id: str,
    kept: "Kept | None" = None,
) -> AreaFigures:
    """Return the figures of every area by the measures. Published files only: no authority's own returns."""
    names, regions = _areas(cursor)
    wanted = sorted({series for measure in measures for series in measure.series})
    chosen = bound(
        "(SELECT unnest($series) AS measure, unnest($groups) AS school_group, unnest($places) AS series) "
        f"JOIN area_observation USING (measure, school_group) WHERE authority IS NULL AND year >= {_FIRST_YEAR}",
        {
            "series": [series for series, _ in wanted],
            "groups": [group for _, group in wanted],
            "places": list(range(len(wanted))),
        },
    )
    codes = _texts(cursor, f"replace(area_code, '{_VARIANT}', '{_SPELLING}')", chosen)
    release_ids = _texts(cursor, "release", chosen)
    areas = tuple(sorted({*codes, *names, *regions.values(), ENGLAND}))
    # Places in short lists rather than texts: 250,000 texts take a second to bring over, and their places nothing
    cursor.execute(
        bound(
            f"SELECT series, list_position($areas, replace(area_code, '{_VARIANT}', '{_SPELLING}')) - 1 AS area, "  # noqa: S608  names of our own
            "year, value, status, list_position($releases, release) - 1 AS release, row FROM ",
            {"areas": list(areas), "releases": list(release_ids)},
        )
        + chosen
    )
    rows = _columns(cursor)
    from_schools = _of_schools(cursor, measures, areas, regions, as_of=as_of, build_id=build_id, kept=kept)
    spans = [*np.unique(rows["year"]).tolist(), *(year for _, year, *_ in from_schools)]
    years = tuple(range(min(spans), max(spans) + 1)) if spans else ()
    shape = (len(measures), len(areas), len(years))
    made = AreaFigures(
        measures=tuple(measures),
        areas=areas,
        years=years,
        values=np.full(shape, np.nan),
        statuses=np.full(shape, _NOT_HELD, dtype=np.uint8),
        low=np.full(shape, np.nan),
        high=np.full(shape, np.nan),
        schools=np.zeros(shape, dtype=np.int32),
        rows=np.full(shape, -1, dtype=np.int32),
        releases=np.full(shape, -1, dtype=np.int32),
        release_ids=release_ids,
        names=names,
        regions=regions,
        neighbours=_neighbours(cursor),
        as_of=as_of,
        build_id=build_id,
    )
    rows["slot"] = rows["year"].astype(np.intp) - (years[0] if years else 0)
    order = np.argsort(rows["series"], kind="stable")
    bounds = np.searchsorted(rows["series"][order], np.arange(len(wanted) + 1))
    at = {series: order[bounds[i] : bounds[i + 1]] for i, series in enumerate(wanted)}
    for m, measure in enumerate(measures):
        _fill(made, m, [at[series] for series in measure.series], rows)
    for m, year, value, error, schools in from_schools:
        slot = year - years[0]
        if np.isfinite(made.values[m, made.authorities]).any():
            continue  # what is published of areas goes before what schools add up to
        made.values[m, :, slot], made.schools[m, :, slot] = value, schools
        made.low[m, :, slot], made.high[m, :, slot] = value - Z * error, value + Z * error
        made.statuses[m, :, slot] = np.where(np.isfinite(value), 0, _NOT_HELD)
    return made


def _fill(
    made: AreaFigures, m: int, found: Sequence[npt.NDArray[np.intp]], rows: dict[str, npt.NDArray[Any]]
) -> None:
    """Put the rows of one measure in place, each year from the first of its series that has any authority."""
    if not found:
        return
    held = np.zeros((len(found), len(made.years)), dtype=bool)
    is_authority = np.zeros(len(made.areas), dtype=bool)
    is_authority[made.authorities] = True
    for s, at in enumerate(found):
        some = np.isfinite(rows["value"][at]) & is_authority[rows["area"][at]] & (rows["status"][at] == 0)
        held[s, rows["slot"][at][some]] = True
    chosen = area_figures.chosen_series(held)
    for s, at in enumerate(found):
        used = at[chosen[rows["slot"][at]] == s]
        area, slot = rows["area"][used], rows["slot"][used]
        value = np.where(rows["status"][used] == 0, rows["value"][used], np.nan)
        made.values[m, area, slot] = value
        made.statuses[m, area, slot] = rows["status"][used]
        made.rows[m, area, slot] = rows["row"][used]
        made.releases[m, area, slot] = rows["release"][used]


def _of_schools(
    cursor: "duckdb.DuckDBPyConnection",
    measures: Sequence[AreaMeasure],
    areas: Sequence[str],
    regions: dict[str, str],
    *,
    as_of: date,
    build_id: str,
    kept: "Kept | None",
) -> list[tuple[int, int, npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int32]]]:
    """Return (measure, year, values, standard errors, schools) of each measure put together from schools."""
    pooling = [(m, measure.indicator) for m, measure in enumerate(measures) if measure.indicator]
    if not pooling:
        return []
    facts = facts_reading.read(
        cursor,
        columns={name: frozenset({"value", "year", "cohort"}) for _, name in pooling},
        authority=None,
        urns=None,
        sources=False,
        as_of=as_of,
        build_id=build_id,
        kept={} if kept is None else kept,
    )
    place = {code: i for i, code in enumerate(areas)}
    own = np.array([place.get(str(code), -1) for code in facts.authority], dtype=np.int32)
    region = np.array([place.get(regions.get(str(code), ""), -1) for code in facts.authority], dtype=np.int32)
    england = np.full(len(own), place[ENGLAND], dtype=np.int32)
    made = []
    for m, name in pooling:
        years = facts.statistic(name, "year")
        values, sizes = facts.statistic(name), facts.statistic(name, "cohort")
        if not np.isfinite(values).any():
            continue
        made_of = [area_figures.pooled(values, sizes, by, len(areas)) for by in (own, region, england)]
        # Each area is an authority, a region or England, so one of the three has schools of it
        which = np.argmax([schools for _, _, schools in made_of], axis=0)
        value, error, schools = (
            np.take_along_axis(np.array(column), which[None], axis=0)[0]
            for column in zip(*made_of, strict=True)
        )
        made.append((m, int(np.nanmax(years)), value, error, schools.astype(np.int32)))
    return made


def _areas(cursor: "duckdb.DuckDBPyConnection") -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of authorities by code, and the region of each, from the lists held."""
    names: dict[str, str] = {}
    regions: dict[str, str] = {}
    told = (
        "SELECT la_code, any_value(la_name), any_value(region) FROM school WHERE open AND la_code <> '' GROUP BY 1",
        "SELECT la_code, any_value(name), any_value(region) FROM area WHERE current GROUP BY 1",
    )
    for query in told:
        cursor.execute(query)
        for code, name, region in cursor.fetchall():
            if code and str(code).isdecimal():
                names[code] = name or names.get(code, code)
                if region:
                    regions[code] = _spelled(region)
    return names, regions


def _neighbours(cursor: "duckdb.DuckDBPyConnection") -> dict[str, tuple[str, ...]]:
    cursor.execute(
        "SELECT la_code, neighbour_la_code, min(rank) AS rank FROM neighbour GROUP BY 1, 2 ORDER BY 1, 3"
    )
    made: dict[str, list[str]] = {}
    for code, other, _ in cursor.fetchall():
        made.setdefault(code, []).append(other)
    return {code: tuple(others) for code, others in made.items()}


def _columns(cursor: "duckdb.DuckDBPyConnection") -> dict[str, npt.NDArray[Any]]:
    fetched = cursor.fetchnumpy()
    value = fetched["value"]
    if isinstance(value, np.ma.MaskedArray):
        fetched["value"] = value.filled(np.nan)
    return dict(fetched)


def _texts(cursor: "duckdb.DuckDBPyConnection", column: str, chosen: str) -> tuple[str, ...]:
    cursor.execute(f"SELECT DISTINCT {column} FROM {chosen} ORDER BY 1")  # noqa: S608  names of our own
    return tuple(text for (text,) in cursor.fetchall())


def _spelled(code: str) -> str:
    return code.replace(_VARIANT, _SPELLING)


def boundary(cursor: "duckdb.DuckDBPyConnection", la_code: str) -> Boundary | None:
    """See `Warehouse.boundary`."""
    names = tuple(Boundary.__dataclass_fields__)
    rows = told(
        cursor,
        "WITH place AS (SELECT gss_code FROM place_code WHERE la_code = $la_code "
        "GROUP BY gss_code ORDER BY max(schools) DESC, gss_code LIMIT 1), "
        "called AS (SELECT any_value(la_name) AS name FROM school WHERE la_code = $la_code AND open) "
        "SELECT gss_code, b.name, outline, b.release, r.dataset, r.file_name, r.edition, b.row, b.known_from "
        "FROM boundary b LEFT JOIN release r ON r.id = b.release "
        "WHERE gss_code IN (SELECT gss_code FROM place) OR (NOT EXISTS (FROM place) "
        "AND lower(b.name) = (SELECT lower(name) FROM called)) ORDER BY b.known_from DESC LIMIT 1",
        {"la_code": la_code},
    )
    return Boundary(**dict(zip(names, rows[0], strict=True))) if rows else None
