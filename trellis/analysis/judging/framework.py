"""A framework pack: levels, criteria, the rule that turns criteria into a suggestion, and where each comes from.

These classes are the one definition of what a pack may say. `load` reads a folder into them or raises
`FrameworkProblems` with every problem, each with its file, line and key (see `pack_reading`).
"""

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging.criterion import Node, Phase, Relationship
from trellis.analysis.judging.entitlement import Entitlement
from trellis.analysis.judging.process import Calendar, Clock, LevelNumber, Process, Refusing
from trellis.analysis.judging.statistics_read import columns_read
from trellis.problem import Refusal

Route = Literal["E", "S", "C"]
Standing = Literal["level", "raise_concerns"]

STANDING_WORDS = {"level": "level", "raise_concerns": "raise concerns"}
FILE = "framework.yaml"
ROUTE_WORDS = {
    "E": "external indicator",
    "S": "self-evaluation or judgement",
    "C": "contextual factor",
}


@dataclass(frozen=True, kw_only=True)
class Citation(Refusing):
    """Where a statement of the pack comes from, and when somebody last looked."""

    id: str
    title: str
    checked_on: date
    checked_against: Literal["publisher", "project_notes"] = "publisher"
    publisher: str | None = None
    url: str | None = None
    about: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement(Refusing):
    """Who agreed the pack, when, and where that is minuted. A pack without one is a proposal."""

    by: str
    on: date
    minutes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Level(Refusing):
    """One of the three support levels, in this pack's words."""

    number: LevelNumber
    name: str
    entitlement: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question(Refusing):
    """A question that the pack puts to a person, and the answers it may be given."""

    id: str
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Criterion(Refusing):
    """One statement about a school that the pack tests.

    `coverage` says how it counts towards having enough evidence: `always` (it can be read from published data),
    `when_known` (a judgement, which adds when held) or `never`. `sentence` is what is true of a school that meets
    it. `hint` tells what evidence would answer it.
    """

    id: str
    level: LevelNumber
    route: Route
    theme: str
    name: str
    sentence: str
    when: Node
    key: bool = False
    coverage: Literal["always", "when_known", "never"] = "when_known"
    phases: tuple[Phase, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    articles: tuple[int, ...] = ()
    citations: tuple[str, ...] = ()
    hint: str | None = None
    support: str | None = None
    immediate: bool = False  # met, it asks for action today and not only for a level

    @property
    def source_theme(self) -> str:
        """The theme it counts under for coverage: whatever an inspection can answer is of one theme."""
        read = language.leaves(self.when)
        return "inspection" if any(isinstance(leaf, language.Inspection) for leaf in read) else self.theme


@dataclass(frozen=True, kw_only=True)
class Suggestion(Refusing):
    """The numbers of the rule: see `suggestion` for the rule itself.

    `others` is how many level 2 criteria that are not key suggest level 2 together; `contextual` is how many
    contextual ones do, with `contextual_others` that are not contextual beside them.
    """

    others: int
    contextual: int
    contextual_others: int = 1
    self_identified: Node | None = None

    def __post_init__(self) -> None:
        if self.others < 1 or self.contextual < 1 or self.contextual_others < 0:
            raise ValueError("others and contextual must be at least 1, contextual_others at least 0")


@dataclass(frozen=True, kw_only=True)
class Coverage(Refusing):
    """How much must be known before a school is called secure, or a count of lesser criteria is trusted.

    `minimum_themes` is how many themes what is known must be of: one inspection is not two. Criteria that an
    inspection can answer are of one theme, whatever they say theirs is.
    """

    minimum_share: float
    minimum_criteria: int = 1
    minimum_themes: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.minimum_share <= 1:
            raise ValueError("minimum_share lies above 0 and at most 1 (0.6 is 60%)")
        if self.minimum_criteria < 1:
            raise ValueError("minimum_criteria must be at least 1")
        if self.minimum_themes < 1:
            raise ValueError("minimum_themes must be at least 1")


@dataclass(frozen=True, kw_only=True)
class Evidence(Refusing):
    """When evidence is too old to judge by.

    `stale_after_years` are academic years between a number's and the one of the cut-off date.
    `inspection_stale_after_years` are years since an inspection, or since a later visit let its grades stand; without
    it grades never age.
    """

    stale_after_years: int = 4
    inspection_stale_after_years: int | None = None

    def __post_init__(self) -> None:
        if self.inspection_stale_after_years is not None and self.inspection_stale_after_years < 1:
            raise ValueError("inspection_stale_after_years must be at least 1")
        if self.stale_after_years < 1:
            raise ValueError(
                "stale_after_years must be at least 1: results are published after their year ends"
            )


@dataclass(frozen=True, kw_only=True)
class Marker(Refusing):
    """One sign that a secure school could support others."""

    id: str
    sentence: str
    when: Node


@dataclass(frozen=True, kw_only=True)
class Capacity(Refusing):
    """Capacity to support others: only a school suggested for level 1 can have it, with `at_least` markers."""

    at_least: int
    markers: tuple[Marker, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.at_least <= len(self.markers):
            raise ValueError("at_least must lie between 1 and the number of markers")


@dataclass(frozen=True, kw_only=True)
class Ambition(Refusing):
    """What the authority wants of every school, in this era's inspection terms."""

    sentence: str
    when: Node


@dataclass(frozen=True, kw_only=True)
class ContextualVulnerability(Refusing):
    """What is said of, and offered to, a school whose circumstances alone are a concern."""

    name: str
    support: str


@dataclass(frozen=True, kw_only=True)
class Term(Refusing):
    """One idea in this pack's words and in other packs', and whether the two can be compared."""

    idea: str
    here: str
    elsewhere: dict[str, str] = field(default_factory=dict)
    comparable: bool = True
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Contact(Refusing):
    """Whom anybody may ask about the pack, and how: an e-mail address, a telephone number or a page."""

    team: str
    email: str | None = None
    telephone: str | None = None
    page: str | None = None

    def __post_init__(self) -> None:
        if self.email is None and self.telephone is None and self.page is None:
            raise ValueError("give at least one of email, telephone and page")


@dataclass(frozen=True, kw_only=True)
class Framework(Refusing):
    """A framework pack, whole and checked.

    `owner` is the post, not the person, that answers for the pack; `limits` are what it cannot say, beside what follows
    from the rest of it. An authority adds them, with its `contact`, when it makes a pack its own.
    """

    id: str
    title: str
    version: str
    era: str
    status: Literal["draft", "proposed", "agreed", "retired"]
    effective_from: date
    about: str
    levels: tuple[Level, ...]
    criteria: tuple[Criterion, ...]
    suggestion: Suggestion
    coverage: Coverage
    citations: tuple[Citation, ...]
    relationships: dict[Relationship, Standing]
    effective_to: date | None = None
    agreed: Agreement | None = None
    evidence: Evidence = Evidence()
    contextual_vulnerability: ContextualVulnerability | None = None
    capacity: Capacity | None = None
    judgements: tuple[Question, ...] = ()
    ambition: Ambition | None = None
    terms: tuple[Term, ...] = ()
    calendar: Calendar | None = None
    clocks: tuple[Clock, ...] = ()
    process: Process = field(default_factory=Process)
    entitlements: tuple[Entitlement, ...] = ()
    owner: str | None = None
    contact: Contact | None = None
    limits: tuple[str, ...] = ()
    # The SHA-256 of framework.yaml, put in by `load`; kept with every run.
    hash: str = field(default="", metadata={"derived": True})

    def __post_init__(self) -> None:
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            raise ValueError("effective_to must come after effective_from")
        if self.status == "agreed" and self.agreed is None:
            raise ValueError("an agreed pack says by whom and on what date (agreed: {by: …, on: …})")
        if [level.number for level in self.levels] != [1, 2, 3]:
            raise ValueError("levels must be 1, 2 and 3, in that order")

    def level(self, number: int) -> Level:
        return self.levels[number - 1]

    def entitlement(self, number: int) -> Entitlement | None:
        """What a school of a level has each year; None where the pack does not say."""
        return next((each for each in self.entitlements if each.level == number), None)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return one criterion. Raises KeyError for an id the pack does not have."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)

    def trees(self) -> tuple["language.Leaf | language.Branch", ...]:
        """Return every test tree of the pack: criteria, self-identification, capacity and ambition."""
        return (
            *(criterion.when for criterion in self.criteria),
            *([self.suggestion.self_identified] if self.suggestion.self_identified else []),
            *(marker.when for marker in (self.capacity.markers if self.capacity else ())),
            *([self.ambition.when] if self.ambition else []),
        )

    def columns_read(self) -> dict[str, frozenset[str]]:
        """Return, for every indicator the pack reads, the columns of `statistic` it needs."""
        needed: dict[str, frozenset[str]] = {}
        for tree in self.trees():
            for indicator, columns in columns_read(tree).items():
                needed[indicator] = needed.get(indicator, frozenset()) | columns
        return needed

    def era_warning(self, day: date) -> str | None:
        """Return a sentence when the pack is applied outside its own time, None within it."""
        ended = self.effective_to is not None and day > self.effective_to
        if not ended and day >= self.effective_from:
            return None
        if ended:
            when = f"was in force until {self.effective_to:%d %B %Y}"
        else:
            when = f"is in force from {self.effective_from:%d %B %Y}"
        return f"This pack {when}: what it makes of {day:%d %B %Y} cannot be set beside levels of that day."

    def standing(self, relationship: str) -> str:
        """Return how a school of this relationship to the authority is screened: "level" or "raise concerns"."""
        return STANDING_WORDS[self.relationships.get(relationship, "raise_concerns")]  # type: ignore[call-overload]


@dataclass(frozen=True)
class FrameworkProblem:
    """One thing wrong with a pack, where it stands."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        return place + self.message


class FrameworkProblems(Refusal):
    """A pack cannot be used, with every reason at once."""

    def __init__(self, problems: tuple[FrameworkProblem, ...]) -> None:
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"the pack has {count}:", *map(str, problems)]))


def made(kind: Any, written: Any) -> Any:
    """Return the value of type `kind` that checked JSON describes: the quick way past the schema."""
    origin = get_origin(kind)
    if written is None:
        return None
    if kind is Node or (is_dataclass(kind) and _is_node(kind)):
        return language.node(written)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{key: made(hints[key], value) for key, value in written.items()})
    if origin is tuple:
        return tuple(made(get_args(kind)[0], value) for value in written)
    if origin is dict:
        return {key: made(get_args(kind)[1], value) for key, value in written.items()}
    if origin in (Union, UnionType):
        inner = [arm for arm in get_args(kind) if arm is not type(None)]
        return made(inner[0], written) if len(inner) == 1 else language.node(written)
    if kind is date:
        return date.fromisoformat(written)
    return written


_HINTS: dict[type, dict[str, Any]] = {}


def _hints(kind: type) -> dict[str, Any]:
    if kind not in _HINTS:
        hints = get_type_hints(kind, include_extras=True)
        _HINTS[kind] = {item.name: hints[item.name] for item in fields(kind)}
    return _HINTS[kind]


def _is_node(kind: Any) -> bool:
    return kind in language.KINDS
