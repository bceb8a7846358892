"""Import every file under a folder into an installation: `python -m benchmarks.import_all FOLDER HOME`.

What `trellis import --yes` does, without its questions. Prints, as JSON, a line for each table in each file.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from trellis import catalogue
from trellis.analysis import datasets
from trellis.analysis.dataset import Dataset
from trellis.analysis.files import intake
from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home


def import_all(folder: Path, home: Home, *, at: datetime) -> list[dict[str, object]]:
    """Import what is understood and return what was, with the seconds each file took."""
    known = catalogue.collect(datasets, Dataset)
    store = ReleaseStore(home)
    told: list[dict[str, object]] = []
    for found in intake.find([folder]):
        began = time.perf_counter()
        read = intake.understand(found, imported_on=at.date(), known=known)
        for one in read:
            if one.ready:
                intake.keep(one, store, at=at)
        seconds = time.perf_counter() - began
        told += [
            {
                "file": found.file,
                "member": one.member,
                "dataset": one.dataset.id if one.dataset else None,
                "rows": one.rows,
                "kept": one.ready,
                "errors": [str(problem) for problem in one.errors[:3]],
                "seconds": seconds / len(read),
            }
            for one in read
        ]
    return told


if __name__ == "__main__":
    print(
        json.dumps(
            import_all(Path(sys.argv[1]), Home(root=Path(sys.argv[2]).absolute()), at=datetime.now(UTC)),
            ensure_ascii=False,
        )
    )
