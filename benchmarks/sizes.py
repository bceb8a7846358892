"""How many bytes each file is when nothing is packed: `python -m benchmarks.sizes FOLDER` prints them as JSON."""

import gzip
import json
import sys
import zipfile
from pathlib import Path

from trellis.analysis.files import intake


def unpacked(path: Path) -> int:
    """Return the bytes of one file unpacked; of Parquet, of its columns uncompressed."""
    if path.suffix == ".gz":
        with gzip.open(path) as packed:
            return sum(len(part) for part in iter(lambda: packed.read(1 << 20), b""))
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        held = pq.read_metadata(path)
        return sum(held.row_group(i).total_byte_size for i in range(held.num_row_groups))
    if zipfile.is_zipfile(path):
        return sum(entry.file_size for entry in zipfile.ZipFile(path).infolist())
    return path.stat().st_size


if __name__ == "__main__":
    print(
        json.dumps(
            {
                found.file: sum(unpacked(path) for path in found.paths)
                for found in intake.find([Path(sys.argv[1])])
            }
        )
    )
