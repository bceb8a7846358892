"""What of a pack can be changed to see what would follow: each limit, comparator and key flag, and the rule's numbers.

A setting says itself in plain words, knows what it may be, and where in the pack it stands. The same number written
several times in one criterion (a limit for this year and for the three-year mean) is one setting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import grading, wording
from trellis.analysis.judging.criterion import COMPARATOR_WORDS, Branch, Leaf
from trellis.analysis.judging.framework import Criterion, Framework

Kind = Literal["number", "choice", "flag"]
Value = float | str | bool
RULE = "rule"

# What cannot be true of a number of each unit, where its indicator says nothing narrower.
_BOUNDS: dict[str, tuple[float, float]] = {
    "percent": (-100, 100),
    "points": (-200, 200),
    "score": (-200, 200),
    "rate_per_100": (0, 1000),
    "ratio": (0, 1000),
    "pounds": (-100_000_000, 100_000_000),
    "pupils": (0, 10_000),
    "count": (0, 10_000),
    "years": (0, 100),
}
_LARGEST = 100_000_000.0
_UNIT_WORDS = {
    "percent": "%",
    "points": "points",
    "rate_per_100": "per 100 pupils",
    "pounds": "pounds",
    "pupils": "pupils",
    "years": "years",
}
_IS = {"below": "below", "at_or_below": "at or below", "above": "above", "at_or_above": "at or above"}
_MARGIN = {
    "below": "below {} by more than",
    "at_or_below": "below {} by at least",
    "above": "above {} by more than",
    "at_or_above": "above {} by at least",
}
AMONG = {"national": "all schools of its phase in England", "similar": "its similar schools"}
_MOST_DAYS = 3660


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One thing that can be changed. `places` are the nodes of the criterion's tree that hold it, in `nodes` order.

    `value` is what the pack says; `field` the node's key it stands under. `about` is the indicator, area or
    judgement it is about. `shares` names other criteria that state the same number about the same thing.
    """

    id: str
    criterion: str
    field: str
    kind: Kind
    label: str
    value: Value
    unit: str = ""
    least: float = -_LARGEST
    most: float = _LARGEST
    whole: bool = False
    above_least: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    places: tuple[int, ...] = ()
    about: str = ""
    shares: tuple[str, ...] = ()

    def said(self, value: Value) -> str:
        """Return a value in words: “45%”, “key”, “the national median for its phase”."""
        if self.kind == "flag":
            return "key" if value else "not key"
        if self.kind == "choice":
            return dict(self.choices).get(str(value), str(value))
        text = written(value)
        if self.unit == "%":
            return f"{text}%"
        return f"{text} {self.unit}".strip()


def written(value: Value) -> str:
    """Return a value as a field or an address holds it: “45”, “0.5”, “yes”."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return f"{value:.6f}".rstrip("0").rstrip(".") if float(value) != int(value) else str(int(value))


def of(framework: Framework) -> tuple[Setting, ...]:
    """Return every setting of a pack: those of the rule first, then each criterion's in the pack's order."""
    found = list(_rule(framework))
    for criterion in framework.criteria:
        found.extend(_of_criterion(criterion, framework))
    return tuple(_with_shares(found))


def nodes(tree: Leaf | Branch) -> tuple[Leaf | Branch, ...]:
    """Return a tree's nodes, each before those inside it."""
    return (tree, *(node for part in language.parts(tree) for node in nodes(part)))


def _rule(framework: Framework) -> Iterator[Setting]:
    rule, needs = framework.suggestion, framework.coverage
    most = float(max(sum(c.level == 2 for c in framework.criteria), rule.others, rule.contextual))

    def number(name: str, label: str, value: float, **more: Any) -> Setting:
        given = {"least": 1.0, "most": most, "whole": True, "unit": "criteria", **more}
        return Setting(
            id=f"{RULE}.{name}", criterion=RULE, field=name, kind="number", label=label, value=value, **given
        )

    yield number("others", "Lesser level 2 criteria that together suggest level 2", rule.others)
    yield number("contextual", "Contextual criteria that together suggest level 2", rule.contextual)
    yield number(
        "contextual_others",
        "Lesser criteria that must be met beside the contextual ones",
        rule.contextual_others,
        least=0.0,
    )
    yield number(
        "minimum_share",
        "Share of the criteria that must be known before a school can be called secure",
        round(needs.minimum_share * 100, 6),
        least=0.0,
        above_least=True,
        most=100.0,
        whole=False,
        unit="%",
    )
    yield number(
        "minimum_criteria",
        "Least number of criteria that must be known",
        needs.minimum_criteria,
        most=float(max(len(framework.criteria), needs.minimum_criteria)),
    )
    themes = len({criterion.source_theme for criterion in framework.criteria})
    yield number(
        "minimum_themes",
        "Least number of themes that what is known must be of",
        needs.minimum_themes,
        most=float(max(themes, needs.minimum_themes)),
        unit="themes",
    )


