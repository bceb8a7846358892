"""Printed numbers and delimited text, against slow and obvious twins."""

import csv
import io
import math
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.analysis.columns import reading
from trellis.analysis.columns.printed_numbers import check, look, parse, report_bounds
from trellis.analysis.dataset import PERFORMANCE_TABLE_CODES, Context, Measure, Publication
from trellis.analysis.files import sheet
from trellis.analysis.files.sheet import CsvSheet
from trellis.analysis.observation import TABLES, Status

_CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "",
            " ",
            "SUPP",
            "supp",
            "NE",
            "nan",
            "inf",
            "-inf",
            "HIDDEN",
            "%",
            "66.2%",
            "1,234",
            "£5",
            " 7 ",
            "1e3",
            "-0.5",
        ]
    ),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    st.integers(-1000, 100_000).map(str),
)


def _context() -> Context:
    return Context(file="f", sha256="", imported_on=date(2026, 11, 1))


def _plainly(cell: str | None) -> tuple[float | None, int | None, bool]:
    """Return a cell's value, its status (None where it is an error), and whether it says anything."""
    stripped = (cell or "").strip()
    word = stripped.replace("%", "").replace(",", "").replace("£", "").lower()
    word = "" if word == "nan" else word
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number, int(Status.VALUE), True
    known = PERFORMANCE_TABLE_CODES.get(word)
    return None, None if known is None else int(known), stripped != ""


@given(st.lists(_CELLS, min_size=1, max_size=30))
def test_a_column_parsed_at_once_is_each_cell_parsed_by_itself(cells: list[str | None]) -> None:
    frame = pl.DataFrame({"row": range(2, 2 + len(cells)), "x": pl.Series(cells, dtype=pl.String)})
    context = _context()
    parsed = parse(frame, ["x"], context, PERFORMANCE_TABLE_CODES)["x"]
    plain = [_plainly(cell) for cell in cells]
    numbers = [math.nan if value is None else value for value, _, _ in plain]
    assert parsed.numbers.tolist() == pytest.approx(numbers, nan_ok=True)
    assert parsed.spoken.tolist() == [said for _, _, said in plain]
    assert parsed.reasons.tolist() == [int(Status.NOT_HELD) if s is None else s for _, s, _ in plain]
    wrong = [row for row, (_, status, _) in enumerate(plain, start=2) if status is None]
    assert [problem.row for problem in context.problems] == wrong


@given(st.lists(_CELLS, min_size=1, max_size=12), st.sampled_from([1.0, 100.0]))
def test_a_column_that_nobody_asks_for_has_the_problems_it_would_have(
    cells: list[str | None], scale: float
) -> None:
    frame = pl.DataFrame({"row": range(2, 2 + len(cells)), "x": pl.Series(cells, dtype=pl.String)})
    checked, parsed = _context(), _context()
    check(frame, {"x": [(scale, 0, 100)]}, checked, PERFORMANCE_TABLE_CODES)
    values = parse(frame, ["x"], parsed, PERFORMANCE_TABLE_CODES)["x"].numbers
    report_bounds(frame, "x", values * scale, parsed, least=0, most=100)
    assert checked.problems == parsed.problems


@given(st.lists(_CELLS, min_size=1, max_size=12), st.data())
def test_a_part_of_a_table_that_was_looked_at_whole_is_read_as_if_it_were_all(
    cells: list[str | None], data: st.DataObject
) -> None:
    frame = pl.DataFrame({"row": range(2, 2 + len(cells)), "x": pl.Series(cells, dtype=pl.String)})
    looked = look(frame, ["x"], PERFORMANCE_TABLE_CODES)
    kept = data.draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells)))
    rows = pl.Series(kept, dtype=pl.Boolean)
    part, looked = frame.filter(rows), looked.part(rows)
    by_whole, by_itself = _context(), _context()
    found = parse(part, ["x"], by_whole, PERFORMANCE_TABLE_CODES, looked)["x"]
    plain = parse(part, ["x"], by_itself, PERFORMANCE_TABLE_CODES)["x"]
    for name in ("numbers", "reasons", "spoken"):
        np.testing.assert_array_equal(getattr(found, name), getattr(plain, name))
    check(part, {"x": [(1.0, 0, 100)]}, by_whole, PERFORMANCE_TABLE_CODES, looked)
    check(part, {"x": [(1.0, 0, 100)]}, by_itself, PERFORMANCE_TABLE_CODES)
    assert by_whole.problems == by_itself.problems


