"""Files made for tests of intake: an absence table of invented schools, whole or spoiled in one way."""

import gzip
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

from trellis.analysis.files import intake
from trellis.analysis.files.intake import Understood
from trellis.analysis.files.releases import Release, ReleaseStore
from trellis.analysis.home import Home

HEADER = ("LA", "ESTAB", "URN", "PERCTOT", "PPERSABS10")
SCHOOLS = (
    ("998", "2001", "900001", "3.4", "5.1"),
    ("998", "2002", "900002", "4", "9"),
    ("998", "4001", "900003", "SUPP", "SUPP"),
    ("NAT", "PRI", "", "4", "8.2"),
)
TODAY = date(2026, 11, 1)
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def absence_csv(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """Return the performance table of absence with these rows, or with the usual ones."""
    return "\n".join(",".join(row) for row in (header, *(rows or SCHOOLS))).encode() + b"\n"


def write(folder: Path, data: bytes, name: str = "england_abs_2018-2019.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def understand(path: Path, **options: object) -> list[Understood]:
    return intake.understand(path, imported_on=TODAY, **options)  # type: ignore[arg-type]


def understand_one(path: Path, **options: object) -> Understood:
    (one,) = understand(path, **options)
    return one


def store_in(folder: Path) -> ReleaseStore:
    return ReleaseStore(Home(root=folder))


def kept(store: ReleaseStore, path: Path, *, at: datetime = AT, **options: object) -> Release:
    return intake.keep(understand_one(path, **options), store, at=at)


def fingerprint(folder: Path) -> str:
    """Return a hash of every file under a folder, its name and its bytes."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
