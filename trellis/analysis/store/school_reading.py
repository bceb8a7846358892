"""Reading one school out of a warehouse: its history, and why another is like it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trellis.analysis.store.build_report import NoWarehouse
from trellis.analysis.store.literals import one_of, told
from trellis.analysis.store.records import HistoryRow, School

if TYPE_CHECKING:
    import duckdb

    from trellis.analysis.measuring.similar import FeatureDistance

_NOT_PUBLISHED = 3
_WORDS_SOUGHT = 10
# The same as `assembly.BASES`, which imports Polars
_BASES = ("own", "predecessor", "pooled", "largest", "derived")


def history(cursor: "duckdb.DuckDBPyConnection", urn: int, authority: str | None) -> list[HistoryRow]:
    """See `Warehouse.history`."""
    found = told(cursor, "SELECT idx FROM school WHERE urn = $urn", {"urn": urn})
    if not found:
        return []
    # The rows of one school lie together: named by its number, all other parts of the table are passed over
    rows = told(
        cursor,
        "SELECT i.id, o.year, o.value, o.status, o.numerator, o.denominator, o.low, o.high, o.observed_urn, o.basis, "
        "r.id, r.file_name, r.edition, o.row, o.known_from, o.known_from_estimated, a.la_code "
        "FROM observation o JOIN indicator i ON i.code = o.indicator "
        "LEFT JOIN release r ON r.code = o.release AND o.release >= 0 LEFT JOIN authority a ON a.code = o.authority "
        "WHERE o.idx = $idx "
        "AND (o.authority = -1 OR a.la_code = $authority) ORDER BY o.indicator, o.year, o.authority",
        {"idx": found[0][0], "authority": authority},
    )
    names = tuple(HistoryRow.__dataclass_fields__)
    lines = [
        HistoryRow(
            **{
                **dict(zip(names, row, strict=True)),
                "basis": _BASES[row[9]],
                "known_from_estimated": bool(row[15]),
            }
        )
        for row in rows
    ]
    if not lines:
        return []
    held: dict[str, set[int]] = {}
    for each in lines:
        held.setdefault(each.indicator, set()).add(each.year)
    left_out = told(
        cursor,
        "SELECT id, not_published, coalesce(greatest(expected_year, list_max(years)), expected_year) FROM indicator "
        "WHERE len(not_published) > 0 AND expected_year IS NOT NULL",
    )
    for indicator, years, newest in left_out:
        if indicator in held:
            lines += [
                _left_out(indicator, year)
                for year in years
                if min(held[indicator]) < year <= newest and year not in held[indicator]
            ]
    order = {each.indicator: i for i, each in reversed(list(enumerate(lines)))}
    return sorted(lines, key=lambda each: (order[each.indicator], each.year, each.authority or ""))


def _left_out(indicator: str, year: int) -> HistoryRow:
    nothing: dict[str, Any] = {
        name: None for name in HistoryRow.__dataclass_fields__ if name not in ("indicator", "year")
    }
    return HistoryRow(
        **{
            **nothing,
            "indicator": indicator,
            "year": year,
            "status": _NOT_PUBLISHED,
            "basis": "own",
            "known_from_estimated": False,
        }
    )


def schools_of(cursor: "duckdb.DuckDBPyConnection", urns: Sequence[int]) -> list[School]:
    """See `Warehouse.schools_of`."""
    return _schools(cursor, f"{one_of('urn', urns)} ORDER BY urn", {})


def find_schools(
    cursor: "duckdb.DuckDBPyConnection", text: str, *, phase_group: str, limit: int
) -> list[School]:
    """See `Warehouse.find_schools`."""
    words = text.casefold().split()[:_WORDS_SOUGHT]
    if not words:
        return []
    names = [f"word_{'abcdefghij'[i]}" for i in range(len(words))]
    held = "lower(concat_ws(' ', name, town, la_name, postcode))"
    found = " AND ".join(f"contains({held}, ${name})" for name in names)
    return _schools(
        cursor,
        f"open AND {found} ORDER BY phase_group <> $phase, name, urn LIMIT $limit",
        {"phase": phase_group, "limit": limit, **dict(zip(names, words, strict=True))},
    )


def _schools(cursor: "duckdb.DuckDBPyConnection", where: str, given: dict[str, Any]) -> list[School]:
    names = tuple(School.__dataclass_fields__)
    rows = told(cursor, f"SELECT {', '.join(names)} FROM school WHERE {where}", given)  # noqa: S608
    return [School(**dict(zip(names, row, strict=True))) for row in rows]


def why_similar(
    cursor: "duckdb.DuckDBPyConnection", urn: int, others: Sequence[int]
) -> "dict[int, tuple[FeatureDistance, ...]]":
    """See `Warehouse.why_each_similar`."""
    from trellis.analysis.measuring import similar

    features = list(similar.FEATURES)
    scaled = [f"{name}_scaled" for name in features]
    rows = told(
        cursor,
        f"SELECT s.urn, peers, {', '.join('c.' + name for name in (*features, *scaled))} FROM characteristic c "  # noqa: S608
        "JOIN school s ON s.idx = c.idx WHERE list_contains($urns, s.urn)",
        {"urns": [urn, *others]},
    )
    by_urn = {row[0]: row for row in rows}
    for each in (urn, *others):
        if each not in by_urn or by_urn[each][1] < 0:
            raise NoWarehouse(f"{each} is not an open school that can be compared.")
    all_of = [by_urn[each] for each in (urn, *others)]
    values = np.array([row[2 : 2 + len(features)] for row in all_of], dtype=np.float64)
    points = similar.Space(
        urns=np.array([urn, *others], dtype=np.int32),
        groups=np.array([row[1] for row in all_of], dtype=np.int32),
        values=values,
        scaled=np.array([row[2 + len(features) :] for row in all_of], dtype=np.float64),
        missing=~np.isfinite(values),
    )
    return {other: similar.explain(points, 0, place) for place, other in enumerate(others, start=1)}
