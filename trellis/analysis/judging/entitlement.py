"""What a school at each level is entitled to: adviser days a year by who pays for them, and services that come without asking."""

from dataclasses import dataclass
from typing import Literal, get_args

from trellis.analysis.judging.process import LevelNumber, Refusing

Kind = Literal[
    "early_years",
    "advisers",
    "causing_concern",
    "minority_achievement",
    "people_and_money",
    "teaching",
    "fourteen_to_nineteen",
    "leadership",
    "development",
    "information",
]
KINDS: dict[str, str] = {
    "early_years": "Early years quality improvement",
    "advisers": "School improvement advisers",
    "causing_concern": "Support for schools causing concern",
    "minority_achievement": "Minority ethnic and Traveller achievement",
    "people_and_money": "Human resources, finance and governance",
    "teaching": "Teaching and learning",
    "fourteen_to_nineteen": "Post-16 and 14 to 19",
    "leadership": "Leadership development",
    "development": "Courses and professional development",
    "information": "Information on national developments",
}
"""What each kind of service is called."""
ROUTES = ("central", "de_delegated", "traded")


@dataclass(frozen=True, kw_only=True)
class Days(Refusing):
    """Adviser days a year, in quarters of a day: what the central budget, de-delegated money and the school itself pay for."""

    central: float = 0
    de_delegated: float = 0
    traded: float = 0

    def __post_init__(self) -> None:
        for route in ROUTES:
            days = getattr(self, route)
            if days < 0 or days > 200 or (days * 4) != int(days * 4):
                raise ValueError(f"{route} is a number of days from 0 to 200, in quarters of a day")

    def quarters(self, route: str) -> int:
        """How many quarters of a day a route gives."""
        return int(getattr(self, route) * 4)


@dataclass(frozen=True, kw_only=True)
class Entitlement(Refusing):
    """What schools of one level have each year. `central` are the kinds of service that the authority then pays for whole."""

    level: LevelNumber
    days: Days
    why: str
    central: tuple[Kind, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.central)) != len(self.central):
            raise ValueError("central names a kind of service twice")


assert set(get_args(Kind)) == set(KINDS)  # noqa: S101  (what is declared twice stays the same)
