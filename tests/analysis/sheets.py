"""Lay a file before a shape as intake does: wanted columns as text under their keys, and `row`."""

import gzip
import io
from datetime import date
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from trellis.analysis.dataset import Context, Dataset, Reading, Shape, header_key


def frame_of(path: Path, shape: Shape, encoding: str = "cp1252") -> pl.DataFrame:
    """Return the frame that `shape.read` takes, from a CSV (plain or gzip), an XLSX or a Parquet file."""
    if path.suffix == ".parquet":
        raw = pl.read_parquet(path).cast(pl.String)
    elif path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        header = [str(cell) for cell in rows[shape.header_row - 1]]
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows[shape.header_row :]]
        return text_frame(header, cells, shape)
    else:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            text = file.read().decode(encoding)
        raw = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False)
    return _keyed(raw, shape)


def text_frame(header: list[str], rows: list[list[str]], shape: Shape) -> pl.DataFrame:
    """Return the frame of a sheet typed out in a test. A repeated header gets “#2” and so on, as intake does."""
    names: list[str] = []
    for name in header:
        again = sum(key.split("#")[0] == name for key in names) + 1
        names.append(name if again == 1 else f"{name}#{again}")
    raw = pl.DataFrame({name: [row[i] for row in rows] for i, name in enumerate(names)}, schema_overrides={})
    return _keyed(raw.cast(pl.String), shape)


def _keyed(raw: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    wanted = {header_key(name) for name in (*shape.reads, *shape.marks)}
    keyed = raw.rename({name: header_key(name) for name in raw.columns})
    first = shape.header_row + 1
    return keyed.select([name for name in keyed.columns if name in wanted]).with_columns(
        row=pl.int_range(first, first + raw.height, dtype=pl.Int32)
    )


def shape_of(dataset: Dataset, shape_id: str) -> Shape:
    return next(shape for shape in dataset.shapes if shape.id == shape_id)


def context(**known: object) -> Context:
    return Context(**{"file": "sheet", "sha256": "0" * 64, "imported_on": date(2026, 11, 1), **known})  # type: ignore[arg-type]


def read(path: Path, dataset: Dataset, shape_id: str, **known: object) -> tuple[Reading, Context]:
    """Return (reading, context) of a file that must give a reading."""
    told = context(file=path.name, **known)
    shape = shape_of(dataset, shape_id)
    reading = shape.read(frame_of(path, shape), told)
    assert reading is not None, told.problems
    return reading, told
