"""A pack with some of its settings changed, for the sandbox: never written to the pack's own file.

`read` turns what somebody typed into changes, or every problem in a sentence; `apply` makes the changed pack.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import setting as settings
from trellis.analysis.judging.criterion import Branch, Leaf
from trellis.analysis.judging.framework import Criterion, Framework
from trellis.analysis.judging.setting import RULE, Setting, Value
from trellis.problem import Refusal

Changes = Mapping[str, Value]
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?")
_LONGEST = 40


@dataclass(frozen=True)
class Problem:
    """Why something typed cannot be a change. `setting` is what it was typed into; known to the pack or not."""

    setting: str
    sentence: str


class CannotEvaluate(Refusal):
    """A draft cannot be evaluated, with every reason at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence for problem in problems))


def read(
    framework: Framework, typed: Mapping[str, str], *, known: Sequence[Setting] | None = None
) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """Return (changes, problems) from what was typed. What says the same as the pack is no change."""
    by_id = {one.id: one for one in (known or settings.of(framework))}
    changes: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, text in typed.items():
        one = by_id.get(name)
        if one is None:
            problems.append(Problem(name, _unknown(framework, name)))
            continue
        value = _value(one, text)
        if isinstance(value, Problem):
            problems.append(value)
        elif value != one.value:
            changes[name] = value
    return changes, tuple(problems)


def apply(framework: Framework, changes: Changes, *, known: Sequence[Setting] | None = None) -> Framework:
    """Return the pack with the changes, as a draft that nobody has agreed; the pack itself without any.

    Raises CannotEvaluate with every change that the language of criteria does not allow.
    """
    if not changes:
        return framework
    by_id = {one.id: one for one in (known or settings.of(framework))}
    problems = [Problem(name, _unknown(framework, name)) for name in changes if name not in by_id]
    made: list[Criterion] = []
    for criterion in framework.criteria:
        own = {by_id[n]: v for n, v in changes.items() if n in by_id and by_id[n].criterion == criterion.id}
        try:
            made.append(_criterion(criterion, own) if own else criterion)
        except ValueError as error:
            problems.append(Problem(next(iter(own)).id, f"{criterion.id} {criterion.name}: {error}."))
    rule = {by_id[n].field: v for n, v in changes.items() if n in by_id and by_id[n].criterion == RULE}
    if not any(c.level == 1 and c.key for c in made) and any(
        c.level == 1 and c.key for c in framework.criteria
    ):
        problems.append(
            Problem(
                next(n for n, v in changes.items() if n.endswith(".key") and not v),
                "No level 1 criterion is key any more, so no school could be called secure: keep at least one key.",
            )
        )
    if problems:
        raise CannotEvaluate(problems)
    suggestion: dict[str, Any] = {
        f: int(v) for f, v in rule.items() if f in ("others", "contextual", "contextual_others")
    }
    coverage: dict[str, Any] = {}
    if "minimum_share" in rule:
        coverage["minimum_share"] = round(float(rule["minimum_share"]) / 100, 8)
    coverage |= {f: int(v) for f, v in rule.items() if f in ("minimum_criteria", "minimum_themes")}
    return replace(
        framework,
        criteria=tuple(made),
        suggestion=replace(framework.suggestion, **suggestion),
        coverage=replace(framework.coverage, **coverage),
        status="draft",
        agreed=None,
        hash=_hash(framework, changes),
    )


def _hash(framework: Framework, changes: Changes) -> str:
    said = json.dumps([framework.hash, sorted(changes.items())])
    return hashlib.sha256(said.encode()).hexdigest()


def _criterion(criterion: Criterion, own: Mapping[Setting, Value]) -> Criterion:
    at: dict[int, dict[str, Any]] = {}
    key = criterion.key
    for one, value in own.items():
        if one.kind == "flag":
            key = bool(value)
            continue
        for place in one.places:
            at.setdefault(place, {})[one.field] = int(value) if one.whole else value
    when = _rebuilt(criterion.when, at, [0]) if at else criterion.when
    return replace(criterion, key=key, when=when)


def _rebuilt(node: Leaf | Branch, at: Mapping[int, Mapping[str, Any]], count: list[int]) -> Leaf | Branch:
    """Return a tree with new values at some places, counted as `setting.nodes` counts them."""
    given = dict(at.get(count[0], {}))
    count[0] += 1
    inside = language.parts(node)
    if inside:
        parts = tuple(_rebuilt(part, at, count) for part in inside)
        if any(new is not old for new, old in zip(parts, inside, strict=True)):
            given["of"] = parts if isinstance(node.of, tuple) else parts[0]  # type: ignore[union-attr]
    return replace(node, **given) if given else node


def _value(one: Setting, text: str) -> Value | Problem:
    typed = text.strip()
    shown = typed if len(typed) <= _LONGEST else typed[:_LONGEST] + "…"
    where = one.label if one.criterion == RULE else f"{one.criterion}, {one.label}"
    if one.kind == "flag":
        if typed in ("yes", "no"):
            return typed == "yes"
        return Problem(one.id, f"{where}: say yes or no; “{shown}” is neither.")
    if one.kind == "choice":
        if typed in dict(one.choices):
            return typed
        return Problem(one.id, f"{where}: choose one from the list; “{shown}” is not in it.")
    plain = typed.replace("−", "-").replace(",", "").removesuffix("%").removeprefix("£").strip()
    if not typed:
        return Problem(one.id, f"{where}: enter a number, like {settings.written(one.value)}.")
    if not _NUMBER.fullmatch(plain):
        return Problem(
            one.id,
            f"{where}: enter a number, like {settings.written(one.value)}; “{shown}” is not one.",
        )
    number = float(plain)
    if one.whole and not number.is_integer():
        return Problem(one.id, f"{where}: enter a whole number; {shown} is not one.")
    if number > one.most or number < one.least or (one.above_least and number == one.least):
        low = f"more than {settings.written(one.least)}" if one.above_least else settings.written(one.least)
        return Problem(
            one.id,
            f"{where}: enter a number from {low} to {settings.written(one.most)}; {shown} cannot be right.",
        )
    return number


def _unknown(framework: Framework, name: str) -> str:
    shown = name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    criterion = name.split(".")[0]
    if criterion != RULE and criterion not in {c.id for c in framework.criteria}:
        return f"“{shown}” is not about a criterion of the pack “{framework.title}”."
    return f"“{shown}” is not a setting of the pack “{framework.title}”; the pack may have changed since."
