"""A paper as one web page that stands by itself: no script, nothing fetched, and a style for print."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trellis.documents.formats.characters import legal
from trellis.documents.paper import Paper

_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write(paper: Paper) -> bytes:
    """Write a paper as HTML."""
    return legal(_pages.get_template("paper.html").render(d=paper)).encode("utf-8", errors="replace")
