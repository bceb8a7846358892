"""Needs as advisers put them in words, and whom a practised adviser would think of first, with how good the order is.

The judgements were made by reading each candidate beside the need, before anything was ranked. Candidates are the published
entries of the demonstration and made-up leaders and providers. Each need is ranked twice: with the areas that its words
name and nothing else, and with those that whoever writes it would choose.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trellis.brokering import everyday, impact, matching
from trellis.interfaces.commands.lived_practice_words import ENTRIES
from trellis.practice import areas
from trellis.search.likeness import likeness

NORTH, EAST = 300_000, 400_000
FIRST, GOOD, COULD = 3, 2, 1
"""Would be put first; would be asked as well; could help if nobody else can."""
TOP = 5


@dataclass(frozen=True, kw_only=True)
class Known:
    """A leader or a provider: what they say of themselves, and what is known of them. `km` is how far east they are."""

    name: str
    says: str
    areas: tuple[str, ...]
    phases: tuple[str, ...]
    km: float | None
    days: float | None
    helps: int = 0
    kind: Any = "leader"
    lapsed: str = ""
    verdict: impact.Verdict | None = None


BOTH, EVERY = ("primary", "secondary"), ("nursery", "primary", "secondary", "sixteen_plus", "special")
PEOPLE = (
    Known(name="Ashby", says="Leads phonics and early reading in two schools. Trains assistants to hear readers.",
          areas=("early-reading", "reading"), phases=("primary",), km=5, days=8, helps=1),
    Known(name="Combe", says="Early reading and phonics in small schools with mixed ages.",
          areas=("early-reading",), phases=("primary",), km=45, days=8, helps=4),
    Known(name="Dunster", says="Mastery of number, and tables, in mixed-age classes.",
          areas=("mathematics",), phases=("primary",), km=10, days=5),
    Known(name="Exford", says="Leads a department of mathematics: key stage 4, resits, new heads of department.",
          areas=("mathematics",), phases=("secondary",), km=12, days=None),
    Known(name="Farley", says="Persistent absence: reading the data, panels with families, days that pupils want to come to.",
          areas=("attendance", "belonging"), phases=BOTH, km=8, days=6, verdict=impact.Verdict.BETTER),
    Known(name="Grove", says="Fewer suspensions by routines, and a room that works.",
          areas=("behaviour",), phases=("secondary",), km=20, days=10, helps=1),
    Known(name="Holt", says="Leads a network of SENCOs. Autism in ordinary classes; reviews of provision.",
          areas=("send",), phases=BOTH, km=15, days=4, helps=3),
    Known(name="Ivel", says="Language and play in the Reception year, indoors and outdoors; how children settle.",
          areas=("early-years", "oracy"), phases=("nursery", "primary"), km=6, days=5),
    Known(name="Jarrow", says="Reviews governing boards and mentors chairs.",
          areas=("governance",), phases=EVERY, km=25, days=6),
    Known(name="Kenn", says="Headteacher who coaches headteachers in their first year.",
          areas=("leadership", "curriculum"), phases=("primary",), km=9, days=0),
    Known(name="Lyme", says="Headteacher who coaches new headteachers and leaders of subjects.",
          areas=("leadership", "curriculum", "finance"), phases=BOTH, km=18, days=12),
    Known(name="Mere", says="Writing that begins with talk, from year 1 to year 6.",
          areas=("writing", "oracy"), phases=("primary",), km=14, days=6),
    Known(name="Mathematics hub", says="Courses and visits on mathematics for every phase.", kind="provider",
          areas=("mathematics",), phases=EVERY, km=30, days=None),
    Known(name="Talk Company", says="Therapists for speech and language in nursery and Reception.", kind="provider",
          areas=("oracy", "send", "early-years"), phases=("nursery", "primary"), km=3, days=20,
          lapsed="Its quality lapsed on 3 March 2026"),
    Known(name="Attendance advice", says="Audits of registers and absence codes.", kind="provider",
          areas=("attendance",), phases=EVERY, km=50, days=30, verdict=impact.Verdict.SAME),
    Known(name="Wellbeing in schools", says="Mental health of pupils and staff: anxiety, workload, supervision.", kind="provider",
          areas=("mental-health", "staff-wellbeing"), phases=EVERY, km=10, days=15),
    Known(name="Service for new arrivals", says="Teachers for pupils who are new to English, and interpreters.", kind="provider",
          areas=("eal",), phases=BOTH, km=5, days=10),
    Known(name="Careers partnership", says="Employers, work experience and the Gatsby benchmarks.", kind="provider",
          areas=("careers", "sixth-form"), phases=("secondary", "sixteen_plus"), km=20, days=8),
)  # fmt: skip
SOUNDS, HOME, ALOUD, SAY, FACTS, CALLS, LANGUAGES, OUTDOORS, FEEDBACK, GOVERNORS = (
    each.title for each in ENTRIES[:10]
)
CORRIDORS, TUTOR, CATCHING_UP, PRACTICALS, WORK, SENSORY, NURSERY = (each.title for each in ENTRIES[10:17])


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A need, where its school is, and how well each of those named would do; all others would not."""

    words: str
    chosen: tuple[str, ...]
    phase: str
    right: Mapping[str, int]
    km: float = 0


