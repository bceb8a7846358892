"""What files are packed in, and what is refused before it is opened."""

import gzip
import io
import re
import zipfile
import zlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests.analysis import incoming as files
from trellis.analysis.files import container
from trellis.analysis.files.container import AnotherKind, ContainerRefused
from trellis.analysis.files.sheet import CsvSheet, Ragged, Sheet, SheetRefused


def _sheet(tmp_path: Path, data: bytes, name: str = "table") -> Sheet:
    (sheet,) = container.open_file([files.write(tmp_path, data, name)]).sheets()
    return sheet


def _cells(sheet: Sheet, header_row: int = 1) -> list[tuple[str | int | None, ...]]:
    frame, ragged = sheet.frame(range(len(sheet.head[header_row - 1])), header_row)
    assert not ragged
    return frame.rows()


def _workbook(rows: list[list[object]], *more: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy"})
    for sheet_rows in (rows, *more):
        sheet = book.add_worksheet()
        for place, row in enumerate(sheet_rows):
            sheet.write_row(place, 0, row)
    book.close()
    return buffer.getvalue()


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, b"a,b\n1,2\n\n3,4\n")
    assert _cells(sheet) == [(2, "1", "2"), (4, "3", "4")]


def test_a_quoted_line_break_does_not_begin_a_row(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, b'a,b\n"1\nand more",2\n3,"4, and"\n')
    assert _cells(sheet) == [(2, "1\nand more", "2"), (3, "3", "4, and")]
    assert sheet.row(3) == ["3", "4, and"]


def test_blank_cells_are_null_and_blank_rows_are_left_out(tmp_path: Path) -> None:
    assert _cells(_sheet(tmp_path, b"a,b\n1,\n,\n\n,2\n")) == [(2, "1", None), (5, None, "2")]


@pytest.mark.parametrize(
    ("data", "cell"),
    [
        ("a,b\n1,Siân’s – school\n".encode(), "Siân’s – school"),
        ("\ufeffa,b\n1,Siân’s – school\n".encode(), "Siân’s – school"),
        ("a,b\r\n1,Siân’s – school\r\n".encode("cp1252"), "Siân’s – school"),
        ("a,b\n1,Siân’s – school\n".encode("utf-16"), "Siân’s – school"),
        ("a\tb\n1\tSiân’s – school\n".encode("utf-16"), "Siân’s – school"),
        (b"a;b\n1;plain\n", "plain"),
        (b"a,b\r1,old Macintosh\r", "old Macintosh"),
    ],
    ids=["utf-8", "byte order mark", "windows-1252", "utf-16", "tabs", "semicolons", "carriage returns"],
)
def test_text_is_read_in_the_encodings_and_separators_people_save_it_in(
    tmp_path: Path, data: bytes, cell: str
) -> None:
    sheet = _sheet(tmp_path, data)
    assert sheet.head[0] == ("a", "b")
    assert _cells(sheet) == [(2, "1", cell)]


def test_bytes_of_no_known_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(
        ContainerRefused, match=r"neither UTF-8 nor Windows-1252 \(line 3 has the byte 0x81\)"
    ):
        _sheet(tmp_path, b"a,b\n1,2\n3,\x81\xff\n")


def test_a_ragged_row_is_placed_and_the_rest_is_not_trusted(tmp_path: Path) -> None:
    frame, ragged = _sheet(tmp_path, b"a,b,c\n1,2,3\n1,2\n\n1,2,3,4\n1,2,3,\n").frame([0], 1)
    assert frame.is_empty()
    assert ragged == (
        Ragged(row=3, cells=2, expected=3),
        Ragged(row=5, cells=4, expected=3),
        Ragged(row=6, cells=4, expected=3),
    )


def test_separators_inside_quotes_are_not_counted(tmp_path: Path) -> None:
    data = b'a,b\n"1,5",2\n"say ""no"", twice","x,y"\n"",""\n"1","2,"\n'
    rows = _cells(_sheet(tmp_path, data))
    assert rows[:2] == [(2, "1,5", "2"), (3, 'say "no", twice', "x,y")]
    assert rows[-1] == (5, "1", "2,")


def test_a_ragged_row_is_found_among_quoted_ones(tmp_path: Path) -> None:
    for data in (b'a,b\n"1,5"\n"1","2"\n', b'a,b\n"1","2","3"\n', b'a,b\n"x\ny",1,2\n'):
        _, ragged = _sheet(tmp_path, data).frame([0, 1], 1)
        assert [row.row for row in ragged] == [2], data


def test_a_stray_quote_is_read_as_it_stands(tmp_path: Path) -> None:
    rows = _cells(_sheet(tmp_path, b'a,b\n1,5" pipe\n2,x\n'))
    assert rows == [(2, "1", '5" pipe'), (3, "2", "x")]


