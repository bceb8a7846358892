"""A paper as a tagged PDF, after PDF/UA-1. Typst gets what it is to say as data alone, so that nothing in it is a command."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from trellis.documents.formats.characters import FONTS, drawn
from trellis.documents.paper import Paper
from trellis.problem import Refusal

_LAYOUT = Path(__file__).with_name("paper.typ")


class CannotTypeset(Refusal):
    """The typesetter refuses the paper. The message says why."""


def write(paper: Paper) -> bytes:
    """Write a paper as a PDF. Raises CannotTypeset."""
    made_at = paper.made_at
    data = _drawn(paper.as_json())
    data["colour"] = paper.colour or "#0b0c0c"
    data["logo"] = list(paper.logo.data) if paper.logo is not None else []
    data["logo_shows"] = drawn(paper.logo.shows) if paper.logo is not None else ""
    data["day"] = [made_at.year, made_at.month, made_at.day]
    try:
        made = typst.compile(
            _LAYOUT.read_bytes(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data)},
            pdf_standards="ua-1",
            timestamp=int(made_at.timestamp()),
        )
    except typst.TypstError as error:
        raise CannotTypeset(f"The PDF cannot be made: {error}") from error
    assert isinstance(made, bytes)  # noqa: S101  # one document, not pages
    return made


@cache
def _fonts() -> typst.Fonts:
    """The fonts that come with Trellis and no others, read once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _drawn(kept: Any) -> Any:
    match kept:
        case str():
            return drawn(kept)
        case list():
            return [_drawn(each) for each in kept]
        case dict():
            return {key: _drawn(each) for key, each in kept.items()}
        case _:
            return kept
