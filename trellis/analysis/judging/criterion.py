"""The language of criteria: small typed nodes, each a test of one school, and the four answers a test can give.

A pack writes a node as a YAML mapping tagged by `test`. These classes are the one definition of it: the schema
that checks packs is made from them (see `framework`), `evaluation` reads them as columns and `explanation` as words.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from trellis.analysis.inspection import AREAS, CATEGORIES
from trellis.analysis.judging.grading import scale_of

T = TypeVar("T")


class Answer(IntEnum):
    """What a test says of a school. Unknown is never "not met"; not applicable is neither."""

    MET = 1
    NOT_MET = 0
    UNKNOWN = -1
    NOT_APPLICABLE = -2

    @property
    def words(self) -> str:
        return {1: "met", 0: "not met", -1: "not known", -2: "does not apply"}[int(self)]


Phase = Literal[
    "nursery", "primary", "secondary", "all_through", "sixteen_plus", "special", "alternative", "independent"
]
PHASES: tuple[str, ...] = get_args(Phase)
Relationship = Literal["maintained", "academy", "independent", "other"]
Comparator = Literal[
    "national_median", "national_mean", "authority_median", "neighbour_median", "similar_median"
]
Regime = Literal["section5", "eif", "eif_no_overall", "report_card"]

COMPARATOR_WORDS = {
    "national_median": "the national median for its phase",
    "national_mean": "the national average for its phase",
    "authority_median": "the median of the authority's schools of its phase",
    "neighbour_median": "the median of statistical-neighbour authorities",
    "similar_median": "the median of similar schools",
}


def settled(number: float) -> float:
    """Return a number as it is tested: rounded to nine places, so that a slope landing on a limit is on it.

    The same arithmetic as numpy.round(x, 9), which the columnar reader uses: Python's own round differs in the
    last place for a few numbers.
    """
    scaled = number * 1e9
    return round(scaled) / 1e9 if abs(scaled) < 1e300 else number


def given(value: T | None) -> T:
    """Return what a node's own check has made sure is there. Raises TypeError when it is not: a fault of ours."""
    if value is None:
        raise TypeError("a node was made without its check")
    return value


class _TaggedByTest:
    """Tells the schema that a node is chosen by its `test`, without importing pydantic where packs are only read."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import Field

        return handler.generate_schema(Annotated[source, Field(discriminator="test")])


class _Refusing:
    """Every node refuses keys it does not know and values of the wrong type, and says so with their place."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "strict": True,
        "allow_inf_nan": False,
        "str_strip_whitespace": True,
    }


@dataclass(frozen=True, kw_only=True)
class Threshold(_Refusing):
    """A value against a number (`limit`), a comparator (`than`) or another indicator (`than_indicator`).

    `by` is a margin: below the national median *by* 5. `value: mean3` takes the three-year mean in place of the
    latest year. `significant` also asks that the value's interval leaves the limit out. A value of few pupils, or of
    nobody knows how many, is judged only where its interval settles the answer.
    """

    test: Literal["below", "at_or_below", "above", "at_or_above"]
    indicator: str
    limit: float | None = None
    than: Comparator | None = None
    than_indicator: str | None = None
    by: float = 0.0
    value: Literal["latest", "mean3"] = "latest"
    significant: bool = False
    stale_after_years: int | None = None
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if sum(x is not None for x in (self.limit, self.than, self.than_indicator)) != 1:
            raise ValueError("give exactly one of limit, than and than_indicator")
        if self.by < 0:
            raise ValueError("by is a margin and cannot be negative; choose below or above for the direction")
        if self.limit is not None and self.by:
            raise ValueError("by belongs to than or than_indicator; put the margin into limit")
        if self.significant and self.value == "mean3":
            raise ValueError("significant needs the latest value: a three-year mean has no interval")


