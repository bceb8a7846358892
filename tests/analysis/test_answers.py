"""Of several answers to one question, which decides: as sorting the rows one by one by what tells most says."""

import math
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trellis.analysis.measuring import answers
from trellis.analysis.observation import Status

_ROW = st.fixed_dictionaries(
    {
        "key": st.integers(1, 3),
        "status": st.sampled_from([int(Status.VALUE), int(Status.SUPPRESSED)]),
        "place": st.integers(0, 1),
        "own": st.booleans(),
        "denominator": st.sampled_from([math.nan, 0.0, 10.0, 20.0]),
        "rank": st.integers(0, 3),
        "known_from": st.sampled_from([None, date(2018, 3, 1), date(2019, 3, 1)]),
        "release": st.integers(0, 2),
        "observed_urn": st.integers(100, 103),
    }
)
_TYPES = {
    "status": np.uint8,
    "place": np.uint8,
    "own": np.bool_,
    "denominator": np.float64,
    "rank": np.int32,
    "known_from": "datetime64[D]",
    "release": np.int32,
    "observed_urn": np.int32,
}


def _tells_of(rows: list[dict], row: dict) -> int:
    """Return of how many predecessors a value is told with this row, where its school has several; else 1."""
    told = [r for r in rows if r["key"] == row["key"] and r["status"] == Status.VALUE and not r["own"]]
    if row not in told or len({r["observed_urn"] for r in told}) == 1:
        return 1
    beside = [r for r in told if (r["release"], r["place"]) == (row["release"], row["place"])]
    return len({r["observed_urn"] for r in beside})


def _plainly(rows: list[dict], row: dict) -> tuple:
    pupils = row["denominator"]
    return (
        row["key"],
        row["status"] != Status.VALUE,
        row["place"],
        not row["own"],
        not pupils > 0,
        -_tells_of(rows, row),
        -row["rank"],
        -(row["known_from"].toordinal() if row["known_from"] else 0),
        -row["release"],
        math.inf if math.isnan(pupils) else -pupils,
        row["observed_urn"],
    )


@given(st.lists(_ROW, min_size=1, max_size=12))
def test_rows_in_whole_numbers_are_in_the_order_of_rows_compared_one_by_one(rows: list[dict]) -> None:
    rows = sorted(rows, key=lambda row: row["key"])
    columns = {name: np.array([row[name] for row in rows], dtype=kind) for name, kind in _TYPES.items()}
    key = np.array([row["key"] for row in rows], dtype=np.int64)
    found = answers.in_order(columns, key, np.arange(len(rows)))
    assert found.tolist() == sorted(range(len(rows)), key=lambda at: _plainly(rows, rows[at]))


@given(st.lists(_ROW, min_size=1, max_size=12))
def test_more_rows_than_fit_in_a_whole_number_are_in_the_same_order(rows: list[dict]) -> None:
    rows = sorted(rows, key=lambda row: row["key"])
    columns = {name: np.array([row[name] for row in rows], dtype=kind) for name, kind in _TYPES.items()}
    key = np.array([row["key"] for row in rows], dtype=np.int64)
    at = np.arange(len(rows))
    telling = key << 19 | answers._telling(columns, key, at)
    slowly = answers._in_order_slowly(columns, at, telling, answers._newer(columns, at))
    assert answers.in_order(columns, key, at).tolist() == slowly.tolist()
