"""Accepting files: what came by upload, or which publications to fetch. Nothing is kept before somebody confirms."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from trellis import catalogue
from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis import datasets
from trellis.analysis.dataset import Dataset
from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.intake import queries, rooms, running
from trellis.intake.actions import recording
from trellis.intake.models import Batch, Kind, Stage
from trellis.problem import Refusal
from trellis.schools.actions import register

MOST_OPEN = 10


class NothingCame(Refusal):
    """There is no file in what came."""


class AlreadyHere(Refusal):
    """The very file is held, or is being imported."""


class TooMany(Refusal):
    """Too many imports of the authority have not ended."""


class CannotFetch(Refusal):
    """There is no such publication with an address."""


@dataclass(frozen=True, kw_only=True)
class Came:
    """One file that came in: the name it is shown by, its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str


def receive(
    *,
    authority: str,
    folder: Path,
    files: Sequence[Came],
    by: User,
    at: datetime,
    year: int | None = None,
    known_from: date | None = None,
) -> Batch:
    """Take the files in `folder` as one import, and set the reading of them going.

    Raises PermissionDenied, NothingCame, AlreadyHere or TooMany; the folder is then as it was.
    """
    access.require(by, Permission.DATA_IMPORT, authority=authority, on=timezone.localdate(at))
    if not files:
        raise NothingCame("Choose a file to import.")
    with rooms.gate():
        _refuse_what_is_here(authority, files, again=year is not None or known_from is not None)
        key = rooms.new_key()
        room = rooms.room(key)
        room.path.mkdir(parents=True, mode=0o700)
        lock = room.lock()
        try:
            os.replace(folder, room.files)
            batch = _begun(
                authority=authority,
                kind=Kind.UPLOAD,
                key=key,
                title=_titled([file.name for file in files]),
                files=[asdict(file) for file in files],
                wanted={},
                year=year,
                known_from=known_from,
                by=by,
                at=at,
                verb=Verb.UPLOADED,
            )
        except BaseException:
            lock.close()
            shutil.rmtree(room.path, ignore_errors=True)
            raise
    running.start(batch, lock)
    return batch


def fetch(*, authority: str, dataset: str, year: int | None, by: User, at: datetime) -> Batch:
    """Set the fetching of one publication going. Raises PermissionDenied, CannotFetch, AlreadyHere or TooMany."""
    access.require(by, Permission.DATA_IMPORT, authority=authority, on=timezone.localdate(at))
    known = fetchable()
    if dataset not in known:
        raise CannotFetch("There is no publication of that name with an address. Choose one from the list.")
    if year is not None and not 2000 <= year <= at.year + 1:
        raise CannotFetch("Enter the year that the figures end in, such as 2026 for 2025/26.")
    wanted = {"dataset": dataset, "year": year}
    with rooms.gate():
        running_now = queries.open_imports_of([authority])
        if any(each.batch.wanted == wanted for each in running_now):
            raise AlreadyHere(
                f"{known[dataset].title} is being fetched already. Its page says how far it is."
            )
        _refuse_too_many(len(running_now))
        key = rooms.new_key()
        lock = rooms.room(key).lock()
        try:
            batch = _begun(
                authority=authority,
                kind=Kind.FETCH,
                key=key,
                title=known[dataset].title,
                files=[],
                wanted=wanted,
                year=None,
                known_from=None,
                by=by,
                at=at,
                verb=Verb.FETCHED,
            )
        except BaseException:
            lock.close()
            raise
    running.start(batch, lock)
    return batch


def fetchable() -> dict[str, Dataset]:
    """The public publications that have an address, by id."""
    return {
        dataset.id: dataset
        for dataset in catalogue.collect(datasets, Dataset).values()
        if dataset.addresses and not dataset.local
    }


@transaction.atomic(durable=True)
def _begun(*, authority: str, by: User, at: datetime, verb: Verb, **more: object) -> Batch:
    batch = Batch.objects.create(authority=register.known(authority), by=by, at=at, **more)
    recording.step(batch, after=0, stage=Stage.RECEIVED, by=by, at=at)
    trail.record(verb, by=by, at=at, authority_code=authority, subject=batch.title)
    return batch


def _titled(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _refuse_what_is_here(authority: str, files: Sequence[Came], *, again: bool) -> None:
    """Raise AlreadyHere for files that this authority is importing, or that it can see are held.

    What another authority is importing is not said. Of a public file the store itself keeps one copy.
    """
    here = queries.open_imports_of([authority])
    digests = {file.sha256 for file in files}
    for each in here:
        if digests & {str(file["sha256"]) for file in each.batch.files}:
            raise AlreadyHere(
                f"This file is being imported already, as import {each.batch.pk}. Its page says how far it is."
            )
    _refuse_too_many(len(here))
    if again:
        return
    held = {
        release.sha256: release
        for release in ReleaseStore(Home.from_environment()).releases(include_superseded=True)
        if release.state != "withdrawn" and release.authority in (None, authority)
    }
    if digests <= held.keys():
        one = held[files[0].sha256]
        raise AlreadyHere(
            f"{one.file_name} is held already: it was imported on {one.imported_at:%-d %B %Y} as {one.edition}. "
            "Importing it again would change nothing."
        )


def _refuse_too_many(number: int) -> None:
    if number >= MOST_OPEN:
        raise TooMany(
            f"{number} imports of your authority have not ended. Confirm or drop those first: they are listed under "
            "“Imports”."
        )
