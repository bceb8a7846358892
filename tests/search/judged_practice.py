"""Questions to the directory as advisers and headteachers ask them, and the entries that would be the right answer.

The judgements were made by reading each entry beside the question, before anything was searched for. The entries are those
of the demonstration that are published. `scores` tells how good the answers are; a page of the documentation shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from trellis.interfaces.commands.lived_practice_words import ENTRIES, Told
from trellis.practice.models import Wording
from trellis.search import directory

SOUNDS, HOME, ALOUD, SAY = (
    "Sounds taught again the same day",
    "A book to take home that a child can read",
    "Reading aloud to every class, every day",
    "Say it before you write it",
)
FACTS, CALLS, LANGUAGES, OUTDOORS = (
    "Number facts in ten minutes a day",
    "First-day calls and a walk to school",
    "Home languages welcomed and used",
    "Outdoors in all weathers in the Reception year",
)
FEEDBACK, GOVERNORS, CORRIDORS, TUTOR = (
    "Feedback in the lesson, not in the book",
    "Governors who follow one question for a year",
    "Calm corridors by the same few routines",
    "A tutor who stays for five years",
)
CATCHING_UP, PRACTICALS, WORK, SENSORY = (
    "Catching up in reading at 11",
    "Science practicals that every pupil does",
    "Work experience that leads to a next step",
    "A sensory start to the day",
)
NURSERY, COACHING = "From our nursery to any school", "Coaching for teachers in their first years"

JUDGED: Mapping[str, frozenset[str]] = {
    asked: frozenset(right)
    for asked, right in (
        ("phonics", (SOUNDS, HOME)),
        ("early reading", (SOUNDS, HOME)),
        ("learning to read", (SOUNDS, HOME)),
        ("reading", (SOUNDS, HOME, ALOUD, CATCHING_UP)),
        ("reading for pleasure", (ALOUD,)),
        ("secondary literacy", (CATCHING_UP,)),
        ("writing", (SAY,)),
        ("speaking and listening", (SAY,)),
        ("times tables", (FACTS,)),
        ("maths", (FACTS,)),
        ("numeracy", (FACTS,)),
        ("persistent absence", (CALLS,)),
        ("attendance", (CALLS,)),
        ("EAL", (LANGUAGES,)),
        ("new arrivals", (LANGUAGES,)),
        ("refugees", (LANGUAGES,)),
        ("EYFS", (OUTDOORS, NURSERY)),
        ("outdoor learning", (OUTDOORS,)),
        ("marking workload", (FEEDBACK,)),
        ("governors", (GOVERNORS,)),
        ("governance", (GOVERNORS,)),
        ("behaviour", (CORRIDORS, TUTOR)),
        ("exclusions", (CORRIDORS,)),
        ("suspensions", (CORRIDORS,)),
        ("belonging", (TUTOR,)),
        ("mental health", (TUTOR, SENSORY)),
        ("pupil premium", (CATCHING_UP,)),
        ("science", (PRACTICALS,)),
        ("careers", (WORK,)),
        ("NEET", (WORK,)),
        ("sixth form", (WORK,)),
        ("autism", (SENSORY,)),
        ("SEND", (SENSORY,)),
        ("transition", (NURSERY,)),
        ("starting school", (NURSERY,)),
        ("CPD for new teachers", (COACHING,)),
        ("ECT", (COACHING,)),
        ("families", (HOME, CALLS)),
        ("boys who dislike writing", (SAY,)),
        ("new starters who speak no English", (LANGUAGES,)),
        ("cutting teacher workload", (FEEDBACK,)),
        ("keeping new teachers", (COACHING,)),
        ("school refusal", (CALLS,)),
        ("lateness", (CALLS,)),
        ("corridor behaviour", (CORRIDORS,)),
        ("sensory needs", (SENSORY,)),
        ("girls in physics", (PRACTICALS,)),
        ("quantum chromodynamics", ()),
    )
}


@dataclass(frozen=True, kw_only=True)
class Score:
    """How good the answer to one question is: the share of the right ones among the first three, and whether the first is right."""

    asked: str
    right: int
    found: int
    first: bool
    recall: float
    precision: float


def files() -> list[Any]:
    """The published entries of the demonstration, as the search reads them, without a database."""
    shown = [each for each in ENTRIES if each.stage in ("published", "review_due")]
    return [_file(number, told) for number, told in enumerate(shown)]


def answers(asked: str) -> list[str]:
    return [each.file.shown.title for each in directory.find(files(), asked).found]


def scores() -> list[Score]:
    """The score of each question."""
    told = []
    for asked, right in JUDGED.items():
        found = answers(asked)
        top = found[: max(3, len(right))]
        hits = len(right.intersection(top))
        told.append(
            Score(
                asked=asked,
                right=len(right),
                found=len(found),
                first=found[0] in right if found and right else not found and not right,
                recall=hits / len(right) if right else float(not found),
                precision=len(right.intersection(found)) / len(found) if found else float(not right),
            )
        )
    return told


def page() -> str:
    """The table of the scores, as the documentation has it."""
    told = scores()
    lines = [
        "| asked | right | found | the first is right | recall | precision |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.asked} | {each.right} | {each.found} | {'yes' if each.first else 'no'} | {each.recall:.2f} | {each.precision:.2f} |"
        for each in told
    ]
    first, recall, precision = (
        sum(getattr(each, name) for each in told) / len(told) for name in ("first", "recall", "precision")
    )
    lines.append(f"| **all {len(told)}** | | | **{first:.0%}** | **{recall:.2f}** | **{precision:.2f}** |")
    return "\n".join(lines) + "\n"


def _file(number: int, told: Told) -> Any:
    wording = Wording(
        title=told.title,
        what=told.what,
        whom=told.whom,
        shows=told.shows,
        see=told.see,
        contact=told.contact,
        areas=list(told.areas),
        phases=[told.phase],
    )
    school = SimpleNamespace(name="A school", town="A town")
    return SimpleNamespace(shown=wording, wording=wording, entry=SimpleNamespace(pk=number, school=school))