def test_the_fast_and_the_exact_reader_agree(tmp_path: Path) -> None:
    text = b'a,b,c\n1,"x, y",3\n\n4,,\n"5",6,"7 ""q"""\n'
    sheet = CsvSheet(member=None, data=text)
    fast, _ = sheet.frame([0, 1, 2], 1)
    exact, _ = sheet._exact([0, 1, 2], 3, 1)
    assert fast.equals(exact)


def test_counting_in_pieces_keeps_the_row_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trellis.analysis.files import sheet as sheets

    monkeypatch.setattr(sheets, "_PIECE", 16)
    lines = ["a,b", "", *(f"{n},{n}" for n in range(50)), "", "", "one", "1,2", "1,2,3"]
    _, ragged = _sheet(tmp_path, "\n".join(lines).encode()).frame([0], 1)
    assert [(row.row, row.cells) for row in ragged] == [(55, 1), (57, 3)]


def test_a_workbook_gives_the_text_a_csv_would_hold(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["URN", "Opened", "Share", "Open"])
    sheet.write_number(1, 0, 900001.0)
    sheet.write_datetime(1, 1, date(2019, 9, 1), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_number(1, 2, 45.6)
    sheet.write_blank(1, 3, None)
    book.close()
    sheet_read = _sheet(tmp_path, buffer.getvalue())
    assert sheet_read.member == "Sheet1"
    assert _cells(sheet_read) == [(2, "900001", "2019-09-01", "45.6", None)]
    assert sheet_read.row(2) == ["900001", "2019-09-01", "45.6", ""]


def test_every_sheet_of_a_workbook_and_every_member_of_a_zip_is_offered(tmp_path: Path) -> None:
    book = _workbook([["a"], [1]], [["b"], [2]])
    data = files.zipped(one__csv=b"x\n1\n", book__xlsx=book, __MACOSX__csv=b"x")
    path = files.write(tmp_path, data, "all.zip")
    assert [sheet.member for sheet in container.open_file([path]).sheets()] == [
        "one.csv",
        "book.xlsx/Sheet1",
        "book.xlsx/Sheet2",
        ".MACOSX.csv",
    ][:3]


def test_a_damaged_member_does_not_keep_the_others_out(tmp_path: Path) -> None:
    path = files.write(tmp_path, files.zipped(good__csv=b"a\n1\n", bad__pdf=b"%PDF-1.4"), "all.zip")
    opened = container.open_file([path])
    assert [sheet.member for sheet in opened.sheets()] == ["good.csv"]
    assert [member for member, _ in opened.refused] == ["bad.pdf"]


def test_parquet_is_read_as_text_and_its_parts_follow_one_another(tmp_path: Path) -> None:
    for part, urns in enumerate(([900001, 900002], [900003])):
        pl.DataFrame({"urn": urns, "value": [1.5] * len(urns)}).write_parquet(
            tmp_path / f"part-{part}.parquet"
        )
    paths = sorted(tmp_path.glob("*.parquet"))
    (sheet,) = container.open_file(paths).sheets()
    assert _cells(sheet) == [(2, "900001", "1.5"), (3, "900002", "1.5"), (4, "900003", "1.5")]
    assert sheet.row(4) == ["900003", "1.5"]
    assert sheet.row(5) is None


def test_parquet_that_states_more_rows_than_memory_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trellis.analysis.files import sheet as sheets

    monkeypatch.setattr(sheets, "_MOST_CELLS", 100)
    pl.DataFrame({"urn": [900001] * 60, "value": [1] * 60}).write_parquet(tmp_path / "all.parquet")
    (sheet,) = container.open_file([tmp_path / "all.parquet"]).sheets()
    assert sheet.frame([0], 1)[0].height == 60
    with pytest.raises(SheetRefused, match="60 rows, which is more than is opened"):
        sheet.frame([0, 1], 1)


@pytest.mark.parametrize("cut", [8, 40, -4, -12])
def test_parquet_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    pl.DataFrame({"urn": [900001] * 60}).write_parquet(tmp_path / "all.parquet")
    data = (tmp_path / "all.parquet").read_bytes()
    (one,) = files.understand(files.write(tmp_path, data[:cut], "cut.parquet"))
    assert "damaged" in str(one.reason)


def test_the_hash_is_of_the_bytes_as_they_came(tmp_path: Path) -> None:
    import hashlib

    data = files.gzipped(b"a\n1\n")
    assert container.open_file([files.write(tmp_path, data)]).sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("cut", [5, 15, 40, -9, -8, -1])
def test_a_gzip_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    data = files.gzipped(b"URN,LA\n" + b"900001,998\n" * 500)
    with pytest.raises(ContainerRefused, match=r"cut short|damaged"):
        _sheet(tmp_path, data[:cut])


def test_a_gzip_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    data = bytearray(files.gzipped(b"URN,LA\n900001,998\n"))
    data[-6] ^= 0xFF
    with pytest.raises(ContainerRefused, match="damaged"):
        _sheet(tmp_path, bytes(data))


def test_gzip_streams_joined_are_one_file(tmp_path: Path) -> None:
    assert _cells(_sheet(tmp_path, files.gzipped(b"a\n1\n") + files.gzipped(b"2\n"))) == [(2, "1"), (3, "2")]


def test_a_gzip_that_unpacks_without_end_is_refused_by_its_ratio(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, wbits=31)
    block = b"0" * (8 << 20)
    bomb = b"".join(packer.compress(block) for _ in range(10)) + packer.flush()
    with pytest.raises(ContainerRefused, match="made to fill the memory"):
        _sheet(tmp_path, bomb)


def test_what_unpacks_past_the_limit_is_refused_with_how_to_raise_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRELLIS_MAX_FILE_MB", "1")
    text = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * 7919) for i in range(120_000))
    for data in (gzip.compress(text), files.zipped(a__csv=text), text):
        (told,) = files.understand(files.write(tmp_path, data))
        assert re.search(r"the limit is 1 MB.*TRELLIS_MAX_FILE_MB", told.reason or "")


