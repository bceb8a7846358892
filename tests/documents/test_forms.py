"""What an issued document is written as, opened and read again: its tags, its headings, and hostile words as words."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from tests.documents import drawing_up
from trellis.documents import printing
from trellis.documents.block import Block, Shape
from trellis.documents.formats import page, pdf, word, written
from trellis.documents.paper import Paper

HOSTILE = (
    '<script>alert("x")</script> & #read("/etc/passwd") *bold* _it_ $x^2$ \\pagebreak {{ 7*7 }} {% raw %}'
)
LONG = "q" * 300
MORE = "שלום مرحبا \U0001f600 \U0001f984 ᚠ அ"


def paper(*blocks: Block, **more: Any) -> Paper:
    given: dict[str, Any] = {
        "title": "Support level of Elm & Ash <Infants>",
        "sender": "Severnshire",
        "address": ("Shire Hall", "ZZ1 1AA"),
        "contact": "",
        "reference": "900003/level-letter/1",
        "dated": "20 November 2026",
        "issued_to": "The head",
        "status": ("Approved by Dee on 20 November 2026.",),
        "confidence": "School and authority.",
        "is_draft": False,
        "made_at": datetime(2026, 11, 20, 10, 30, tzinfo=UTC),
        "blocks": blocks,
    }
    return Paper(**{**given, **more})


def every_shape(words: str) -> tuple[Block, ...]:
    return (
        Block(key="a", shape=Shape.HEADING, words=words or "The level"),
        Block(key="b", shape=Shape.PARAGRAPH, words=f"{words}\nSecond line."),
        Block(
            key="c",
            shape=Shape.TABLE,
            words="A caption",
            head=("Who", "What"),
            lines=tuple((str(at), words) for at in range(60)),
        ),
        Block(key="d", shape=Shape.SLIP, words="Slip", lines=(("Name",), ("Date",))),
    )


def tags(reader: PdfReader) -> list[str]:
    """The structure of a PDF in the order in which it is read: the name of each element."""
    found: list[str] = []

    def walk(node: Any) -> None:
        held = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(held, list):
            for each in held:
                walk(each)
        elif hasattr(held, "get"):
            if "/S" in held:
                found.append(str(held["/S"]))
            if "/K" in held:
                walk(held["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def plain(reader: PdfReader) -> str:
    text = "".join(each.extract_text() for each in reader.pages)
    return "".join(text.replace("\u200b", "").split())


def test_a_pdf_is_tagged_with_its_language_title_headings_in_order_and_table_headers() -> None:
    reader = PdfReader(io.BytesIO(pdf.write(paper(*every_shape("The level")))))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Support level of Elm & Ash <Infants>"
    assert b"pdfuaid:part" in bytes(root["/Metadata"].get_data())
    found = tags(reader)
    headings = [each for each in found if each in ("/H1", "/H2", "/H3")]
    assert headings == ["/H1", "/H2"]
    assert found.count("/TH") == 2
    assert found.count("/Table") == 1
    assert "/THead" in found


def test_only_the_fonts_that_come_with_trellis_are_in_a_pdf() -> None:
    reader = PdfReader(io.BytesIO(pdf.write(paper(*every_shape(f"plain {MORE}")))))
    named = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for each in reader.pages
        for font in each["/Resources"]["/Font"].values()
    }
    assert named
    assert all(each.startswith(("SourceSansPro", "DejaVuSans")) for each in named)


@pytest.mark.parametrize("words", [HOSTILE, LONG, MORE, "\x00\x07\ud800 end", "", " \n "])
def test_hostile_words_come_out_as_words_in_every_form(words: str) -> None:
    made = paper(*every_shape(words), title=f"Title {words[:80]}".strip())
    for form in written.WRITES:
        assert written.write(made, form) == written.write(made, form)
    reader = PdfReader(io.BytesIO(pdf.write(made)))
    told = docx.Document(io.BytesIO(word.write(made)))
    in_word = "".join("\n".join(each.text for each in told.paragraphs).split())
    web = page.write(made).decode()
    assert "<script" not in web
    assert "root:" not in plain(reader)
    if words == HOSTILE:
        solid = "".join(words.split())
        assert solid in plain(reader)
        assert solid in in_word
        assert "&lt;script&gt;" in web
        assert "{{ 7*7 }}" in web
    if words == LONG:
        assert LONG in plain(reader)
        assert LONG in in_word
    if words == MORE:
        assert "[unicornface]" in plain(reader)
        assert "[tamillettera]" in plain(reader)
        assert "\U0001f984" in in_word
        assert "שלום" in web


def test_a_word_file_has_headings_a_title_a_language_and_a_table_header() -> None:
    made = word.write(paper(*every_shape("The level")))
    told = docx.Document(io.BytesIO(made))
    assert told.core_properties.title == "Support level of Elm & Ash <Infants>"
    assert told.core_properties.language == "en-GB"
    styled = [
        (each.style.name, each.text) for each in told.paragraphs if each.style.name.startswith("Heading")
    ]
    assert styled == [("Heading 1", "Support level of Elm & Ash <Infants>"), ("Heading 2", "The level")]
    (table,) = told.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Who", "What"]
    assert len(table.rows) == 61
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert b"w:tblHeader" in parts.read("word/document.xml")
        assert b'w:val="en-GB"' in parts.read("word/styles.xml")


def test_a_web_page_stands_by_itself_and_has_a_style_for_print() -> None:
    web = page.write(paper(*every_shape("The level"))).decode()
    assert '<html lang="en-GB">' in web
    assert "@media print" in web
    assert '<th scope="col">Who</th>' in web
    for fetched in ("<script", "src=", "href=", "url(", "@import"):
        assert fetched not in web


def test_the_frozen_content_reads_back_as_the_same_paper() -> None:
    made = paper(*every_shape(HOSTILE))
    assert Paper.from_json(json.loads(made.as_bytes())) == made


def test_a_draft_says_so_on_every_page() -> None:
    file = drawing_up.letter()
    drafted = printing.draft(file)
    reader = PdfReader(io.BytesIO(pdf.write(drafted)))
    assert all("Draft, not issued" in each.extract_text() for each in reader.pages)
    again = pdf.write(replace(drafted, is_draft=False))
    assert "Draft, not issued" not in PdfReader(io.BytesIO(again)).pages[0].extract_text()
