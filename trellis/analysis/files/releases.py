"""The releases held: immutable folders of Parquet, and one small manifest that says which there are.

A release is one data file as it was read: its tables and the bytes they came from. Its folder is written aside
and renamed, and the manifest replaced in one step, so that a process killed at any moment leaves the last good
state.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trellis.analysis.files.holding import Holding, ReleaseRefused, states
from trellis.analysis.files.release import (
    Kept,
    Release,
    State,
    from_json,
    in_piece,
    located,
    release_id,
    to_json,
)
from trellis.analysis.home import Home

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Kept", "Release", "ReleaseRefused", "ReleaseStore", "State", "in_piece", "located", "release_id"]

_VERSION = 1


class ReleaseStore(Holding):
    """The releases of one installation. Reading needs no lock; writing takes one for the moment of writing."""

    def __init__(self, home: Home) -> None:
        self.home = home

    # Reading

    def opened(self, release_id: str, kind: str) -> "pl.LazyFrame":
        import polars as pl

        return pl.scan_parquet(self.folder(release_id) / f"{kind}.parquet")

    def stamp(self) -> str:
        """Return a word that changes whenever the releases held change."""
        try:
            return hashlib.sha256(self.home.manifest.read_bytes()).hexdigest()[:16]
        except FileNotFoundError:
            return "empty"

    def folder(self, release_id: str) -> Path:
        return self.home.releases / release_id

    def source_files(self, release_id: str) -> tuple[Path, ...]:
        """Return the kept copies of the files the release was read from, in reading order."""
        return tuple(sorted(self.folder(release_id).glob("source*")))

    def source_row(self, release_id: str, row: int) -> list[tuple[str, str]]:
        """Return (header, cell) for every column of one row as published, read from the kept copy.

        `row` is as a spreadsheet numbers it. Raises ReleaseRefused when there is no such row.
        """
        from trellis.analysis.files import container

        release = self.release(release_id)
        found = container.one_row(
            self.source_files(release_id), member=release.member, header_row=release.header_row, row=row
        )
        if found is None:
            raise ReleaseRefused(f"{release.file_name} has no row {row}.")
        return found

    # Writing

    def keep(
        self,
        *,
        tables: Mapping[str, "pl.DataFrame"],
        source: Kept,
        dataset: str,
        shape: str,
        edition: str,
        part: str,
        rank: int,
        years: Iterable[int],
        rows: int,
        header_row: int,
        known_from: date,
        known_from_estimated: bool,
        authority: str | None,
        at: datetime,
        beside: bool = False,
        stated: date | None = None,
    ) -> Release:
        """Keep what one file says and return its release; a file kept before is returned and nothing written.

        A withdrawn release that is kept again is current again. With the release date that a person has `stated`
        the same file is kept once more, and takes the place of what it was without.
        """
        release = Release(
            id=release_id(
                dataset=dataset, part=part, sha256=source.sha256, member=source.member, stated=stated
            ),
            dataset=dataset,
            shape=shape,
            edition=edition,
            part=part,
            rank=rank,
            years=tuple(sorted(years)),
            kinds=tuple(sorted(kind for kind, table in tables.items() if table.height)),
            file_name=source.file_name,
            member=source.member,
            sha256=source.sha256,
            size=source.size,
            rows=rows,
            header_row=header_row,
            imported_at=at,
            known_from=known_from,
            known_from_estimated=known_from_estimated,
            authority=authority,
            beside=beside,
            pieces=source.pieces,
        )
        held = self._held(release, stated)
        if held is not None:
            return held
        new = not self.folder(release.id).is_dir()
        try:
            self._clear_after_the_dead()
            if new:
                self._write_folder(release, tables, source)
            with self._locked():
                others = [r for r in self._manifest() if r.id != release.id]
                self._replace_manifest([*others, release])
        except OSError as error:
            if new and all(r.id != release.id for r in self._manifest()):
                shutil.rmtree(self.folder(release.id), ignore_errors=True)
            raise ReleaseRefused(
                f"{source.file_name} could not be kept in {self.home.releases} ({error.strerror or error}). What was "
                "held before is as it was."
            ) from error
        return self.release(release.id)

    def withdraw(self, release_id: str) -> Release | None:
        """Take a release out of use, and return the one that is current in its place, if any.

        There is none for one that stood beside others: what it displaced in them counts again.

        The folder stays: what was screened with it can still be explained.
        """
        return self.withdraw_together([release_id])[release_id]

    def withdraw_together(self, release_ids: Iterable[str]) -> dict[str, Release | None]:
        """Take several releases out of use in one step, and return what `withdraw` does for each, by id."""
        wanted = list(release_ids)
        with self._locked():
            held = self._manifest()
            targets = {r.id: r for r in held if r.id in wanted and r.state != "withdrawn"}
            for release_id in wanted:
                if release_id not in targets:
                    raise ReleaseRefused(
                        f"No release {release_id} is in use, so there is nothing to withdraw."
                    )
            try:
                self._replace_manifest(
                    [replace(r, state="withdrawn") if r.id in targets else r for r in held]
                )
            except OSError as error:
                raise ReleaseRefused(
                    f"{', '.join(wanted)} could not be withdrawn ({error.strerror or error}). What was held is as it "
                    "was."
                ) from error
        current = {r.series: r for r in self.releases() if not r.beside}
        return {each: None if targets[each].beside else current.get(targets[each].series) for each in wanted}

    def _held(self, release: Release, stated: date | None) -> Release | None:
        """Return what is held of the very file: under the date that was stated, or under any if none was."""
        held = [r for r in states(self._manifest(), None) if r.state != "withdrawn"]
        same = [r for r in held if r.read_from == release.read_from]
        latest = max(same, key=lambda r: (r.imported_at, r.id), default=None)
        return latest if latest is not None and (stated is None or latest.id == release.id) else None

    def _manifest(self) -> list[Release]:
        try:
            read = json.loads(self.home.manifest.read_bytes())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ReleaseRefused(f"{self.home.manifest} cannot be read ({error.strerror}).") from error
        except ValueError as error:
            raise ReleaseRefused(
                f"{self.home.manifest} cannot be read ({error}). Restore it from the backup; the release folders "
                "beside it are untouched."
            ) from error
        return [from_json(entry) for entry in read["releases"]]

    def _write_folder(self, release: Release, tables: Mapping[str, "pl.DataFrame"], source: Kept) -> None:
        """Write the folder aside, flush it to disk and rename it into place."""
        self.home.releases.mkdir(parents=True, exist_ok=True)
        aside = self.home.releases / f".{release.id}.{os.getpid()}.tmp"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            for kind in release.kinds:
                tables[kind].write_parquet(aside / f"{kind}.parquet", compression="lz4", statistics=False)
            for position, path in enumerate(source.files):
                number = f"-{position:05d}" if len(source.files) > 1 else ""
                suffix = "".join(path.suffixes[-2:]) if path.suffix.lower() == ".gz" else path.suffix
                _copy(path, aside / f"source{number}{suffix.lower()}")
            for path in aside.iterdir():
                _flush(path)
            _flush(aside)
            with contextlib.suppress(OSError):  # another process was first with the same release
                aside.rename(self.folder(release.id))
            if not self.folder(release.id).is_dir():
                raise ReleaseRefused(f"{self.folder(release.id)} could not be written.")
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _clear_after_the_dead(self) -> None:
        """Remove what processes that were killed had written aside."""
        for left in self.home.releases.glob("*.tmp"):
            process = left.name.rsplit(".", 2)[-2]
            if process.isdigit() and not _alive(int(process)):
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)

    def _replace_manifest(self, releases: list[Release]) -> None:
        """Write the manifest aside and swap it in; the caller holds the lock."""
        ordered = sorted(releases, key=lambda r: (r.imported_at, r.id))
        body = {"version": _VERSION, "releases": [to_json(release) for release in ordered]}
        aside = self.home.manifest.with_suffix(f".{os.getpid()}.tmp")
        try:
            with aside.open("w", encoding="utf-8") as file:
                json.dump(body, file, indent=1, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, self.home.manifest)
        finally:
            aside.unlink(missing_ok=True)
        _flush(self.home.releases)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the store's write lock. The system frees it if the process dies."""
        self.home.releases.mkdir(parents=True, exist_ok=True)
        with (self.home.releases / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy a file's bytes; the kept copy never shares them with the file a person may edit."""
    with source.open("rb") as reading, target.open("wb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)


def _flush(path: Path) -> None:
    """Ask the system to put a file or a folder's entries on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
