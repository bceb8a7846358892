"""The framework packs of this installation: where they are, and which is applied unless another is chosen."""

import os
from pathlib import Path

from trellis.analysis import framework
from trellis.analysis.framework import Framework
from trellis.problem import Refusal

DEFAULT = "reportcard-2025"


class NoSuchPack(Refusal):
    """There is no pack of this name."""


def folder() -> Path:
    """The folder of packs: `TRELLIS_PACKS`, else the one that comes with Trellis."""
    stated = os.environ.get("TRELLIS_PACKS")
    return Path(stated) if stated else Path(__file__).resolve().parents[2] / "packs"


def load(pack: str) -> Framework:
    """Return one pack by its name. Raises NoSuchPack, or FrameworkProblems when it cannot be used."""
    names = _names()
    if pack not in names:
        raise NoSuchPack(f"There is no framework pack “{pack}”. There are: {', '.join(names) or 'none'}.")
    return framework.load(folder() / pack)


def offered() -> tuple[Framework, ...]:
    """Return every pack that can be used, the newest first; one with problems is left out."""
    found = []
    for name in _names():
        try:
            found.append(framework.load(folder() / name))
        except framework.FrameworkProblems:
            continue
    return tuple(sorted(found, key=lambda pack: pack.effective_from, reverse=True))


def _names() -> list[str]:
    held = folder()
    return sorted(path.parent.name for path in held.glob("*/framework.yaml")) if held.is_dir() else []
