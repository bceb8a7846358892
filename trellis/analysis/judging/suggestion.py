"""The rule that turns criteria into a suggested level, for one school, in plain Python.

In order: level 3 if any level 3 criterion is met; level 2 if any key level 2 criterion is met, or the school says so
of itself, or enough lesser criteria are met together; level 1 if enough is known and every key level 1 criterion
is met; else no level. Lesser criteria count together only where enough is known: a met key criterion suggests
its level however little else is known, and says so. `evaluation` holds the same rule as columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.framework import Criterion, Framework


class Ground(StrEnum):
    """What the suggestion rests on."""

    LEVEL_3 = "level_3"
    KEY = "key"
    SELF_IDENTIFIED = "self_identified"
    OTHERS = "others"
    CONTEXTUAL = "contextual"
    SECURE = "secure"
    SHORT = "short"  # too little is known
    BETWEEN = "between"  # enough is known, and it is neither secure nor vulnerable


@dataclass(frozen=True, kw_only=True)
class Covered:
    """How much of what counts is known."""

    known: int
    counted: int
    enough: bool
    themes: int = 0

    @property
    def share(self) -> float:
        return self.known / self.counted if self.counted else 0.0


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """A suggested level (None: insufficient evidence), what it rests on, and the criteria that made it."""

    level: int | None
    ground: Ground
    because: tuple[str, ...]
    covered: Covered


def is_contextual(criterion: Criterion) -> bool:
    return criterion.route == "C"


def is_other(criterion: Criterion) -> bool:
    """Whether a criterion is one of the lesser level 2 ones that count together."""
    return criterion.level == 2 and not criterion.key and criterion.route != "C"


def is_lesser_contextual(criterion: Criterion) -> bool:
    return criterion.level == 2 and not criterion.key and criterion.route == "C"


def covered(framework: Framework, answers: Mapping[str, int]) -> Covered:
    """Return how much of what counts towards coverage is known of a school."""
    known = counted = 0
    themes = set()
    for criterion in framework.criteria:
        answer = answers[criterion.id]
        if criterion.coverage == "never" or answer == Answer.NOT_APPLICABLE:
            continue
        if answer != Answer.UNKNOWN:
            known += 1
            themes.add(criterion.source_theme)
            counted += 1
        elif criterion.coverage == "always":
            counted += 1
    share = known / counted if counted else 0.0
    needs = framework.coverage
    return Covered(
        known=known,
        counted=counted,
        themes=len(themes),
        enough=(
            share >= needs.minimum_share - 1e-9
            and known >= needs.minimum_criteria
            and len(themes) >= needs.minimum_themes
        ),
    )


def still_needed(framework: Framework, cover: Covered) -> int:
    """Return how many more criteria that count must be known before there is enough; 0 when there is."""
    needs = framework.coverage
    share = ceil(needs.minimum_share * cover.counted - 1e-9)
    return max(0, max(share, needs.minimum_criteria) - cover.known, needs.minimum_themes - cover.themes)


def suggest(framework: Framework, answers: Mapping[str, int], *, self_identified: int) -> Suggested:
    """Return the suggested level of a school from the answer to each criterion.

    `self_identified` is the answer to the pack's question whether the school calls itself vulnerable.
    """
    rule = framework.suggestion
    cover = covered(framework, answers)
    met = [criterion for criterion in framework.criteria if answers[criterion.id] == Answer.MET]

    def made(level: int | None, ground: Ground, because: list[Criterion]) -> Suggested:
        return Suggested(
            level=level, ground=ground, because=tuple(criterion.id for criterion in because), covered=cover
        )

    at_three = [criterion for criterion in met if criterion.level == 3]
    if at_three:
        return made(3, Ground.LEVEL_3, at_three)
    key = [criterion for criterion in met if criterion.level == 2 and criterion.key]
    if key:
        return made(2, Ground.KEY, key)
    if self_identified == Answer.MET:
        return made(2, Ground.SELF_IDENTIFIED, [])
    others = [criterion for criterion in met if is_other(criterion)]
    contextual = [criterion for criterion in met if is_lesser_contextual(criterion)]
    if len(others) >= rule.others:
        return made(2, Ground.OTHERS, others) if cover.enough else made(None, Ground.SHORT, [])
    if len(contextual) >= rule.contextual and len(others) >= rule.contextual_others:
        if not cover.enough:
            return made(None, Ground.SHORT, [])
        return made(2, Ground.CONTEXTUAL, [*contextual, *others])
    if not cover.enough:
        return made(None, Ground.SHORT, [])
    secure = [
        criterion
        for criterion in framework.criteria
        if criterion.level == 1 and criterion.key and answers[criterion.id] != Answer.NOT_APPLICABLE
    ]
    if secure and all(answers[criterion.id] == Answer.MET for criterion in secure):
        return made(1, Ground.SECURE, secure)
    # What is merely unknown lies between no two levels: only what is known to fall short does.
    if not any(answers[criterion.id] == Answer.NOT_MET for criterion in secure):
        return made(None, Ground.SHORT, [])
    return made(None, Ground.BETWEEN, [c for c in secure if answers[c.id] != Answer.MET])


def is_contextually_vulnerable(framework: Framework, answers: Mapping[str, int]) -> bool:
    """Whether circumstances alone are a concern: a contextual criterion is met, and no other of level 2 or 3."""
    met = [c for c in framework.criteria if c.level > 1 and answers[c.id] == Answer.MET]
    return any(is_contextual(c) for c in met) and all(is_contextual(c) for c in met)
