"""What a pack says of the process: its clocks, its calendar, the lists that people choose from and the numbers of the rules."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

LevelNumber = Literal[1, 2, 3]


class Refusing:
    """A part of a pack: nothing is in it but what is declared, of the very type declared."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "strict": True,
        "allow_inf_nan": False,
        "str_strip_whitespace": True,
        "str_min_length": 1,
    }


@dataclass(frozen=True, kw_only=True)
class Clock(Refusing):
    """A time limit of the process: so many days of one kind from something."""

    id: str
    name: str
    days: int
    basis: Literal["school_days", "working_days", "calendar_days"]
    counted_from: str
    citation: str | None = None


USUAL_CLOCKS = (
    Clock(
        id="school-reply",
        name="The school answers a proposed level",
        days=10,
        basis="school_days",
        counted_from="the level is shared with the school",
    ),
    Clock(
        id="visit-level-2",
        name="First visit at level 2",
        days=10,
        basis="school_days",
        counted_from="the risk is identified",
    ),
    Clock(
        id="visit-level-3",
        name="First visit at level 3",
        days=5,
        basis="school_days",
        counted_from="the risk is identified",
    ),
    Clock(
        id="task-group-papers",
        name="Papers go out before a task group",
        days=5,
        basis="working_days",
        counted_from="the day of the meeting, counted back",
    ),
    Clock(
        id="concern-reply",
        name="A trust answers a concern raised in writing",
        days=15,
        basis="working_days",
        counted_from="the letter to the trust",
    ),
)
"""The clocks of a pack that says nothing of them."""


@dataclass(frozen=True, kw_only=True)
class Named(Refusing):
    """Something that people choose from a list of the pack's: its id, and what it is called."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Repeat(Refusing):
    """How many corroborated pieces of soft intelligence, within how many months, ask somebody to look. Never a level."""

    count: int = 3
    months: int = 12

    def __post_init__(self) -> None:
        if self.count < 2 or self.months < 1:
            raise ValueError("count must be at least 2 and months at least 1")


@dataclass(frozen=True, kw_only=True)
class Process(Refusing):
    """How a school at risk is worked with: what people choose from, and the numbers of the rules.

    `follow_up_terms` is how many terms after a step down the school is looked at again; `reviews_without_progress` how many
    reviews in special measures without progress demand a decision; `task_group_levels` the levels that have a task group.
    """

    sources: tuple[Named, ...] = (
        Named(id="school", name="The school itself"),
        Named(id="adviser_visit", name="A school improvement adviser’s visit"),
        Named(id="authority_meeting", name="A meeting at the authority"),
        Named(id="inspection", name="An inspection"),
        Named(id="data", name="Published data, or the authority’s own"),
        Named(id="complaint", name="A complaint"),
    )
    pause_reasons: tuple[Named, ...] = (
        Named(id="inspection", name="An inspection is under way or expected"),
        Named(id="appeal", name="An appeal or complaint is being heard"),
        Named(id="structural_change", name="The school is changing: merging, converting or closing"),
        Named(id="wellbeing", name="Staff wellbeing"),
    )
    decisive_actions: tuple[Named, ...] = (
        Named(id="warning_notice", name="Give a warning notice"),
        Named(id="interim_board", name="Apply for an interim executive board"),
        Named(id="governors", name="Appoint more governors"),
        Named(id="leadership", name="Secure a change of leadership"),
        Named(id="structure", name="Ask for a change of structure"),
        Named(id="continue", name="Go on with the plan, for stated reasons"),
    )
    task_group_levels: tuple[LevelNumber, ...] = (2, 3)
    follow_up_terms: int = 2
    reviews_without_progress: int = 2
    intelligence: Repeat = Repeat()
    role_aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other names of roles, by the role's id: the first is shown beside its own."""

    def __post_init__(self) -> None:
        if self.follow_up_terms < 1 or self.reviews_without_progress < 1:
            raise ValueError("follow_up_terms and reviews_without_progress must be at least 1")


@dataclass(frozen=True, kw_only=True)
class Calendar(Refusing):
    """How the year is divided."""

    year_starts: str
    terms: tuple[str, ...]
