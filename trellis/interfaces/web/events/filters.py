"""What the programme is narrowed by: read from the address, held against what there is, and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from trellis.events.models import ACADEMY, PHASES, Kind
from trellis.events.queries.events import EventFile
from trellis.practice.queries.contact import year_began

WHEN = {"": "Still to come", "year": "This school year", "past": "Over", "all": "All"}
KINDS = {"": "All kinds", "academy": "Leadership Academy: all three", **dict(Kind.choices)}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What an address narrows the programme to; "" for all kinds and phases, and for what is still to come."""

    kind: str = ""
    phase: str = ""
    when: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.phase or self.when)

    def address(self, *, authority: str, **changes: str) -> str:
        """The query string of this with some things changed."""
        state = vars(replace(self, **changes))
        kept = {name: value for name, value in state.items() if value}
        return "?" + urlencode({**kept, "authority": authority})


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str
    chosen: bool


def read(given: Mapping[str, str]) -> tuple[Filters, str]:
    """The filters as an address has them, and a sentence about what is none of the choices and so narrows nothing."""
    choices = {"kind": KINDS, "phase": PHASES, "when": WHEN}
    asked = {name: given.get(name, "") for name in choices}
    odd = [name for name, value in asked.items() if value and value not in choices[name]]
    kept = {name: "" if name in odd else value for name, value in asked.items()}
    said = "Something that the address asks for is none of the choices, so it narrows nothing." if odd else ""
    return Filters(**kept), said


def offered(filters: Filters) -> tuple[tuple[str, str, tuple[Option, ...]], ...]:
    """Each filter by its name, with its label and its choices."""
    return (
        ("kind", "Kind", _options(KINDS, filters.kind)),
        ("phase", "Phase", _options({"": "All phases", **PHASES}, filters.phase)),
        ("when", "When", _options(WHEN, filters.when)),
    )


def kept(files: Sequence[EventFile], filters: Filters, *, today: date) -> list[EventFile]:
    """The events that the filters leave: those to come the soonest first, others the newest first."""
    began = year_began(today)
    ends = date(began.year + 1, began.month, 1)
    found = []
    for file in files:
        day, kind = file.plan.day, file.event.kind
        if filters.kind and not (kind in ACADEMY if filters.kind == "academy" else kind == filters.kind):
            continue
        if filters.phase and filters.phase not in file.plan.phases:
            continue
        if (
            filters.when == "all"
            or (filters.when == "year" and began <= day < ends)
            or (filters.when == "past" and day < today)
            or (not filters.when and day >= today)
        ):
            found.append(file)
    return list(reversed(found)) if filters.when in ("past", "all") else found


def _options(choices: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value=v, text=t, chosen=v == chosen) for v, t in choices.items())
