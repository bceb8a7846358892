"""What somebody is shown of an import before it is kept: each table, what it would replace, and all that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from trellis.analysis.dataset import Problem, header_key
from trellis.analysis.files import container, intake, saying
from trellis.analysis.files.container import ContainerRefused
from trellis.analysis.files.intake import Understood
from trellis.analysis.files.releases import Release, ReleaseStore
from trellis.analysis.files.sheet import SheetRefused
from trellis.analysis.output import problem_table
from trellis.intake.models import Batch, Table
from trellis.intake.rooms import Room

FIRST_ROWS = 5
MOST_TABLES = 300
_WIDEST_CELL = 80
_HELD = "already held, so nothing will be written"


@dataclass
class Preview:
    """The tables of an import as they are understood, and their problems. Written down at once, at the end."""

    batch: Batch
    store: ReleaseStore
    tables: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[tuple[Understood, Table]] = field(default_factory=list)
    recognised: set[Path] = field(default_factory=set)
    ready: int = 0
    held: int = 0
    in_use: tuple[Release, ...] = ()

    def __post_init__(self) -> None:
        every = self.store.releases(include_superseded=True)
        self.in_use = tuple(release for release in every if release.state != "withdrawn")

    def add(self, one: Understood) -> None:
        earlier = intake.superseded_by(one, self.store)
        held = one.ready and any(one.is_held_as(release) for release in self.in_use)
        beside = intake.stands_beside(one, self.store) if one.ready else None
        read, ignored, first = _seen(one)
        table = Table(
            batch=self.batch,
            file=one.file,
            dataset=one.dataset.id if one.dataset is not None else "",
            shape=one.shape.title if one.shape is not None else "",
            edition=one.reading.edition if one.reading is not None else "",
            years=saying.years(one.reading.years) if one.reading is not None else "",
            rows=one.rows,
            schools=one.schools,
            known=saying.known(one) if one.ready else "",
            standing=_HELD if held else saying.standing(one, earlier, beside) if one.ready else "",
            reason=one.reason or "",
            ready=one.ready,
            held=held,
            local=one.dataset is not None and one.dataset.local,
            errors=len(one.errors),
            warnings=len(one.warnings),
            read=read,
            ignored=ignored,
            first=first,
        )
        self.tables.append(table)
        self.problems += one.problems
        if one.dataset is not None:
            self.recognised |= set(one.paths)
        elif not one.errors:
            self.left_out.append((one, table))
        self.held += held
        self.ready += one.ready and not held

    def write(self, room: Room) -> None:
        """Write the tables to the database and the problems, errors first, to a file of the import's folder."""
        self._blame()
        problem_table.write(room.problems, sorted(self.problems, key=lambda problem: problem.severity))
        shown = sorted(self.tables, key=lambda table: not table.dataset)[:MOST_TABLES]
        with transaction.atomic():
            last = self.batch.tables.order_by("-reading").values_list("reading", flat=True).first() or 0
            for position, table in enumerate(shown, start=1):
                table.reading, table.position = last + 1, position
            Table.objects.bulk_create(shown)

    def _blame(self) -> None:
        """Make a fault of a file of which nothing was recognised: somebody chose it to be imported."""
        for one, table in self.left_out:
            if one.reason and not self.recognised & set(one.paths):
                self.problems.append(Problem(file=one.file, message=one.reason))
                table.errors = 1


def _seen(one: Understood) -> tuple[list[str], list[str], list[list[str]]]:
    """Return the columns that are read, those that are not, and the header with the first rows, as published."""
    if one.dataset is None or one.shape is None:
        return [], [], []
    head = _head(one)
    if len(head) < one.header_row:
        return [], [], []
    wanted = {
        header_key(name).split("#")[0] for name in (*one.shape.marks, *one.shape.reads, *one.shape.optional)
    }
    header = [" ".join(name.split()) for name in head[one.header_row - 1]]
    read = [name for name in header if header_key(name) in wanted]
    ignored = [name for name in header if name and header_key(name) not in wanted]
    places = [place for place, name in enumerate(header) if header_key(name) in wanted]
    rows = head[one.header_row - 1 : one.header_row + FIRST_ROWS]
    return read, ignored, [[_cell(row, place) for place in places] for row in rows]


def _head(one: Understood) -> Sequence[Sequence[str]]:
    try:
        for sheet in container.open_file(one.paths).sheets():
            if sheet.member == one.member:
                return sheet.head
    except (ContainerRefused, SheetRefused):
        pass
    return ()


def _cell(row: Sequence[str], place: int) -> str:
    cell = row[place] if place < len(row) else ""
    return cell if len(cell) <= _WIDEST_CELL else cell[: _WIDEST_CELL - 1] + "…"
