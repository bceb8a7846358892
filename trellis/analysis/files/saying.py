"""What an import says of a file before it is kept: its years, from when it is known, and what it would replace."""

from collections.abc import Sequence
from datetime import date

from trellis.analysis.files.beside import Standing
from trellis.analysis.files.intake import Understood
from trellis.analysis.files.releases import Release


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def known(one: Understood) -> str:
    """Return the day from which a file is known, and whether that is estimated or stated."""
    if one.known_from is None:
        return "a date that is not known"
    if one.known_from_estimated:
        return f"about {one.known_from:%B %Y} (estimated)"
    return f"{one.known_from.day} {one.known_from:%B %Y}" + (" (as you state)" if one.stated else "")


def standing(one: Understood, earlier: Release | None, beside: Standing | None) -> str:
    """Return what keeping a file would do to what is held."""
    if one.is_held_as(earlier):
        return "already held, so nothing will be written"
    if beside is not None and beside.others:
        return _beside(beside)
    if earlier is None:
        return "new"
    if one.stated is not None and one.sha256 == earlier.sha256:
        return f"takes the place of the same file as known from {earlier.known_from:%-d %B %Y}, which is kept"
    before = f"{earlier.edition} ({earlier.file_name}, imported {earlier.imported_at:%d %B %Y})"
    if one.reading is not None and (one.reading.rank, one.known_from or date.min) < (
        earlier.rank,
        earlier.known_from,
    ):
        return f"kept beside {before}, which stays current"
    return f"supersedes {before}, which is kept"


def _beside(beside: Standing) -> str:
    """Say which earlier returns stay, and whose values count where both speak of a school."""
    latest = beside.others[-1]
    named = f"{latest.edition} ({latest.file_name}, imported {latest.imported_at:%-d %B %Y})"
    more = f" and {count(len(beside.others) - 1, 'earlier return')}" if len(beside.others) > 1 else ""
    said = [f"newer values win for {count(beside.newer, 'school')}"]
    if beside.older:
        said.append(f"for {count(beside.older, 'school')} what is held is of a later day and stays")
    if beside.untouched:
        said.append(f"{count(beside.untouched, 'school')} not in this file {_keep_theirs(beside.untouched)}")
    return f"stands beside {named}{more}; {', '.join(said)}"


def _keep_theirs(number: int) -> str:
    return "keeps its values" if number == 1 else "keep their values"


def years(held: Sequence[int]) -> str:
    """Return years in words."""
    if not held:
        return "no year"
    return f"year ending {held[0]}" if len(held) == 1 else f"years ending {min(held)} to {max(held)}"
