"""What an objective of a support plan says, as a value: what is missing from it, and how two wordings of it differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trellis.analysis.rights import ARTICLES, said
from trellis.casework.models import Brokering, ObjectiveText

LONGEST = 4000
FURTHEST = timedelta(days=3 * 366)
"""How far ahead a milestone may be: a plan is for terms, not for a decade."""

LABELS = {
    "area": "Area of the school’s work",
    "what": "What is to improve",
    "lever": "How it is to improve",
    "criteria": "Criteria that it answers",
    "baseline": "Where it stands",
    "target": "Where it is to stand",
    "indicator": "Indicator that shows it",
    "target_value": "The school’s own target",
    "success_test": "How success will be seen",
    "owner_school": "Who at the school answers for it",
    "owner_authority": "Who at the authority supports and challenges",
    "milestones": "Milestones",
    "actions": "Actions",
    "brokering": "Support",
    "support": "What support, from whom",
    "articles": "Articles of the UN Convention on the Rights of the Child",
}
"""The parts of a wording in the order in which they are read."""

_ASKED = {
    "area": "Say which area of the school’s work it is about.",
    "what": "Say what is to improve.",
    "lever": "Say how it is to improve.",
    "baseline": "Say where it stands now, so that progress can be seen.",
    "target": "Say where it is to stand.",
    "success_test": "Say how success will be seen.",
    "owner_school": "Name who at the school answers for it: the school owns its improvement.",
    "owner_authority": "Name who at the authority supports and challenges.",
}
_SHORT = {"area": 120, "owner_school": 200, "owner_authority": 200}


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """Something that is to be seen by a day."""

    what: str
    by_when: date


@dataclass(frozen=True, kw_only=True)
class PlanAction:
    """Something that the school does. It has an owner at the school; what the authority does stands beside it."""

    what: str
    owner_school: str
    support: str = ""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """An objective as somebody writes it."""

    area: str
    what: str
    lever: str
    baseline: str
    target: str
    success_test: str
    owner_school: str
    owner_authority: str
    milestones: tuple[Milestone, ...]
    actions: tuple[PlanAction, ...]
    brokering: str
    support: str = ""
    criteria: tuple[str, ...] = ()
    indicator: str = ""
    target_value: float | None = None
    articles: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One part in which two wordings differ, as lines of words."""

    part: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def of(text: ObjectiveText) -> Wording:
    """Return what a row says."""
    return Wording(
        **{name: getattr(text, name) for name in LABELS if name not in _NESTED},
        milestones=tuple(
            Milestone(what=each["what"], by_when=date.fromisoformat(each["by_when"]))
            for each in text.milestones
        ),
        actions=tuple(PlanAction(**each) for each in text.actions),
        criteria=tuple(text.criteria),
        articles=tuple(text.articles),
    )


def columns(wording: Wording) -> dict[str, Any]:
    """Return the columns of the row that keeps a wording."""
    plain = {name: _stripped(getattr(wording, name)) for name in LABELS if name not in _NESTED}
    return {
        **plain,
        "milestones": [
            {"what": each.what.strip(), "by_when": each.by_when.isoformat()} for each in wording.milestones
        ],
        "actions": [
            {
                "what": each.what.strip(),
                "owner_school": each.owner_school.strip(),
                "support": each.support.strip(),
            }
            for each in wording.actions
        ],
        "criteria": list(wording.criteria),
        "articles": sorted(set(wording.articles)),
    }


_NESTED = ("milestones", "actions", "criteria", "articles")


def missing(wording: Wording, *, begun: date, today: date) -> dict[str, str]:
    """Return what is wrong with a wording, by its part: nothing where it may be kept.

    `begun` is the day on which the plan was begun, before which no milestone is.
    """
    wrong = {part: asked for part, asked in _ASKED.items() if not getattr(wording, part).strip()}
    for part in (*_ASKED, "support"):
        longest = _SHORT.get(part, LONGEST)
        if len(getattr(wording, part)) > longest:
            wrong[part] = f"Use {longest:,} characters or fewer."
    if said := _of_milestones(wording.milestones, begun=begun, today=today):
        wrong["milestones"] = said
    if said := _of_actions(wording.actions):
        wrong["actions"] = said
    if wording.brokering not in Brokering.values:
        wrong["brokering"] = "Say whether the support that it needs has been found."
    elif wording.brokering != Brokering.NONE_NEEDED and not wording.support.strip():
        wrong["support"] = "Say what support is needed or has been found, and from whom."
    if (wording.target_value is None) != (not wording.indicator):
        wrong["target_value"] = (
            "Give the school’s own target for the indicator."
            if wording.target_value is None
            else "Choose the indicator that the target is for."
        )
    if strange := [each for each in wording.articles if each not in ARTICLES]:
        wrong["articles"] = f"There is no article {', '.join(map(str, strange))} here: they are 1 to 42."
    return wrong


def differences(before: Wording | None, after: Wording) -> tuple[Difference, ...]:
    """Return each part in which two wordings differ, in the order in which they are read. None says nothing."""
    return tuple(
        Difference(part=part, label=label, before=was, after=now)
        for part, label in LABELS.items()
        if (was := told(before, part) if before is not None else ()) != (now := told(after, part))
    )


def told(wording: Wording, part: str) -> tuple[str, ...]:
    """Return what a wording says in one part, as lines."""
    value = getattr(wording, part)
    match part:
        case "milestones":
            return tuple(f"{_day(each.by_when)}: {each.what.strip()}" for each in value)
        case "actions":
            return tuple(_action(each) for each in value)
        case "articles":
            return tuple(said(each) if each in ARTICLES else str(each) for each in sorted(set(value)))
        case "criteria":
            return tuple(value)
        case "brokering":
            return (str(dict(Brokering.choices).get(value, value)),)
        case "target_value":
            return () if value is None else (f"{value:g}",)
        case _:
            return (value.strip(),) if value.strip() else ()


def _of_milestones(milestones: Iterable[Milestone], *, begun: date, today: date) -> str:
    rows = tuple(milestones)
    if not rows:
        return "Give at least one milestone: something that is to be seen by a day."
    for each in rows:
        if not each.what.strip():
            return f"Say what is to be seen by {_day(each.by_when)}."
        if len(each.what) > LONGEST:
            return f"Use {LONGEST:,} characters or fewer for a milestone."
        if each.by_when < begun:
            return (
                f"A milestone cannot be before the plan was begun, on {_day(begun)}: {_day(each.by_when)} is."
            )
        if each.by_when > today + FURTHEST:
            return f"A milestone is within three years: {_day(each.by_when)} is further ahead."
    return ""


def _of_actions(actions: Iterable[PlanAction]) -> str:
    rows = tuple(actions)
    if not rows:
        return "Give at least one action that the school takes."
    for each in rows:
        if not each.what.strip():
            return "Say what is done in each action."
        if not each.owner_school.strip():
            return f"Name who at the school owns the action “{each.what.strip()[:60]}”."
        if max(len(each.what), len(each.owner_school), len(each.support)) > LONGEST:
            return f"Use {LONGEST:,} characters or fewer for an action."
    return ""


def _action(each: PlanAction) -> str:
    beside = f"; the authority: {each.support.strip()}" if each.support.strip() else ""
    return f"{each.what.strip()} ({each.owner_school.strip()}{beside})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
