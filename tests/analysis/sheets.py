"""Load a published or sample file as intake will, for tests of one dataset's reading alone."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from trellis.analysis.dataset import Context, Reading, Shape, header_key


def frame_of(path: Path, shape: Shape) -> pl.DataFrame:
    """Every wanted column of a CSV file as text, named by `header_key`, and `row`."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return frame_of_text(data, shape)


def frame_of_text(data: bytes | str, shape: Shape) -> pl.DataFrame:
    raw = data.encode() if isinstance(data, str) else data
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        raw = raw.decode("cp1252").encode()
    frame = pl.read_csv(raw, infer_schema=False, skip_rows=shape.header_row - 1, truncate_ragged_lines=True)
    wanted = {header_key(name) for name in shape.reads}
    names = {name: header_key(name) for name in frame.columns if header_key(name) in wanted}
    frame = frame.select(list(names)).rename(names)
    return frame.with_columns(row=pl.int_range(1, frame.height + 1, dtype=pl.Int32) + shape.header_row)


def context(name: str = "file.csv", **facts: Any) -> Context:
    return Context(file=name, sha256="0" * 64, imported_on=date(2026, 11, 21), **facts)


def read(
    source: Path | str, shape: Shape, *, name: str | None = None, **facts: Any
) -> tuple[Reading | None, Context]:
    """Return (reading, context) of a file or of CSV text; the context holds the problems."""
    told = context(name or (source.name if isinstance(source, Path) else "file.csv"), **facts)
    frame = frame_of(source, shape) if isinstance(source, Path) else frame_of_text(source, shape)
    return shape.read(frame, told), told
