"""Imports as pages: the list of them, how far one is, what it was understood to be, and what it changed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from trellis.intake.models import Change, Kind, Stage, Table
from trellis.intake.queries import Import
from trellis.interfaces.web.govuk import words

TEMPLATE_KINDS = ("xlsx", "csv", "ods")
ROUTE = {Kind.UPLOAD: "Uploaded", Kind.FETCH: "Fetched", Kind.UNDO: "Taken back", Kind.BUILD: "Built"}
_PHASES = {
    Kind.UPLOAD: ("Reading the files", "You look at what was understood, and confirm", "Keeping them", "Building the figures"),
    Kind.FETCH: ("Fetching the files", "Reading them", "You look at what was understood, and confirm", "Keeping them", "Building the figures"),
    Kind.UNDO: ("Building the figures",),
    Kind.BUILD: ("Building the figures",),
}  # fmt: skip
_SHOWN_COLUMNS = 12


@dataclass(frozen=True, kw_only=True)
class Line:
    """One import in a list."""

    number: int
    title: str
    route: str
    at: str
    by: str
    authority: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an import that is worked on is: which of its steps, and of that step what share, in words too."""

    phases: tuple[tuple[str, str], ...]
    doing: str
    share: int | None
    said: str


@dataclass(frozen=True, kw_only=True)
class TableShown:
    """What one table was understood to be."""

    anchor: str
    file: str
    heading: str
    verdict: str
    facts: tuple[tuple[str, str], ...]
    read: str
    ignored: str
    first: tuple[tuple[str, ...], ...]
    more_columns: str
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """One import in full."""

    line: Line
    facts: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, str, str], ...]
    tables: tuple[TableShown, ...]
    left_out: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str, str], ...]


def line(one: Import) -> Line:
    """Return one import as a row of a list."""
    kind = Kind(one.batch.kind)
    return Line(
        number=one.batch.pk,
        title=one.batch.title,
        route=ROUTE[kind],
        at=words.moment(one.batch.at),
        by=one.batch.by.name,
        authority=one.batch.authority.name,
        state=_state(one),
    )


def _state(one: Import) -> str:
    if one.stopped:
        return "Stopped before its end"
    if one.undone_by is not None:
        return f"Done, and taken back on {words.day(timezone.localdate(one.undone_by.at))}"
    return one.stage.label


def progress(one: Import) -> Progress:
    """Return how far an import that is worked on is."""
    phases = _PHASES[Kind(one.batch.kind)]
    now = _phase(one, len(phases))
    last = one.last
    share = round(100 * min(last.done, last.of) / last.of) if last.of else None
    said = f"Step {now + 1} of {len(phases)}: {phases[now].lower()}."
    if share is not None and last.stage != Stage.WAITING:
        said += f" {_part(last.done, last.of, Stage(last.stage))}"
    return Progress(
        phases=tuple(
            (name, "done" if place < now else "now" if place == now else "to come")
            for place, name in enumerate(phases)
        ),
        doing=last.said or one.stage.label,
        share=share,
        said=said,
    )


def _phase(one: Import, phases: int) -> int:
    """Return which of its phases an import is in, counted from the last."""
    if one.stage == Stage.BUILDING or phases == 1:
        return phases - 1
    if one.confirmed is not None:
        return phases - 2
    fetched = phases == 5 and one.stage == Stage.READING
    return 1 if fetched else 0


def _part(done: int, of: int, stage: Stage) -> str:
    if stage == Stage.FETCHING:
        return f"{done / 2**20:,.1f} of {of / 2**20:,.1f} MB."
    unit = {Stage.READING: "file", Stage.KEEPING: "release"}.get(stage, "part")
    return f"{done:,} of {words.count(of, unit)} done."


def page(
    one: Import, *, tables: Sequence[Table], changes: Sequence[Change], titles: Mapping[str, str], rows: bool
) -> ImportPage:
    """Return one import in full. `rows`: whether the first rows of its tables may be shown."""
    batch = one.batch
    facts = [
        ("Authority", batch.authority.name),
        (ROUTE[Kind(batch.kind)], f"{words.moment(batch.at)}, by {batch.by.name}"),
        ("Files", ", ".join(f"{file['name']} ({_size(int(file['size']))})" for file in batch.files)),
        ("Year that was stated", words.year(batch.year) if batch.year else ""),
        ("Day of publication that was stated", words.day(batch.known_from)),
    ]
    understood = [table for table in tables if table.dataset]
    return ImportPage(
        line=line(one),
        facts=tuple((key, value) for key, value in facts if value),
        steps=tuple(
            (words.moment(step.at), Stage(step.stage).label, step.said, step.by.name if step.by else "")
            for step in one.steps
        ),
        tables=tuple(_table(table, titles, rows, kept=one.confirmed is not None) for table in understood),
        left_out=tuple((table.file, table.reason) for table in tables if not table.dataset),
        changes=tuple(
            (
                titles.get(change.dataset, change.dataset),
                change.dataset,
                change.edition,
                _changed(change),
            )
            for change in changes
        ),
    )


def _changed(change: Change) -> str:
    if change.withdrawn:
        return f"Taken back; {change.other} is current again" if change.other else "Taken back"
    return f"Kept; it took the place of {change.other}" if change.other else "Kept"


def _table(table: Table, titles: Mapping[str, str], rows: bool, *, kept: bool) -> TableShown:
    title = titles.get(table.dataset, table.dataset)
    facts = [
        ("What it is", f"{title}: {table.shape}" if table.shape else title),
        ("Edition", table.edition),
        ("Years", table.years if table.edition else ""),
        ("Rows", f"{table.rows:,}" if table.rows else ""),
        ("Schools", f"{table.schools:,}" if table.schools else ""),
        ("Known from", table.known),
        ("Beside what is held", _sentence(table.standing)),
        (
            "Seen by",
            "Your authority alone" if table.local else "Every authority on this installation: it is public",
        ),
        ("Problems", _problems(table)),
    ]
    first = [row[:_SHOWN_COLUMNS] for row in table.first]
    more = max((len(row) for row in table.first), default=0) - _SHOWN_COLUMNS
    return TableShown(
        anchor=f"table-{table.position}",
        file=table.file,
        heading=title
        if not table.edition
        else table.edition
        if table.edition.startswith(title)
        else f"{title}, {table.edition}",
        verdict=_verdict(table, kept),
        facts=tuple((key, value) for key, value in facts if value),
        read=", ".join(table.read),
        ignored=", ".join(table.ignored),
        first=tuple(tuple(row) for row in first) if rows and len(first) > 1 else (),
        more_columns=words.count(more, "more column is read", "more columns are read") if more > 0 else "",
        is_known=bool(table.dataset),
    )


def _verdict(table: Table, kept: bool) -> str:
    if table.held:
        return "Held already"
    if table.ready:
        return "Confirmed" if kept else "Can be kept"
    return "Cannot be kept"


def _problems(table: Table) -> str:
    if not table.errors and not table.warnings:
        return "None"
    parts = []
    if table.errors:
        parts.append(
            f"{words.count(table.errors, 'error')}, which {'keeps' if table.errors == 1 else 'keep'} it out"
        )
    if table.warnings:
        parts.append(f"{words.count(table.warnings, 'warning')}, which leave out the cell or row each names")
    return "; ".join(parts)


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:]


def _size(size: int) -> str:
    return f"{size / 2**20:,.1f} MB" if size >= 1 << 20 else f"{max(1, size >> 10):,} KB"
