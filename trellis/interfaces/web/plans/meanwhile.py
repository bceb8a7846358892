"""What two people have written of one thing, part by part: theirs, which is saved, and yours, which is not yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trellis.casework import wording
from trellis.casework.models import Brokering, ConditionText, ObjectiveText
from trellis.casework.wording import Difference, Wording
from trellis.interfaces.web.govuk import words


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Who saved, when, and each part in which the two differ. Theirs is `before` and yours `after`."""

    who: str
    differences: tuple[Difference, ...]


def between(theirs: ObjectiveText | ConditionText, mine: Wording | Mapping[str, Any]) -> Conflict:
    """Return how what was sent differs from what somebody else has saved."""
    return Conflict(
        who=f"{theirs.by}, {words.moment(theirs.at)}", differences=tuple(_differences(theirs, mine))
    )


def _differences(
    theirs: ObjectiveText | ConditionText, mine: Wording | Mapping[str, Any]
) -> tuple[Difference, ...]:
    if isinstance(mine, Wording):
        return wording.differences(wording.of(theirs), mine) if isinstance(theirs, ObjectiveText) else ()
    if isinstance(theirs, ConditionText):
        pairs = [("said", "What must be true", theirs.words, mine.get("said", theirs.words))]
    else:
        labels = dict(Brokering.choices)
        pairs = [
            ("brokering", "Support", theirs.brokering, mine.get("brokering", theirs.brokering)),
            ("support", "What support, from whom", theirs.support, mine.get("support", theirs.support)),
        ]
        pairs = [(part, label, str(labels.get(a, a)), str(labels.get(b, b))) for part, label, a, b in pairs]
    found = [
        Difference(part=part, label=label, before=(a,) if a else (), after=(b,) if b else ())
        for part, label, a, b in pairs
        if a != b.strip()
    ]
    if theirs.is_dropped:
        found.append(
            Difference(part="dropped", label="Dropped", before=(theirs.reasons,), after=("Not dropped",))
        )
    return tuple(found)
