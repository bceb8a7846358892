"""What one run of the benchmarks works on: the files, how often, and the folders it makes on the way."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from benchmarks import measuring, where
from benchmarks.measuring import python
from benchmarks.where import REPOSITORY

__all__ = ["REPOSITORY", "Setting"]


@dataclass(kw_only=True)
class Setting:
    """The files are the real ones where this machine has them, else those of the fictitious nation."""

    scratch: Path
    runs: int
    quick: bool
    notes: list[str] = field(default_factory=list)

    @cached_property
    def real(self) -> bool:
        return where.published() is not None

    @cached_property
    def files(self) -> Path:
        """The folder of published files, made by the generator where there are no real ones."""
        real = where.published()
        if real is not None:
            return real
        folder = self.folder("nation")
        measuring.once(
            [*python("trellis.interfaces.commands.main"), "demonstrate", "--files-only", str(folder)]
        )
        return folder

    def folder(self, name: str) -> Path:
        made = self.scratch / name
        made.mkdir(parents=True, exist_ok=True)
        return made

    def raw(self) -> Path:
        """The real files as plain CSV, laid out once for a run and not timed."""
        return self._raw

    @cached_property
    def _raw(self) -> Path:
        folder = self.folder("raw")
        measuring.once(python("benchmarks.raw_files", self.files, folder))
        return folder

    def home(self) -> Path:
        """An installation into which every file has been imported, made once for a run and not timed."""
        return self._imported

    @cached_property
    def _imported(self) -> Path:
        home = self.folder("home")
        measuring.once(python("benchmarks.import_all", self.files, home))
        if self.real:
            # The key stage results held are not in the publisher's shape until `raw_files` lays them out
            measuring.once(python("benchmarks.raw_files", self.files, self.folder("laid-out"), 0))
            measuring.once(python("benchmarks.import_all", self.folder("laid-out"), home))
        return home

    @cached_property
    def built(self) -> Path:
        """The same installation with its warehouse built."""
        home = self.home()
        measuring.once(python("benchmarks.build_store", home))
        return home
