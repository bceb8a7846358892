"""A paper in the forms that people read."""

from collections.abc import Callable

from trellis.documents.formats import page, pdf, word
from trellis.documents.paper import Paper

WRITES: dict[str, Callable[[Paper], bytes]] = {
    "json": Paper.as_bytes,
    "html": page.write,
    "pdf": pdf.write,
    "docx": word.write,
}
CONTENT_TYPES = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write(paper: Paper, form: str) -> bytes:
    """Write a paper in one form. The same paper is the same bytes. Raises KeyError for a form that is none."""
    return WRITES[form](paper)
