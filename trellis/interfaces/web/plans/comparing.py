"""What changed from one version of a plan to the next, objective by objective and part by part. Pure functions."""

from dataclasses import dataclass

from trellis.casework import wording
from trellis.casework.queries.plans import VersionFile
from trellis.casework.wording import Difference


@dataclass(frozen=True, kw_only=True)
class Change:
    """One objective or condition that differs: how, why where somebody said so, and each part."""

    what: str
    how: str
    reasons: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Everything that differs between two versions, and what stayed as it was."""

    before: int
    after: int
    changes: tuple[Change, ...]
    same: tuple[str, ...]


def present(before: VersionFile, after: VersionFile) -> Changes:
    """Return what changed from one version to another."""
    found = [*_objectives(before, after), *_conditions(before, after)]
    return Changes(
        before=before.version.number,
        after=after.version.number,
        changes=tuple(each for each in found if each.how != _SAME),
        same=tuple(each.what for each in found if each.how == _SAME),
    )


_SAME = "Says the same"


def _objectives(before: VersionFile, after: VersionFile) -> list[Change]:
    was = {each.objective.number: each for each in before.objectives}
    now = {each.objective.number: each for each in after.objectives}
    dropped = {each.objective.number: each.text.reasons for each in after.dropped}
    found = []
    for number in sorted(was.keys() | now.keys()):
        old, new = was.get(number), now.get(number)
        what = f"Objective {number}: {(new or old).text.what}"  # type: ignore[union-attr]
        if new is None:
            found.append(Change(what=what, how="Dropped", reasons=dropped.get(number, ""), differences=()))
            continue
        changed = wording.differences(wording.of(old.text) if old is not None else None, wording.of(new.text))
        how = "New" if old is None else "Worded anew" if changed else _SAME
        found.append(Change(what=what, how=how, reasons=new.text.reasons, differences=changed))
    return found


def _conditions(before: VersionFile, after: VersionFile) -> list[Change]:
    was = {each.condition.number: each.text for each in before.conditions}
    now = {each.condition.number: each.text for each in after.conditions}
    dropped = {each.condition.number: each.text.reasons for each in after.dropped_conditions}
    found = []
    for number in sorted(was.keys() | now.keys()):
        old, new = was.get(number), now.get(number)
        what = f"Condition {number} for stepping down"
        if new is None:
            found.append(Change(what=what, how="Dropped", reasons=dropped.get(number, ""), differences=()))
            continue
        differs = old is None or old.words != new.words
        lines = Difference(
            part="words",
            label="What must be true",
            before=(old.words,) if old is not None else (),
            after=(new.words,),
        )
        how = "New" if old is None else "Worded anew" if differs else _SAME
        found.append(Change(what=what, how=how, reasons=new.reasons, differences=(lines,) if differs else ()))
    return found
