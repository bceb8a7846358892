"""Which characters the shipped fonts can draw, and what stands for one that they cannot or that no file may hold."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[1] / "fonts"
_SPACE = frozenset("\n\t\u200b\u200c\u200d\u200e\u200f\u2028\u2029\ufeff\u00ad")


def legal(text: str) -> str:
    """Return text without the control characters that no page or Word file may hold."""
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))


def drawn(text: str) -> str:
    """Return text whose every character the fonts can draw: another is named in brackets, so that it is not lost."""
    held = _held()
    return "".join(
        each
        if ord(each) in held or each in _SPACE
        else ""
        if unicodedata.category(each) in ("Cf", "Mn")
        else f"[{unicodedata.name(each, f'character {ord(each):X}').lower()}]"
        for each in legal(text)
    )


@cache
def _held() -> frozenset[int]:
    """The characters that both weights have."""
    regular = _of("SourceSansPro-Regular.ttf") | _of("DejaVuSans.ttf")
    return regular & (_of("SourceSansPro-Bold.ttf") | _of("DejaVuSans-Bold.ttf"))


def _of(name: str) -> frozenset[int]:
    """The characters of a TrueType font, from its table of characters (cmap, formats 4 and 12)."""
    data = (FONTS / name).read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    places = {
        data[at : at + 4]: struct.unpack_from(">L", data, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)
    }
    cmap = places[b"cmap"]
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    found: set[int] = set()
    for at in range(count):
        table = cmap + struct.unpack_from(">L", data, cmap + 4 + 8 * at + 4)[0]
        (form,) = struct.unpack_from(">H", data, table)
        if form == 12:
            (groups,) = struct.unpack_from(">L", data, table + 12)
            for group in range(groups):
                first, last, glyph = struct.unpack_from(">LLL", data, table + 16 + 12 * group)
                found.update(range(first + (glyph == 0), last + 1))
        elif form == 4:
            (twice,) = struct.unpack_from(">H", data, table + 6)
            size = twice // 2
            ends = struct.unpack_from(f">{size}H", data, table + 14)
            starts = struct.unpack_from(f">{size}H", data, table + 16 + twice)
            deltas = struct.unpack_from(f">{size}H", data, table + 16 + 2 * twice)
            offsets = struct.unpack_from(f">{size}H", data, table + 16 + 3 * twice)
            for place in range(size):
                for code in range(starts[place], ends[place] + 1):
                    glyph = code
                    if offsets[place]:
                        where = (
                            table + 16 + 3 * twice + 2 * place + offsets[place] + 2 * (code - starts[place])
                        )
                        (glyph,) = struct.unpack_from(">H", data, where)
                        if not glyph:
                            continue
                    if (glyph + deltas[place]) & 0xFFFF:
                        found.add(code)
    return frozenset(found - {0xFFFF})
