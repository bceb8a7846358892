"""The tests of a criterion as sentences: what is looked at, against what, without any school's values.

`explanation` says what was found of one school; this says what is asked of every school, for those who are to agree it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import wording
from trellis.analysis.judging.criterion import COMPARATOR_WORDS, Branch, Leaf

PHASE_WORDS = {
    "nursery": "nursery",
    "primary": "primary",
    "secondary": "secondary",
    "all_through": "all-through",
    "sixteen_plus": "16 plus",
    "special": "special",
    "alternative": "alternative provision",
    "independent": "independent",
}
_AMONG = {"national": "all schools of its phase in England", "similar": "its similar schools"}
_IS = {
    "below": "is below",
    "at_or_below": "is at or below",
    "above": "is above",
    "at_or_above": "is at or above",
}
_MARGIN = {
    "below": "is below {} by more than {}",
    "at_or_below": "is below {} by at least {}",
    "above": "is above {} by more than {}",
    "at_or_above": "is above {} by at least {}",
}


@dataclass(frozen=True)
class Spoken:
    """One test in words, and the tests inside it."""

    text: str
    parts: tuple["Spoken", ...] = ()


def tests(tree: Leaf | Branch, *, questions: Mapping[str, str]) -> Spoken:
    """Return a tree of tests as sentences. `questions` is what the pack asks people, by the judgement's id."""
    inside = language.parts(tree)
    if isinstance(tree, language.Not):
        (part,) = inside
        said = tests(part, questions=questions)
        if said.parts:
            return Spoken(f"It is not so that{_kept_to(tree)}:", (said,))
        return Spoken(f"It is not so that {_lower(said.text)}{_kept_to(tree)}")
    if inside:
        return Spoken(
            f"{_joined(tree)}{_kept_to(tree)}:",
            tuple(tests(part, questions=questions) for part in inside),
        )
    return Spoken(f"{_leaf(tree, questions)}{_kept_to(tree)}")  # type: ignore[arg-type]


def phases(of: tuple[str, ...]) -> str:
    """Return phases as a sentence names schools: “primary and all-through schools”."""
    named = [PHASE_WORDS[phase] for phase in of]
    return f"{' and '.join([', '.join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]} schools"


def _joined(tree: Leaf | Branch) -> str:
    match tree:
        case language.All():
            return "All of these"
        case language.AnyOf():
            return "Any of these"
        case language.AtLeast():
            return f"At least {tree.n} of these {len(tree.of)}"
    return "The first of these whose number is there"


def _kept_to(tree: Leaf | Branch) -> str:
    return f" ({phases(tree.phases)})" if tree.phases else ""


def _leaf(leaf: Leaf, questions: Mapping[str, str]) -> str:
    match leaf:
        case language.Threshold():
            return _threshold(leaf)
        case language.Percentile():
            name, among = wording.indicator_name(leaf.indicator), _AMONG[leaf.among]
            if leaf.at_or_below is not None:
                return f"{name} is at or below the {_ordinal(leaf.at_or_below)} percentile of {among}"
            place = _ordinal(language.given(leaf.at_or_above))
            return f"{name} is at or above the {place} percentile of {among}"
        case language.Trend():
            verb = {"rising": "has risen", "falling": "has fallen"}[leaf.direction]
            by = f" by at least {wording.size(leaf.indicator, leaf.by)} a year" if leaf.by else ""
            name = wording.indicator_name(leaf.indicator)
            return f"{name} {verb} over {leaf.years} years{by}{_chance(leaf.significant)}"
        case language.Gap():
            apart, group = wording.size(leaf.group, leaf.at_least), wording.indicator_name(leaf.group)
            others = _lower(wording.indicator_name(leaf.others))
            return f"{group} is {leaf.behind} than {others} by at least {apart}{_chance(leaf.significant)}"
        case language.Inspection():
            return _inspection(leaf)
    return _recorded(leaf, questions)


def _recorded(leaf: Leaf, questions: Mapping[str, str]) -> str:
    match leaf:
        case language.Judgement():
            answers = wording.one_of([f"“{answer.replace('_', ' ')}”" for answer in leaf.answer_in])
            return f"{_question(leaf.judgement, questions)} is answered {answers}{_recent(leaf.within_days)}"
        case language.Judged():
            return f"{_question(leaf.judgement, questions)} has been answered{_recent(leaf.within_days)}"
        case language.Event():
            lasted = f", begun at least {_days(leaf.for_at_least_days)} ago" if leaf.for_at_least_days else ""
            silence = {
                "unknown": "",
                "not_met": "; nothing recorded means none",
                "register": "; where the authority’s return of events is held, nothing recorded means none",
            }[leaf.silence]
            since = f", begun in the last {_days(leaf.within_days)}" if leaf.within_days else ""
            return f"{wording.event(leaf.event)} is recorded and has not ended{lasted}{since}{silence}"
        case language.Contextual():
            return f"{wording.indicator_name(leaf.factor)} is stated, or recorded as an event"
        case language.OlderThan():
            about = (
                wording.area(leaf.area)
                if leaf.area
                else _question(leaf.judgement, questions)
                if leaf.judgement
                else wording.indicator_name(language.given(leaf.indicator))
            )
            return f"What is held of {about} is more than {_days(leaf.days)} old"
    raise TypeError(f"{leaf.test} is not a test of a school")


def _threshold(leaf: language.Threshold) -> str:
    name = wording.indicator_name(leaf.indicator)
    if leaf.value == "mean3":
        name += ", mean of three years,"
    after = _chance(leaf.significant)
    if leaf.limit is not None:
        return f"{name} {_IS[leaf.test]} {wording.number(leaf.indicator, leaf.limit)}{after}"
    against = (
        COMPARATOR_WORDS[leaf.than]
        if leaf.than is not None
        else _lower(wording.indicator_name(language.given(leaf.than_indicator)))
    )
    if not leaf.by:
        return f"{name} {_IS[leaf.test]} {against}{after}"
    return f"{name} {_MARGIN[leaf.test].format(against, wording.size(leaf.indicator, leaf.by))}{after}"


def _inspection(leaf: language.Inspection) -> str:
    grades = wording.one_of([wording.grade(grade) for grade in leaf.meeting])
    said = f"{wording.area(leaf.area)} at the latest inspection is {grades}"
    if leaf.frameworks:
        said += f", under {wording.one_of([wording.framework(one) for one in leaf.frameworks])}"
    return (
        said
        + {
            "unknown": "",
            "not_met": "; no grade means that it is not so",
            "not_applicable": "; left out where no grade was given",
        }[leaf.silence]
    )


def _question(judgement: str, questions: Mapping[str, str]) -> str:
    return f"“{questions.get(judgement, wording.event(judgement))}”"


def _recent(within_days: int | None) -> str:
    return f", in the last {_days(within_days)}" if within_days else ""


def _days(count: int | None) -> str:
    return wording.days(language.given(count))


def _chance(significant: bool) -> str:
    return ", by more than chance" if significant else ""


def _ordinal(place: float) -> str:
    if place != int(place):
        return f"{place:g}th"
    whole = int(place)
    last = "th" if 10 < whole % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole}{last}"


def _lower(text: str) -> str:
    """Return text that follows other words; a name in capitals keeps them."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
