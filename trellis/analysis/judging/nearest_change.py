"""What would change a suggestion: the smallest sets of criteria whose answers, changed, give another level.

Exact up to a size. The rule counts criteria by kind and never looks at which ones, so the search is over how many of
each kind change; the sets themselves are written out afterwards. The test compares it with trying every set.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, islice, product
from math import comb, prod
from typing import Literal

from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.framework import Criterion, Framework
from trellis.analysis.judging.suggestion import is_lesser_contextual, is_other

SELF_IDENTIFIED = "self_identified"
Changing = Literal["known", "unknown", "any"]


@dataclass(frozen=True, order=True)
class Change:
    """One criterion's answer, as it is and as it would be."""

    criterion: str
    was: Answer
    becomes: Answer


@dataclass(frozen=True, kw_only=True)
class NearestChange:
    """The smallest sets of changes that lead to `level` (None: insufficient evidence).

    Each set has `size` changes; `sets` holds the first of them, `total` says how many there are.
    """

    level: int | None
    size: int
    sets: tuple[tuple[Change, ...], ...]
    total: int


@dataclass(frozen=True)
class _Kind:
    """Criteria that are alike to the rule, and the change made to them.

    `theme` is of those that would be the first known of their theme, "" of all others.
    """

    role: str
    coverage: str
    theme: str
    was: Answer
    becomes: Answer


def smallest_sets(
    framework: Framework,
    answers: Mapping[str, int],
    *,
    self_identified: int = Answer.UNKNOWN,
    changing: Changing = "any",
    size: int = 4,
    most: int = 12,
) -> tuple[NearestChange, ...]:
    """Return, for every other outcome that `size` changes can reach, the smallest sets that reach it.

    `changing` known: only what is known turns round (an attendance rate improves). unknown: only what is not known
    becomes known (a missing value arrives). any: both. Criteria that do not apply never change.
    """
    members: dict[_Kind, list[str]] = {}
    tally = _Tally.of(framework, answers, self_identified)
    for criterion_id, role, coverage, theme, answer in _roles(framework, answers, self_identified):
        adds = answer == Answer.UNKNOWN and coverage != "never" and theme not in tally.themes
        for becomes in _others(answer, changing):
            kind = _Kind(role, coverage, theme if adds else "", answer, becomes)
            members.setdefault(kind, []).append(criterion_id)
    now = tally.level(framework)
    kinds = list(members)
    found: dict[int | None, NearestChange] = {}
    for count in range(1, size + 1):
        reached: dict[int | None, list[dict[_Kind, int]]] = {}
        for chosen in combinations_with_replacement(range(len(kinds)), count):
            often: dict[_Kind, int] = {}
            for index in chosen:
                often[kinds[index]] = often.get(kinds[index], 0) + 1
            if not _possible(often, members):
                continue
            level = tally.changed(often).level(framework)
            if level != now and level not in found:
                reached.setdefault(level, []).append(often)
        for level, patterns in reached.items():
            every = (made for pattern in patterns for made in _written_out(pattern, members))
            total = sum(_how_many(pattern, members) for pattern in patterns)
            found[level] = NearestChange(
                level=level, size=count, sets=tuple(islice(every, most)), total=total
            )
    return tuple(sorted(found.values(), key=lambda change: (change.size, change.level or 0)))


