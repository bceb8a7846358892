"""Each kind of document as it was issued, opened and read as a screen reader does: its tags, its headings and its order."""

import io

import docx
import pytest
from pypdf import PdfReader

from tests.documents import drawing_up
from tests.documents.pdf_reading import Element, elements
from trellis.documents import catalogue, store
from trellis.documents.block import Shape
from trellis.documents.queries import DocumentFile


def _issued(file: DocumentFile, form: str) -> bytes:
    (kept,) = [each for each in file.files if each.form == form]
    proof = store.prove(kept, authority=file.document.authority_id)
    assert proof.is_same
    return proof.data


def _plain(text: str) -> str:
    return " ".join(text.split())


def _solid(text: str) -> str:
    return "".join(text.split())


def _tables(found: list[Element]) -> list[list[Element]]:
    """The elements of each table, in order."""
    tables: list[list[Element]] = []
    for each in found:
        if each.tag == "Table":
            tables.append([])
        elif "Table" in each.within:
            tables[-1].append(each)
    return tables


@pytest.mark.parametrize("kind", catalogue.every())
def test_each_kind_is_a_tagged_pdf_read_in_the_order_of_its_blocks_and_a_word_file_with_the_same_headings(
    kind: str,
) -> None:
    file = drawing_up.issued_of(kind)
    reader = PdfReader(io.BytesIO(_issued(file, "pdf")))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in bytes(root["/Metadata"].get_data())
    assert reader.metadata is not None
    assert reader.metadata.title == file.document.title

    found = elements(reader)
    headings = [_plain(each.words) for each in file.blocks if each.shape == Shape.HEADING]
    assert [each.text for each in found if each.tag == "H1"] == [file.document.title]
    assert [each.text for each in found if each.tag == "H2"] == headings
    assert not [each.tag for each in found if each.tag in ("H3", "H4", "Figure")]

    tables = [each for each in file.blocks if each.shape == Shape.TABLE]
    read = _tables(found)
    assert len(read) == len(tables)
    for block, parts in zip(tables, read, strict=True):
        assert [each.text for each in parts if each.tag == "Caption"] == [_plain(block.words)]
        assert [each.text for each in parts if each.tag == "TH"] == [_plain(each) for each in block.head]
        cells = [_plain(cell) for line in block.lines for cell in line]
        assert [_solid(each.text) for each in parts if each.tag == "TD"] == [_solid(each) for each in cells]

    # What stands outside of tables comes in the order of the blocks
    told = iter(_solid(each.text) for each in found if each.tag in ("P", "H2", "Caption"))
    for block in file.blocks:
        said = [line[0] + ":" for line in block.lines] if block.shape == Shape.SLIP else []
        for words in (*[each for each in block.words.split("\n") if each.strip()], *said):
            assert any(each == _solid(words) for each in told), (block.key, words)

    word = docx.Document(io.BytesIO(_issued(file, "docx")))
    assert word.core_properties.title == file.document.title[:255]
    assert [each.text for each in word.paragraphs if each.style.name == "Heading 2"] == [
        each.words for each in file.blocks if each.shape == Shape.HEADING
    ]
    assert len(word.tables) == len(tables)
    page = _issued(file, "html").decode()
    assert page.count("<h2>") == len(headings)
    assert page.count("<caption>") == len(tables)


def test_a_slip_stays_on_one_page_and_a_date_on_one_line() -> None:
    file = drawing_up.issued_of("response-slip")
    reader = PdfReader(io.BytesIO(_issued(file, "pdf")))
    slip = next(each for each in file.blocks if each.shape == Shape.SLIP)
    pages = [_solid(each.extract_text()) for each in reader.pages]
    on = {at for at, text in enumerate(pages) for line in slip.lines if _solid(line[0]) in text}
    assert len(on) == 1
    lines = [line.strip() for each in reader.pages for line in each.extract_text().splitlines()]
    assert not [line for line in lines if line.endswith(("20", "20 November"))]
