"""One change in a school's line, told so that a person can follow it from number to number."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Kind = Literal["converted", "rebrokered", "merged", "amalgamated", "split", "recoded", "inferred", "new_urn"]
KINDS: Final[dict[str, str]] = {
    "converted": "converted to an academy",
    "rebrokered": "became a new academy under another trust",
    "merged": "merged into",
    "amalgamated": "amalgamated into",
    "split": "was split, in part into",
    "recoded": "moved to a new authority code",
    "inferred": "is taken to be the same school, by its LAESTAB",
    "new_urn": "was succeeded by",
}

# Authorities reorganised: old code -> (new codes, vesting day). Dorset, Poole and Bournemouth (837, 836 and
# part of 835) in 2019; Northamptonshire in 2021; Cumbria in 2023.
REORGANISED: Final[dict[str, tuple[tuple[str, ...], date]]] = {
    "835": (("838", "839"), date(2019, 4, 1)),
    "836": (("839",), date(2019, 4, 1)),
    "837": (("839",), date(2019, 4, 1)),
    "928": (("940", "941"), date(2021, 4, 1)),
    "909": (("942", "943"), date(2023, 4, 1)),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change in a school's line. For "recoded" the URN stays and the authority code changes."""

    urn: int
    successor_urn: int
    kind: Kind
    on: date | None
    name: str
    successor_name: str
    detail: str = ""

    @property
    def inferred(self) -> bool:
        """Whether no link says so, only that both have one LAESTAB."""
        return self.kind == "inferred"

    @property
    def words(self) -> str:
        """The change as a page says it."""
        when = f" on {self.on.day} {self.on:%B %Y}" if self.on else ""
        if self.kind == "recoded":
            return f"{self.successor_name} ({self.urn}) {KINDS[self.kind]}{when}: {self.detail}"
        joint = {"converted": " as", "rebrokered": " as", "inferred": ":"}.get(self.kind, "")
        return f"{self.name} ({self.urn}) {KINDS[self.kind]}{joint} {self.successor_name} ({self.successor_urn}){when}"
