"""Every read of the imports. Each takes the authorities whose imports may be seen; none widens them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from trellis.intake import rooms
from trellis.intake.models import Batch, Change, Kind, Stage, Step, Table

AT_WORK = frozenset(
    {
        Stage.RECEIVED,
        Stage.WAITING,
        Stage.FETCHING,
        Stage.READING,
        Stage.CONFIRMED,
        Stage.KEEPING,
        Stage.BUILDING,
    }
)
ENDED = frozenset({Stage.DONE, Stage.REFUSED, Stage.DROPPED})
LISTED = 100


@dataclass(frozen=True, kw_only=True)
class Import:
    """One import as it stands. `stopped`: its last step says that it is worked on, and no process is."""

    batch: Batch
    steps: tuple[Step, ...]
    stopped: bool

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def stage(self) -> Stage:
        return Stage(self.last.stage)

    @property
    def at_work(self) -> bool:
        return self.stage in AT_WORK and not self.stopped

    @property
    def confirmed(self) -> Step | None:
        """The step at which somebody said that it should be taken in."""
        return next((step for step in self.steps if step.stage == Stage.CONFIRMED), None)

    @property
    def is_open(self) -> bool:
        """Whether it has not ended: it is worked on, waits for somebody, or was stopped and can go on."""
        return self.stage not in ENDED and self.undone_by is None

    @property
    def can_be_dropped(self) -> bool:
        """Whether nothing of it is kept, and it waits for somebody or was stopped."""
        brought = self.batch.kind in (Kind.UPLOAD, Kind.FETCH)
        return brought and self.is_open and self.confirmed is None and not self.at_work

    @property
    def undone_by(self) -> Batch | None:
        return getattr(self.batch, "undone_by", None)


def imports_of(authorities: Iterable[str], *, limit: int = LISTED) -> list[Import]:
    """The authorities' imports, the newest first. This will make two queries, however many there are."""
    return [_standing(batch) for batch in _batches(authorities)[:limit]]


def open_imports_of(authorities: Iterable[str]) -> list[Import]:
    """Those imports that have not ended, the newest first."""
    return [each for each in imports_of(authorities) if each.is_open]


def import_for(number: int, *, authorities: Iterable[str]) -> Import | None:
    """One import, if it is of one of the authorities; None otherwise."""
    batch = _batches(authorities).filter(pk=number).first()
    return None if batch is None else _standing(batch)


def tables_of(batch: Batch) -> list[Table]:
    """What was understood of the files when they were last read, in order."""
    last = batch.tables.order_by("-reading").values_list("reading", flat=True).first()
    return [] if last is None else list(batch.tables.filter(reading=last).order_by("position"))


def changes_of(batch: Batch) -> list[Change]:
    """The releases that an import kept or took back."""
    return list(batch.changes.all())


@dataclass(frozen=True, kw_only=True)
class Found:
    """One problem of an import, as it was written down."""

    severity: str
    file: str
    row: str
    column: str
    value: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ProblemPage:
    """Some of the problems of an import, and how many there are in all."""

    problems: tuple[Found, ...] = field(default=())
    errors: int = 0
    total: int = 0


def problems_of(batch: Batch, *, first: int = 0, most: int = 50) -> ProblemPage:
    """Return `most` problems from the `first` on, errors before warnings as they were written."""
    try:
        file = rooms.room(batch.key).problems.open(encoding="utf-8-sig", newline="")
    except OSError:
        return ProblemPage()
    with file:
        rows = csv.reader(file)
        next(rows, None)
        shown: list[Found] = []
        errors = total = 0
        for place, row in enumerate(row for row in rows if len(row) == 6):
            total = place + 1
            errors += row[0] == "error"
            if first <= place < first + most:
                shown.append(Found(**dict(zip(Found.__dataclass_fields__, row, strict=True))))
    return ProblemPage(problems=tuple(shown), errors=errors, total=total)


def first_problems(batch: Batch, *, most: int = 10) -> tuple[Found, ...]:
    """Return the first few problems without reading the rest."""
    try:
        with rooms.room(batch.key).problems.open(encoding="utf-8-sig", newline="") as file:
            rows = islice(csv.reader(file), 1, most + 1)
            return tuple(
                Found(**dict(zip(Found.__dataclass_fields__, row, strict=True)))
                for row in rows
                if len(row) == 6
            )
    except OSError:
        return ()


def _batches(authorities: Iterable[str]):  # type: ignore[no-untyped-def]
    return (
        Batch.objects.filter(authority_id__in=list(authorities))
        .select_related("authority", "by", "undoes", "undone_by")
        .prefetch_related("steps__by")
    )


def _standing(batch: Batch) -> Import:
    steps = tuple(batch.steps.all())
    working = steps[-1].stage in AT_WORK
    return Import(batch=batch, steps=steps, stopped=working and not rooms.room(batch.key).is_worked_on())


def needs_no_confirming(batch: Batch) -> bool:
    return batch.kind in (Kind.UNDO, Kind.BUILD)
