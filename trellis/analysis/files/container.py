"""From the bytes of a file to its sheets: whatever it is packed in, rows of text with the row number of each.

Gzip, zip, CSV, XLSX, XLS, ODS, Parquet, GeoJSON and shapefiles are opened by what their bytes say, never by their name. What cannot be
opened safely is refused in one sentence (`ContainerRefused`) before it can fill the memory.
"""

import hashlib
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from trellis.analysis.files import features
from trellis.analysis.files.beforehand import Beforehand
from trellis.analysis.files.sheet import CsvSheet, GridSheet, ParquetSheet, Sheet, SheetRefused
from trellis.problem import Refusal

_CHUNK = 1 << 22
_GREATEST_RATIO = 400  # tables of text pack to a tenth, rarely to a fiftieth; a bomb to a thousandth
_RATIO_COUNTS_FROM = 64 << 20
_MOST_CELLS = 60_000_000


class ContainerRefused(Refusal):
    """A file cannot be opened as a table; the message says what it is and what to do."""


class AnotherKind(ContainerRefused):
    """A sound file of a kind that no publication held here is issued as."""


def size_limit() -> int:
    """Return the most bytes a file may unpack to: TRELLIS_MAX_FILE_MB, or 1,024 MB."""
    stated = os.environ.get("TRELLIS_MAX_FILE_MB", "1024")
    if not stated.isdigit() or int(stated) == 0:
        raise ContainerRefused(f"TRELLIS_MAX_FILE_MB is “{stated}”; give a whole number of megabytes.")
    return int(stated) << 20


@dataclass(kw_only=True)
class Container:
    """One file (or the parts of one Parquet folder), read once. `sheets` opens what is inside, one at a time."""

    paths: tuple[Path, ...]
    size: int
    refused: list[tuple[str, ContainerRefused]] = field(default_factory=list)  # members left out, and why
    _data: tuple[bytes, ...]
    _digest: "Future[str]"

    @property
    def sha256(self) -> str:
        """The hash of the file's bytes as they came."""
        return self._digest.result()

    def sheets(self) -> Iterator[Sheet]:
        """Yield every table in the file. Raises ContainerRefused when the file as a whole cannot be opened."""
        if len(self.paths) > 1:
            yield ParquetSheet(member=None, sources=self._data)
            return
        yield from _sheets(self._data[0], None, self.paths[0].name, self.refused, depth=0)


def open_file(paths: Sequence[Path], *, beforehand: Beforehand | None = None) -> Container:
    """Read a file's bytes, hashing them on the way. Several paths are the parts of one Parquet table.

    What is read `beforehand` is waited for.     Raises ContainerRefused when it is missing, empty or above the size limit.
    """
    limit = size_limit()
    try:
        if any(path.is_dir() for path in paths):
            raise ContainerRefused("The folder cannot be opened. Ask whoever keeps it to let you read it.")
        if not all(path.is_file() for path in paths if path.exists()):
            raise ContainerRefused(
                "It is a pipe, a device or the like, and no file. Save what it gives to a file."
            )
        size = sum(path.stat().st_size for path in paths)
        if size > limit:
            raise ContainerRefused(_too_big(f"It is {size / 2**20:,.0f} MB", limit))
        if size == 0:
            raise ContainerRefused("The file is empty: it has no bytes. Download it again.")
        begun = beforehand.take(paths[0]) if beforehand is not None and len(paths) == 1 else None
        if begun is not None and len(begun.data.result()) == size:
            return Container(
                paths=tuple(paths), size=size, _data=(begun.data.result(),), _digest=begun.digest
            )
        data = tuple(path.read_bytes() for path in paths)
    except OSError as error:
        raise ContainerRefused(f"It cannot be read: {error.strerror}.") from error
    hashing = ThreadPoolExecutor(1)
    digest = hashing.submit(_sha256, data)
    hashing.shutdown(wait=False)  # it ends by itself; who asks for the hash waits for it
    return Container(paths=tuple(paths), size=size, _data=data, _digest=digest)


