"""Releases that are held in memory alone: what some files would say, if they were imported, and nothing kept."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from trellis.analysis.dataset import Problem
from trellis.analysis.files import intake
from trellis.analysis.files.beforehand import Beforehand
from trellis.analysis.files.finding import Found, pieces_of
from trellis.analysis.files.holding import Holding
from trellis.analysis.files.intake import Understood
from trellis.analysis.files.release import Release
from trellis.problem import Refusal

_SHOWN = 200
_WORKERS = 2  # what is not hashing or reading cells in Polars waits for its turn all the same


class FilesRefused(Refusal):
    """Files cannot be judged by: what is wrong with each of them, all at once."""


class ReleasesInMemory(Holding):
    """What was understood of files, each as the release it would be. Nothing is written anywhere."""

    def __init__(self, understood: Iterable[Understood], *, at: datetime) -> None:
        """Take those that may be stored, in the order in which they would have been, as if imported `at`."""
        self._held: dict[str, tuple[Release, Understood]] = {}
        for one in understood:
            release = _release(one, at + timedelta(microseconds=len(self._held)))
            if release is not None:
                self._held.setdefault(release.id, (release, one))

    def _manifest(self) -> list[Release]:
        return [release for release, _ in self._held.values()]

    def opened(self, release_id: str, kind: str) -> pl.LazyFrame:
        return self.read(release_id, kind).lazy()

    def read(self, release_id: str, kind: str) -> pl.DataFrame:
        _, one = self._held[release_id]
        if one.reading is None:
            raise KeyError(release_id)
        return one.reading.tables[kind]


def read(
    paths: Sequence[Path],
    *,
    at: datetime,
    year: int | None = None,
    authority: str | None = None,
    progress: Callable[[Found, int], None] | None = None,
    measures: frozenset[str] | None = None,
    beforehand: Beforehand | None = None,
) -> ReleasesInMemory:
    """Read files, and every file in folders, as an import would, and hold them in memory.

    `year`, `authority` and `measures` are those of `intake.understand`; which measures suffice for what somebody wants to
    know says `unkept.measures`. `beforehand` has begun to read them. Raises FilesRefused with every error in any of them, and
    for a file that was asked for by name and is no publication; in a folder such a file is passed over.
    """
    files = intake.find(paths)
    if not files:
        raise FilesRefused("there are no data files there")
    understood = intake.understand_each(
        files,
        imported_on=at.date(),
        year=year,
        authority=authority,
        progress=progress,
        workers=_WORKERS,
        measures=measures,
        beforehand=beforehand,
    )
    read: list[Understood] = []
    registers = [pl.DataFrame(schema={"urn": pl.Int32, "la_code": pl.String})]
    for each in intake.publications_first(understood):
        one = each
        if one.ready and one.reading is not None and "establishment" in one.reading.tables:
            registers.append(one.reading.tables["establishment"].select("urn", "la_code"))
        if one.dataset is not None and one.dataset.local:
            one = intake.placed(one, pl.concat(registers))
        read.append(one)
    problems = [problem for one in read for problem in one.errors]
    recognised = {path for one in read if one.dataset is not None for path in one.paths}
    named = {path for path in paths if path.is_file()} - recognised
    problems += [
        Problem(file=one.file, message=one.reason)
        for one in read
        if one.reason and not one.errors and named & set(one.paths)
    ]
    if problems:
        raise FilesRefused(_all(problems))
    return ReleasesInMemory(read, at=at)


def _all(problems: Sequence[Problem]) -> str:
    told = [f"  {problem}" for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        told.append(
            f"  and {len(problems) - _SHOWN:,} more; `trellis import --dry-run` writes all of them to a file"
        )
    count = "1 error" if len(problems) == 1 else f"{len(problems):,} errors"
    return "\n".join([f"these files cannot be judged by, for they have {count}:", *told])


def _release(one: Understood, at: datetime) -> Release | None:
    """Return the release that keeping a file would make; None where it may not be kept."""
    if not one.ready or one.dataset is None or one.shape is None or one.reading is None:
        return None
    if one.release_id is None or one.known_from is None:
        return None
    return Release(
        id=one.release_id,
        dataset=one.dataset.id,
        shape=one.shape.id,
        edition=one.reading.edition,
        part=one.reading.part,
        rank=one.reading.rank,
        years=tuple(sorted(one.reading.years)),
        kinds=tuple(sorted(kind for kind, table in one.reading.tables.items() if table.height)),
        file_name=one.file_name,
        member=one.member,
        sha256=one.sha256,
        size=one.size,
        rows=one.rows,
        header_row=one.header_row,
        imported_at=at,
        known_from=one.known_from,
        known_from_estimated=one.known_from_estimated,
        authority=one.authority,
        beside=one.dataset.partial,
        pieces=pieces_of(one.paths),
    )
