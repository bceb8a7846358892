"""What a document is made of: one heading, sentence or table at a time, each with where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Shape(StrEnum):
    """How a block stands on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    SLIP = "slip"
    """Lines to be filled in on paper: each line is (what is asked, …)."""


class Origin(StrEnum):
    """Where the words of a block come from."""

    RECORD = "record"
    """Composed from records, and again when they change."""
    PACK = "pack"
    """A fixed sentence, which the pack may word and nobody edits."""
    PEOPLE = "people"
    """Written into this document by somebody."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a block rests on: the page that shows it, by the name of its address, and rows as (model, primary key)."""

    page: str
    args: tuple[int | str, ...] = ()
    words: str
    rows: tuple[tuple[str, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "page": self.page,
            "args": list(self.args),
            "words": self.words,
            "rows": [list(row) for row in self.rows],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Source":
        return cls(
            page=kept["page"],
            args=tuple(kept["args"]),
            words=kept["words"],
            rows=tuple((str(model), int(pk)) for model, pk in kept["rows"]),
        )


@dataclass(frozen=True, kw_only=True)
class Block:
    """One heading, paragraph, table or slip. `key` is its own within a document, in letters that an address can have.

    `words` are the sentence, or the caption of a table. `missing` says what it needs and has not. `beneath` is what the
    records say where somebody has written over it, and `changed` that they have come to say something else since.
    """

    key: str
    shape: Shape
    words: str
    origin: Origin = Origin.RECORD
    head: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    sources: tuple[Source, ...] = field(default=())
    missing: str = ""
    edited: bool = False
    beneath: str = ""
    changed: bool = False
    after: str = ""
    """For a paragraph that people added: the key of the block that it follows."""

    @property
    def may_be_edited(self) -> bool:
        return self.shape == Shape.PARAGRAPH and self.origin != Origin.PACK

    @property
    def said(self) -> tuple[Any, ...]:
        """What the records say in it, whoever wrote over it."""
        return (self.shape, self.beneath if self.edited else self.words, self.head, self.lines)

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "shape": str(self.shape),
            "words": self.words,
            "origin": str(self.origin),
            "head": list(self.head),
            "lines": [list(line) for line in self.lines],
            "sources": [source.as_json() for source in self.sources],
            "missing": self.missing,
            "edited": self.edited,
            "beneath": self.beneath,
            "changed": self.changed,
            "after": self.after,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Block":
        return cls(
            key=kept["key"],
            shape=Shape(kept["shape"]),
            words=kept["words"],
            origin=Origin(kept["origin"]),
            head=tuple(kept["head"]),
            lines=tuple(tuple(line) for line in kept["lines"]),
            sources=tuple(Source.from_json(each) for each in kept["sources"]),
            missing=kept["missing"],
            edited=kept["edited"],
            beneath=kept["beneath"],
            changed=kept["changed"],
            after=kept["after"],
        )


@dataclass(frozen=True, kw_only=True)
class Difference:
    """That the records say something else than a document rests on. One of `was` and `now` may be empty."""

    key: str
    was: str
    now: str
    edited: bool


def differences(held: Sequence[Block], composed: Sequence[Block]) -> tuple[Difference, ...]:
    """Return where the records have come to say something else than the blocks of a document rest on."""
    before = {each.key: each for each in held if each.origin != Origin.PEOPLE}
    now = {each.key: each for each in composed}
    found = [
        Difference(
            key=key,
            was=in_words(before[key], beneath=True) if key in before else "",
            now=in_words(now[key]) if key in now else "",
            edited=key in before and before[key].edited,
        )
        for key in (*(each.key for each in composed), *(key for key in before if key not in now))
        if not (key in before and key in now and before[key].said == now[key].said)
    ]
    # What somebody wrote over and the records no longer have stays, and has been told of
    return tuple(each for each in found if not (each.edited and not each.now and before[each.key].changed))


def refreshed(held: Sequence[Block], composed: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks as the records have them now. What people wrote stays, marked where the records beneath changed."""
    before = {each.key: each for each in held}
    made: list[Block] = []
    for new in composed:
        old = before.get(new.key)
        if old is not None and old.edited:
            differs = new.words != old.beneath
            made.append(
                replace(
                    new,
                    words=old.words,
                    missing="",
                    edited=True,
                    beneath=new.words,
                    changed=old.changed or differs,
                )
            )
        else:
            made.append(new)
    there = {each.key for each in composed}
    last = ""
    for old in held:
        if old.origin == Origin.PEOPLE:
            _put(made, old, after=old.after)
        elif old.key not in there and old.edited:
            _put(made, replace(old, beneath="", sources=(), changed=True), after=last)
        last = old.key
    return tuple(made)


def added(held: Sequence[Block], new: Block) -> tuple[Block, ...]:
    """Return the blocks with one that people wrote, after the block that it names."""
    made = list(held)
    _put(made, new, after=new.after)
    return tuple(made)


def _put(made: list[Block], new: Block, *, after: str) -> None:
    place = next((at for at, each in enumerate(made) if each.key == after), len(made) - 1) + 1
    while place < len(made) and made[place].origin == Origin.PEOPLE and made[place].after == after:
        place += 1
    made.insert(place, new)


def in_words(block: Block, *, beneath: bool = False) -> str:
    """A block as plain text: a table line by line."""
    words = block.beneath if beneath and block.edited else block.words
    if block.shape == Shape.SLIP:
        return "\n".join([words, *(f"{line[0]}: ______" for line in block.lines)])
    if block.shape != Shape.TABLE:
        return words
    return "\n".join([words, *("; ".join(line) for line in (block.head, *block.lines))])