def test_a_workbook_whose_sizes_are_untrue_is_measured_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRELLIS_MAX_FILE_MB", "1")
    data = files.zipped(**{"[Content_Types]__xml": b"0" * (3 << 20)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = archive.infolist()[0].file_size
    lying = data.replace(true.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(ContainerRefused):
        _sheet(tmp_path, lying)


def test_a_sheet_with_one_cell_at_the_far_corner_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "URN")
    sheet.write(1_048_575, 16_383, "here")
    book.close()
    with pytest.raises(ContainerRefused, match="more cells than are opened"):
        _sheet(tmp_path, buffer.getvalue())


def _ods(rows: str) -> bytes:
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Return">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


_ODS_NUMBER = '<table:table-cell office:value-type="float" office:value="{0}"{1}><text:p>{0}</text:p></table:table-cell>'
_ODS_TEXT = '<table:table-cell office:value-type="string"><text:p>{0}</text:p></table:table-cell>'
_ODS_EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def test_an_ods_sheet_as_libreoffice_pads_it_is_read(tmp_path: Path) -> None:
    row = "<table:table-row>{}</table:table-row>"
    rows = (
        row.format(_ODS_TEXT.format("URN")) + row.format(_ODS_NUMBER.format("900001", "")) + _ODS_EMPTY_ROWS
    )
    sheet = _sheet(tmp_path, _ods(rows), "return.ods")
    assert sheet.member == "Return"
    assert _cells(sheet) == [(2, "900001")]


def test_an_ods_sheet_that_states_more_repeats_than_memory_holds_is_refused(tmp_path: Path) -> None:
    cell = _ODS_NUMBER.format("1", ' table:number-columns-repeated="16000"')
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    with pytest.raises(ContainerRefused, match="reaches row 1,000,000 and column 16,000"):
        _sheet(tmp_path, _ods(rows), "return.ods")


def test_a_file_beyond_the_limit_is_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(ContainerRefused, match=r"It is 2,048 MB; the limit is 1,024 MB"):
        container.open_file([path])


@pytest.mark.parametrize(
    ("data", "refusal", "words"),
    [
        (b"<!DOCTYPE html><html><head><title>Sorry, not found</title>", ContainerRefused, "Sorry, not found"),
        (b"\n\n  <HTML><BODY>403", ContainerRefused, "web page"),
        (b" \r\n\n", ContainerRefused, "only blank lines"),
        (b'{"900001": 3}', AnotherKind, "JSON"),
        (b"%PDF-1.7\n", AnotherKind, "PDF"),
        (b"\x00\x01\x02\x03table", AnotherKind, "not text"),
        (b"PK\x03\x04 and nothing more", ContainerRefused, "damaged or cut short"),
        (b"PAR1 and nothing more", ContainerRefused, "Parquet file is damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            ContainerRefused,
            "workbook that cannot be opened",
        ),
    ],
)
def test_what_is_not_a_table_is_refused_in_a_sentence(
    tmp_path: Path, data: bytes, refusal: type[Exception], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        _sheet(tmp_path, data)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContainerRefused, match="no bytes"):
        container.open_file([files.write(tmp_path, b"")])


def test_a_limit_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_MAX_FILE_MB", "lots")
    with pytest.raises(ContainerRefused, match="whole number"):
        container.size_limit()


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, b'a,b\n1,"never closed\n2,3\n4,5\n')
    with pytest.raises(SheetRefused, match="opened and not closed"):
        sheet.frame([0, 1], 1)


def test_a_sheet_of_nothing_but_cells_begun_is_answered_and_does_not_hang(tmp_path: Path) -> None:
    """A pattern that looked past the next bracket would try every cell against the whole of the rest."""
    body = b"<worksheet><sheetData>" + b"<c " * 400_000
    rows, columns = container._xlsx_extent(body)
    assert (rows, columns) == (1, 1)