@dataclass(frozen=True, kw_only=True)
class _Tally:
    """All that the rule counts."""

    three: int
    key: int
    self_identified: int
    others: int
    contextual: int
    secure_met: int
    secure_all: int
    known: int
    counted: int
    themes: frozenset[str]

    @classmethod
    def of(cls, framework: Framework, answers: Mapping[str, int], self_identified: int) -> "_Tally":
        met = dict.fromkeys(("three", "key", "other", "contextual", "secure", "plain", "self"), 0)
        known = counted = secure_all = 0
        themes = set()
        for _, role, coverage, theme, answer in _roles(framework, answers, self_identified):
            met[role] += answer == Answer.MET
            secure_all += role == "secure"
            if coverage != "never":
                known += answer != Answer.UNKNOWN
                counted += coverage == "always" or answer != Answer.UNKNOWN
                if answer != Answer.UNKNOWN:
                    themes.add(theme)
        return cls(
            three=met["three"],
            key=met["key"],
            self_identified=met["self"],
            others=met["other"],
            contextual=met["contextual"],
            secure_met=met["secure"],
            secure_all=secure_all,
            known=known,
            counted=counted,
            themes=frozenset(themes),
        )

    def changed(self, often: Mapping[_Kind, int]) -> "_Tally":
        add = dict.fromkeys(("three", "key", "other", "contextual", "secure", "plain", "self"), 0)
        known, counted = self.known, self.counted
        for kind, times in often.items():
            add[kind.role] += times * ((kind.becomes == Answer.MET) - (kind.was == Answer.MET))
            if kind.was == Answer.UNKNOWN and kind.coverage != "never":
                known += times
                counted += times * (kind.coverage == "when_known")
        return _Tally(
            three=self.three + add["three"],
            key=self.key + add["key"],
            self_identified=self.self_identified + add["self"],
            others=self.others + add["other"],
            contextual=self.contextual + add["contextual"],
            secure_met=self.secure_met + add["secure"],
            secure_all=self.secure_all,
            known=known,
            counted=counted,
            themes=self.themes | {kind.theme for kind in often if kind.theme},
        )

    def level(self, framework: Framework) -> int | None:
        rule, needs = framework.suggestion, framework.coverage
        if self.three:
            return 3
        if self.key or self.self_identified:
            return 2
        share = self.known / self.counted if self.counted else 0.0
        if share < needs.minimum_share - 1e-9 or self.known < needs.minimum_criteria:
            return None
        if len(self.themes) < needs.minimum_themes:
            return None
        if self.others >= rule.others:
            return 2
        if self.contextual >= rule.contextual and self.others >= rule.contextual_others:
            return 2
        return 1 if self.secure_all and self.secure_met == self.secure_all else None


def _roles(
    framework: Framework, answers: Mapping[str, int], self_identified: int
) -> Iterator[tuple[str, str, str, str, Answer]]:
    """Yield (id, role in the rule, coverage, theme, answer) of everything that applies."""
    for criterion in framework.criteria:
        answer = Answer(answers[criterion.id])
        if answer != Answer.NOT_APPLICABLE:
            yield criterion.id, _role(criterion), criterion.coverage, criterion.source_theme, answer
    if framework.suggestion.self_identified is not None and self_identified != Answer.NOT_APPLICABLE:
        yield SELF_IDENTIFIED, "self", "never", "", Answer(self_identified)


def _role(criterion: Criterion) -> str:
    if criterion.level == 3:
        return "three"
    if criterion.level == 2 and criterion.key:
        return "key"
    if is_other(criterion):
        return "other"
    if is_lesser_contextual(criterion):
        return "contextual"
    return "secure" if criterion.level == 1 and criterion.key else "plain"


def _others(answer: Answer, changing: Changing) -> tuple[Answer, ...]:
    if answer == Answer.UNKNOWN:
        return () if changing == "known" else (Answer.NOT_MET, Answer.MET)
    if changing == "unknown":
        return ()
    return (Answer.MET,) if answer == Answer.NOT_MET else (Answer.NOT_MET,)


def _possible(often: Mapping[_Kind, int], members: Mapping[_Kind, list[str]]) -> bool:
    """Whether there are enough criteria: an unknown one can become met or not met, and not both."""
    for kind, times in often.items():
        wanted = times
        if kind.was == Answer.UNKNOWN:
            twin = _Kind(kind.role, kind.coverage, kind.theme, kind.was, _opposite(kind.becomes))
            wanted += often.get(twin, 0)
        if wanted > len(members[kind]):
            return False
    return True


def _opposite(answer: Answer) -> Answer:
    return Answer.NOT_MET if answer == Answer.MET else Answer.MET


def _written_out(
    often: Mapping[_Kind, int], members: Mapping[_Kind, list[str]]
) -> Iterator[tuple[Change, ...]]:
    choices = [
        [
            tuple(Change(c, kind.was, kind.becomes) for c in some)
            for some in combinations(members[kind], times)
        ]
        for kind, times in often.items()
    ]
    for chosen in product(*choices):
        changes = tuple(change for some in chosen for change in some)
        if len({change.criterion for change in changes}) == len(changes):
            yield tuple(sorted(changes))


def _how_many(often: Mapping[_Kind, int], members: Mapping[_Kind, list[str]]) -> int:
    """Return how many sets one pattern stands for: those that turn met and those that do not share one pool."""
    pools: dict[tuple[str, str, str, Answer], list[int]] = {}
    sizes: dict[tuple[str, str, str, Answer], int] = {}
    for kind, times in often.items():
        pool = (kind.role, kind.coverage, kind.theme, kind.was)
        pools.setdefault(pool, []).append(times)
        sizes[pool] = len(members[kind])
    total = 1
    for pool, parts in pools.items():
        left = sizes[pool]
        ways = []
        for times in parts:
            ways.append(comb(left, times))
            left -= times
        total *= prod(ways)
    return total
