"""Every problem of an import as one CSV, whoever asks for it."""

import csv
from collections.abc import Sequence
from pathlib import Path

from trellis.analysis.dataset import Problem
from trellis.analysis.output import spreadsheet

HEADER = ("severity", "file", "row", "column", "value", "message")


def write(target: Path, problems: Sequence[Problem]) -> None:
    """Write every problem as one row of a CSV. A value that a spreadsheet would run as a formula is quoted."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for problem in problems:
            cells = (
                problem.severity,
                problem.file,
                problem.row,
                problem.column,
                problem.value,
                problem.message,
            )
            writer.writerow(["" if cell is None else spreadsheet.neutral(str(cell)) for cell in cells])