def _need(words: str, chosen: str, phase: str, right: dict[str, int], km: float = 0) -> Judged:
    return Judged(words=words, chosen=tuple(chosen.split()), phase=phase, right=right, km=km)


JUDGED = (
    _need("phonics results have fallen", "early-reading", "primary", {"Ashby": FIRST, SOUNDS: FIRST, HOME: GOOD, "Combe": GOOD}),
    _need(
        "children in year 1 are not learning to read",
        "early-reading",
        "primary",
        {"Combe": FIRST, SOUNDS: FIRST, "Ashby": GOOD, HOME: GOOD, ALOUD: COULD},
        km=45,
    ),
    _need("reading for pleasure", "reading", "primary", {ALOUD: FIRST, "Ashby": COULD, HOME: COULD}),
    _need("times tables and number facts", "mathematics", "primary", {FACTS: FIRST, "Dunster": FIRST, "Mathematics hub": GOOD}),
    _need("maths at key stage 4", "mathematics", "secondary", {"Exford": FIRST, "Mathematics hub": GOOD}),
    _need("persistent absence", "attendance", "primary", {CALLS: FIRST, "Farley": FIRST, "Attendance advice": COULD}),
    _need(
        "attendance and belonging of older pupils",
        "attendance belonging",
        "secondary",
        {"Farley": FIRST, TUTOR: GOOD, "Attendance advice": GOOD},
    ),
    _need("too many suspensions", "behaviour", "secondary", {"Grove": FIRST, CORRIDORS: FIRST, TUTOR: COULD}),
    _need("pupils with autism in ordinary classes", "send", "primary", {"Holt": FIRST, SENSORY: GOOD}),
    _need("speaking and listening in the Reception year", "oracy early-years", "primary", {"Ivel": FIRST, SAY: GOOD, "Mere": GOOD}),
    _need("writing at key stage 1", "writing", "primary", {SAY: FIRST, "Mere": FIRST}),
    _need("the governing board does not challenge", "governance", "primary", {GOVERNORS: FIRST, "Jarrow": FIRST}),
    _need(
        "new arrivals who speak no English",
        "eal",
        "primary",
        {"Service for new arrivals": FIRST, LANGUAGES: FIRST},
    ),
    _need("coaching for a new headteacher", "leadership", "primary", {"Lyme": FIRST}),
    _need(
        "mental health and anxiety",
        "mental-health",
        "secondary",
        {"Wellbeing in schools": FIRST, TUTOR: FIRST, SENSORY: COULD},
    ),
    _need("marking and the workload of teachers", "assessment staff-wellbeing", "primary", {FEEDBACK: FIRST, "Wellbeing in schools": GOOD}),
    _need("careers and work experience", "careers", "secondary", {WORK: FIRST, "Careers partnership": FIRST}),
    _need("children are not ready when starting school", "transition early-years", "primary", {NURSERY: FIRST, "Ivel": FIRST, OUTDOORS: GOOD}),
    _need("science practicals", "science", "secondary", {PRACTICALS: FIRST}),
    _need("pupils who come at 11 and cannot read well", "reading", "secondary", {CATCHING_UP: FIRST}),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Score:
    """How good the order for one need is, by its words alone or with its areas chosen."""

    told: tuple[str, ...]
    first: bool
    gain: float


def candidates(words: str) -> list[matching.Candidate]:
    """The entries, leaders and providers, with how well the words of a need fit each, as the service reads them."""
    entries = [each for each in ENTRIES if each.stage in ("published", "review_due")]
    texts = {
        **{
            each.title: (each.title, each.what, each.whom, each.shows, *areas.names(each.areas))
            for each in entries
        },
        **{each.name: (each.says, *areas.names(each.areas)) for each in PEOPLE},
    }
    found = likeness({name: " ".join(said) for name, said in texts.items()}, everyday.telling(words))
    made = [
        matching.Candidate(
            key=f"entry-{number}",
            kind="entry",
            name=each.title,
            urn=1000 + number,
            areas=frozenset(each.areas),
            phases=frozenset({each.phase}),
            easting=EAST + 1000 * (7 * number % 50),
            northing=NORTH,
            relevance=found.get(each.title),
            quality_current=True,
            concern=False,
        )
        for number, each in enumerate(entries)
    ]
    return made + [
        matching.Candidate(
            key=f"{each.kind}-{number}",
            kind=each.kind,
            name=each.name,
            urn=2000 + number if each.kind == "leader" else None,
            areas=frozenset(each.areas),
            phases=frozenset(each.phases),
            easting=None if each.km is None else EAST + 1000 * each.km,
            northing=NORTH,
            relevance=found.get(each.name),
            days=each.days,
            helps=each.helps,
            quality_current=not each.lapsed,
            quality=each.lapsed,
            accepts=True,
            released=True,
            concern=False,
            past=impact.Impact(n=8, verdict=each.verdict) if each.verdict is not None else None,
        )
        for number, each in enumerate(PEOPLE, len(entries))
    ]


def ranking(judged: Judged, *, chosen: bool) -> matching.Ranking:
    need = matching.Need(
        urn=1,
        areas=frozenset(judged.chosen if chosen else areas.matching(judged.words)),
        words=judged.words,
        phase=judged.phase,
        easting=EAST + 1000 * judged.km,
        northing=NORTH,
    )
    return matching.rank(need, candidates(judged.words))


def score(judged: Judged, *, chosen: bool) -> Score:
    """Whether the first is one that would be put first, and the discounted gain of the first five (nDCG).

    Järvelin and Kekäläinen, ACM Transactions on Information Systems 20, 2002: a gain of 2^grade − 1, less with each
    place, over what the best order would have.
    """
    names = tuple(each.candidate.name for each in ranking(judged, chosen=chosen).offered[:TOP])
    grades = [judged.right.get(name, 0) for name in names]
    best = sorted(judged.right.values(), reverse=True)[:TOP]
    return Score(told=names, first=bool(grades) and grades[0] == FIRST, gain=_gain(grades) / _gain(best))


def scores(*, chosen: bool) -> list[Score]:
    return [score(each, chosen=chosen) for each in JUDGED]


def page() -> str:
    """The table of the scores, as the documentation has it."""
    lines = [
        "| need | first, its areas chosen | would be put first | gain of the first five | by its words alone | gain |",
        "|---|---|---|---|---|---|",
    ]
    ways = scores(chosen=True), scores(chosen=False)
    for need, chosen, alone in zip(JUDGED, *ways, strict=True):
        lines.append(
            f"| {need.words} | {_named(chosen)} | {_yes(chosen)} | {chosen.gain:.2f} | {_yes(alone)} | {alone.gain:.2f} |"
        )
    first, gain = (
        [sum(getattr(each, name) for each in way) / len(way) for way in ways] for name in ("first", "gain")
    )
    lines.append(
        f"| **all {len(JUDGED)}** | | **{first[0]:.0%}** | **{gain[0]:.2f}** | **{first[1]:.0%}** | **{gain[1]:.2f}** |"
    )
    return "\n".join(lines) + "\n"


def _named(score: Score) -> str:
    return score.told[0] if score.told else "nobody"


def _yes(score: Score) -> str:
    return "yes" if score.first else "no"


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def weights() -> str:
    """The table of the weights, as the documentation has it."""
    found = matching.read(matching.OURS)
    lines = ["| part | counts, of 100 | why so much |", "|---|---|---|"]
    lines += [f"| {each.name} | {each.weight:g} | {each.why} |" for each in found.parts]
    return "\n".join(lines) + "\n"
