"""The areas of practice, as content: those that come with Trellis, and what an installation adds in a file of its own."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trellis.analysis.home import Home

OURS = Path(__file__).with_name("areas.yaml")
OWN = "areas-of-practice.yaml"


class CannotRead(Exception):
    """A file of areas is not as it must be. The message says where."""


class Area(BaseModel):
    """One area. `also` is what people say for it, by which it is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    name: str = Field(min_length=2, max_length=80)
    also: tuple[str, ...] = ()


def every() -> Mapping[str, Area]:
    """Return each area by its id: ours, then those that the installation adds. Its file may add words to ours, too.

    A file of its own that cannot be read changes nothing; `wrong` says what is the matter with it.
    """
    found = dict(read(OURS))
    try:
        for each in _own().values():
            ours = found.get(each.id)
            also = (*ours.also, *each.also) if ours is not None else each.also
            found[each.id] = Area(id=each.id, name=each.name, also=tuple(dict.fromkeys(also)))
    except CannotRead:
        return found
    return found


def wrong() -> str:
    """Say what is wrong with the installation’s own file; "" where nothing is."""
    try:
        _own()
    except CannotRead as refusal:
        return f"The installation’s own areas of practice cannot be used. {refusal}"
    return ""


def names(ids: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
    """The names of areas, in the order of the list; the id of one that is on it no more."""
    known = every()
    kept = [known[each].name for each in known if each in ids]
    return (*kept, *(each for each in ids if each not in known))


def matching(words: str) -> tuple[str, ...]:
    """The ids of the areas that a line of somebody’s words names, or says in other words."""
    named = tuple(each.id for each in every().values() if each.name.lower() == words.strip().lower())
    if named:
        return named
    said = f" {' '.join(words.lower().replace('-', ' ').replace(',', ' ').split())} "
    return tuple(
        each.id
        for each in every().values()
        if any(f" {name.lower().replace('-', ' ')} " in said for name in (each.name, *each.also))
    )


def read(file: Path) -> Mapping[str, Area]:
    """Read a file, once for as long as it stays as it is. Raises CannotRead."""
    found = file.stat()
    return _read(str(file), found.st_mtime_ns, found.st_size)


def _own() -> Mapping[str, Area]:
    file = Home.from_environment().root / OWN
    return read(file) if file.is_file() else {}


@lru_cache(maxsize=4)
def _read(file: str, changed: int, size: int) -> Mapping[str, Area]:
    del changed, size
    try:
        rows: Any = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
        found = [Area.model_validate(row) for row in rows["areas"]]
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise CannotRead(f"{Path(file).name} cannot be read: {error}") from error
    if len({each.id for each in found}) != len(found):
        raise CannotRead(f"{Path(file).name}: two areas have the same id")
    return {each.id: each for each in found}
