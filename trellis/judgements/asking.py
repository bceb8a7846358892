"""What the pack in force asks people: the themes a school grades itself on, and the questions an adviser answers."""

from dataclasses import dataclass
from functools import lru_cache

from trellis.analysis.home import Home
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import framework, shelf
from trellis.analysis.judging.framework import Criterion, Framework, FrameworkProblems, Question
from trellis.analysis.judging.process import Repeat
from trellis.analysis.judging.shelf import NoSuchPack
from trellis.schools import queries as schools

DECLARED = "self_identified_vulnerability"
"""The question that the school itself answers, by what it declares in its self-evaluation: no adviser answers it."""
ACCURATE = "self_evaluation_accurate"
"""The question beside which mismatches are counted. They prompt; a person answers."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A theme of the pack that a school grades itself on, with the criteria by which it is judged."""

    id: str
    criteria: tuple[Criterion, ...]

    @property
    def name(self) -> str:
        return self.id.replace("_", " ").capitalize()

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that its criteria read, each once."""
        found: dict[str, None] = {}
        for criterion in self.criteria:
            for leaf in language.leaves(criterion.when):
                for field in ("indicator", "group"):
                    if name := getattr(leaf, field, None):
                        found[str(name)] = None
        return tuple(found)


def pack_of(authority_code: str) -> Framework | None:
    """Return the pack in force at an authority; None before its first run, or where it cannot be read."""
    return pack_named(schools.pack_of(authority_code))


def pack_named(name: str) -> Framework | None:
    """Return a pack by its name; None for "", or where it cannot be read."""
    if not name:
        return None
    try:
        found = (shelf.folder() / name / framework.FILE).stat()
        return _kept(name, found.st_mtime_ns, found.st_size)
    except OSError:
        pass  # no file of that name: the shelf says what it makes of it
    except FrameworkProblems:
        return None
    try:
        return shelf.load(name)
    except (NoSuchPack, FrameworkProblems):
        return None


@lru_cache(maxsize=8)
def _kept(name: str, changed: int, size: int) -> Framework:
    """Read a pack once for as long as its file stays as it is, which its time and size tell."""
    del changed, size
    return shelf.load(name, home=Home.from_environment())


def themes(pack: Framework | None, *, phase: str) -> tuple[Theme, ...]:
    """Return the themes that a school of this phase grades itself on, in the order of the pack.

    A theme is asked where a criterion of it is about what the school does. Circumstances (route C), what an inspection
    said and what others did to the school are not the school's to grade.
    """
    if pack is None:
        return ()
    of_theme: dict[str, list[Criterion]] = {}
    for criterion in pack.criteria:
        if not criterion.phases or phase in criterion.phases:
            of_theme.setdefault(criterion.theme, []).append(criterion)
    return tuple(
        Theme(id=name, criteria=tuple(criteria))
        for name, criteria in of_theme.items()
        if any(_of_practice(criterion) for criterion in criteria)
    )


def _of_practice(criterion: Criterion) -> bool:
    elsewhere = (language.Inspection, language.Event)
    read = language.leaves(criterion.when)
    return criterion.route != "C" and any(not isinstance(leaf, elsewhere) for leaf in read)


def questions(pack: Framework | None) -> tuple[Question, ...]:
    """Return the questions that an adviser answers."""
    return tuple(q for q in pack.judgements if q.id != DECLARED) if pack is not None else ()


def question(pack: Framework | None, question_id: str) -> Question | None:
    return next((each for each in questions(pack) if each.id == question_id), None)


def criteria_reading(pack: Framework | None, question_id: str) -> tuple[Criterion, ...]:
    """Return the criteria that an answer to a question bears on."""
    if pack is None:
        return ()
    return tuple(
        criterion
        for criterion in pack.criteria
        if any(getattr(leaf, "judgement", None) == question_id for leaf in language.leaves(criterion.when))
    )


def repeat(pack: Framework | None) -> Repeat:
    """Return how many corroborated pieces of soft intelligence within how many months ask somebody to look."""
    return pack.process.intelligence if pack is not None else Repeat()


def answer_words(answer: str) -> str:
    return answer.replace("_", " ").capitalize()
