"""Where one installation keeps everything: one folder, `TRELLIS_HOME`."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Home:
    """The folder of an installation and the places inside it. Nothing is created until something is written."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Return the home that `TRELLIS_HOME` names, or `var` under the current folder."""
        return cls(root=Path(os.environ.get("TRELLIS_HOME") or "var").absolute())

    @property
    def releases(self) -> Path:
        """The folder of releases, one sub-folder each."""
        return self.root / "releases"

    @property
    def manifest(self) -> Path:
        """The list of releases held: the only file under `releases` that ever changes."""
        return self.releases / "manifest.json"

    @property
    def warehouse(self) -> Path:
        """The folder of warehouse files."""
        return self.root / "warehouse"

    def warehouse_file(self, *, as_of: date | None = None) -> Path:
        """The warehouse as it stands, or as it would have stood on a date."""
        name = "warehouse.duckdb" if as_of is None else f"asof-{as_of.isoformat()}.duckdb"
        return self.warehouse / name

    @property
    def downloads(self) -> Path:
        """Where `trellis fetch` puts what it downloads."""
        return self.root / "downloads"

    @property
    def seals(self) -> Path:
        """The list of seals over the record, a line each: what is copied elsewhere to prove it by."""
        return self.root / "seals.txt"

    @property
    def imports(self) -> Path:
        """Where files that come in by the pages wait, each import in a folder of its own. Never served."""
        return self.root / "imports"

    @property
    def documents(self) -> Path:
        """The files of issued documents, by their SHA-256. Never served as they lie."""
        return self.root / "documents"

    @property
    def letterheads(self) -> Path:
        """How each authority heads its letters."""
        return self.root / "letterheads.yaml"
