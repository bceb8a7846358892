"""A PDF as a screen reader has it: its tags in order, each with the text that is marked as its own."""

import re
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream


@dataclass(frozen=True, kw_only=True)
class Element:
    """One element of the structure: its tag, the tags that it stands in, and all the text within it."""

    tag: str
    within: tuple[str, ...]
    text: str


def elements(reader: PdfReader) -> list[Element]:
    """Return the elements of a PDF in the order in which they are read, those that hold others before them."""
    pages = {each.indirect_reference.idnum: _marked(reader, each) for each in reader.pages}  # type: ignore[union-attr]
    found: list[Element] = []

    def walk(node: Any, within: tuple[str, ...], page: int | None) -> str:
        held = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(held, int):
            assert page is not None
            return pages[page].get(int(held), "")
        if isinstance(held, list):
            return "".join(walk(each, within, page) for each in held)
        if not hasattr(held, "get"):
            return ""
        if "/Pg" in held:
            page = held.raw_get("/Pg").idnum
        if held.get("/Type") == "/MCR":
            return pages[page].get(int(held["/MCID"]), "")  # type: ignore[index]
        tag = str(held.get("/S", "")).removeprefix("/")
        at = len(found)
        inside = (*within, tag) if tag else within
        text = walk(held["/K"], inside, page) if "/K" in held else ""
        if tag:
            found.insert(at, Element(tag=tag, within=within, text=_plain(text)))
        return text

    walk(reader.trailer["/Root"]["/StructTreeRoot"], (), None)
    return found


def _plain(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


def _marked(reader: PdfReader, page: Any) -> dict[int, str]:
    """The text of one page by the number of its marked content."""
    fonts = {
        name: _letters(font.get_object()["/ToUnicode"].get_data().decode("latin-1"))
        for name, font in page["/Resources"]["/Font"].items()
    }
    found: dict[int, str] = {}
    font: dict[int, str] = {}
    inside: list[int | None] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        match operator:
            case b"BDC" | b"BMC":
                mark = operands[1] if len(operands) > 1 else {}
                number = mark.get("/MCID") if hasattr(mark, "get") else None
                inside.append(int(number) if number is not None else None)
            case b"EMC":
                inside.pop()
            case b"Tf":
                font = fonts[operands[0]]
            case b"Tj" | b"TJ":
                parts = operands[0] if operator == b"TJ" else operands
                number = next((each for each in reversed(inside) if each is not None), None)
                for part in parts:
                    if number is not None and hasattr(part, "original_bytes"):
                        found[number] = found.get(number, "") + _decoded(part.original_bytes, font)
                if number is not None:
                    found[number] = found.get(number, "")
    return found


def _decoded(data: bytes, font: dict[int, str]) -> str:
    return "".join(font.get(int.from_bytes(data[at : at + 2]), "") for at in range(0, len(data), 2))


def _letters(cmap: str) -> dict[int, str]:
    """The characters of the codes of a font, from its table of them (ToUnicode)."""
    found: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, said in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", part):
            found[int(code, 16)] = bytes.fromhex(said).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, said in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", part):
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = chr(int(said, 16) + code - int(first, 16))
    return found
