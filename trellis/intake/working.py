"""The work on an import, by a process of its own: fetch, read, keep, build. Each step is written down as it is taken.

Whatever point it is stopped at, what was held before stands: releases are kept whole or not at all, and the figures are
built aside and swapped in. Going on afterwards starts again from the files, which stay until all is done.
"""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils import timezone

from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.files import intake, saying
from trellis.analysis.files.checking import Registers
from trellis.analysis.files.intake import Understood
from trellis.analysis.files.releases import Release, ReleaseStore
from trellis.analysis.home import Home
from trellis.intake import previewing, queries, rooms
from trellis.intake.actions import recording
from trellis.intake.models import Batch, Change, Kind, Stage, Step
from trellis.problem import Refusal

_log = logging.getLogger(__name__)
_EVERY = 1.0  # seconds between two steps that only say how far it is


class Book:
    """The steps of one import, written down one after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._last = batch.steps.order_by("-number").values_list("number", flat=True).first() or 0
        self._written = 0.0

    def write(self, stage: Stage, said: str = "", *, done: int = 0, of: int = 0) -> Step:
        step = recording.step(
            self.batch, after=self._last, stage=stage, at=datetime.now(UTC), said=said, done=done, of=of
        )
        self._last, self._written = step.number, time.monotonic()
        return step

    def tell(self, stage: Stage, said: str, *, done: int, of: int) -> None:
        """Say how far it is, unless that was said a moment ago."""
        if time.monotonic() - self._written >= _EVERY:
            self.write(stage, said, done=done, of=of)


def work(number: int) -> None:
    """Work on an import until it ends, or waits for a person. What goes wrong is written down as its last step."""
    batch = Batch.objects.select_related("authority", "by").get(pk=number)
    book = Book(batch)
    turn = rooms.Turn()
    try:
        if not turn.is_free():
            book.write(Stage.WAITING, "Another import is being worked on. This one is next.")
            turn.wait()
        _work(batch, book)
    except Refusal as refusal:
        book.write(Stage.FAILED, str(refusal))
    except OSError as error:
        _log.exception("Import %s", number)
        book.write(Stage.FAILED, f"The machine could not go on: {error.strerror or error}. {_stands(batch)}")
    except MemoryError:
        book.write(Stage.FAILED, f"The machine has not enough memory for these files. {_stands(batch)}")
    except Exception:  # noqa: BLE001  the last word of a process that nobody watches
        _log.exception("Import %s", number)
        book.write(
            Stage.FAILED,
            "Trellis met something that it was not made for. Tell whoever runs it the number of this import: the log "
            f"beside its files says more. {_stands(batch)}",
        )
    finally:
        turn.end()


def _work(batch: Batch, book: Book) -> None:
    confirmed = batch.steps.filter(stage=Stage.CONFIRMED).first()
    if queries.needs_no_confirming(batch):
        _build(batch, book)
    elif confirmed is None:
        if batch.kind == Kind.FETCH:
            _fetch(batch, book)
        _read(batch, book)
    else:
        _keep(batch, book, confirmed)
        _build(batch, book)


def _stands(batch: Batch) -> str:
    if batch.changes.filter(withdrawn=False).exists():
        return "What it had kept by then is kept, and the pages show the figures as they were last built."
    return "What was held before is as it was."


# Before somebody confirms


def _fetch(batch: Batch, book: Book) -> None:
    from trellis.intake import fetching

    fetching.fetch(batch, tell=lambda said, done, of: book.tell(Stage.FETCHING, said, done=done, of=of))


def _read(batch: Batch, book: Book) -> None:
    room = rooms.room(batch.key)
    store = ReleaseStore(Home.from_environment())
    preview = previewing.Preview(batch, store)
    files = room.found()
    book.write(Stage.READING, _reading(files[0].file if files else ""), of=len(files))
    for one in _understood(batch, store, book):
        preview.add(one)
    preview.write(room)
    ready, held = preview.ready, preview.held
    if ready:
        book.write(Stage.READ, f"{saying.count(ready, 'release')} can be kept.", done=ready, of=ready)
        return
    said = "All of it is held already, so nothing would change." if held else "Nothing in it can be kept."
    book.write(Stage.REFUSED, f"{said} What was held before is as it was.")
    room.empty()


def _understood(batch: Batch, store: ReleaseStore, book: Book) -> Iterator[Understood]:
    """Yield what each table of the files is understood to be, checked as the command line checks it."""
    files = rooms.room(batch.key).found()
    registers = Registers(store)
    read = intake.understand_each(
        files,
        imported_on=timezone.localdate(batch.at),
        year=batch.year,
        authority=batch.authority_id,
        progress=lambda found, place: book.tell(
            Stage.READING, _reading(found.file), done=place, of=len(files)
        ),
    )
    for one in intake.publications_first(read):
        if batch.known_from is not None:
            one = intake.stated_from(one, batch.known_from)
        yield registers.check(one)


def _reading(name: str) -> str:
    return f"Reading {name}" if name else "Reading"


# After


def _keep(batch: Batch, book: Book, confirmed: Step) -> None:
    """Keep what is sound. What an earlier try had kept by the same confirmation is known by its time."""
    room = rooms.room(batch.key)
    store = ReleaseStore(Home.from_environment())
    if batch.steps.filter(stage=Stage.BUILDING).exists() and not room.files.exists():
        return  # an earlier try had kept it all
    wanted = sum(table.ready and not table.held for table in queries.tables_of(batch))
    recorded = set(batch.changes.values_list("release", flat=True))
    done = 0
    book.write(Stage.KEEPING, "Keeping what was read", of=wanted)
    for one in _understood(batch, store, book):
        if not one.ready:
            continue
        before = intake.superseded_by(one, store)
        release = intake.keep(one, store, at=confirmed.at)
        if release.imported_at == confirmed.at and release.id not in recorded:
            _record(batch, release, before=before, one=one)
            recorded.add(release.id)
            done += 1
            book.tell(Stage.KEEPING, f"Kept {release.edition}", done=done, of=max(wanted, done))
    if recorded:
        trail.record(
            Verb.IMPORTED,
            by=confirmed.by,
            at=datetime.now(UTC),
            authority_code=batch.authority_id,
            subject=batch.title,
        )


def _record(batch: Batch, release: Release, *, before: Release | None, one: Understood) -> None:
    other = before is not None and before.id != release.id
    Change.objects.create(
        batch=batch,
        release=release.id,
        dataset=release.dataset,
        edition=release.edition,
        withdrawn=False,
        other=f"{before.edition} ({before.file_name})" if before is not None and other else "",
        at=datetime.now(UTC),
    )


def _build(batch: Batch, book: Book) -> None:
    from trellis.analysis.store import warehouse
    from trellis.analysis.store.build_report import NoWarehouse

    home = Home.from_environment()
    before = _newest_years(home)
    book.write(Stage.BUILDING, "Reading what is held")
    try:
        report = warehouse.build(
            home,
            progress=lambda doing, number, of: book.tell(
                Stage.BUILDING, doing or "Putting them in place", done=number, of=of
            ),
        )
    except NoWarehouse:
        book.write(
            Stage.DONE,
            "It is kept. The figures cannot be built yet, since no register of schools is held: import the GIAS extract "
            "of establishments next.",
        )
    else:
        newer = _newer(before, _newest_years(home))
        # How many values there are is not said: other authorities' returns are among them
        book.write(
            Stage.DONE, f"The figures are built for {report.open_schools:,} open schools. {newer}".strip()
        )
    rooms.room(batch.key).empty()


def _newest_years(home: Home) -> dict[str, tuple[str, int]]:
    """Return the name and the newest year of each published indicator, as last built; empty where nothing is."""
    from trellis.analysis.store import warehouse
    from trellis.analysis.store.build_report import NoWarehouse

    try:
        with warehouse.open(home) as built:
            return {
                each.id: (each.name, each.expected_year)
                for each in built.indicators()
                if each.expected_year is not None and each.national_basis is not None
            }
    except NoWarehouse:
        return {}


def _newer(before: dict[str, tuple[str, int]], after: dict[str, tuple[str, int]]) -> str:
    """Say of which indicators the newest year is another one than before."""
    if not before:
        return ""
    moved = [name for key, (name, year) in after.items() if before.get(key, ("", 0))[1] < year]
    back = [name for key, (name, year) in before.items() if after.get(key, ("", 0))[1] < year]
    said = []
    if moved:
        said.append(f"A newer year is shown for {_some(moved)}.")
    if back:
        said.append(f"An earlier year, or none, is shown for {_some(back)}.")
    return " ".join(said)


def _some(names: list[str]) -> str:
    more = f" and {saying.count(len(names) - 3, 'other indicator')}" if len(names) > 3 else ""
    return "; ".join(names[:3]) + more
