"""The fixed sentences of a kind of document: those that come with it, and those that the pack in force words otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from trellis.analysis.judging import shelf
from trellis.problem import Refusal

FOLDER = Path(__file__).with_name("wording")


class OddWording(Refusal):
    """The sentences that a pack gives to a kind of document cannot be used. The message says which, and why."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence as a file has it: the file as people know it, and the line on which the sentence stands, from 1."""

    words: str
    file: str
    line: int

    @property
    def place(self) -> str:
        return f"line {self.line} of {self.file}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence filled in; `missing` says what it asks for and was not given."""

    words: str
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The sentences of one kind by their keys, each with {fields} to be filled in."""

    kind: str
    sentences: Mapping[str, Sentence]

    def say(self, key: str, **fields: object) -> Said:
        """Fill in a sentence. What it asks for and is not there is named, and leaves a gap. Raises KeyError for no key."""
        sentence = self.sentences[key]
        asked = fields_of(sentence.words)
        lacking = [name for name in asked if name not in fields or fields[name] in (None, "")]
        filled = {name: "…" if name in lacking else str(fields[name]) for name in asked}
        return Said(
            words=sentence.words.format_map(filled),
            missing=""
            if not lacking
            else f"“{key}” needs {', '.join(name.replace('_', ' ') for name in lacking)}, which is not recorded "
            f"({sentence.place}).",
        )


def of(kind: str, *, pack: str) -> Wording:
    """Return the sentences of a kind, the pack's in place of those that come with it. Raises OddWording."""
    own = _read(FOLDER / f"{kind}.yaml", called=f"{kind}.yaml")
    theirs = shelf.folder() / pack / "documents" / f"{kind}.yaml"
    if not pack or not theirs.is_file():
        return Wording(kind=kind, sentences=own)
    said = _read(theirs, called=f"packs/{pack}/documents/{kind}.yaml")
    for key, sentence in said.items():
        if key not in own:
            raise OddWording(
                f"The pack “{pack}” words a sentence “{key}” that “{kind}” has no place for ({sentence.place}). "
                f"{_ASK}"
            )
        known = fields_of(own[key].words)
        for name in fields_of(sentence.words):
            if name not in known:
                has = f"It has {', '.join(f'{{{each}}}' for each in known)}" if known else "It has no field"
                raise OddWording(
                    f"“{key}” of “{kind}” has no field {{{name}}} ({sentence.place}). {has}. {_ASK}"
                )
    return Wording(kind=kind, sentences={**own, **said})


def fields_of(sentence: str) -> list[str]:
    """The names of the fields of a sentence, each once, in order."""
    return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(sentence) if name is not None))


_ASK = "Ask whoever keeps the pack to put it right."
_TEXT = "tag:yaml.org,2002:str"


def _read(file: Path, *, called: str) -> dict[str, Sentence]:
    try:
        changed = file.stat().st_mtime_ns
    except OSError as error:
        raise OddWording(f"The sentences in {called} cannot be read. {_ASK}") from error
    return _sentences(file, called, changed)


@lru_cache(maxsize=64)
def _sentences(file: Path, called: str, changed: int) -> dict[str, Sentence]:
    """The sentences of a file as it stands; `changed` is its time, so that a change is read."""
    del changed
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        where = f"{called}, line {at.line + 1}," if at is not None else called
        raise OddWording(f"{where} is not YAML: {error.problem}. {_ASK}") from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise OddWording(f"{called} cannot be read as sentences. {_ASK}") from error
    if not isinstance(node, yaml.MappingNode):
        raise OddWording(f"{called} must give a sentence for each key. {_ASK}")
    made: dict[str, Sentence] = {}
    for key, said in node.value:
        sentence = _sentence(key, said, called)
        if key.value in made:
            raise OddWording(f"“{key.value}” is given twice ({sentence.place}). {_ASK}")
        made[key.value] = sentence
    return made


def _sentence(key: Any, said: Any, called: str) -> Sentence:
    """One sentence of a file. Raises OddWording for what is none, and for a field that is more than a name."""
    made = Sentence(
        words=" ".join(said.value.split()) if said.tag == _TEXT else "",
        file=called,
        line=key.start_mark.line + 1,
    )
    if key.tag != _TEXT or not made.words:
        raise OddWording(f"Each key must have a sentence ({made.place}). {_ASK}")
    try:
        parts = list(Formatter().parse(made.words))
    except ValueError as error:
        raise OddWording(
            f"“{key.value}” has a brace too many or too few ({made.place}). Write {{{{ or }}}} for one that is meant. {_ASK}"
        ) from error
    for _, name, form, conversion in parts:
        # No format and no conversion: a width alone could fill the memory
        if name is not None and (not name.isidentifier() or form or conversion):
            raise OddWording(
                f"“{key.value}” has a field that is not a plain name: {{{name}}} ({made.place}). {_ASK}"
            )
    return made
