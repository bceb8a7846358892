"""What the register is narrowed by: read from the address, held against what there is, and written back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from trellis.practice import areas
from trellis.practice.models import PHASES
from trellis.providers.models import Kind
from trellis.providers.queries.register import ProviderFile

QUALITIES = {
    "current": "Approved now",
    "conditions": "Approved with conditions",
    "waiting": "Waiting for a decision",
    "ended": "Approval has ended",
    "not": "Refused or suspended",
}
ODD = "Something that the address asks for is none of the choices, so it narrows nothing."


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What an address narrows the register to; "" for all."""

    kind: str = ""
    area: str = ""
    phase: str = ""
    quality: str = ""

    def address(self, *, authority: str, **changes: str) -> str:
        """The query string of this with some things changed."""
        kept = {name: value for name, value in vars(replace(self, **changes)).items() if value}
        return "?" + urlencode({**kept, "authority": authority})

    @property
    def narrowed(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One filter: its name in the address, what it is called, and its options as (value, words, chosen)."""

    id: str
    text: str
    options: tuple[tuple[str, str, bool], ...]


def _given() -> dict[str, tuple[str, str, Mapping[str, str]]]:
    return {
        "kind": ("Kind", "All kinds", dict(Kind.choices)),
        "area": ("Area of practice", "All areas", {each.id: each.name for each in areas.every().values()}),
        "phase": ("Phase", "All phases", PHASES),
        "quality": ("Quality", "Whatever its quality", QUALITIES),
    }


def read(given: Mapping[str, str]) -> tuple[Filters, str]:
    """The filters as an address has them, and a sentence about what is none of the choices."""
    choices = {name: told[2] for name, told in _given().items()}
    asked = {name: given.get(name, "") for name in choices}
    kept = {name: value if value in choices[name] else "" for name, value in asked.items()}
    return Filters(**kept), ODD if kept != asked else ""


def offered(filters: Filters) -> tuple[Choice, ...]:
    return tuple(
        choice(name, text, everything, options, getattr(filters, name))
        for name, (text, everything, options) in _given().items()
    )


def choice(name: str, text: str, everything: str, options: Mapping[str, str], chosen: str) -> Choice:
    """One filter with its options, the first of which narrows nothing."""
    listed = [("", everything, not chosen), *((key, said, key == chosen) for key, said in options.items())]
    return Choice(id=name, text=text, options=tuple(listed))


def narrowed(files: Sequence[ProviderFile], filters: Filters) -> list[ProviderFile]:
    return [
        each
        for each in files
        if (not filters.kind or each.provider.kind == filters.kind)
        and (not filters.area or filters.area in each.offer.areas)
        and (not filters.phase or filters.phase in each.offer.phases)
        and (not filters.quality or _is(each, filters.quality))
    ]


def _is(file: ProviderFile, quality: str) -> bool:
    match quality:
        case "current":
            return file.quality.is_current
        case "conditions":
            return file.quality.is_current and bool(file.quality.conditions)
        case "ended":
            return file.has_ended
        case "not":
            return file.state in ("refused", "suspended")
        case _:
            return file.state in ("applied", "review", "checked")
