"""Write the file a person fills in for a return: CSV, or a workbook with notes and allowed answers."""

import csv
from collections.abc import Mapping
from pathlib import Path

from trellis.analysis.columns.measures import MEASURES
from trellis.analysis.columns.returns import Column, Return
from trellis.analysis.output import ods

FORMATS = ("xlsx", "csv", "ods")
_ROWS = 2000  # how far down a workbook's validation reaches
_NOTES = "Notes"
_KINDS = {
    "urn": "six figures",
    "measure": "an indicator's id, from the list below",
    "year": "a year, such as 2025/26",
    "number": "a number",
    "whole": "a whole number",
    "choice": "one of the answers",
    "yes_no": "yes or no",
    "date": "a date, such as 31/07/2026",
    "id": "a word or words",
    "text": "words",
}


def write(of: Return, target: Path, names: Mapping[str, str] | None = None) -> None:
    """Write the template of `of` to `target`, in the format its suffix names.

    `names` gives the plain name of each indicator, for the notes. A workbook's second sheet is the notes; a CSV,
    which has none, is the header alone.
    """
    suffix = target.suffix.removeprefix(".").lower()
    if suffix == "csv":
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerow(of.header)
    elif suffix == "ods":
        ods.write(target, [(sheet_name(of), of.header, ()), (_NOTES, (), notes(of, names))])
    elif suffix == "xlsx":
        _write_xlsx(of, target, names)
    else:
        raise ValueError(f"{target.name} should end in one of: {', '.join(FORMATS)}")


def sheet_name(of: Return) -> str:
    """The name of the sheet to fill in: the return's title, without what a workbook's tab cannot hold."""
    fit = "".join(mark for mark in of.title if mark not in "[]:*?/\\'")
    return fit[:31].strip()


def notes(of: Return, names: Mapping[str, str] | None = None) -> list[tuple[str, ...]]:
    """The rows of the notes sheet: what each column means and takes, the examples, and the ids of indicators."""
    several = (
        "A newer file takes the place of the one before, whole."
        if of.whole
        else "A file may be of some of your schools only: it leaves the values of the others as they are."
    )
    rows: list[tuple[str, ...]] = [(of.title,), (of.about,), (several,), ("",)]
    rows.append(("The column", "must be filled in", "takes", "and means", "For example", "or"))
    for place, column in enumerate(of.columns):
        shown = [example[place] for example in of.examples]
        needed = "yes" if column.required else "no"
        rows.append((column.name, needed, takes(column), column.meaning, *shown))
    if any(column.kind == "measure" for column in of.columns):
        rows += [("",), ("An indicator's id", "is of")]
        rows += [(measure, (names or {}).get(measure, "")) for measure in MEASURES]
    return rows


def takes(column: Column) -> str:
    """What may stand in a column, in words."""
    if column.answers:
        return "one of: " + ", ".join(column.answers)
    said = _KINDS[column.kind]
    if column.least is not None and column.most is not None and column.most < 1_000_000:
        return f"{said} from {column.least:g} to {column.most:g}"
    return said


def _write_xlsx(of: Return, target: Path, names: Mapping[str, str] | None) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(sheet_name(of))
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(of.columns):
            sheet.write_string(0, place, column.name, bold)
            width = max(len(column.name) + 2, 12)
            # A year such as 2025-26 typed into a plain cell can become a date.
            style = (
                day if column.kind == "date" else text if column.kind in ("year", "id", "measure") else None
            )
            sheet.set_column(place, place, width, style)
            rule = _rule(column)
            if rule:
                title = column.name[:32]
                sheet.data_validation(
                    1,
                    place,
                    _ROWS,
                    place,
                    {
                        **rule,
                        "ignore_blank": True,
                        "input_title": title,
                        "input_message": column.meaning[:255],
                        "error_title": title,
                        "error_message": f"This column takes {takes(column)}."[:255],
                    },
                )
        about = book.add_worksheet(_NOTES)
        about.set_column(0, 0, 34)
        about.set_column(1, 2, 26)
        about.set_column(3, 3, 80)
        about.set_column(4, 5, 24)
        for number, row in enumerate(notes(of, names)):
            for place, cell in enumerate(row):
                about.write_string(
                    number, place, cell, bold if number == 0 else wrapped if place == 3 else None
                )


def _rule(column: Column) -> dict[str, object] | None:
    if column.kind == "yes_no":
        return {"validate": "list", "source": ["yes", "no"]}
    if column.kind == "choice":
        return {"validate": "list", "source": list(column.answers)}
    if column.kind == "urn":
        return {"validate": "integer", "criteria": "between", "minimum": 100000, "maximum": 999999}
    if column.kind in ("number", "whole") and column.least is not None:
        most = column.most if column.most is not None else 1_000_000_000
        kind = "integer" if column.kind == "whole" else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": column.least, "maximum": most}
    return None
