"""One row of a file as it was published, as a page. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.interfaces.web.govuk import words
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class RowHeld:
    """A row of a release, with what is known of the release. `cells` is empty where the copy cannot be read."""

    dataset: str
    publisher: str
    licence: str
    edition: str
    file_name: str
    member: str
    sha256: str
    row: int
    known_from: date
    known_from_estimated: bool
    imported_at: str
    superseded: bool
    local: bool
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class SourcePage:
    """The row and the file."""

    row: int
    file_name: str
    details: tuple[tuple[str, str], ...]
    cells: tuple[tuple[str, str], ...]
    found: str


def present(held: RowHeld | None, *, school: School | None = None) -> SourcePage | None:
    """Return the page, None where there is no such row."""
    if held is None:
        return None
    public = "Known from" if held.local else "Public since"
    standing = "Superseded by a later release; kept as it was used." if held.superseded else "Current"
    details = [
        ("File", f"{held.member} in {held.file_name}" if held.member else held.file_name),
        ("What it is", f"{held.dataset}, {held.edition}"),
        (
            "Published by",
            "The authority’s own return, seen by this authority alone" if held.local else held.publisher,
        ),
        ("Licence", held.licence),
        (
            public,
            words.day(held.known_from)
            + (" (estimated from the publisher’s usual month)" if held.known_from_estimated else ""),
        ),
        ("Imported", held.imported_at),
        ("Standing", standing),
        ("Fingerprint (SHA-256)", held.sha256),
    ]
    filled = tuple((header, cell) for header, cell in held.cells if cell.strip())
    empty = len(held.cells) - len(filled)
    if not held.cells:
        found = "The kept copy of the file has no such row, or can no longer be read."
    else:
        found = f"Row {held.row:,}, counting the heading as a row. {words.count(len(held.cells), 'column')}"
        found += f"; {words.count(empty, 'empty one is', 'empty ones are')} left out here." if empty else "."
    return SourcePage(
        row=held.row,
        file_name=held.file_name,
        details=tuple((key, value) for key, value in details if value),
        cells=filled,
        found=found,
    )
