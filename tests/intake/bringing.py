"""Bringing files in as the pages do, with the work done at once in the test's own process."""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest

from tests import builders
from trellis.accounts.models import User
from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.intake import queries, rooms, running, working
from trellis.intake.actions import deciding, receiving
from trellis.intake.actions.receiving import Came
from trellis.intake.models import Batch
from trellis.intake.queries import Import

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
HEADER = SAMPLES.joinpath("local_governance", "return.csv").read_text(encoding="utf-8").splitlines()[0]
OURS, THEIRS = "898", "899"


def at_once(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Give the test a home of its own, and do the work of an import where it is set going."""
    monkeypatch.setenv("TRELLIS_HOME", str(folder / "home"))
    (folder / "home").mkdir(exist_ok=True)

    def start(batch: Batch, lock: IO[bytes]) -> None:
        with lock:
            working.work(batch.pk)

    monkeypatch.setattr(running, "start", start)


def store() -> ReleaseStore:
    return ReleaseStore(Home.from_environment())


def register(name: str = "edubasealldata20260901.csv") -> tuple[str, bytes]:
    return name, (SAMPLES / "gias_establishments" / "edubasealldata.csv").read_bytes()


def governance(
    *urns: int, vacancies: str = "0", name: str = "governance.csv", day: str = "30/06/2026"
) -> tuple[str, bytes]:
    rows = [f"{urn},2025/26,{vacancies},2,0,permanent,01/09/2019,{day}," for urn in urns]
    return name, "\n".join([HEADER, *rows, ""]).encode()


def officer(authority: str = OURS) -> User:
    return builders.person("data_officer", authority=authority)


def upload(*files: tuple[str, bytes], by: User, authority: str = OURS, **more: object) -> Import:
    """Upload files and return the import as it stands when they have been read."""
    came = []
    with rooms.incoming() as folder:
        for place, (name, data) in enumerate(files):
            inside = folder / chr(ord("a") + place)
            inside.mkdir()
            (inside / name).write_bytes(data)
            came.append(Came(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest()))
        batch = receiving.receive(
            authority=authority, folder=folder, files=came, by=by, at=datetime.now(UTC), **more
        )  # type: ignore[arg-type]
    return standing(batch)


def standing(batch: Batch) -> Import:
    found = queries.import_for(batch.pk, authorities=[batch.authority_id])
    assert found is not None
    return found


def confirmed(one: Import, *, by: User) -> Import:
    deciding.confirm(one, by=by, at=datetime.now(UTC))
    return standing(one.batch)


def taken_in(*files: tuple[str, bytes], by: User, authority: str = OURS, **more: object) -> Import:
    return confirmed(upload(*files, by=by, authority=authority, **more), by=by)


def undone(one: Import, *, by: User) -> Import:
    return standing(deciding.undo(one, by=by, at=datetime.now(UTC)))


def sample(dataset: str, name: str, folder: Path) -> Path:
    return Path(shutil.copy(SAMPLES / dataset / name, folder / name))
