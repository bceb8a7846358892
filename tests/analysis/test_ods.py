"""OpenDocument spreadsheets, written by us and read by the library that intake reads them with."""

import io
import time
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from trellis.analysis.output import ods


def _back(data: bytes, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


def _written(*sheets: tuple[str, tuple[str, ...], list[tuple[ods.Cell, ...]]]) -> bytes:
    target = io.BytesIO()
    ods.write(target, sheets)
    return target.getvalue()


def test_every_kind_of_cell_comes_back_as_it_went() -> None:
    row = ("text", 3, 2.5, Decimal("1.25"), True, date(2026, 7, 31), None, "two\nlines")
    header = tuple("abcdefgh")
    back = _back(_written(("Data", header, [row])))
    assert back == [list(header), ["text", 3.0, 2.5, 1.25, True, date(2026, 7, 31), "", "two\nlines"]]


def test_what_is_no_number_is_left_blank() -> None:
    assert _back(_written(("Data", (), [("a", float("nan"), float("inf"), "b")]))) == [["a", "", "", "b"]]


def test_a_formula_stays_the_text_it_is() -> None:
    assert _back(_written(("Data", (), [("=1+1", "@SUM(A1)")]))) == [["=1+1", "@SUM(A1)"]]


def test_sheets_keep_their_names_and_order() -> None:
    data = _written(("One & only", (), [("a",)]), ("Notes", (), [("b",)]))
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["One & only", "Notes"]


def test_the_type_of_the_file_can_be_told_from_its_first_bytes() -> None:
    data = _written(("Data", (), [("a",)]))
    assert data[30:38] == b"mimetype"
    assert b"application/vnd.oasis.opendocument.spreadsheet" in data[:120]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda said: said.strip()))
def test_any_text_survives_but_for_what_xml_cannot_hold(said: str) -> None:
    (row,) = _back(_written(("Data", (), [("x", said, "x")])))
    kept = "".join(mark for mark in said if mark in "\t\n\r" or ord(mark) >= 32)
    assert isinstance(row[1], str)
    assert "".join(row[1].split()) == "".join(kept.split())


def test_20_000_rows_take_seconds_at_most() -> None:
    rows: list[tuple[ods.Cell, ...]] = [(n, f"School {n}", n / 7, None) for n in range(20_000)]
    started = time.perf_counter()
    data = _written(("Data", ("n", "name", "share", "note"), rows))
    assert time.perf_counter() - started < 10
    assert len(_back(data)) == 20_001
