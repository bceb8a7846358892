"""Sets of similar schools, and every indicator of every school against them and its peers, from what is held.

Run as `python -m benchmarks.compare_all HOME` after a build: reads characteristics and values from the warehouse, finds the
30 most similar schools of each, and works out each indicator's median, percentile and decile beside them, and its median
and percentile among all of the school's phase and kind. Prints what was done, as JSON. With --check it also holds the sets and what is beside them
equal to what the build wrote, and exits 1 where it is not.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy as np

from trellis.analysis.home import Home
from trellis.analysis.measuring import similar, statistics

CHECKED = ("similar_median", "similar_percentile", "similar_decile")


def main(home: Home, *, check: bool) -> int:
    began = time.perf_counter()
    held = duckdb.connect(str(home.warehouse_file()), read_only=True, config={"threads": 2})
    found = held.execute("SELECT * FROM characteristic ORDER BY idx").fetchnumpy()
    groups = found["peers"].astype(np.int32)
    urns = held.execute("SELECT urn FROM school ORDER BY idx").fetchnumpy()["urn"].astype(np.int32)
    values, placed = _values(held, len(urns))
    read = time.perf_counter()
    points = similar.space(
        urns=urns, groups=groups, features={name: _plain(found[name]) for name in similar.FEATURES}
    )
    sets = similar.nearest(points)
    made = time.perf_counter()

    def compare(code: int) -> tuple[np.ndarray, ...]:
        schools, of = placed[code], values[code]
        beside = statistics.against_set(of, schools, sets.others[schools])
        national = statistics.group_medians(of, groups), statistics.percentile(of, groups)
        return (*beside, *(column[schools] for column in national))

    with ThreadPoolExecutor(2) as pool:
        told = dict(zip(values, pool.map(compare, values), strict=True))
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "schools": int((groups >= 0).sum()),
                "members": int((sets.others >= 0).sum()),
                "indicators": len(told),
                "compared": sum(len(schools) for schools in placed.values()),
                "steps": {"reading": read - began, "sets": made - read, "comparing": ended - made},
            }
        )
    )
    return _check(held, sets, placed, told) if check else 0


def _values(held: duckdb.DuckDBPyConnection, n: int) -> tuple[dict[int, np.ndarray], dict[int, np.ndarray]]:
    """Return, by indicator, float64[n] of published values, NaN where there is none, and the schools with a row."""
    rows = held.execute(
        "SELECT indicator, idx, value FROM statistic WHERE authority = -1 ORDER BY indicator, idx"
    ).fetchnumpy()
    indicator, idx, value = rows["indicator"], rows["idx"].astype(np.int32), _plain(rows["value"])
    values, placed = {}, {}
    starts = np.flatnonzero(np.append(True, indicator[1:] != indicator[:-1]))
    for start, end in zip(starts, np.append(starts[1:], len(indicator)), strict=True):
        column = np.full(n, np.nan)
        column[idx[start:end]] = value[start:end]
        values[int(indicator[start])], placed[int(indicator[start])] = column, idx[start:end]
    return values, placed


def _plain(column: np.ndarray) -> np.ndarray:
    filled = column.filled(np.nan) if isinstance(column, np.ma.MaskedArray) else column
    return filled.astype(np.float64)


def _check(
    held: duckdb.DuckDBPyConnection,
    sets: similar.Sets,
    placed: dict[int, np.ndarray],
    told: dict[int, tuple[np.ndarray, ...]],
) -> int:
    """Compare with the tables that the build wrote, exactly."""
    rows = held.execute('SELECT idx, rank, other_idx FROM "similar"').fetchnumpy()
    others = np.full_like(sets.others, -1)
    others[rows["idx"], rows["rank"] - 1] = rows["other_idx"]
    different = int((others != sets.others).sum())
    numbers = 0
    late = _late(held)
    for code, columns in told.items():
        built = held.execute(
            f"SELECT {', '.join(CHECKED)} FROM statistic WHERE authority = -1 AND indicator = {code} ORDER BY idx"
        ).fetchnumpy()
        for name, ours in zip(CHECKED, columns, strict=False):
            theirs = _plain(built[name])
            # Pupils join these schools late: the build sets no result of theirs beside those of others
            theirs = np.where(np.isnan(theirs) & late[placed[code]], ours, theirs)
            different += int((~((ours == theirs) | (np.isnan(ours) & np.isnan(theirs)))).sum())
            numbers += len(ours)
    print(
        f"{int((sets.others >= 0).sum()):,} set members and {numbers:,} numbers beside them compared with the build, "
        + (f"{different:,} differ" if different else "all equal")
    )
    return 1 if different else 0


def _late(held: duckdb.DuckDBPyConnection) -> np.ndarray:
    from trellis.analysis.places import ages

    bits = held.execute("SELECT left_out FROM school ORDER BY idx").fetchnumpy()["left_out"]
    return (bits & ages.LATE_START) != 0


if __name__ == "__main__":
    sys.exit(main(Home(root=Path(sys.argv[1]).absolute()), check="--check" in sys.argv))
