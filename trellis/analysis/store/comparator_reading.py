"""Reading what one school is set beside: where it stands now, and the middle of its peers in each year."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from trellis import catalogue
from trellis.analysis import indicators, peers
from trellis.analysis.indicator import Indicator
from trellis.analysis.store.kept_schools import KeptSchools
from trellis.analysis.store.literals import one_of, told
from trellis.analysis.store.records import Standing, YearMedians

if TYPE_CHECKING:
    import duckdb

    from trellis.analysis.measuring.similar import Comparison

Years = dict[tuple[str, int], YearMedians]
Values = dict[tuple[str, int], dict[int, float]]

_NOT_APPLICABLE, _NOT_HELD = 2, 4
# The same as `assembly.BASES` and `ages.LATE_START`, which import Polars
_BASES = ("own", "predecessor", "pooled", "largest", "derived")
_LATE_START = 8
_MERGED = (*peers.MAINSTREAM, "sixteen_plus")
_NUMBERS = (
    "value", "year", "low", "high", "cohort", "last_value", "last_year", "percentile", "national_median",
    "authority_median", "neighbour_median", "similar_median", "similar_percentile", "comparator_year", "mean3",
    "slope3",
)  # fmt: skip
_FLAGS = ("cohort_estimated", "small_cohort", "local")
_WHOLE = ("year", "last_year", "comparator_year")
_STANDING = (
    *("indicator", "status", "basis", "row", "known_from", "known_from_estimated", "release", "authority"),
    *_NUMBERS,
    *_FLAGS,
)


@dataclass(frozen=True)
class _Names:
    """What the small numbers of a warehouse stand for: read once, for the file never changes."""

    indicators: tuple[tuple[int, str, tuple[str, ...], int], ...]  # code, id, phases, the ages it leaves out
    authorities: Mapping[str, int]
    releases: Mapping[int, tuple[str, str]]

    @classmethod
    def of(cls, cursor: "duckdb.DuckDBPyConnection", kept: dict[Any, Any]) -> "_Names":
        if "names" not in kept:
            declared = told(cursor, "SELECT code, id, phases, left_out_by FROM indicator ORDER BY code")
            kept["names"] = cls(
                indicators=tuple(
                    (code, name, tuple(phases), left or 0) for code, name, phases, left in declared
                ),
                authorities={la: code for code, la in told(cursor, "SELECT code, la_code FROM authority")},
                releases={
                    code: (name, file)
                    for code, name, file in told(cursor, "SELECT code, id, file_name FROM release")
                },
            )
        names: _Names = kept["names"]
        return names


def standings(
    cursor: "duckdb.DuckDBPyConnection", urn: int, authority: str | None, *, kept: dict[Any, Any]
) -> list[Standing]:
    """See `Warehouse.standings`."""
    school = KeptSchools.of(kept).placed_of(cursor, [urn]).get(urn)
    if school is None:
        return []
    names = _Names.of(cursor, kept)
    own = names.authorities.get(authority or "", -1)
    rows = KeptSchools.of(kept).standings_of(
        cursor, school.idx, la_code=school.la_code, own=own, columns=_STANDING
    )
    # An authority's own comes last, and stays
    held = {row[0]: row for row in sorted(rows, key=lambda row: row[7])}
    found = []
    for code, name, phases, left_out_by in names.indicators:
        if code in held:
            found.append(_standing(name, held[code], names.releases))
            continue
        fits = school.phase_group in phases and not school.left_out & left_out_by
        found.append(Standing(indicator=name, status=_NOT_HELD if fits else _NOT_APPLICABLE))
    return found


def _standing(name: str, row: tuple[Any, ...], files: Mapping[int, tuple[str, str]]) -> Standing:
    _, status, basis, number, known, estimated, release, _, *rest = row
    figures: dict[str, Any] = {
        column: None if value is None or math.isnan(value) else int(value) if column in _WHOLE else value
        for column, value in zip(_NUMBERS, rest, strict=False)
    }
    flags = {column: value == 1 for column, value in zip(_FLAGS, rest[len(_NUMBERS) :], strict=True)}
    held = files.get(release)
    return Standing(
        indicator=name,
        status=int(status),
        basis=_BASES[basis],
        release=held[0] if held else None,
        file_name=held[1] if held else None,
        row=number if held else None,
        known_from=known if held and isinstance(known, date) else None,
        known_from_estimated=bool(estimated),
        **figures,
        **flags,
    )


def values_by_year(
    cursor: "duckdb.DuckDBPyConnection",
    urns: Sequence[int],
    since: int,
    indicators: Iterable[str] | None,
    *,
    kept: dict[Any, Any],
) -> Values:
    """See `Warehouse.values_by_year`."""
    places = {each.idx: urn for urn, each in KeptSchools.of(kept).placed_of(cursor, urns).items()}
    names = {code: name for code, name, *_ in _Names.of(cursor, kept).indicators}
    if indicators is not None:
        asked = set(indicators)
        names = {code: name for code, name in names.items() if name in asked}
    held = KeptSchools.of(kept).years_of(cursor, places)
    codes = np.array(sorted(names), dtype=np.int64)
    found: Values = {}
    for idx, urn in places.items():
        of_it = held[idx]
        wanted = (of_it.years >= since) & np.isin(of_it.indicators, codes)
        for code, year, value in zip(
            *(part[wanted].tolist() for part in (of_it.indicators, of_it.years, of_it.values)), strict=True
        ):
            found.setdefault((names[code], year), {})[urn] = value
    return found


def medians_of(cursor: "duckdb.DuckDBPyConnection", urn: int, *, kept: dict[Any, Years]) -> Years:
    """See `Warehouse.medians_by_year`. What is found is put into `kept`, and taken from there."""
    school = KeptSchools.of(kept).placed_of(cursor, [urn]).get(urn)
    if school is None or school.phase_group == "unknown":
        return {}
    code, group = school.la_code, (school.phase_group, school.family, school.left_out & _LATE_START != 0)
    key = (code, *group)
    if key not in kept:
        near = told(
            cursor, "SELECT DISTINCT neighbour_la_code FROM neighbour WHERE la_code = $code", {"code": code}
        )
        kept[key] = _medians_of_group(
            cursor,
            group=group,
            la_code=code,
            neighbours=[other for (other,) in near],
        )
    return kept[key]


def _medians_of_group(
    cursor: "duckdb.DuckDBPyConnection",
    *,
    group: tuple[str, str, bool],
    la_code: str,
    neighbours: Sequence[str],
) -> Years:
    """Return the medians of the peers of a school of this phase group, kind and late start (see `peers`)."""
    phase, kind, late = group
    by_phase: list[str] = []
    by_stage: list[str] = []
    by_stage_4: list[str] = []
    for one in catalogue.collect(indicators, Indicator).values():
        if one.compared == "phase":
            by_phase.append(one.id)
        elif one.key_stage == 4:
            by_stage_4.append(one.id)
        else:
            by_stage.append(one.id)
    own = f"phase_group = '{_known(phase)}' AND family = $kind"
    merged = f"phase_group IN ({', '.join(repr(each) for each in _MERGED)})" if phase in _MERGED else own
    on_time = f"({merged}) AND (left_out & {_LATE_START}) = 0"
    found: Years = {}
    for ids, condition in ((by_phase, own), (by_stage, merged), (by_stage_4, on_time)):
        if ids is by_stage_4 and late:
            continue  # late starters have a group of their own, too small for a middle of every year
        found |= _medians(cursor, ids, condition, kind=kind, la_code=la_code, neighbours=neighbours)
    return found


def _medians(
    cursor: "duckdb.DuckDBPyConnection",
    ids: Iterable[str],
    condition: str,
    *,
    kind: str,
    la_code: str,
    neighbours: Sequence[str],
) -> Years:
    codes = dict(
        told(cursor, "SELECT code, id FROM indicator WHERE list_contains($ids, id)", {"ids": list(ids)})
    )
    if not codes:
        return {}
    rows = told(
        cursor,
        "SELECT o.indicator, o.year, median(o.value), median(o.value) FILTER (s.la_code = $own), "  # noqa: S608
        "median(o.value) FILTER (list_contains($near, s.la_code)) FROM observation o "
        f"JOIN (SELECT idx, la_code FROM school WHERE {condition}) s ON s.idx = o.idx "
        "WHERE o.status = 0 AND o.authority = -1 AND list_contains($codes, o.indicator) GROUP BY o.indicator, o.year",
        {"own": la_code, "near": list(neighbours) or [""], "codes": sorted(codes), "kind": kind},
    )
    return {
        (codes[code], year): YearMedians(england=england, authority=authority, neighbours=near)
        for code, year, england, authority, near in rows
    }


def _known(phase: str) -> str:
    if phase not in peers.PHASE_GROUPS:
        raise ValueError(f"{phase} is no phase group")
    return phase


def features(cursor: "duckdb.DuckDBPyConnection", urns: Sequence[int]) -> dict[int, dict[str, float | None]]:
    """See `Warehouse.features`."""
    from trellis.analysis.measuring.similar import FEATURES

    rows = told(
        cursor,
        f"SELECT s.urn, {', '.join('c.' + name for name in FEATURES)} FROM characteristic c "  # noqa: S608
        f"JOIN school s ON s.idx = c.idx WHERE {one_of('s.urn', urns)}",
    )
    return {
        urn: {
            name: None if value is None or math.isnan(value) else float(value)
            for name, value in zip(FEATURES, values, strict=True)
        }
        for urn, *values in rows
    }


def compare(
    cursor: "duckdb.DuckDBPyConnection",
    urn: int,
    chosen: Sequence[int],
    wanted: Sequence[str],
    *,
    kept: dict[Any, Any],
) -> "Comparison":
    """See `Warehouse.compare`."""
    from trellis.analysis.measuring import similar

    schools = list(dict.fromkeys([urn, *chosen]))
    places = dict(
        told(cursor, f"SELECT urn, idx FROM school WHERE open AND {one_of('urn', schools)}")  # noqa: S608
    )
    column = {
        places[each]: i for i, each in enumerate(schools)
    }  # a KeyError names the first that is not open
    rows_of = {name: i for i, name in enumerate(wanted)}
    codes = {code: rows_of[name] for code, name, *_ in _Names.of(cursor, kept).indicators if name in rows_of}
    values = np.full((len(wanted), len(schools)), np.nan)
    for idx, held in KeptSchools.of(kept).newest_of(cursor, column).items():
        for code, value in held.items():
            if code in codes:
                values[codes[code], column[idx]] = value
    return similar.compare(values, [column[places[each]] for each in chosen], own=0)