def _of_criterion(criterion: Criterion, framework: Framework) -> Iterator[Setting]:
    if criterion.level < 3:
        yield Setting(
            id=f"{criterion.id}.key",
            criterion=criterion.id,
            field="key",
            kind="flag",
            label="Key: met by itself, it suggests level 2"
            if criterion.level == 2
            else "Key: a school must meet it to be called secure",
            value=criterion.key,
        )
    questions = {asked.id: asked.question for asked in framework.judgements}
    grouped: dict[tuple[Any, ...], tuple[dict[str, Any], list[int]]] = {}
    negated = _negated(criterion.when)
    for place, node in enumerate(nodes(criterion.when)):
        for given in _of_node(node, negated=negated[place], questions=questions):
            key = (given["stem"], given["value"], given["label"])
            grouped.setdefault(key, (given, []))[1].append(place)
    taken: dict[str, int] = {}
    labels = [given["label"] for given, _ in grouped.values()]
    for given, places in grouped.values():
        if labels.count(given["label"]) > 1:
            given["label"] += _beside(criterion.when, places[0], negated, questions)
        stem = f"{criterion.id}.{given.pop('stem')}"
        taken[stem] = taken.get(stem, 0) + 1
        name = stem if taken[stem] == 1 else f"{stem}.{taken[stem]}"
        yield Setting(id=name, criterion=criterion.id, places=tuple(places), **given)


def _beside(tree: Leaf | Branch, place: int, negated: list[bool], questions: dict[str, str]) -> str:
    """Return what tells a test from another of the same words: what must be met together with it, if anything."""
    inside = nodes(tree)
    for above, branch in enumerate(inside[:place]):
        if isinstance(branch, language.All) and place < above + len(nodes(branch)):
            for other, node in enumerate(nodes(branch), start=above):
                if other == place or language.parts(node):
                    continue
                said = next(_of_node(node, negated=negated[other], questions=questions), None)
                if said is not None:
                    return f" (only together with “{said['label']}”)"
    return " (by itself)"


def _negated(tree: Leaf | Branch, inside: bool = False) -> list[bool]:
    """Whether each node, in the order of `nodes`, is read the other way round by the `not`s around it."""
    within = inside != isinstance(tree, language.Not)
    return [inside, *(said for part in language.parts(tree) for said in _negated(part, within))]


def _of_node(node: Leaf | Branch, *, negated: bool, questions: dict[str, str]) -> Iterator[dict[str, Any]]:
    not_ = "not " if negated else ""
    if isinstance(node, language.Threshold):
        yield from _threshold(node, not_)
    elif isinstance(node, language.Percentile):
        name, field = (
            wording.indicator_name(node.indicator),
            ("at_or_below" if node.at_or_above is None else "at_or_above"),
        )
        yield {
            **_number(field, getattr(node, field), f"percentile-{node.among}", node.indicator),
            "label": f"{name}: percentile {not_}{_IS[field]}",
            "least": 0.0,
            "most": 100.0,
            "unit": "of 100",
        }
        yield _choice(
            "among",
            node.among,
            AMONG.items(),
            node.indicator,
            "percentile",
            f"{name}: percentile taken among",
        )
    elif isinstance(node, language.Trend):
        name = wording.indicator_name(node.indicator)
        yield {
            **_number("by", node.by, f"{node.direction}-{node.years}", node.indicator),
            "label": f"{name}: {not_}{node.direction} over {node.years} years by at least",
            "least": 0.0,
            "most": _widest(node.indicator),
            "unit": f"{_margin_unit(node.indicator)} a year".strip(),
        }
    elif isinstance(node, language.Gap):
        yield {
            **_number("at_least", node.at_least, "gap", node.group),
            "label": f"{wording.indicator_name(node.group)}: {not_}behind the others by at least",
            "least": 0.0,
            "most": _widest(node.group),
            "above_least": True,
            "unit": _margin_unit(node.group),
        }
    elif isinstance(node, language.Inspection):
        field = "at_or_below" if node.at_or_below else "at_or_above"
        if getattr(node, field):
            scale = [(grade, wording.grade(grade)) for grade in grading.scale_of(node.area)]
            area = wording.area(node.area)
            label = f"{area[:1].upper()}{area[1:]}: grade {not_}{_IS[field]}"
            yield _choice(field, getattr(node, field), scale, node.area, "grade", label)
    elif isinstance(node, language.AtLeast):
        yield {
            **_number("n", node.n, "parts", str(len(node.of))),
            "label": f"Of the {len(node.of)} parts, how many must be met",
            "least": 1.0,
            "most": float(len(node.of)),
            "whole": True,
            "unit": "parts",
        }
    elif not isinstance(node, Branch):
        yield from _days(node, questions)


