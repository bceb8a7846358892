"""What somebody decides about an import: take it in, drop it, go on after a stop, or take it back."""

from datetime import datetime
from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.files.release import Release
from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.intake import queries, rooms, running
from trellis.intake.actions import recording
from trellis.intake.models import Batch, Change, Kind, Stage
from trellis.intake.queries import Import
from trellis.problem import Refusal
from trellis.schools.actions import register


class CannotDecide(Refusal):
    """The import is not at a point at which this can be decided."""


class CannotUndo(Refusal):
    """The import cannot be taken back, and the message says what stands in the way."""


def confirm(one: Import, *, by: User, at: datetime) -> None:
    """Take in what was read. Raises PermissionDenied, CannotDecide, MovedOn or AtWork."""
    _require(one, by, at)
    if one.stage != Stage.READ:
        raise CannotDecide(_not_waiting(one))
    _go_on(one, stage=Stage.CONFIRMED, by=by, at=at)


def drop(one: Import, *, by: User, at: datetime) -> None:
    """Let go of what came, keeping nothing of it. Raises PermissionDenied, CannotDecide, MovedOn or AtWork."""
    _require(one, by, at)
    if not one.can_be_dropped:
        raise CannotDecide(_not_waiting(one))
    room = rooms.room(one.batch.key)
    with room.lock():
        recording.step(one.batch, after=one.last.number, stage=Stage.DROPPED, by=by, at=at)
        room.empty()


def go_on(one: Import, *, by: User, at: datetime) -> None:
    """Go on with an import that was stopped, from its last sure point. Raises as `confirm` does."""
    _require(one, by, at)
    if one.undone_by is not None or not (one.stopped or one.stage == Stage.FAILED):
        raise CannotDecide("This import has not been stopped, so there is nothing to go on with.")
    stage = Stage.RECEIVED if one.confirmed is None else Stage.CONFIRMED
    _go_on(one, stage=stage, by=by, at=at)


def build(*, authority: str, by: User, at: datetime) -> Batch:
    """Build the figures from what is held. Raises PermissionDenied, or CannotDecide where that is being done."""
    access.require(by, Permission.DATA_IMPORT, authority=authority, on=timezone.localdate(at))
    with rooms.gate():
        for each in queries.open_imports_of([authority]):
            if each.batch.kind == Kind.BUILD and each.at_work:
                raise CannotDecide(
                    "The figures are being built already. The page of imports says how far it is."
                )
        key = rooms.new_key()
        lock = rooms.room(key).lock()
        batch = _made(authority=authority, kind=Kind.BUILD, key=key, title="The figures", by=by, at=at)
    running.start(batch, lock)
    return batch


def undo(one: Import, *, by: User, at: datetime) -> Batch:
    """Take back the releases that an import kept, and set the building of the figures without them going.

    What was current before is current again. Raises PermissionDenied, CannotUndo with the reason, or
    AtWork while it is worked on.
    """
    _require(one, by, at)
    # Held so that nobody goes on with what is being taken back
    with rooms.room(one.batch.key).lock():
        batch, lock = _taken_back(_as_it_stands(one), by=by, at=at)
    running.start(batch, lock)
    return batch


def _taken_back(one: Import, *, by: User, at: datetime) -> tuple[Batch, IO[bytes]]:
    if one.undone_by is not None:
        raise CannotUndo(
            f"This import was taken back on {one.undone_by.at:%-d %B %Y} already. To have it again, import the file again."
        )
    kept = [change for change in queries.changes_of(one.batch) if not change.withdrawn]
    if not kept:
        raise CannotUndo("This import kept nothing, so there is nothing to take back.")
    store = ReleaseStore(Home.from_environment())
    _refuse_undo(store, [change.release for change in kept])
    key = rooms.new_key()
    lock = rooms.room(key).lock()
    try:
        return _undone(one, kept, store=store, key=key, by=by, at=at), lock
    except BaseException:
        lock.close()
        raise


