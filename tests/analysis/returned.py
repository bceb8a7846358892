"""Read CSV text or a file as intake reads it, with the one dataset known or all of them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from trellis.analysis.dataset import Dataset
from trellis.analysis.files import intake
from trellis.analysis.files.intake import Understood

IMPORTED_ON = date(2026, 11, 21)


def understood(
    source: Path | str,
    folder: Path,
    *,
    name: str = "file.csv",
    year: int | None = None,
    authority: str | None = None,
    known: Mapping[str, Dataset] | None = None,
) -> Understood:
    """Return the one table of a file (text is written under `name` first)."""
    if isinstance(source, str):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        source = path
    found = intake.understand(source, imported_on=IMPORTED_ON, year=year, authority=authority, known=known)
    assert len(found) == 1, found
    return found[0]


def messages(one: Understood) -> list[str]:
    return [str(problem) for problem in one.errors]
