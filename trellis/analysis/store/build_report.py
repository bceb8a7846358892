"""What a build of the warehouse says of itself, and why there may be none to read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from trellis.problem import Refusal

FORMAT = 3  # a file of another format is rebuilt

Progress = Callable[[str, int, int], None]


class NoWarehouse(Refusal):
    """There is no warehouse to read, or it cannot be read."""


@dataclass(frozen=True, kw_only=True)
class BuildReport:
    """What a build made: counts, and how long each step took."""

    path: Path
    build_id: str
    as_of: date | None
    schools: int
    open_schools: int
    observations: int
    values: int
    indicators: int
    statistics: int
    seconds: Mapping[str, float] = field(default_factory=dict)
    unplaced: Mapping[str, int] = field(default_factory=dict)
    rolled_back: bool = False

    @property
    def total_seconds(self) -> float:
        return sum(self.seconds.values())
