"""One school by the pack and by the pack as changed, in the words of the explanation. A pure function."""

from dataclasses import dataclass

from trellis.analysis.judging import explanation
from trellis.analysis.judging.explanation import Explanation
from trellis.analysis.judging.framework import Framework
from trellis.analysis.store.facts import Facts
from trellis.interfaces.web.govuk import levels
from trellis.interfaces.web.govuk.levels import LevelTag
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Turned:
    """One criterion that answers otherwise once changed."""

    name: str
    statement: str
    was: str
    was_sentence: str
    now: str
    now_sentence: str


@dataclass(frozen=True, kw_only=True)
class WhyPage:
    """What the pack says of a school, what the changed pack would, and where the two part."""

    name: str
    urn: int
    was: LevelTag
    now: LevelTag
    moves: bool
    was_reasons: tuple[str, ...]
    now_reasons: tuple[str, ...]
    turned: tuple[Turned, ...]


def present(school: School, *, pack: Framework, changed: Framework, facts: Facts) -> WhyPage:
    """Return the page. `facts` are of this school alone."""
    was, now = explanation.explain(pack, facts), explanation.explain(changed, facts)
    named: dict[int, str] = {level.number: level.name for level in pack.levels}

    def tag(told: Explanation) -> LevelTag:
        return levels.tag(
            told.suggested.level,
            named=named,
            raises_concerns=told.standing != "level",
            ground=str(told.suggested.ground),
        )

    return WhyPage(
        name=school.name,
        urn=school.urn,
        was=tag(was),
        now=tag(now),
        moves=tag(was) != tag(now),
        was_reasons=was.reasons,
        now_reasons=now.reasons,
        turned=tuple(
            Turned(
                name=f"{before.criterion.id} {before.criterion.name}",
                statement=before.criterion.sentence,
                was=before.answer.words,
                was_sentence=before.finding.sentence,
                now=after.answer.words,
                now_sentence=after.finding.sentence,
            )
            for before, after in zip(was.findings, now.findings, strict=True)
            if before.answer != after.answer
        ),
    )
