"""Open every CSV, workbook and Parquet file under a folder in pandas, every column as text, and nothing more.

Run as `python -m benchmarks.open_in_pandas FOLDER`: the baseline of the import. Prints what `import_all` prints.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd


def opened(path: Path) -> pd.DataFrame:
    names = path.suffixes[-2:] if path.suffix in (".gz", ".zip") else path.suffixes[-1:]
    if names and names[0] == ".parquet":
        return pd.read_parquet(path)
    if names and names[0] in (".xlsx", ".ods"):
        return pd.read_excel(path, dtype=str, header=None, engine="calamine")
    try:
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    except UnicodeDecodeError:
        return pd.read_csv(path, dtype=str, encoding="cp1252")


def main(folder: Path) -> None:
    told = []
    files: dict[str, list[Path]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = str(path.relative_to(folder))
        if path.name.startswith("part-") and path.suffix == ".parquet":
            name = f"{path.parent.relative_to(folder)}/part-*.parquet"
        if {".csv", ".xlsx", ".ods", ".parquet"} & set(path.suffixes):
            files.setdefault(name, []).append(path)
    for name, paths in files.items():
        began = time.perf_counter()
        rows = sum(len(opened(path)) for path in paths)
        told.append({"file": name, "kept": True, "rows": rows, "seconds": time.perf_counter() - began})
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
