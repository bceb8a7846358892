"""Writing a warehouse: aside, whole, flushed to the disk, and then swapped in by one rename."""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.analysis.measuring import building
from trellis.analysis.store.build_report import FORMAT, BuildReport, NoWarehouse, Progress
from trellis.analysis.store.literals import bound

_ROW_GROUP = 122_880
_INDEXED = {"school": "urn"}


def build(home: Home, *, as_of: date | None, progress: Progress | None, at: datetime, k: int) -> BuildReport:
    """See `warehouse.build`."""
    store = ReleaseStore(home)
    if not any("establishment" in release.kinds for release in store.releases()):
        raise NoWarehouse(
            "No register of schools has been imported. Import a GIAS extract (edubasealldata…csv) first: "
            "`trellis import PATH`."
        )
    target = home.warehouse_file(as_of=as_of)
    target.parent.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(target.parent)
    aside = target.with_name(f"{target.stem}.{os.getpid()}.tmp")
    # Held from the first look at the releases on: a slow build must not end after, and replace, a newer one.
    with _lock(target.parent):
        stamp = store.stamp()
        build_id = hashlib.sha256(f"{stamp} {as_of} {at.isoformat()} {FORMAT} {k}".encode()).hexdigest()[:16]
        gathered = building.gather(store, as_of=as_of, progress=progress, k=k)
        clock = building.Stopwatch()
        try:
            counts = _write(aside, gathered, build_id=build_id, at=at, as_of=as_of, stamp=stamp)
            os.replace(aside, target)
            _flush(target.parent)
        finally:
            aside.unlink(missing_ok=True)
            aside.with_name(aside.name + ".wal").unlink(missing_ok=True)
    gathered.seconds[building.STEPS[-1]] = clock.seconds()
    if progress is not None:
        progress("", len(building.STEPS), len(building.STEPS))
    return BuildReport(
        path=target,
        build_id=build_id,
        as_of=as_of,
        schools=counts["school"],
        open_schools=gathered.open_schools,
        observations=counts["observation"],
        values=gathered.values,
        indicators=gathered.indicators,
        statistics=counts["statistic"],
        seconds=gathered.seconds,
        unplaced=gathered.unplaced,
        rolled_back=gathered.rolled_back,
    )


def _write(
    path: Path, gathered: building.Gathered, *, build_id: str, at: datetime, as_of: date | None, stamp: str
) -> dict[str, int]:
    """Write the tables, letting each go, and return how many rows each has."""
    path.unlink(missing_ok=True)
    connection = duckdb.connect(str(path), config={"threads": min(os.cpu_count() or 1, 4)})
    try:
        told = {
            "id": build_id,
            "built_at": at.isoformat(),
            "as_of": as_of,
            "stamp": stamp,
            "format": FORMAT,
            "rolled_back": gathered.rolled_back,
        }
        tables = {"build": pl.DataFrame([told], schema_overrides={"as_of": pl.Date, "format": pl.Int32})}
        gathered.tables = {**tables, **gathered.tables}
        counts = {
            name: _write_table(connection, path.parent, name, gathered.tables.pop(name))
            for name in [*gathered.tables]
        }
        for name, column in _INDEXED.items():
            connection.execute(f"CREATE UNIQUE INDEX {name}_{column} ON {name} ({column})")
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    _flush(path)
    return counts


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    name: str,
    table: pl.DataFrame | Iterable[pl.DataFrame],
) -> int:
    """Write one table, given whole or in parts, and return how many rows it has.

    Handed over as Parquet files: DuckDB reads those on every core in its own row groups, where it takes a frame in
    memory on one, and needs PyArrow's dataset module for it, which costs more to import than the files to write.
    """
    written = 0
    files: list[Path] = []
    try:
        for number, part in enumerate((table,) if isinstance(table, pl.DataFrame) else table):
            files.append(folder / f"{name}-{number}.{os.getpid()}.tmp")
            _plain(part).write_parquet(
                files[-1], compression="uncompressed", statistics=False, row_group_size=_ROW_GROUP
            )
            written += part.height
        connection.execute(
            bound(
                f'CREATE TABLE "{name}" AS SELECT * FROM read_parquet($files)',  # noqa: S608
                {"files": [str(file) for file in files]},
            )
        )
    finally:
        for file in files:
            file.unlink(missing_ok=True)
    return written


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with text as text: categories of separate releases do not share their codes."""
    return table.with_columns(pl.col(pl.Categorical).cast(pl.String))


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Let one build write at a time; the system frees the lock if the process dies."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _clear_abandoned(folder: Path) -> None:
    """Remove what a killed build left behind."""
    for path in folder.glob("*.tmp*"):
        number = path.name.split(".")[-2] if path.suffix == ".tmp" else path.name.split(".")[-3]
        if number.isdigit() and not _alive(int(number)):
            path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
