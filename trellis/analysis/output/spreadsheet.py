"""Tables as files that people open: CSV, XLSX and ODS. Nothing in a cell is ever run as a formula."""

import csv
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

Cell = str | int | float | bool | date | None

FORMATS = ("csv", "xlsx", "ods")
# A spreadsheet reads text that starts so as a formula or a command, even from a CSV.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
# What some programs skip before they look: controls, blanks of every kind, and characters of no width.
_PASSED_OVER = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: its name, its header, and rows as long as the header."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def neutral(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs: text that would start a formula gets an apostrophe before it.

    Full-width signs, and signs after blanks or characters of no width, count too: some programs fold them. Numbers are
    left alone: −4 is a number, and “-4” in a text column is not.
    """
    if not isinstance(cell, str) or not cell:
        return cell
    shown = next((char for char in cell if unicodedata.category(char) not in _PASSED_OVER), "")
    runs = cell.startswith(_RUN) or unicodedata.normalize("NFKC", shown).startswith(_RUN)
    return "'" + cell if runs else cell


def write(target: Path, sheets: Iterable[Sheet], *, kind: str) -> None:
    """Write `sheets` to `target`, aside first: what stood there before stands until the whole is written.

    A CSV holds one table alone, the first, and says so in no way: give it the first. Raises ValueError for a kind
    that is not one of FORMATS, OSError where it cannot be written.
    """
    if kind not in FORMATS:
        raise ValueError(f"“{kind}” is not one of {', '.join(FORMATS)}")
    every = [_neutralised(sheet) for sheet in sheets]
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if kind == "csv":
            # The byte order mark is what makes a spreadsheet read the file as UTF-8.
            with aside.open("w", encoding="utf-8-sig", newline="") as file:
                write_csv(file, every[0])
        elif kind == "xlsx":
            _write_xlsx(aside, every)
        else:
            from trellis.analysis.output import ods

            ods.write(aside, [(sheet.name, sheet.header, sheet.rows) for sheet in every])
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def write_csv(file: IO[str], sheet: Sheet) -> None:
    """Write one table as CSV, neutralised."""
    writer = csv.writer(file)
    writer.writerow([neutral(cell) for cell in sheet.header])
    for row in sheet.rows:
        writer.writerow(["" if cell is None else neutral(cell) for cell in row])


def _neutralised(sheet: Sheet) -> Sheet:
    return Sheet(
        name=sheet.name,
        header=[str(neutral(cell)) for cell in sheet.header],
        rows=[[neutral(cell) for cell in row] for row in sheet.rows],
    )


def _write_xlsx(target: Path, sheets: Sequence[Sheet]) -> None:
    import xlsxwriter  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    plain: dict[str, Any] = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with xlsxwriter.Workbook(target, {**plain, "nan_inf_to_errors": True}) as book:
            _fill(book, sheets)
    except FileCreateError as error:  # no OSError itself, but it carries the one there was
        raise OSError(error.args[0].errno, error.args[0].strerror, str(target)) from error


def _fill(book: Any, sheets: Sequence[Sheet]) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        page.write_row(0, 0, sheet.header, head)
        for at, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, column, cell, day)
                elif cell is not None:
                    page.write(at, column, cell)
        page.freeze_panes(1, 0)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
