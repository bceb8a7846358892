"""The data files under the paths that a person names: what there is to read, before any of it is opened."""

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from trellis.analysis.files.container import ContainerRefused

_SKIPPED_SUFFIXES = frozenset({".md", ".txt", ".pdf", ".docx", ".doc", ".html", ".htm", ".url", ".log"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """One file of a folder, or the parts of one Parquet folder, and how to name it to people."""

    file: str
    paths: tuple[Path, ...]


def find(paths: Iterable[Path]) -> tuple[Found, ...]:
    """Return the data files under `paths`, folders walked in order; a Parquet table in parts is one file.

    Raises ContainerRefused for a path that is not there. Hidden files and documents are left out of folders.
    """
    found: list[Found] = []
    for path in paths:
        kind = _kind(path)
        if not stat.S_ISDIR(kind):
            if not stat.S_ISREG(kind):
                raise ContainerRefused(
                    f"{path} is no file or folder but a pipe, a device or the like. Save what it gives to a file, and "
                    "import that."
                )
            found.append(Found(file=printable(path.name), paths=(path,)))
            continue
        parts: dict[Path, list[Path]] = {}
        for inside in _inside(path):
            shown = inside.relative_to(path)
            if any(part.startswith((".", "_")) for part in shown.parts):
                continue
            if inside.name.startswith("part-") and inside.suffix == ".parquet":
                parts.setdefault(inside.parent, []).append(inside)
            elif inside.suffix.lower() not in _SKIPPED_SUFFIXES:
                found.append(Found(file=printable(str(shown)), paths=(inside,)))
        found += [
            Found(file=f"{folder.relative_to(path)}/part-*.parquet", paths=tuple(files))
            for folder, files in parts.items()
        ]
    return tuple(found)


def _kind(path: Path) -> int:
    """Return the mode of what is at a path. Raises ContainerRefused, in a sentence, when that cannot be told."""
    try:
        return path.stat().st_mode
    except FileNotFoundError as error:
        raise ContainerRefused(f"There is no file or folder {path}.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise ContainerRefused(f"{path} cannot be looked at: {why}.") from error


def _inside(folder: Path) -> list[Path]:
    """Return every plain file under a folder, and every folder that may not be opened, in order.

    Links are followed, each true folder once, so that links in a circle end. Pipes and devices are passed over.
    """
    inside: list[Path] = []
    top = folder.stat()
    met = {(top.st_dev, top.st_ino)}

    def closed(error: OSError) -> None:
        inside.append(Path(error.filename))

    for root, folders, files in os.walk(folder, followlinks=True, onerror=closed):
        folders.sort()
        for name in list(folders):
            try:
                true = os.stat(os.path.join(root, name))
            except OSError:
                folders.remove(name)
                continue
            if (true.st_dev, true.st_ino) in met:
                folders.remove(name)
            met.add((true.st_dev, true.st_ino))
        inside.extend(path for name in files if (path := Path(root, name)).is_file())
    return sorted(inside)


def printable(name: str) -> str:
    """Return a file's name as it can be kept and shown: bytes that are no UTF-8, and control characters, are marked."""
    said = os.fsencode(name).decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in said)


def pieces_of(paths: Sequence[Path]) -> tuple[tuple[str, int], ...]:
    """Return the name and rows of each file of a table in several; none for a table in one."""
    if len(paths) == 1:
        return ()
    return tuple(
        (f"{path.parent.name}/{path.name}", pl.scan_parquet(path).select(pl.len()).collect().item())
        for path in paths
    )
