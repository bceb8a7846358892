"""The settings of a pack as fields to fill in, by criterion, with how many schools stand close to each limit."""

from collections.abc import Mapping
from dataclasses import dataclass

from trellis.analysis.judging import nearness
from trellis.analysis.judging import setting as settings
from trellis.analysis.judging.framework import Criterion
from trellis.analysis.judging.nearness import Near
from trellis.analysis.judging.setting import RULE, Setting
from trellis.analysis.store.facts import Facts
from trellis.interfaces.web.what_if.asking import Asked

# A limit is pointed out where so many schools, and so large a share of those with a value, stand close to it.
_CROWD, _CROWD_SHARE, _CROWDS = 3, 0.05, 6


@dataclass(frozen=True, kw_only=True)
class Field:
    """One setting as drawn. `error` is the first thing wrong with what was typed."""

    id: str
    kind: str
    label: str
    unit: str
    value: str
    hint: str
    error: str
    changed: bool
    choices: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """One criterion (or the rule) with its fields. Open where something in it is changed or wrong."""

    id: str
    heading: str
    sentence: str
    fields: tuple[Field, ...]
    changed: int
    opened: bool


@dataclass(frozen=True, kw_only=True)
class Level:
    """The criteria of one level."""

    number: int
    heading: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Crowded:
    """A limit that many schools stand close to."""

    setting: str
    criterion: str
    label: str
    value: str
    sentence: str
    england: str


@dataclass(frozen=True, kw_only=True)
class SettingsForm:
    """Every field of the page."""

    rule: Group
    levels: tuple[Level, ...]
    crowded: tuple[Crowded, ...]


def present(asked: Asked, *, facts: Facts | None, england: Facts | None) -> SettingsForm:
    """Return the fields. `facts` are of the authority: without them nothing is said of how near schools are."""
    wrong: dict[str, str] = {}
    for problem in asked.problems:
        wrong.setdefault(problem.setting, problem.sentence)
    near = {
        one.id: found
        for one in asked.settings
        if facts is not None and (found := nearness.near(asked.changed, one, facts)) is not None
    }
    fields: dict[str, list[Field]] = {}
    for one in asked.settings:
        fields.setdefault(one.criterion, []).append(_field(one, asked, near.get(one.id), wrong))
    groups = {c.id: _group(c, tuple(fields.get(c.id, ()))) for c in asked.pack.criteria}
    return SettingsForm(
        rule=_grouped(
            RULE,
            "How many criteria suggest a level together, and how much must be known",
            "",
            tuple(fields.get(RULE, ())),
        ),
        levels=tuple(
            Level(
                number=number,
                heading=f"Level {number}: {asked.pack.level(number).name}",
                groups=tuple(groups[c.id] for c in asked.pack.criteria if c.level == number),
            )
            for number in (3, 2, 1)
        ),
        crowded=_crowded(asked, near, england),
    )


def _crowded(asked: Asked, near: Mapping[str, Near], england: Facts | None) -> tuple[Crowded, ...]:
    many = [
        (one, near[one.id])
        for one in asked.settings
        if one.id in near
        and near[one.id].schools >= _CROWD
        and near[one.id].schools >= _CROWD_SHARE * near[one.id].of
    ]
    many.sort(key=lambda pair: (-pair[1].schools, pair[0].id))
    found = []
    for one, close in many[:_CROWDS]:
        all_england = (
            nearness.near(asked.changed, one, england, within=close.within) if england is not None else None
        )
        found.append(
            Crowded(
                setting=one.id,
                criterion=one.criterion,
                label=one.label,
                value=one.said(asked.changes.get(one.id, one.value)),
                sentence=f"{close.schools:,} of {close.of:,} within {close.distance}",
                england=f"{all_england.schools:,} of {all_england.of:,}" if all_england is not None else "",
            )
        )
    return tuple(found)


def _group(criterion: Criterion, fields: tuple[Field, ...]) -> Group:
    key = " (key)" if criterion.key and criterion.level < 3 else ""
    return _grouped(criterion.id, f"{criterion.id} {criterion.name}{key}", criterion.sentence, fields)


def _grouped(group_id: str, heading: str, sentence: str, fields: tuple[Field, ...]) -> Group:
    changed = sum(field.changed for field in fields)
    return Group(
        id=group_id,
        heading=heading,
        sentence=sentence,
        fields=fields,
        changed=changed,
        opened=changed > 0 or any(field.error for field in fields),
    )


def _field(one: Setting, asked: Asked, near: Near | None, wrong: Mapping[str, str]) -> Field:
    error = wrong.get(one.id, "")
    changed = one.id in asked.changes
    typed = asked.typed.get(one.id)
    value = typed if typed is not None and (error or changed) else settings.written(one.value)
    said = []
    if changed or error:
        said.append(f"The pack says {one.said(one.value)}.")
    if near is not None and near.schools:
        lies = "lies" if near.schools == 1 else "lie"
        said.append(
            f"{near.schools:,} of your {near.of:,} schools with a value {lies} within {near.distance} of this."
        )
    if one.shares:
        said.append(f"The same limit stands in {_and(one.shares)}: change it there too if you mean both.")
    return Field(
        id=one.id,
        kind=one.kind,
        label=one.label,
        unit=one.unit,
        value=value[:40],
        hint=" ".join(said),
        error=error,
        changed=changed,
        choices=tuple((code, text, code == value) for code, text in one.choices),
    )


def _and(names: tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
