"""What is known of one release: one data file that was read and kept, and how it is written in the manifest."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

State = Literal["current", "superseded", "withdrawn"]


@dataclass(frozen=True, kw_only=True)
class Release:
    """One data file that was read and kept. `state` is as of the question asked (today unless a date was given).

    A release that stands `beside` the others of its dataset and authority is never superseded: of what two of them
    say about the same thing the newer counts (see `beside`). `pieces` are the name and the number of rows of each
    file of a table that came in several.
    """

    id: str
    dataset: str
    shape: str
    edition: str
    part: str
    rank: int
    years: tuple[int, ...]
    kinds: tuple[str, ...]
    file_name: str
    member: str | None
    sha256: str
    size: int
    rows: int
    header_row: int
    imported_at: datetime
    known_from: date
    known_from_estimated: bool
    authority: str | None = None
    beside: bool = False
    pieces: tuple[tuple[str, int], ...] = ()
    state: State = "current"
    superseded_by: str | None = None

    @property
    def series(self) -> tuple[str, str]:
        """What releases must share for one to supersede another."""
        return (self.dataset, self.part)

    @property
    def read_from(self) -> tuple[str, str, str, str | None]:
        """What two releases share that are one file imported twice: the later import is the one meant."""
        return (*self.series, self.sha256, self.member)

    @property
    def precedence(self) -> tuple[int, date, datetime, str]:
        """The order within a series: the greatest is the current one."""
        return (self.rank, self.known_from, self.imported_at, self.id)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The bytes a release was read from: files to copy, in order, with the names they came under."""

    files: tuple[Path, ...]
    file_name: str
    member: str | None
    sha256: str
    size: int
    pieces: tuple[tuple[str, int], ...] = ()


def located(release: Release, row: int) -> tuple[str, int]:
    """Return the file a row of a release is in, as it was named, and its row there.

    For a table that came in one file that is the file and the row itself; for one in several the file of them, whose
    header counts as its row 1 as it does for the whole.
    """
    return in_piece(release.file_name, release.pieces, row)


def in_piece(file_name: str, pieces: Iterable[tuple[str, int]], row: int) -> tuple[str, int]:
    """Return what `located` does, of a release's name and pieces alone: for who has not the release at hand."""
    left = row - 2
    for name, rows in pieces if left >= 0 else ():
        if left < rows:
            return name, left + 2
        left -= rows
    return file_name, row


def release_id(
    *, dataset: str, part: str, sha256: str, member: str | None = None, stated: date | None = None
) -> str:
    """Return the id of a release, safe as a folder name; the same file always gets the same one.

    A file whose release date a person has `stated` is another release than the file without that.
    """
    what = "\n".join([sha256, *([member] if member else []), *([stated.isoformat()] if stated else [])])
    digest = sha256 if what == sha256 else hashlib.sha256(what.encode()).hexdigest()
    return f"{_safe(dataset)}-{_safe(part)}-{digest[:12]}"


def _safe(words: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.]+", "-", words).strip("-.") or "all"


def to_json(release: Release) -> dict[str, Any]:
    fields = {name: getattr(release, name) for name in Release.__dataclass_fields__}
    fields["imported_at"] = release.imported_at.isoformat()
    fields["known_from"] = release.known_from.isoformat()
    fields["withdrawn"] = release.state == "withdrawn"
    del fields["state"], fields["superseded_by"]
    return fields


def from_json(entry: Mapping[str, Any]) -> Release:
    fields = dict(entry)
    withdrawn = fields.pop("withdrawn")
    # Entries of before there was the word: every return but the register of events is of some schools
    fields.setdefault("beside", fields["authority"] is not None and fields["dataset"] != "local_events")
    return Release(
        **{
            **fields,
            "years": tuple(fields["years"]),
            "kinds": tuple(fields["kinds"]),
            "pieces": tuple((name, rows) for name, rows in fields.get("pieces", ())),
            "imported_at": datetime.fromisoformat(fields["imported_at"]),
            "known_from": date.fromisoformat(fields["known_from"]),
            "state": "withdrawn" if withdrawn else "current",
        }
    )
