"""What is known of a need and of who could help, what each fact counts from 0 to 1, what holds somebody back, and how it is said."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from trellis.brokering.impact import Impact, Verdict
from trellis.practice import areas

PHASES = {
    "nursery": "early years",
    "primary": "primary schools",
    "secondary": "secondary schools",
    "sixteen_plus": "16 plus",
    "special": "special schools",
    "alternative": "alternative provision",
}
_AS_WRITTEN = "English"
"""How the name of an area begins that keeps its first letter in a sentence."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a school needs. `similar` ranks the schools most like it from 1 on; empty where that is not held."""

    urn: int
    areas: frozenset[str] = frozenset()
    words: str = ""
    phase: str = ""
    easting: float | None = None
    northing: float | None = None
    similar: Mapping[int, int] = field(default_factory=dict)
    authority: str = ""


@dataclass(frozen=True, kw_only=True)
class Evaluations:
    """What schools said of earlier help: how many, and their mean from 1 to `best`, None where they are too few to tell."""

    n: int = 0
    mean: float | None = None
    best: int = 5


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Who could help: a published entry of a school, a system leader, or a provider. None is what nobody has said.

    `urn` is the giving school, `relevance` how well the words of the need fit (0 to 1), `days` those left, `helps` how
    many schools it helps now. `days_in` names the school year of the days where it is not this one. `accepts` is None where the route has no protocol, `interest` the sentence of a declared
    interest. `full` is whether its school helps as many others as one school is asked to, and `concern` is whether its own school's state asks for its strength at home; it is never told.
    """

    key: str
    kind: Literal["entry", "leader", "provider"]
    name: str
    urn: int | None = None
    provider: str | None = None
    authority: str = ""
    areas: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    relevance: float | None = None
    easting: float | None = None
    northing: float | None = None
    days: float | None = None
    days_in: str = ""
    helps: int = 0
    full: bool = False
    registered: bool = True
    removed: bool = False
    quality_current: bool = False
    quality: str = ""
    accepts: bool | None = None
    released: bool | None = None
    interest: str = ""
    concern: bool | None = None
    past: Impact | None = None
    evaluations: Evaluations = Evaluations()


@dataclass(frozen=True, kw_only=True)
class Scales:
    """Where the numbers of parts are set, from the file of weights."""

    distance_half_km: float
    enough_days: float
    few_days: float
    load_half: float
    words_from: float
    alike_least: float
    unlike: float


Value = Callable[[Need, Candidate, Scales], float | None]
Said = Callable[[Need, Candidate], str]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One part of a match: what it counts, None where it is not known, and how it is said."""

    value: Value
    say: Said


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One reason for which nobody is offered. `override` tells which a person may set aside with a reason of their own.

    `private` tells which are the authority’s to know: other schools read one sentence for all of them, so that none can be
    told from another. Some hold back every candidate of a school alike, and `full` is among them so that the sentence
    does not mean `own` wherever it is said of a school.
    """

    id: str
    holds: Callable[[Need, Candidate], bool]
    say: Said
    override: bool = False
    private: bool = False


AWAY = "Cannot be asked at present"
"""What other schools read for every private reason."""


def fits(need: Need, who: Candidate, scales: Scales) -> bool:
    """Whether it offers anything of what is asked, by area or by words; where nothing is asked, everybody does."""
    if not need.areas.isdisjoint(who.areas):
        return True
    if need.words and who.relevance is not None and who.relevance >= scales.words_from:
        return True
    return not need.areas and not need.words


def say_unfit(need: Need, who: Candidate) -> str:
    asked = _listed(need.areas) if need.areas else f"“{need.words}”"
    return f"Does not offer what is asked for: {asked}"


def _areas(need: Need, who: Candidate, scales: Scales) -> float | None:
    if not need.areas or not who.areas:
        return None
    return len(need.areas & who.areas) / len(need.areas)


def _say_areas(need: Need, who: Candidate) -> str:
    if not need.areas:
        return "The need names no area of practice"
    if not who.areas:
        return f"Nobody has said in which areas {_subject(who)}"
    both, other, its = need.areas & who.areas, need.areas - who.areas, _its(who)
    if not both:
        return f"Fits by words alone: {_listed(other)} {_are(other)} not among {its} areas"
    told = f"{_listed(both)} {'is one' if len(both) == 1 else 'are'} of {its} areas"
    if not other:
        return f"Fits the need: {told}"
    return f"Fits the need in part: {told}; {_listed(other)} {_are(other)} not"


def _words(need: Need, who: Candidate, scales: Scales) -> float | None:
    return who.relevance if need.words else None


def _say_words(need: Need, who: Candidate) -> str:
    if not need.words:
        return "The need has no words to compare"
    if who.relevance is None:
        return "How well the words fit is not known"
    if who.relevance >= 2 / 3:
        return "The words fit those of the need well"
    return (
        "The words fit those of the need in part"
        if who.relevance > 0
        else "The words do not fit those of the need"
    )


def _phase(need: Need, who: Candidate, scales: Scales) -> float | None:
    if not need.phase or not who.phases:
        return None
    return 1.0 if need.phase in who.phases else 0.0


def _say_phase(need: Need, who: Candidate) -> str:
    if not need.phase:
        return "The need names no phase"
    if not who.phases:
        return f"Nobody has said in which phases {_subject(who)}"
    return f"Works in {PHASES.get(need.phase, need.phase)}"


def _likeness(need: Need, who: Candidate, scales: Scales) -> float | None:
    if who.urn is None or not need.similar:
        return None
    rank = need.similar.get(who.urn)
    if rank is None:
        return scales.unlike
    return 1.0 - (1.0 - scales.alike_least) * (rank - 1) / len(need.similar)


def _say_likeness(need: Need, who: Candidate) -> str:
    if who.urn is None:
        return "Is at no school that is known here, so likeness tells nothing"
    if not need.similar:
        return "How alike the two schools are is not known"
    whose = "Their school is" if who.kind == "leader" else "Is"
    count = len(need.similar)
    if who.urn not in need.similar:
        return f"{whose} not among the {count} schools most like the one that asks"
    return f"{whose} among the {count} schools most like the one that asks"


def kilometres(need: Need, who: Candidate) -> float | None:
    """How far it is as the crow flies; None where either place is not known."""
    if need.easting is None or need.northing is None or who.easting is None or who.northing is None:
        return None
    east, north = need.easting - who.easting, need.northing - who.northing
    return math.sqrt(east * east + north * north) / 1000


def _distance(need: Need, who: Candidate, scales: Scales) -> float | None:
    far = kilometres(need, who)
    return None if far is None else scales.distance_half_km / (scales.distance_half_km + far)


def _say_distance(need: Need, who: Candidate) -> str:
    far = kilometres(need, who)
    if far is None:
        return "The distance is not known"
    return f"{far:,.0f} km away" if far >= 1 else "Less than 1 km away"


def _capacity(need: Need, who: Candidate, scales: Scales) -> float | None:
    if who.days is None:
        return None
    return scales.few_days + (1.0 - scales.few_days) * min(1.0, who.days / scales.enough_days)


def _say_capacity(need: Need, who: Candidate) -> str:
    if who.days is None:
        return f"Nobody has said how many days {'they have' if who.kind == 'leader' else 'it has'}"
    return f"Has {who.days:g} {'day' if who.days == 1 else 'days'} left{_when(who)}"


def _load(need: Need, who: Candidate, scales: Scales) -> float | None:
    return scales.load_half / (scales.load_half + who.helps)


def _say_load(need: Need, who: Candidate) -> str:
    if who.helps == 0:
        return "Helps no other school now"
    return f"Helps {who.helps} {'school' if who.helps == 1 else 'schools'} now"


_COUNTS = {Verdict.BETTER: 1.0, Verdict.SAME: 0.5, Verdict.WORSE: 0.0}


def _past(need: Need, who: Candidate, scales: Scales) -> float | None:
    return None if who.past is None else _COUNTS.get(who.past.verdict)


def _say_past(need: Need, who: Candidate) -> str:
    past = who.past
    if past is None:
        return "What came of earlier help is not known"
    if past.n is None:
        return "Fewer than five schools helped before can be compared: too few to say what came of it"
    told = past.movement or f"{past.verdict}, over several indicators"
    if past.movement and past.verdict is Verdict.SAME:
        told += f": {past.verdict}"
    if past.began_low:
        told += ". Many began among the worst, so some of it may have come by itself"
    left_out = past.without_later + past.without_comparison
    if left_out:
        told += f". {left_out} more {'support' if left_out == 1 else 'supports'} cannot be compared yet"
    return f"Has helped {past.n} schools before; {told}"


def _evaluations(need: Need, who: Candidate, scales: Scales) -> float | None:
    mean = who.evaluations.mean
    return None if mean is None else min(1.0, max(0.0, (mean - 1) / (who.evaluations.best - 1)))


def _say_evaluations(need: Need, who: Candidate) -> str:
    said = who.evaluations
    if said.mean is None:
        return "Fewer than five schools have said what the help was worth: too few to tell"
    return f"{said.n} schools valued the help at {said.mean:.1f} of {said.best} on average"


FACTS: Mapping[str, Fact] = {
    "areas": Fact(value=_areas, say=_say_areas),
    "words": Fact(value=_words, say=_say_words),
    "phase": Fact(value=_phase, say=_say_phase),
    "likeness": Fact(value=_likeness, say=_say_likeness),
    "distance": Fact(value=_distance, say=_say_distance),
    "capacity": Fact(value=_capacity, say=_say_capacity),
    "load": Fact(value=_load, say=_say_load),
    "past": Fact(value=_past, say=_say_past),
    "evaluations": Fact(value=_evaluations, say=_say_evaluations),
}
"""In the order in which they are added up and told."""

HOLDS: tuple[Hold, ...] = (
    Hold(
        id="interest",
        private=True,
        holds=lambda need, who: bool(who.interest),
        say=lambda need, who: f"An interest is declared: {who.interest}",
    ),
    Hold(
        id="itself",
        holds=lambda need, who: who.urn == need.urn,
        say=lambda need, who: (
            "Their own school is the one that asks" if who.kind == "leader" else "Is the school itself"
        ),
    ),
    Hold(
        id="registered",
        holds=lambda need, who: not who.registered,
        say=lambda need, who: (
            "Whoever answers for it was removed from the register of providers"
            if who.removed
            else f"{'Their school' if who.kind == 'leader' else 'It'} is not in the register of providers yet: "
            "it applies first, or the traded-services manager enters it"
        ),
    ),
    Hold(
        id="quality",
        holds=lambda need, who: who.registered and not who.quality_current,
        say=lambda need, who: who.quality or "Quality has not been assured",
        override=True,
    ),
    Hold(
        id="days",
        private=True,
        holds=lambda need, who: who.days is not None and who.days <= 0,
        say=lambda need, who: f"Has no days left{_when(who)}",
    ),
    Hold(
        id="phase",
        holds=lambda need, who: bool(need.phase and who.phases) and need.phase not in who.phases,
        say=lambda need, who: f"Does not work in {PHASES.get(need.phase, need.phase)}",
    ),
    Hold(
        id="protocol",
        holds=lambda need, who: who.accepts is False,
        say=lambda need, who: "The protocol of this route is not accepted",
    ),
    Hold(
        id="released",
        private=True,
        holds=lambda need, who: who.released is False,
        say=lambda need, who: f"Their school has not released them{_when(who)}",
    ),
    Hold(
        id="full",
        override=True,
        private=True,
        holds=lambda need, who: who.full,
        say=lambda need, who: (
            f"{'Their school' if who.kind == 'leader' else 'It'} helps as many schools as one school is asked to at once"
        ),
    ),
    Hold(
        id="own",
        private=True,
        holds=lambda need, who: who.concern is True,
        say=lambda need, who: (
            f"{'Their school' if who.kind == 'leader' else 'It'} needs its own strength at present"
        ),
    ),
)


def to_ask(need: Need, who: Candidate, *, discreet: bool) -> tuple[str, ...]:
    """What counts for nothing in the order and yet must be asked before anybody is asked to help."""
    told = []
    if who.kind == "leader" and who.released is None:
        told.append("Nobody has said whether their school releases them")
    if who.urn is not None and who.concern is None and not discreet:
        told.append("Whether the school can spare the strength at present is not known here")
    if need.authority and who.authority and who.authority != need.authority:
        told.append("Is of another authority, which is to be asked first")
    return tuple(told)


def _when(who: Candidate) -> str:
    return f" in the school year {who.days_in}" if who.days_in else ""


def _its(who: Candidate) -> str:
    return "their" if who.kind == "leader" else "its"


def _are(ids: frozenset[str]) -> str:
    return "is" if len(ids) == 1 else "are"


def _subject(who: Candidate) -> str:
    return "they work" if who.kind == "leader" else "it works"


def _listed(ids: frozenset[str]) -> str:
    """The names of areas as a sentence has them."""
    names = [
        each if each.startswith(_AS_WRITTEN) else each[:1].lower() + each[1:]
        for each in areas.names(sorted(ids))
    ]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