@transaction.atomic(durable=True)
def _undone(
    one: Import, kept: list[Change], *, store: ReleaseStore, key: str, by: User, at: datetime
) -> Batch:
    authority = one.batch.authority_id
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                authority_id=authority,
                kind=Kind.UNDO,
                key=key,
                title=one.batch.title,
                files=[],
                wanted={},
                undoes=one.batch,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotUndo("Somebody has taken this import back meanwhile.") from error
    recording.step(batch, after=0, stage=Stage.RECEIVED, by=by, at=at)
    trail.record(Verb.IMPORT_UNDONE, by=by, at=at, authority_code=authority, subject=one.batch.title)
    # Last, so that whatever goes wrong before it leaves the releases as they were
    again = store.withdraw_together([change.release for change in kept])
    for change in kept:
        current = again[change.release]
        Change.objects.create(
            batch=batch,
            release=change.release,
            dataset=change.dataset,
            edition=change.edition,
            withdrawn=True,
            other=f"{current.edition} ({current.file_name})" if current is not None else "",
            at=at,
        )
    return batch


def _refuse_undo(store: ReleaseStore, releases: list[str]) -> None:
    """Raise CannotUndo where a release is out of use, or where something newer rests on it."""
    held = {release.id: release for release in store.releases(include_superseded=True)}
    for each in releases:
        release = held.get(each)
        if release is None or release.state == "withdrawn":
            raise CannotUndo("What this import kept is out of use already.")
        newer = held.get(release.superseded_by or "")
        if newer is not None and newer.imported_at > release.imported_at and newer.id not in releases:
            raise CannotUndo(
                f"A newer release has taken the place of {release.edition}: {newer.edition} ({newer.file_name}), imported "
                f"on {newer.imported_at:%-d %B %Y}. Take that one back first."
            )
    _refuse_without_register(list(held.values()), releases)


def _refuse_without_register(held: list[Release], releases: list[str]) -> None:
    registers = {r.id for r in held if "establishment" in r.kinds and r.state != "withdrawn"}
    if registers and registers <= set(releases):
        raise CannotUndo(
            "This import brought the only register of schools, and all else rests on it. Import another register "
            "(GIAS establishments) first."
        )


def _go_on(one: Import, *, stage: Stage, by: User, at: datetime) -> None:
    lock = rooms.room(one.batch.key).lock()
    try:
        if _as_it_stands(one).undone_by is not None:
            raise CannotDecide(
                "This import has been taken back meanwhile, so there is nothing to go on with."
            )
        recording.step(one.batch, after=one.last.number, stage=stage, by=by, at=at)
    except BaseException:
        lock.close()
        raise
    running.start(one.batch, lock)


@transaction.atomic(durable=True)
def _made(*, authority: str, kind: Kind, key: str, title: str, by: User, at: datetime) -> Batch:
    batch = Batch.objects.create(
        authority=register.known(authority),
        kind=kind,
        key=key,
        title=title,
        files=[],
        wanted={},
        by=by,
        at=at,
    )
    recording.step(batch, after=0, stage=Stage.RECEIVED, by=by, at=at)
    return batch


def _as_it_stands(one: Import) -> Import:
    """Return the import as it is now, and not as it was when its page was asked for."""
    return queries.import_for(one.batch.pk, authorities=[one.batch.authority_id]) or one


def _require(one: Import, by: User, at: datetime) -> None:
    access.require(by, Permission.DATA_IMPORT, authority=one.batch.authority_id, on=timezone.localdate(at))


def _not_waiting(one: Import) -> str:
    if one.at_work:
        return "This import is being worked on. Wait until the page asks you."
    if one.stage == Stage.DROPPED:
        return "This import was dropped. Upload the file again to import it."
    if one.confirmed is not None:
        return "This import has been confirmed already."
    return "This import is not waiting to be confirmed."
