"""Every publication answers a spoiled file with problems, never with a crash, and keeps nothing that is nonsense."""

import csv
import io
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from trellis import catalogue
from trellis.analysis import datasets
from trellis.analysis.dataset import Dataset
from trellis.analysis.files import intake
from trellis.analysis.files.intake import Found, Understood

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
DATASETS = catalogue.collect(datasets, Dataset)
TABLES = sorted(path for path in SAMPLES.rglob("*.csv") if path.parent.name in DATASETS)
NONSENSE = "¿what?"

Rows = list[list[str]]


def _rows(path: Path) -> Rows:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return list(csv.reader(io.StringIO(text, newline="")))


def _understood(path: Path, rows: Rows, folder: Path) -> list[Understood]:
    spoiled = folder / path.name
    with spoiled.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    local = DATASETS[path.parent.name].local
    return intake.understand(
        Found(file=path.name, paths=(spoiled,)),
        imported_on=date(2026, 11, 1),
        authority="998" if local else None,
        known=DATASETS,
    )


@cache
def _whole(path: Path) -> Understood:
    """What is understood of a file as it is: the same for every way of spoiling it."""
    with TemporaryDirectory() as folder:
        return next(one for one in _understood(path, _rows(path), Path(folder)) if one.shape)


def _fill(rows: Rows, column: int, cell: str) -> Rows:
    return [
        rows[0],
        *([*row[:column], cell, *row[column + 1 :]] if len(row) > column else row for row in rows[1:]),
    ]


def _without(rows: Rows, column: int) -> Rows:
    return [[*row[:column], *row[column + 1 :]] for row in rows]


SPOILINGS: dict[str, Callable[[Rows, int], Rows]] = {
    "nonsense": lambda rows, column: _fill(rows, column, NONSENSE),
    "blank": lambda rows, column: _fill(rows, column, ""),
    "huge": lambda rows, column: _fill(rows, column, "9" * 25),
    "negative": lambda rows, column: _fill(rows, column, "-1e300"),
    "dropped": _without,
}


@pytest.mark.parametrize("spoiling", SPOILINGS)
@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_spoiled_column_is_answered(path: Path, spoiling: str, tmp_path: Path) -> None:
    rows = _rows(path)
    whole = _whole(path)
    assert whole.shape is not None
    wanted = {name.casefold() for name in (*whole.shape.marks, *whole.shape.reads)}
    header = rows[whole.header_row - 1]
    columns = [place for place, name in enumerate(header) if name.strip().casefold() in wanted]
    # Each spoiling takes other columns, so that between them most are tried and the suite stays quick.
    for column in columns[list(SPOILINGS).index(spoiling) :: len(SPOILINGS)][:2]:
        table = [*rows[: whole.header_row - 1]]
        table += SPOILINGS[spoiling](rows[whole.header_row - 1 :], column)
        for one in _understood(path, table, tmp_path):
            assert one.reason or one.problems or one.reading is not None, header[column]
            if one.ready:
                assert one.known_from is not None


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_table_of_nonsense_is_not_kept(path: Path, tmp_path: Path) -> None:
    rows = _rows(path)
    whole = _whole(path)
    table = rows[: whole.header_row] + [[NONSENSE] * len(row) for row in rows[whole.header_row :]]
    assert not any(one.ready for one in _understood(path, table, tmp_path))
