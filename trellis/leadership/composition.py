"""Whether the stewardship group is composed as the policy has it: one line for each rule, with what is wanting as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.leadership.models import Steward
from trellis.leadership.models.academy import For

NEEDED = {
    For.PRIMARY: "primary schools",
    For.SECONDARY: "secondary schools",
    For.HIGHER: "higher education",
    For.AUTHORITY: "the authority",
}
"""Those for whom at least one member stands."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule, who meets it, and what is wanting; "" where nothing is."""

    rule: str
    met_by: tuple[str, ...]
    wanting: str


def check(members: Sequence[Steward]) -> tuple[Line, ...]:
    """Hold the members of a day against each rule."""
    return (_chair(members), *(_stands_for(members, each) for each in NEEDED))


def _chair(members: Sequence[Steward]) -> Line:
    chairs = [each for each in members if each.is_chair]
    fit = tuple(each.name for each in chairs if each.is_head and each.stands_for == For.PRIMARY)
    wanting = ""
    if not chairs:
        wanting = "Nobody chairs the group: a primary headteacher is to chair it."
    elif len(chairs) > 1:
        wanting = f"{len(chairs)} members chair the group: it has one chair, a primary headteacher."
    elif not fit:
        wanting = f"{chairs[0].name} chairs the group and is not a primary headteacher."
    return Line(rule="The chair is a primary headteacher", met_by=fit if not wanting else (), wanting=wanting)


def _stands_for(members: Sequence[Steward], whom: For) -> Line:
    fit = tuple(each.name for each in members if each.stands_for == whom)
    return Line(
        rule=f"Somebody stands for {NEEDED[whom]}",
        met_by=fit,
        wanting="" if fit else f"Nobody in the group stands for {NEEDED[whom]}.",
    )