def one_row(
    paths: Sequence[Path], *, member: str | None, header_row: int, row: int
) -> list[tuple[str, str]] | None:
    """Return (header, cell) for each column of one row of one sheet, as published; None if there is no such row."""
    for sheet in open_file(paths).sheets():
        if sheet.member == member:
            cells = sheet.row(row)
            header = sheet.row(header_row)
            if cells is None or header is None:
                return None
            return list(zip(header, [*cells, *[""] * len(header)], strict=False))
    return None


def _sha256(parts: tuple[bytes, ...]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _sheets(
    data: bytes, member: str | None, name: str, refused: list[tuple[str, ContainerRefused]], depth: int
) -> Iterator[Sheet]:
    """Yield the sheets of one run of bytes, unpacking as its first bytes tell."""
    if data[:2] == b"\x1f\x8b":
        if depth > 1:
            raise ContainerRefused(
                "It is packed three times over. Unpack it first and import what is inside."
            )
        yield from _sheets(_gunzip(data), member, name.removesuffix(".gz"), refused, depth + 1)
    elif data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _zip_sheets(data, member, refused, depth)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        yield from _workbook_sheets(data, member)
    elif data[:4] == b"PAR1":
        try:
            yield ParquetSheet(member=member, sources=(data,))
        except SheetRefused as error:
            raise ContainerRefused(str(error)) from error
    elif data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        try:
            yield features.from_geojson(data, member)
        except features.NoFeatures as error:
            raise AnotherKind(str(error)) from error
        except SheetRefused as error:
            raise ContainerRefused(str(error)) from error
    else:
        _refuse_other_kinds(data)
        try:
            yield CsvSheet(member=member, data=data)
        except SheetRefused as error:
            raise ContainerRefused(str(error)) from error


def _gunzip(data: bytes) -> bytes:
    """Unpack gzip (one stream or several joined), stopping at the size limit rather than after it."""
    limit = size_limit()
    parts: list[bytes] = []
    total = 0
    rest = data
    while rest:
        stream = zlib.decompressobj(wbits=31)
        pending = rest
        while not stream.eof:
            try:
                part = stream.decompress(pending, _CHUNK)
            except zlib.error as error:
                raise ContainerRefused(
                    f"The gzip file is damaged ({error}). Download it again, and compare its size."
                ) from error
            pending = stream.unconsumed_tail
            total += len(part)
            parts.append(part)
            _refuse_bomb(total, len(data), limit)
            if not part and not pending and not stream.eof:
                raise ContainerRefused(
                    "The gzip file stops before its end: the download or the copy was cut short. Get it again."
                )
        rest = stream.unused_data.lstrip(b"\0")
        if rest and rest[:2] != b"\x1f\x8b":
            raise ContainerRefused("The gzip file has other bytes after its end. Download it again.")
    if total == 0:
        raise ContainerRefused("The gzip file is empty inside. Download it again.")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _refuse_bomb(total: int, packed: int, limit: int) -> None:
    if total > limit:
        raise ContainerRefused(_too_big("Unpacked, it passes the size limit", limit))
    if total > _RATIO_COUNTS_FROM and total > packed * _GREATEST_RATIO:
        raise ContainerRefused(
            f"It unpacks to more than {_GREATEST_RATIO} times its size, which no table of figures does: it looks "
            "like a file made to fill the memory. It was not opened."
        )


def _too_big(how: str, limit: int) -> str:
    return (
        f"{how}; the limit is {limit >> 20:,} MB. If it should be so big, set TRELLIS_MAX_FILE_MB to a larger "
        "number of megabytes and import again."
    )


def _zip_sheets(
    data: bytes, member: str | None, refused: list[tuple[str, ContainerRefused]], depth: int
) -> Iterator[Sheet]:
    """Yield the sheets of a workbook or of every member of a plain zip."""
    limit = size_limit()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ContainerRefused(
            "The zip or workbook is damaged or cut short. Download it again, and compare its size."
        ) from error
    _refuse_bomb(sum(entry.file_size for entry in entries), len(data), limit)
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names or "mimetype" in names:
        total = 0
        for entry in entries:  # the sizes a zip declares may be untrue, and the workbook reader trusts them
            total += _measure(archive, entry, limit - total)
            _refuse_bomb(total, len(data), limit)
        _refuse_sprawl(archive, names)
        yield from _workbook_sheets(data, member)
        return
    if depth > 0:
        raise ContainerRefused("It is a zip inside another. Unpack it first and import what is inside.")
    if not entries:
        raise ContainerRefused("The zip has no files in it.")
    shapes = {entry.filename: entry for entry in entries if entry.filename.lower().endswith(".shp")}
    if shapes:
        for name, entry in shapes.items():
            yield _shapefile(archive, entry, names, limit, name if len(shapes) > 1 else None)
        return
    for entry in entries:
        if entry.filename.startswith("__MACOSX/") or Path(entry.filename).name.startswith("."):
            continue
        try:
            inside = _member(archive, entry, limit)
            yield from _sheets(inside, entry.filename, entry.filename, refused, depth + 1)
        except ContainerRefused as error:
            refused.append((entry.filename, error))


def _shapefile(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, names: set[str], limit: int, member: str | None
) -> Sheet:
    """Return the sheet of one shapefile, whose parts lie beside one another in a zip."""
    stem = entry.filename[: -len(".shp")]
    beside = {name[len(stem) :].lower(): name for name in names if name.startswith(f"{stem}.")}
    if ".dbf" not in beside:
        raise ContainerRefused(
            f"The shapefile {entry.filename} lacks its .dbf, which names its outlines. Download the whole zip again."
        )
    parts = {
        ending: _member(archive, archive.getinfo(beside[ending]), limit)
        for ending in (".shp", ".dbf", ".prj", ".cpg")
        if ending in beside
    }
    said = parts.get(".cpg", b"").decode("ascii", "replace").strip().lower()
    try:
        return features.from_shapefile(
            shp=parts[".shp"],
            dbf=parts[".dbf"],
            prj=parts.get(".prj"),
            encoding="utf-8" if said in ("", "utf-8", "utf8", "65001") else "cp1252",
            member=member,
        )
    except SheetRefused as error:
        raise ContainerRefused(str(error)) from error


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    pieces: list[bytes] = []
    _stream(archive, entry, limit, pieces.append)
    joined = b"".join(pieces)
    if not joined:
        raise ContainerRefused("The file is empty: it has no bytes.")
    return joined


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> int:
    return _stream(archive, entry, limit, lambda piece: None)


def _stream(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, take: Callable[[bytes], object]
) -> int:
    """Unpack one member piece by piece and return its true size; refuse to pass the limit."""
    if entry.flag_bits & 0x1:
        raise ContainerRefused("It is locked with a password. Unlock it first.")
    total = 0
    try:
        with archive.open(entry) as reading:
            while piece := reading.read(_CHUNK):
                total += len(piece)
                if total > limit:
                    raise ContainerRefused(_too_big("Unpacked, it passes the size limit", limit))
                take(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise ContainerRefused(
            f"{entry.filename} in it is damaged ({error}). Download it again, and compare its size."
        ) from error
    return total


_XLSX_CELL = re.compile(rb'<(?:\w+:)?c [^<>]{0,200}?r="([A-Z]+)\d')
_XLSX_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:([A-Z]+)\d+"')
_XLSX_ROW = re.compile(rb'<(?:\w+:)?row [^<>]{0,200}?r="(\d+)"')
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)")
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')


def _refuse_sprawl(archive: zipfile.ZipFile, names: set[str]) -> None:
    """Refuse a workbook with a sheet whose cells lie so far apart that laying it out would fill the memory."""
    for name in sorted(names):
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            rows, columns = _xlsx_extent(archive.read(name))
        elif name == "content.xml":
            rows, columns = _ods_extent(archive.read(name))
        else:
            continue
        if rows * columns > _MOST_CELLS:
            raise ContainerRefused(
                f"A sheet of the workbook reaches row {rows:,} and column {columns:,}, which is more cells than "
                "are opened. Delete the empty rows and columns after the table, save it and import again."
            )


def _xlsx_extent(body: bytes) -> tuple[int, int]:
    """Return the last row and a column no earlier than the last, from the sheet's beginning and its end."""
    columns = {*_XLSX_CELL.findall(body[:200_000]), *_XLSX_CELL.findall(body[-200_000:])}
    columns |= set(_XLSX_DIMENSION.findall(body[:4096]))
    rows = _XLSX_ROW.findall(body[-200_000:]) or _XLSX_ROW.findall(body)
    return max((int(row) for row in rows[-1:]), default=1), max(map(_column_number, columns), default=1)


def _ods_extent(body: bytes) -> tuple[int, int]:
    """Return the last row and column with a value in them, counting the repeats that the file only states."""
    rows = columns = row = 0
    for attributes, cells in _ODS_ROW.findall(body):
        times = _ODS_ROWS.search(attributes)
        row += int(times[1]) if times else 1
        column = last = 0
        for cell in _ODS_CELL.findall(cells):
            across = _ODS_COLUMNS.search(cell)
            column += int(across[1]) if across else 1
            if b"value-type" in cell:
                last = column
        if last:
            rows, columns = row, max(columns, last)
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _workbook_sheets(data: bytes, member: str | None) -> Iterator[Sheet]:
    """Yield each sheet of a workbook that has cells."""
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
    except Exception as error:  # calamine raises types of its own for each format
        locked = "password" in str(error).lower() or data[:4] == b"\xd0\xcf\x11\xe0"
        raise ContainerRefused(
            "It is a workbook that cannot be opened"
            + (
                ": it may be locked with a password. Save it without one"
                if locked
                else f" ({error}). Save it again"
            )
            + " as XLSX or CSV and import that."
        ) from error
    for name in names:
        try:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except Exception as error:
            raise ContainerRefused(f"Sheet “{name}” cannot be read ({error}). Save it as CSV.") from error
        if rows:
            yield GridSheet(member=f"{member}/{name}" if member else name, rows=rows)


_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "It is a PDF document, not data"),
    (b"\x89PNG", "It is a picture, not data"),
    (b"\xff\xd8\xff", "It is a picture, not data"),
    (b"7z\xbc\xaf\x27\x1c", "It is a 7-Zip archive. Unpack it first and import what is inside"),
    (b"Rar!", "It is a RAR archive. Unpack it first and import what is inside"),
    (b"BZh", "It is packed with bzip2. Unpack it first and import what is inside"),
    (b"\xfd7zXZ", "It is packed with xz. Unpack it first and import what is inside"),
    (b"SQLite format 3", "It is a database, not a published table"),
)
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")


def _refuse_other_kinds(data: bytes) -> None:
    """Raise for bytes that cannot be text in rows."""
    for sign, reason in _SIGNS:
        if data.startswith(sign):
            raise AnotherKind(f"{reason}.")
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    low = start.lower()
    if low.startswith(_PAGE) or (low.startswith(b"<") and b"<html" in low):
        title = re.search(rb"<title[^>]*>(.*?)</title>", data[:65536], re.IGNORECASE | re.DOTALL)
        words = " ".join(title[1].decode("utf-8", "replace").split()) if title else ""
        raise ContainerRefused(
            "It is a web page saved under the name of a data file"
            + (f" (its title is “{words[:80]}”)" if words else "")
            + ": the site answered with a page in place of the download. Get the file itself and import that."
        )
    if low.startswith((b"<?xml", b"<!doctype")):
        raise AnotherKind("It is XML, which no publication held here is issued as.")
    if not start and not data.strip():
        raise ContainerRefused("The file is empty: it has only blank lines. Download it again.")
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" in data[:65536]:
        raise AnotherKind(
            "It is not text, nor any kind of file that can be opened here (CSV, XLSX, ODS, Parquet, zip, gzip)."
        )
