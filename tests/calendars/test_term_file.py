"""Term dates as a CSV file: what is read, and every problem by its row and column."""

import csv
from datetime import date

import pytest

from tests.calendars import years
from trellis.calendars import term_file
from trellis.calendars.calendar import Term
from trellis.calendars.models import ClosedKind

HEAD = "Year,Term,Starts,Ends,Half-term starts,Half-term ends,What for,School URN"
AUTUMN = "2026/27,Autumn,1/9/2026,18/12/2026,26/10/2026,30/10/2026,,"
SPRING = "2026/27,Spring,4/1/2027,25/3/2027,15/2/2027,19/2/2027,,"
SUMMER = "2026/27,Summer,12/4/2027,21/7/2027,31/5/2027,4/6/2027,,"


def file(*rows: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *rows, ""]).encode()


def said(content: bytes) -> list[str]:
    read = term_file.read(content)
    assert (read.years, read.days) == ({}, {}), "with a problem nothing is read"
    return [str(each) for each in read.problems]


def test_a_file_of_terms_and_closed_days_is_read() -> None:
    read = term_file.read(
        file(
            AUTUMN,
            SPRING,
            SUMMER,
            "2026/27,INSET,2/11/2026,,,,Reading,",
            "2026,Closed,24/12/2026,29/12/2026,,,Boiler,900001",
        )
    )
    assert read.problems == ()
    assert read.years == {(None, 2026): years.AUTHORITY}
    (inset,) = read.days[None]
    assert (inset.day, inset.kind, inset.what) == (date(2026, 11, 2), ClosedKind.INSET, "Reading")
    # 25 and 28 December are bank holidays, 26 and 27 a weekend
    assert [each.day for each in read.days[900001]] == [date(2026, 12, 24), date(2026, 12, 29)]
    assert read.urns == {900001}


@pytest.mark.parametrize(
    "content",
    [
        file(AUTUMN, SPRING, SUMMER, ""),
        b"\xef\xbb\xbf" + file(AUTUMN, SPRING, SUMMER),
        file(AUTUMN, SPRING, SUMMER).replace(b",", b";"),
        file(AUTUMN, SPRING, SUMMER).replace(b",", b"\t"),
        file(
            AUTUMN.replace("Autumn", "autumn term"),
            SPRING,
            SUMMER.replace("12/4/2027", "2027-04-12").replace("21/7/2027", "21 July 2027"),
            head=HEAD.upper(),
        ),
        file(
            *(
                row.replace("2026/27", year)
                for row, year in ((AUTUMN, "2026"), (SPRING, "2026-2027"), (SUMMER, "2026 to 2027"))
            )
        ),
    ],
)
def test_a_spreadsheets_own_ways_are_read_alike(content: bytes) -> None:
    assert term_file.read(content).years == {(None, 2026): years.AUTHORITY}


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (
            [AUTUMN.replace("18/12/2026", "31/2/2027"), SPRING, SUMMER],
            [
                "Row 2, Ends: “31/2/2027” is not a date. Write it like 31/8/2026",
                "Row 3, Term: 2026/27 has no row for Autumn",
            ],
        ),
        (
            [AUTUMN, SPRING, SUMMER.replace("21/7/2027", "24/7/2027")],
            ["Row 4, Ends: Summer: the last day is a Saturday"],
        ),
        ([AUTUMN, SPRING], ["Row 2, Term: 2026/27 has no row for Summer"]),
        (
            [AUTUMN, AUTUMN, SPRING, SUMMER],
            ["Row 3, Term: Autumn of 2026/27 is in row 2 already"],
        ),
        (
            [AUTUMN.replace("Autumn", "Lent"), SPRING.replace("2026/27", "2026/29"), SUMMER],
            [
                "Row 2, Term: “Lent” is none of Autumn, Spring, Summer, INSET and Closed",
                "Row 3, Year: “2026/29” is not an academic year, which ends in the year after it begins",
                "Row 4, Term: 2026/27 has no row for Autumn and Spring",
            ],
        ),
        (["next year,INSET,,,,,,"], ["Row 2, Starts: a date is missing"]),
        (
            ["2026/27,INSET,7/11/2026,,,,,"],
            ["Row 2, Starts: pupils are not in on that day anyway: it is a weekend or a bank holiday"],
        ),
        (
            ["2026/27,INSET,9/11/2026,6/11/2026,,,,"],
            ["Row 2, Ends: must come after Starts, and within two months of it"],
        ),
        (
            ["2026/27,INSET,9/11/2026,,,,,", "2026/27,INSET,9/11/2026,,,,,"],
            ["Row 3, Starts: 9 November 2026 is in the file twice"],
        ),
        (
            ["2026/27,INSET,9/11/2026,,,,,Beech Lane"],
            [
                "Row 2, School URN: “Beech Lane” is not a URN, which has six figures; leave it empty for the authority"
            ],
        ),
        (
            ["2026/27,INSET,1/1/0001,,,,,"],
            ["Row 2, Starts: “1/1/0001” is not a date. Write it like 31/8/2026"],
        ),
    ],
)
def test_every_problem_is_told_with_its_row_and_column(rows: list[str], problems: list[str]) -> None:
    assert said(file(*rows)) == problems


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (file(), "The file has the names of its columns and no row after them."),
        (
            file(AUTUMN, head="Year,Term"),
            "Row 1: the first row must name the columns, and lacks Starts, Ends, Half-term starts, Half-term ends",
        ),
        (b"PK\x03\x04\0\0", "This is not a CSV file. In your spreadsheet choose Save as, and CSV."),
        (b"x" * 300_000, "The file is larger than term dates ever are. Is it the right one?"),
        (file(*["2026/27,INSET,9/11/2026,,,,,"] * 3001), "The file has more than 3,000 rows."),
    ],
)
def test_what_is_no_file_of_term_dates_is_told(content: bytes, problem: str) -> None:
    assert said(content) == [problem]


def test_a_cell_that_is_longer_than_a_cell_may_be_is_told() -> None:
    before = csv.field_size_limit(1000)
    try:
        assert "cannot be read as CSV" in said(file('2026/27,INSET,"' + "9" * 2000))[0]
    finally:
        csv.field_size_limit(before)


def test_what_is_written_is_read_again() -> None:
    closed = [
        (date(2026, 11, 2), ClosedKind.INSET, "Reading, and writing"),
        (date(2026, 11, 3), ClosedKind.OTHER, ""),
    ]
    text = term_file.write([("", years.AUTHORITY, closed), ("900001", years.FEDERATION, [])])
    read = term_file.read(text.encode())
    assert read.problems == ()
    assert read.years == {(None, 2026): years.AUTHORITY, (900001, 2026): years.FEDERATION}
    assert [(each.day, each.kind, each.what) for each in read.days[None]] == closed


def test_what_a_spreadsheet_would_take_for_a_formula_is_written_as_text() -> None:
    text = term_file.write([("", (), [(date(2026, 11, 2), ClosedKind.OTHER, "=1+1")])])
    assert ",'=1+1," in text


def test_every_term_of_a_file_is_one_that_was_entered() -> None:
    read = term_file.read(file(AUTUMN, SPRING, SUMMER))
    assert not any(each.is_estimated for terms in read.years.values() for each in terms)
    assert all(isinstance(each, Term) for terms in read.years.values() for each in terms)
