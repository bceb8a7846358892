"""An authority's colour and logo: on every form of a document, frozen with it, and refused in a sentence where they cannot be used."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.documents import drawing_up
from tests.documents.test_forms import every_shape, paper
from trellis.documents import brand, letterhead, printing
from trellis.documents.brand import OddBrand
from trellis.documents.formats import page, pdf, word
from trellis.documents.letterhead import OddLetterhead
from trellis.documents.paper import Paper
from trellis.schools.models import Authority

BLUE = "#1d70b8"


def png(wide: int = 4, high: int = 2) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x1d\x70\xb8" * wide for _ in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def branded(tmp_path: Path) -> Paper:
    file = tmp_path / "shire.png"
    file.write_bytes(png())
    return paper(*every_shape("Words"), colour=BLUE, logo=brand.logo(file, shows="The arms of the shire"))


def test_the_logo_is_a_figure_of_the_pdf_that_says_what_it_shows(branded: Paper) -> None:
    made = pdf.write(branded)
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages[0].images) == 1
    assert "The arms of the shire".encode("utf-16-be") in made or "arms of the shire" in _alternatives(reader)
    assert made == pdf.write(branded)


def _alternatives(reader: PdfReader) -> str:
    said: list[str] = []
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        each = waiting.pop().get_object()
        if "/Alt" in each:
            said.append(str(each["/Alt"]))
        held = each.get("/K", [])
        for kid in held if isinstance(held, list) else [held]:
            if hasattr(kid.get_object(), "keys"):
                waiting.append(kid)
    return " ".join(said)


def test_the_logo_and_the_colour_are_in_the_word_file_and_on_the_web_page(branded: Paper) -> None:
    made = word.write(branded)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert 'descr="The arms of the shire"' in parts.read("word/document.xml").decode()
    opened = docx.Document(io.BytesIO(made))
    assert str(opened.styles["Heading 1"].font.color.rgb) == "1D70B8"  # type: ignore[attr-defined]
    shown = page.write(branded).decode()
    assert 'alt="The arms of the shire"' in shown
    assert f"h1, h2 {{ color: {BLUE} }}" in shown
    assert "http" not in shown.split("<body>")[1]


def test_what_is_frozen_brings_the_brand_back_and_one_frozen_before_there_were_brands_is_read(
    branded: Paper,
) -> None:
    assert Paper.from_json(branded.as_json()) == branded
    plain = paper(*every_shape("Words"))
    assert {"colour", "logo"} & plain.as_json().keys() == set()
    assert Paper.from_json(plain.as_json()) == plain


@pytest.mark.django_db
def test_the_letterhead_of_an_authority_brands_its_documents_and_no_others(screened: Path) -> None:
    (screened / "shire.png").write_bytes(png())
    (screened / "letterheads.yaml").write_text(
        f'"801": {{colour: "{BLUE}", logo: shire.png, logo_shows: The arms}}\n'
    )
    drafted = printing.draft(drawing_up.letter())
    assert drafted.colour == BLUE
    assert drafted.logo is not None
    assert drafted.logo.data == png()
    assert letterhead.of(Authority.objects.get(pk="802")).logo is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{colour: blue}", "is written like #1d70b8"),
        ('{colour: "#ffdd00"}', "too pale to be read on white"),
        ("{logo: shire.png}", "say in “logo_shows”"),
        ("{logo: gone.png, logo_shows: Arms}", "gone.png cannot be read"),
        ("{logo: ../secret.png, logo_shows: Arms}", "named without a folder"),
        ("{logo: page.png, logo_shows: Arms}", "page.png is not a PNG picture"),
        ("{logo: vast.png, logo_shows: Arms}", "larger than 100,000 bytes"),
        ("{logo: wide.png, logo_shows: Arms}", "points: 4,000 each way at most"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(screened: Path, entry: str, said: str) -> None:
    (screened / "shire.png").write_bytes(png())
    (screened / "page.png").write_bytes(b"<html>not a picture</html>" * 4)
    (screened / "vast.png").write_bytes(png() + b"\0" * brand.LARGEST)
    (screened / "wide.png").write_bytes(png(wide=5_000, high=1))
    (screened / "letterheads.yaml").write_text(f'"801": {entry}\n')
    with pytest.raises(OddLetterhead, match="The letterhead of Severnshire cannot be used") as refused:
        letterhead.of(Authority.objects.get(pk="801"))
    assert said in str(refused.value)


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_is_taken_where_it_is_read_on_white(number: int) -> None:
    said = f"#{number:06x}"
    linear = []
    for part in (number >> 16, number >> 8 & 0xFF, number & 0xFF):
        share = part / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    contrast = 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    if contrast >= 4.5:
        assert brand.colour(said) == said
    else:
        with pytest.raises(OddBrand, match="too pale"):
            brand.colour(said)