@dataclass(frozen=True, kw_only=True)
class Percentile(_Refusing):
    """A value's place among schools of its phase (`national`) or its 30 similar schools (`similar`), 0 to 100.

    The share of them at or below the value, so 10 is a low number, which for absence is a good one.
    """

    test: Literal["percentile"]
    indicator: str
    among: Literal["national", "similar"] = "national"
    at_or_below: float | None = None
    at_or_above: float | None = None
    stale_after_years: int | None = None
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        given = [x for x in (self.at_or_below, self.at_or_above) if x is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of at_or_below and at_or_above")
        if not 0 <= given[0] <= 100:
            raise ValueError("a percentile lies between 0 and 100")


@dataclass(frozen=True, kw_only=True)
class Trend(_Refusing):
    """The slope of a value over three or five years: rising or falling by at least `by` a year.

    `significant` also asks that the slope is further from none than chance would often bring it: more standard
    errors than Student's t allows for so few years (12.7 for three, 4.3 for four, 3.2 for five).
    """

    test: Literal["trend"]
    indicator: str
    direction: Literal["rising", "falling"]
    years: Literal[3, 5] = 3
    by: float = 0.0
    significant: bool = False
    stale_after_years: int | None = None
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if self.by < 0:
            raise ValueError("by is the size of the change a year and cannot be negative; use direction")


@dataclass(frozen=True, kw_only=True)
class Gap(_Refusing):
    """How far a group stands behind the others: at least `at_least`, in the indicator's own unit.

    `behind` says which way is behind: lower (results) or higher (absence). `significant` also asks that the two
    intervals do not overlap. Both values must be of one year. A gap that widens is a trend of a gap indicator.
    """

    test: Literal["gap"]
    group: str
    others: str
    at_least: float
    behind: Literal["lower", "higher"] = "lower"
    significant: bool = False
    stale_after_years: int | None = None
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if self.at_least <= 0:
            raise ValueError("at_least must be above 0")


@dataclass(frozen=True, kw_only=True)
class Inspection(_Refusing):
    """A grade in one area of the school's latest inspection.

    An area that the latest inspection's framework does not grade does not apply, so a criterion can name the
    areas of several frameworks side by side. `frameworks` narrows that further. A grade older than
    `stale_after_years` (else the pack's `evidence.inspection_stale_after_years`) is not known, unless a visit since
    let it stand. `predecessor` says when a grade given to the school that this one took over from counts, for and
    against alike: where that school simply became this one (`conversion`), always (`counts`) or never (`unknown`).
    `silence` is what no grade means: `not_met` for what inspectors only ever write down when it is so (a category of
    concern), `not_applicable` for an area that a school may rightly have no grade in. `ungraded_outcome` is read only
    of a visit since the latest graded inspection.
    """

    test: Literal["inspection"]
    area: str
    at_or_below: str | None = None
    at_or_above: str | None = None
    grade_in: tuple[str, ...] = ()
    frameworks: tuple[Regime, ...] = ()
    predecessor: Literal["conversion", "counts", "unknown"] = "conversion"
    silence: Literal["unknown", "not_met", "not_applicable"] = "unknown"
    stale_after_years: int | None = None
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if self.stale_after_years is not None and self.stale_after_years < 1:
            raise ValueError("stale_after_years must be at least 1")
        if self.area not in AREAS:
            raise ValueError(f"“{self.area}” is not an inspection area; there are {', '.join(AREAS)}")
        if sum(bool(x) for x in (self.at_or_below, self.at_or_above, self.grade_in)) != 1:
            raise ValueError("give exactly one of at_or_below, at_or_above and grade_in")
        scale = scale_of(self.area)
        limit = self.at_or_below or self.at_or_above
        if limit and limit not in scale:
            raise ValueError(
                f"“{limit}” is not on the scale of {self.area}, which is {', '.join(scale)}"
                if scale
                else f"the outcomes of {self.area} have no order; use grade_in"
            )
        known = {*scale, *CATEGORIES, "none"} if self.area == "category_of_concern" else set(scale)
        if known and (wrong := [grade for grade in self.grade_in if grade not in known]):
            raise ValueError(f"{', '.join(wrong)}: not a grade of {self.area}")

    @property
    def meeting(self) -> tuple[str, ...]:
        """The grades that meet this test."""
        if self.grade_in:
            return self.grade_in
        scale = scale_of(self.area)
        if self.at_or_below:
            return scale[scale.index(self.at_or_below) :]
        return scale[: scale.index(given(self.at_or_above)) + 1]


@dataclass(frozen=True, kw_only=True)
class Judgement(_Refusing):
    """A person's answer to a question: met when it is one of `answer_in`. Older than `within_days` it is not known."""

    test: Literal["judgement"]
    judgement: str
    answer_in: tuple[str, ...]
    within_days: int | None = None
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if not self.answer_in:
            raise ValueError("answer_in must name at least one answer")


@dataclass(frozen=True, kw_only=True)
class Judged(_Refusing):
    """Whether a judgement has been made at all (within `within_days`, where given). Always met or not met."""

    test: Literal["judged"]
    judgement: str
    within_days: int | None = None
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event(_Refusing):
    """Something that has begun and not ended. `for_at_least_days`: begun so long ago; `within_days`: so recently.

    Without one the answer is unknown. `silence: register` makes it not met where the authority's return of events is
    held, which is complete by what it is; `silence: not_met` makes it so always.
    """

    test: Literal["event"]
    event: str
    for_at_least_days: int | None = None
    within_days: int | None = None
    silence: Literal["unknown", "register", "not_met"] = "unknown"
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contextual(_Refusing):
    """A circumstance stated in a yes/no indicator, or recorded as an event, of the same name."""

    test: Literal["contextual"]
    factor: str
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OlderThan(_Refusing):
    """The age of a piece of evidence: a grade, a judgement, or an indicator's year (aged from its 31 August)."""

    test: Literal["older_than"]
    days: int
    area: str | None = None
    judgement: str | None = None
    indicator: str | None = None
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if sum(x is not None for x in (self.area, self.judgement, self.indicator)) != 1:
            raise ValueError("give exactly one of area, judgement and indicator")
        if self.area is not None and self.area not in AREAS:
            raise ValueError(f"“{self.area}” is not an inspection area; there are {', '.join(AREAS)}")


@dataclass(frozen=True, kw_only=True)
class All(_Refusing):
    """Met when every part that applies is met; not met as soon as one is not."""

    test: Literal["all"]
    of: tuple["Node", ...]
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        _some(self.of)


@dataclass(frozen=True, kw_only=True)
class AnyOf(_Refusing):
    """Met as soon as one part is; not met when no part that applies is."""

    test: Literal["any"]
    of: tuple["Node", ...]
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        _some(self.of)


@dataclass(frozen=True, kw_only=True)
class AtLeast(_Refusing):
    """Met when `n` parts are. Unknown only while the unknown parts could still decide it."""

    test: Literal["at_least"]
    n: int
    of: tuple["Node", ...]
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        _some(self.of)
        if not 1 <= self.n <= len(self.of):
            raise ValueError(f"n must lie between 1 and the number of parts ({len(self.of)})")


@dataclass(frozen=True, kw_only=True)
class Not(_Refusing):
    """The opposite of its part. Unknown stays unknown."""

    test: Literal["not"]
    of: "Node"
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FirstKnown(_Refusing):
    """The answer of the first part whose number is there: progress where it is published, else what stands in for it.

    It moves on only from a part with nothing to read: not published, suppressed, not held, too old, not answered. A
    part whose number is there and decides nothing (too few pupils, no interval, nothing to set it against, in
    dispute) is not known, and no later part may turn that into an answer. A part of several tests has nothing to
    read when the first of them that applies has nothing, and no other is there and undecided.
    """

    test: Literal["first_known"]
    of: tuple["Node", ...]
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        _some(self.of)


Leaf = Threshold | Percentile | Trend | Gap | Inspection | Judgement | Judged | Event | Contextual | OlderThan
Branch = All | AnyOf | AtLeast | Not | FirstKnown
Node = Annotated[Leaf | Branch, _TaggedByTest()]

KINDS: dict[str, type] = {
    tag: kind
    for kind in (*get_args(Leaf), *get_args(Branch))
    for tag in get_args(kind.__annotations__["test"])
}
TESTS = tuple(KINDS)


def node(written: dict[str, Any]) -> "Leaf | Branch":
    """Return the node that a checked mapping describes. Raises ValueError or TypeError for one that was not checked."""
    kind = KINDS[written["test"]]
    given = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in written.items()
        if value is not None
    }
    if "of" in given:
        of = given["of"]
        given["of"] = node(of) if isinstance(of, dict) else tuple(node(part) for part in of)
    return kind(**given)


def written(criterion: "Leaf | Branch") -> dict[str, Any]:
    """Return a node as the mapping a pack would hold, without what is left at its default."""
    mapping: dict[str, Any] = {"test": criterion.test}
    for item in fields(criterion):
        value = getattr(criterion, item.name)
        if item.name == "test" or value == item.default:
            continue
        if item.name == "of":
            value = [written(part) for part in value] if isinstance(value, tuple) else written(value)
        mapping[item.name] = list(value) if isinstance(value, tuple) else value
    return mapping


def parts(criterion: "Leaf | Branch") -> tuple["Leaf | Branch", ...]:
    """Return the nodes directly inside a node; none for a leaf."""
    of = getattr(criterion, "of", ())
    return of if isinstance(of, tuple) else (of,)


def leaves(criterion: "Leaf | Branch") -> tuple["Leaf", ...]:
    """Return every leaf of a tree, left to right."""
    inside = parts(criterion)
    if not inside:
        return (criterion,)  # type: ignore[return-value]
    return tuple(leaf for part in inside for leaf in leaves(part))


def _some(of: tuple[Any, ...]) -> None:
    if not of:
        raise ValueError("of must have at least one part")
