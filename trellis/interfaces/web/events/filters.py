"""What the programme is narrowed by: read from the address, held against what there is, and written back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from trellis.events.models import ACADEMY, PHASES, Kind
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


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the filters ask of the programme: those to come the soonest first, others the newest first."""

    kinds: tuple[str, ...]
    phase: str
    since: date | None
    until: date | None
    newest: bool


def asked(filters: Filters, *, today: date) -> Asked:
    """What the filters leave of the events of an authority."""
    began = year_began(today)
    since, until = {
        "": (today, None),
        "year": (began, date(began.year + 1, began.month, 1) - timedelta(days=1)),
        "past": (None, today - timedelta(days=1)),
        "all": (None, None),
    }[filters.when]
    return Asked(
        kinds=ACADEMY if filters.kind == "academy" else (filters.kind,) if filters.kind else (),
        phase=filters.phase,
        since=since,
        until=until,
        newest=filters.when in ("past", "all"),
    )


def _options(choices: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value=v, text=t, chosen=v == chosen) for v, t in choices.items())
