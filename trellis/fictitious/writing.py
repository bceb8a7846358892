"""Write files as the publishers write them: their encodings, line ends, quoting and marks."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How one publisher writes its CSV files."""

    encoding: str
    newline: str
    quote_all: bool = False


GIAS = Manner(encoding="cp1252", newline="\r\n", quote_all=True)
OFSTED = Manner(encoding="cp1252", newline="\r\n")
PERFORMANCE_TABLES = Manner(encoding="utf-8-sig", newline="\n")
EXPLORE_EDUCATION_STATISTICS = Manner(encoding="utf-8", newline="\n")
LOCAL = Manner(encoding="utf-8", newline="\r\n")


def header(name: str) -> tuple[str, ...]:
    """Return the header kept under `headers/`, one column name to a line, in the publisher's order."""
    text = resources.files("trellis.fictitious").joinpath("headers", f"{name}.txt").read_text("utf-8")
    return tuple(text.splitlines())


def write(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Cell] | Sequence[Cell]], manner: Manner
) -> Path:
    """Write rows, each a sequence in the order of `columns` or a mapping by column name, and return the path.

    A mapping's absent columns are blank; a name that is not a column raises KeyError, so a slip is seen.
    A path ending in .gz is compressed, without a time stamp, so that the same rows give the same bytes.
    """
    places = {name: i for i, name in enumerate(columns)}
    blank: list[Cell] = [None] * len(columns)
    text = io.StringIO()
    out = csv.writer(
        text,
        lineterminator=manner.newline,
        quoting=csv.QUOTE_ALL if manner.quote_all else csv.QUOTE_MINIMAL,
    )
    out.writerow(columns)
    for row in rows:
        if isinstance(row, Mapping):
            cells = blank.copy()
            for name, cell in row.items():
                cells[places[name]] = cell
            out.writerow(cells)
        else:
            out.writerow(row)
    data = text.getvalue().encode(manner.encoding)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data, compresslevel=3, mtime=0) if path.suffix == ".gz" else data)
    return path


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write an XLSX workbook whose bytes depend on nothing but its cells."""
    from datetime import UTC, datetime

    import xlsxwriter  # type: ignore[import-untyped]

    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2026, 9, 1, tzinfo=UTC)})
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(i, j, datetime(cell.year, cell.month, cell.day), dated)  # noqa: DTZ001
                elif cell is not None:
                    sheet.write(i, j, cell)
    book.close()
    return path


def spreadsheet(path: Path, title: str, rows: Sequence[Sequence[Any]]) -> Path:
    """Write an OpenDocument spreadsheet of one sheet, whose bytes depend on nothing but its cells."""
    import zipfile

    from trellis.analysis.output import ods

    made = io.BytesIO()
    ods.write(made, [(title, tuple(rows[0]), rows[1:])])
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(made) as stamped, zipfile.ZipFile(path, "w") as plain:
        for member in stamped.infolist():
            undated = zipfile.ZipInfo(member.filename)
            undated.compress_type = member.compress_type
            plain.writestr(undated, stamped.read(member))
    return path


def dashes(day: date | None) -> str | None:
    """A date as GIAS prints it."""
    return None if day is None else f"{day:%d-%m-%Y}"


def slashes(day: date | None) -> str | None:
    """A date as Ofsted prints it."""
    return None if day is None else f"{day:%d/%m/%Y}"


def percent(part: float, whole: float, places: int = 0) -> str:
    """A percentage with its sign, as the performance tables print it."""
    return f"{100 * part / whole:.{places}f}%"


def number(value: float, places: int = 1) -> str:
    """A number as printed to `places`, with trailing noughts dropped and no minus nought."""
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def academic_year(year: int) -> str:
    """2019 as explore education statistics prints 2018/19: 201819."""
    return f"{year - 1}{year % 100:02d}"
