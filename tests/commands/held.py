"""A stand-in for the warehouse that holds a handful of pictured schools."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from trellis.analysis.judging import pack_cases, shelf
from trellis.analysis.store.facts import Facts

AS_OF = date(2026, 11, 21)


@dataclass(frozen=True)
class Held:
    """What the commands ask of a warehouse, answered from pictures."""

    facts_held: Facts
    asked: list[dict[str, Any]]

    def facts(self, **asked: Any) -> Facts:
        self.asked.append(asked)
        wanted = asked.get("authority")
        if wanted is None or wanted == "803":
            return self.facts_held
        return Facts.of([], as_of=AS_OF)

    def authorities(self) -> dict[str, str]:
        return {"803": "Severnshire"}

    def school(self, urn: int) -> Any:
        if urn not in self.facts_held.urns.tolist():
            return None
        return _School()


@dataclass(frozen=True)
class _School:
    name: str = "A school"
    open: bool = True
    la_code: str = "803"
    la_name: str = "Severnshire"
    school_type: str = "Community school"
    known_from: date | None = None


def pictured() -> Facts:
    """Return the schools of the default pack's truth table, each under its sentence as a name."""
    pack = shelf.load()
    cases = pack_cases.load(shelf.folder() / pack.id, pack).cases
    rows = [{**case.school, "name": case.says, "urn": 100001 + i} for i, case in enumerate(cases)]
    return pack_cases.pictured(rows, as_of=AS_OF)


def opener(facts: Facts, asked: list[dict[str, Any]]) -> Any:
    """Return what takes the place of `warehouse.open`."""

    @contextmanager
    def opened(home: Any, *, as_of: date | None = None) -> Iterator[Held]:
        asked.append({"as_of": as_of})
        yield Held(facts, asked)

    return opened
