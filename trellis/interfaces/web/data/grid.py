"""The picture of what is held: a row for each publication, a column for each year, a word in each cell. Pure geometry.

The word says what the shade says, so that nothing is told by colour alone; a table beside it says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk import words

_LABELS, _COLUMN, _ROW, _TOP = 300, 74, 26, 24
_CSS = {"held": "held", "not held": "lacking", "not made": "none", "not yet": "none"}


@dataclass(frozen=True, kw_only=True)
class Box:
    """One cell as drawn."""

    x: int
    y: int
    width: int
    height: int
    css: str
    word: str
    text_x: float
    text_y: float


@dataclass(frozen=True, kw_only=True)
class Label:
    """The name of a row or a column as drawn."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The picture ready to draw."""

    width: int
    height: int
    title: str
    description: str
    labels: tuple[Label, ...]
    boxes: tuple[Box, ...]


def draw(years: Sequence[int], rows: Sequence[tuple[str, Sequence[str]]]) -> Grid:
    """Return the picture of (name of a publication, a word for each year)."""
    labels = [
        Label(x=_LABELS + _COLUMN * (place + 0.5), y=_TOP - 8, text=words.year(year), anchor="middle")
        for place, year in enumerate(years)
    ]
    boxes = []
    for line, (name, cells) in enumerate(rows):
        y = _TOP + line * _ROW
        labels.append(Label(x=_LABELS - 10, y=y + 17, text=_short(name), anchor="end"))
        boxes += [
            Box(
                x=_LABELS + place * _COLUMN + 1,
                y=y + 1,
                width=_COLUMN - 2,
                height=_ROW - 2,
                css=_CSS[word],
                word=word,
                text_x=_LABELS + _COLUMN * (place + 0.5),
                text_y=y + 17,
            )
            for place, word in enumerate(cells)
        ]
    lacking = sum(word == "not held" for _, cells in rows for word in cells)
    return Grid(
        width=_LABELS + _COLUMN * len(years),
        height=_TOP + _ROW * len(rows) + 2,
        title="What is held of each publication, by year",
        description=f"{words.count(len(rows), 'publication')} over {words.count(len(years), 'year')}; "
        f"{words.count(lacking, 'year of a publication is', 'years of publications are')} not held. "
        "The table after the picture says the same.",
        labels=tuple(labels),
        boxes=tuple(boxes),
    )


def by_name(titles: Mapping[str, str], cells: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    """Return the rows of a picture by the names of their publications."""
    return [(titles.get(dataset, dataset), held) for dataset, held in cells.items()]


def _short(name: str) -> str:
    return name if len(name) <= 42 else name[:41].rstrip() + "…"