@given(st.lists(st.sampled_from(["a", '"', ","]), max_size=300))
def test_separators_between_quotes_are_told_from_others_by_counting_quotes(letters: list[str]) -> None:
    places = np.arange(len(letters))
    quotes, marks = (sheet._bits(np.array(letters, dtype=np.str_) == which) for which in ('"', ","))
    outside = sheet._before(marks & ~sheet._inside(quotes), places)
    before = [letters[:at] for at in places]
    assert sheet._before(quotes, places).tolist() == [so_far.count('"') for so_far in before]
    assert outside.tolist() == [
        sum(each == "," and so_far[:at].count('"') % 2 == 0 for at, each in enumerate(so_far))
        for so_far in before
    ]


_TEXT = st.lists(st.sampled_from(["a", "1", " ", ",", ";", '"', "\n", "\r\n", "\t", "é–"]), max_size=6).map(
    "".join
)


@given(
    st.lists(st.lists(_TEXT, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_text_as_spreadsheets_write_it_is_read_as_they_meant_it(
    rows: list[list[str]], quoting: int, end: str
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=quoting, lineterminator=end)
    writer.writerow(["first", "second", "third"])
    writer.writerows(rows)
    frame, ragged = CsvSheet(member=None, data=buffer.getvalue().encode()).frame([0, 1, 2], 1)
    assert not ragged
    wanted = [
        (number, *(cell or None for cell in row)) for number, row in enumerate(rows, start=2) if any(row)
    ]
    assert frame.rows() == wanted


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12), st.booleans())
def test_every_ragged_row_is_found_and_no_other(widths: list[int], quoted: bool) -> None:
    cell = '"x,y"' if quoted else "x"
    lines = ["a,b,c", *(",".join([cell] * width) for width in widths)]
    _, ragged = CsvSheet(member=None, data="\n".join(lines).encode()).frame([0], 1)
    assert [(row.row, row.cells) for row in ragged] == [
        (number, width) for number, width in enumerate(widths, start=2) if width != 3
    ]


def test_blank_cells_and_rows_without_a_school_are_no_observations() -> None:
    frame = pl.DataFrame({"row": [2, 3, 4], "urn": ["1", None, "3"], "x": ["5", "6", " "]})
    table = reading.observations(
        frame,
        [Measure(id="x", column="X", scale=2.0)],
        _context(),
        codes=PERFORMANCE_TABLE_CODES,
        year=2019,
        urn=pl.Series([1, None, 3], dtype=pl.Int32),
        publication=Publication(month=3, years_after=1),
    )
    assert table.select("urn", "value", "row", "known_from", "known_from_estimated").rows() == [
        (1, 10.0, 2, date(2020, 3, 1), True)
    ]
    assert table.schema == TABLES["observation"]


def test_a_file_with_none_of_the_measures_gives_an_empty_table() -> None:
    frame = pl.DataFrame({"row": [2], "urn": ["1"]})
    table = reading.observations(
        frame,
        [Measure(id="x", column="X")],
        _context(),
        codes={},
        year=2019,
        urn=pl.Series([1], dtype=pl.Int32),
    )
    assert table.is_empty()
    assert table.schema == TABLES["observation"]


def test_a_companion_that_is_wrong_is_reported_once_for_all_measures_that_share_it() -> None:
    frame = pl.DataFrame({"row": [2], "a": ["1"], "b": ["2"], "n": ["many"]})
    context = _context()
    reading.observations(
        frame,
        [Measure(id="a", column="a", denominator="n"), Measure(id="b", column="b", denominator="n")],
        context,
        codes={},
        year=2019,
        urn=pl.Series([1], dtype=pl.Int32),
    )
    assert [problem.column for problem in context.problems] == ["n"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("01/09/2019", date(2019, 9, 1)),
        ("01-09-2019", date(2019, 9, 1)),
        ("2019-09-01 00:00:00", date(2019, 9, 1)),
    ],
)
def test_dates_are_read_as_publishers_and_workbooks_write_them(cell: str, day: date) -> None:
    frame = pl.DataFrame({"row": [2, 3], "d": [cell, "NULL"]})
    assert reading.dates(frame, "d", _context()).to_list() == [day, None]


def test_a_whole_number_may_have_come_through_a_spreadsheet() -> None:
    frame = pl.DataFrame({"row": [2, 3, 4], "urn": ["100001.0", " 100002 ", "1.5"]})
    context = _context()
    assert reading.whole_numbers(frame, "URN", context).to_list() == [100001, 100002, None]
    assert [(problem.row, problem.value) for problem in context.problems] == [(4, "1.5")]


def test_the_fast_reader_is_used_where_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the exact reader was used for plain text")

    monkeypatch.setattr(CsvSheet, "_exact", never)
    monkeypatch.setattr(CsvSheet, "_ragged_exactly", never)
    for text in ("a,b\n1,2\n", 'a,b\n"1,0",2\n', '"a","b"\r\n"1","2"\r\n\r\n'):
        frame, _ = CsvSheet(member=None, data=text.encode()).frame([0, 1], 1)
        assert frame.height == 1