def _threshold(node: language.Threshold, not_: str) -> Iterator[dict[str, Any]]:
    name = wording.indicator_name(node.indicator)
    if node.limit is not None:
        least, most = _bounds(node.indicator)
        yield {
            **_number("limit", node.limit, node.test, node.indicator),
            "label": f"{name}: {not_}{_IS[node.test]}",
            "least": min(least, node.limit),
            "most": max(most, node.limit),
            "unit": _UNIT_WORDS.get(wording.indicator_unit(node.indicator), ""),
        }
        return
    against = "its comparator" if node.than else _of_target(language.given(node.than_indicator))
    yield {
        **_number("by", node.by, node.test, node.indicator),
        "label": f"{name}: {not_}{_MARGIN[node.test].format(against)}",
        "least": 0.0,
        "most": _widest(node.indicator),
        "unit": _margin_unit(node.indicator),
    }
    if node.than is not None:
        yield _choice(
            "than",
            node.than,
            COMPARATOR_WORDS.items(),
            node.indicator,
            node.test,
            f"{name}: compared with",
        )


def _days(node: Leaf, questions: dict[str, str]) -> Iterator[dict[str, Any]]:
    about = getattr(node, "judgement", None) or getattr(node, "event", None) or getattr(node, "area", None)
    said = questions.get(str(about), wording.event(str(about)))
    words = {
        "within_days": f"“{said}” counts for",
        "for_at_least_days": f"“{said}” counts once it has lasted",
        "days": "The evidence is old after",
    }
    for item in fields(node):
        if item.name in words and getattr(node, item.name) is not None:
            yield {
                **_number(item.name, getattr(node, item.name), node.test, str(about)),
                "label": words[item.name],
                "least": 1.0,
                "most": float(_MOST_DAYS),
                "whole": True,
                "unit": "days",
            }


def _number(field: str, value: float | None, how: str, about: str) -> dict[str, Any]:
    held = language.given(value)
    stem = f"{about}.{how}.{field}"
    return {"stem": stem, "field": field, "kind": "number", "value": held, "about": about, "most": _LARGEST}


def _choice(field: str, value: str, choices: Any, about: str, how: str, label: str) -> dict[str, Any]:
    return {
        "stem": f"{about}.{how}.{field}",
        "field": field,
        "kind": "choice",
        "value": value,
        "choices": tuple(choices),
        "about": about,
        "label": label,
    }


def _of_target(indicator: str) -> str:
    name = wording.indicator_name(indicator)
    return "its target" if indicator.startswith("target_") else name[:1].lower() + name[1:]


def _bounds(indicator: str) -> tuple[float, float]:
    """The least and the most that a value of an indicator can be."""
    known = wording.indicators().get(indicator)
    if known is None:
        return -_LARGEST, _LARGEST
    least, most = _BOUNDS.get(known.unit, (-_LARGEST, _LARGEST))
    return (
        known.least if known.least is not None else least,
        known.most if known.most is not None else most,
    )


def _widest(indicator: str) -> float:
    least, most = _bounds(indicator)
    return most - least


def _margin_unit(indicator: str) -> str:
    unit = wording.indicator_unit(indicator)
    return "percentage points" if unit == "percent" else _UNIT_WORDS.get(unit, "")


def _with_shares(found: Sequence[Setting]) -> Iterator[Setting]:
    for one in found:
        shared = [
            other.criterion
            for other in found
            if one.field == "limit"
            and (other.about, other.field, other.value) == (one.about, one.field, one.value)
            and other.criterion != one.criterion
        ]
        yield replace(one, shares=tuple(dict.fromkeys(shared))) if shared else one
