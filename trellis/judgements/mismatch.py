"""Where a school's view of itself and the evidence point opposite ways. Plain values: no database.

The rule, in one place:

- A grade of *strong* or *secure* points up; *needs work* or *not yet in place* points down.
- The evidence of a theme points **down** where a criterion of level 2 or 3 is met; or where more of its indicators lie
  in the worst quarter of schools of the phase than in the best; or where no indicator says either and a criterion of
  level 1 is not met.
- It points **up** where it does not point down, and more of its indicators lie in the best quarter than in the worst;
  or none says either, and a criterion of level 1 is met and none is not met.
- Otherwise it points nowhere. What is not known points nowhere, and a place among others that so few pupils make that
  it says little is left out by whoever gives the places.
- There is a mismatch where both point, and opposite ways. It asks people to talk. It answers no criterion.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trellis.judgements.models import Grade

WORST_QUARTER, BEST_QUARTER = 25.0, 75.0
"""At or below the first percentile, counted so that 100 is best, a value is of the worst quarter; at or above the second, of the best."""


class Way(StrEnum):
    """Which way something points."""

    UP = "up"
    DOWN = "down"
    NOWHERE = "nowhere"


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What a run and the newest figures say of one theme.

    `goodness` is where each indicator lies among schools of the phase, 100 the best. The others count criteria.
    """

    goodness: Mapping[str, float]
    concerns_met: int = 0
    secure_met: int = 0
    secure_not_met: int = 0

    @property
    def worst(self) -> int:
        return sum(place <= WORST_QUARTER for place in self.goodness.values())

    @property
    def best(self) -> int:
        return sum(place >= BEST_QUARTER for place in self.goodness.values())


def way_of_grade(grade: str) -> Way:
    return Way.UP if grade in (Grade.STRONG, Grade.SECURE) else Way.DOWN


def way_of_evidence(signs: Signs) -> Way:
    """Return which way the evidence of a theme points, by the rule above."""
    silent = signs.worst == signs.best == 0
    if signs.concerns_met or signs.worst > signs.best or (silent and signs.secure_not_met):
        return Way.DOWN
    if signs.best > signs.worst or (silent and signs.secure_met):
        return Way.UP
    return Way.NOWHERE


def is_mismatch(grade: str, signs: Signs) -> bool:
    """Whether a school's grade and the evidence point opposite ways."""
    evidence = way_of_evidence(signs)
    return evidence != Way.NOWHERE and evidence != way_of_grade(grade)
