"""What a kind of document declares: what it is about, who drafts and approves it, and how it is composed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.rules import Rules
from trellis.documents.block import Block, Origin, Shape, Source
from trellis.documents.wording import Wording
from trellis.schools.models import Authority, School


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that a document of a kind can be made about: how it is named, and what is kept of it.

    `called` tells one document of the kind about a school from another in their titles, such as the day of a visit.
    """

    title: str
    about: Mapping[str, Any]
    called: str = ""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a document is composed for, as known on `today`."""

    authority: Authority
    school: School | None
    about: Mapping[str, Any]
    rules: Rules
    today: date

    @property
    def the_school(self) -> School:
        assert self.school is not None, "this kind is about a school"  # noqa: S101
        return self.school


@dataclass(kw_only=True)
class Composer:
    """Puts blocks one after another, each under its key."""

    wording: Wording
    blocks: list[Block] = field(default_factory=list)

    def heading(self, key: str, **fields: object) -> None:
        said = self.wording.say(key, **fields)
        self._add(key, Shape.HEADING, said.words, missing=said.missing, origin=Origin.PACK)

    def titled(self, key: str, words: str) -> None:
        """A heading in words of a record."""
        self._add(key, Shape.HEADING, words)

    def fixed(self, key: str, **fields: object) -> None:
        """A sentence that nobody edits."""
        said = self.wording.say(key, **fields)
        self._add(key, Shape.PARAGRAPH, said.words, missing=said.missing, origin=Origin.PACK)

    def say(self, key: str, *sources: Source, as_key: str = "", **fields: object) -> None:
        """A sentence filled in from records."""
        said = self.wording.say(key, **fields)
        self._add(as_key or key, Shape.PARAGRAPH, said.words, *sources, missing=said.missing)

    def words(self, key: str, words: str, *sources: Source) -> None:
        """Words that somebody wrote in a record, as they stand."""
        missing = "" if words.strip() else f"“{key}” is not recorded."
        self._add(key, Shape.PARAGRAPH, words.strip() or "…", *sources, missing=missing)

    def table(
        self,
        key: str,
        *sources: Source,
        head: tuple[str, ...],
        lines: Sequence[tuple[str, ...]],
        none: str,
        as_key: str = "",
        **fields: object,
    ) -> None:
        """A table under the caption of its key; the sentence of `none` where it would have no line."""
        if not lines:
            self.say(none, *sources, as_key=as_key or key)
            return
        said = self.wording.say(key, **fields)
        assert all(len(line) == len(head) for line in lines)  # noqa: S101
        self._add(
            as_key or key,
            Shape.TABLE,
            said.words,
            *sources,
            missing=said.missing,
            head=head,
            lines=tuple(tuple(cell or "–" for cell in line) for line in lines),
        )

    def slip(self, key: str, *asked: str) -> None:
        said = self.wording.say(key)
        self._add(key, Shape.SLIP, said.words, origin=Origin.PACK, lines=tuple((each,) for each in asked))

    def _add(
        self,
        key: str,
        shape: Shape,
        words: str,
        *sources: Source,
        missing: str = "",
        origin: Origin = Origin.RECORD,
        head: tuple[str, ...] = (),
        lines: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        assert all(each.key != key for each in self.blocks), key  # noqa: S101
        self.blocks.append(
            Block(
                key=key,
                shape=shape,
                words=words,
                origin=origin,
                sources=sources,
                missing=missing,
                head=head,
                lines=lines,
            )
        )


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of document. `wording/<id>.yaml` has its sentences.

    `choices` gives what one can be made about now; `none` says what to do first where there is nothing. `drafts`,
    `approves` and `reads` are held for the school, or for the authority. `usually_to` is to whom it is issued.
    """

    id: str
    name: str
    what: str
    about: Literal["school", "authority"]
    drafts: Permission
    approves: Permission
    reads: Permission
    confidentiality: Confidentiality
    usually_to: str
    none: str
    choices: Callable[[Authority, School | None, date], tuple[Choice, ...]]
    compose: Callable[[Subject, Composer], None]

    @property
    def one(self) -> str:
        """One of them within a sentence: "a level letter", "an academy referral"."""
        return f"a{'n' if self.name[0] in 'AEIOU' else ''} {self.name[0].lower()}{self.name[1:]}"


def day(on: date | None) -> str:
    """A date as "3 March 2026"; "" for none."""
    return "" if on is None else f"{on.day} {on:%B %Y}"


def counted(number: int, one: str) -> str:
    """A number with its noun: "1 school", "2 schools"."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"
