"""A paper as a Word file: real headings, tables whose first row is their header, its language and its title."""

import io
import zipfile
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from trellis.documents.block import Block, Shape
from trellis.documents.brand import Logo
from trellis.documents.formats.characters import legal
from trellis.documents.paper import Paper

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def write(paper: Paper) -> bytes:
    """Write a paper as DOCX."""
    made = docx.Document()
    _head(made, paper)
    for block in paper.blocks:
        _block(made, block)
    kept = io.BytesIO()
    made.save(kept)
    return _without_clock(kept.getvalue())


def _head(made: Any, paper: Paper) -> None:
    about = made.core_properties
    about.title, about.author, about.language = legal(paper.title)[:255], legal(paper.sender)[:255], "en-GB"
    about.comments, about.last_modified_by = "", legal(paper.sender)[:255]
    moment = paper.made_at.replace(tzinfo=None, microsecond=0)
    about.created = about.modified = moment
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    fonts = normal.element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    fonts.append(language)
    if paper.logo is not None:
        _logo(made, paper.logo)
    for level in (1, 2):
        made.styles[f"Heading {level}"].font.color.rgb = RGBColor.from_string((paper.colour or "#0b0c0c")[1:])
    sender = made.add_paragraph()
    sender.alignment = 2
    sender.add_run(legal(paper.sender)).bold = True
    for line in (*paper.address, *([paper.contact] if paper.contact else [])):
        sender.add_run("\n" + legal(line))
    made.add_heading(legal(paper.title), level=1)
    for line in (
        paper.dated,
        f"To: {paper.issued_to}" if paper.issued_to else "",
        f"Reference: {paper.reference}",
        *paper.status,
        paper.confidence,
    ):
        if line:
            made.add_paragraph(legal(line))


def _logo(made: Any, logo: Logo) -> None:
    """The logo in a paragraph of its own, with what it shows as its alternative text."""
    drawing = made.add_paragraph().add_run().add_picture(io.BytesIO(logo.data), height=Mm(16))
    drawing._inline.docPr.set("descr", legal(logo.shows))


def _block(made: Any, block: Block) -> None:
    match block.shape:
        case Shape.HEADING:
            made.add_heading(legal(block.words), level=2)
        case Shape.PARAGRAPH:
            for part in block.words.split("\n"):
                if part.strip():
                    made.add_paragraph(legal(part.strip()))
        case Shape.SLIP:
            made.add_paragraph().add_run(legal(block.words)).bold = True
            for line in block.lines:
                made.add_paragraph(f"{legal(line[0])}: {'_' * 40}")
        case Shape.TABLE:
            _table(made, block)


def _table(made: Any, block: Block) -> None:
    caption = made.add_paragraph()
    caption.add_run(legal(block.words)).bold = True
    caption.paragraph_format.keep_with_next = True
    table = made.add_table(rows=1, cols=len(block.head), style="Table Grid")
    first = table.rows[0]
    marked = OxmlElement("w:tblHeader")
    marked.set(qn("w:val"), "true")
    first._tr.get_or_add_trPr().append(marked)
    for cell, words in zip(first.cells, block.head, strict=True):
        cell.paragraphs[0].add_run(legal(words)).bold = True
    for line in block.lines:
        for cell, words in zip(table.add_row().cells, line, strict=True):
            cell.text = legal(words)
    made.add_paragraph()


def _without_clock(data: bytes) -> bytes:
    """The same file with the same time on every part, so that the same paper is the same bytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as now:
        for part in was.infolist():
            now.writestr(zipfile.ZipInfo(part.filename, _FIRST_DAY), was.read(part), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
