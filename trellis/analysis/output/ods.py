"""Write an OpenDocument spreadsheet: a zip of three small XML files, written straight out, row by row."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float | Decimal | bool | date | None

_MEDIA = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3"'
)
_STYLES = (
    "<office:automatic-styles>"
    '<number:date-style style:name="day"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>'
    '<style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MEDIA}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
# Characters that XML 1.0 cannot hold; a sheet made from someone's text may carry them.
_UNFIT = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
_MOST_NAME = 31


def write(
    target: Path | IO[bytes], sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]
) -> None:
    """Write `sheets`, each (name, header, rows), to `target`. A header may be empty, for a page of notes.

    Text is written as text, so nothing in a cell is ever run as a formula. A row shorter than the header is
    left short.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        # Readers tell the type by this member, which must come first and uncompressed.
        archive.writestr(zipfile.ZipInfo("mimetype"), _MEDIA, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(
                f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}>'
                f"{_STYLES}<office:body><office:spreadsheet>".encode()
            )
            for name, header, rows in sheets:
                content.write(f"<table:table table:name={quoteattr(name[:_MOST_NAME])}>".encode())
                if header:
                    content.write(_row(header, style=' table:style-name="head"').encode())
                for row in rows:
                    content.write(_row(row).encode())
                content.write(b"</table:table>")
            content.write(b"</office:spreadsheet></office:body></office:document-content>")


def _row(cells: Sequence[Cell], style: str = "") -> str:
    return f"<table:table-row>{''.join(_cell(cell, style) for cell in cells)}</table:table-row>"


def _cell(value: Cell, style: str) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind, shown = f'boolean" office:boolean-value="{str(value).lower()}', str(value).upper()
    elif isinstance(value, int | float | Decimal):
        if not isfinite(value):
            return "<table:table-cell/>"
        kind, shown = f'float" office:value="{value}', str(value)
    elif isinstance(value, date):
        day = value.isoformat()
        kind, shown, style = (
            f'date" office:date-value="{day}',
            f"{value:%d/%m/%Y}",
            ' table:style-name="date"',
        )
    else:
        kind, shown = "string", value
    lines = escape(shown.translate(_UNFIT)).split("\n")
    text = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell{style} office:value-type="{kind}">{text}</table:table-cell>'
