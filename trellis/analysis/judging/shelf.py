"""The framework packs of an installation: where they stand, and which is applied unless another is named."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from trellis.analysis.home import Home
from trellis.analysis.judging import framework, pack_reading
from trellis.analysis.judging.framework import Framework
from trellis.problem import Refusal

DEFAULT = "reportcard-2025"
CASES = "cases.yaml"


class NoSuchPack(Refusal):
    """There is no pack of this name."""


def folder() -> Path:
    """Return the folder of packs: `TRELLIS_PACKS`, else the one that comes with Trellis."""
    stated = os.environ.get("TRELLIS_PACKS")
    return Path(stated) if stated else Path(__file__).resolve().parents[3] / "packs"


def names() -> list[str]:
    """Return the name of every pack, usable or not."""
    held = folder()
    return sorted(path.parent.name for path in held.glob(f"*/{framework.FILE}")) if held.is_dir() else []


def load(pack: str = DEFAULT, *, home: Home | None = None) -> Framework:
    """Return one pack by its name; checked packs are kept in `home` so that reading one again is quick.

    Raises NoSuchPack, or FrameworkProblems when it cannot be used.
    """
    place = folder() / pack
    if os.sep in pack or pack in ("", ".", "..") or not (place / framework.FILE).is_file():
        raise NoSuchPack(f"there is no framework pack “{pack}”; there are: {', '.join(names()) or 'none'}")
    return pack_reading.load(place, cache=None if home is None else home.root / "packs")


def offered() -> tuple[Framework, ...]:
    """Return every pack that can be used, the newest first; one with problems is left out."""
    found = []
    for name in names():
        try:
            found.append(load(name))
        except framework.FrameworkProblems:
            continue
    return tuple(sorted(found, key=lambda pack: pack.effective_from, reverse=True))


def cases_beside(pack: Framework) -> int | None:
    """Return how many pictures of schools test this very version of a pack; None where they do not stand here."""
    place = folder() / pack.id
    try:
        if hashlib.sha256((place / framework.FILE).read_bytes()).hexdigest() != pack.hash:
            return None
        file = place / CASES
        return _cases_in(file, file.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=16)
def _cases_in(file: Path, changed: int) -> int | None:
    """Count the cases of a file as it stands; `changed` is its time, so that a change is read."""
    import yaml

    try:
        said = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError:
        return None
    cases = said.get("cases") if isinstance(said, dict) else None
    return len(cases) if isinstance(cases, list) else None
