"""How far the support is that an objective of a plan asks for, in words. Pure functions."""

from collections.abc import Iterable

from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import GIVEN, UNDER_WAY
from trellis.casework.models import Brokering, ObjectiveText

PROMISED = UNDER_WAY | GIVEN
"""States in which those who help have said that they do."""
_CALLED_OFF = frozenset({"withdrawn", "ended"})
_NAMED = {
    "need": "Nobody has been found yet",
    "matched": "{who} would fit, and is not asked yet",
    "checked": "{who} would fit, and is not asked yet",
    "offered": "{who} is being asked",
    "accepted": "{who} has said yes, and the agreement is still to be signed",
    "agreed": "Agreed with {who}",
    "active": "Under way, by {who}",
    "midpoint": "Under way, by {who}",
    "completed": "Given by {who}",
    "evaluated": "Given by {who}",
    "closed": "Given by {who}",
}
_UNNAMED = {
    **dict.fromkeys(("need", "matched", "checked", "offered"), "Support is being looked for"),
    "accepted": "Support has been found, and the agreement is still to be signed",
    "agreed": "Support has been agreed",
    "active": "Support is under way",
    "midpoint": "Support is under way",
    **dict.fromkeys(("completed", "evaluated", "closed"), "Support has been given"),
}


def by_objective(files: Iterable[SupportFile]) -> dict[int, tuple[SupportFile, ...]]:
    """The support that was looked for from each objective, by its primary key: what was not called off, the oldest first."""
    found: dict[int, tuple[SupportFile, ...]] = {}
    for each in sorted(files, key=lambda each: each.support.pk):
        objective = each.support.objective_id
        if objective is not None and each.state not in _CALLED_OFF:
            found[objective] = (*found.get(objective, ()), each)
    return found


def said(file: SupportFile, *, named: bool) -> str:
    """How far one support is. Without `named` nobody is told who it is, nor that anybody was chosen."""
    if named and file.giver_name:
        return _NAMED[file.state].format(who=file.giver_name)
    return _NAMED["need"] if named and file.state == "need" else _UNNAMED[file.state]


def sentence(files: Iterable[SupportFile], *, named: bool, on_paper: bool = False) -> str:
    """How far these are, each once; "" for none. `on_paper`, which anybody may come to read, names nobody before they said yes."""
    return "; ".join(
        dict.fromkeys(
            said(each, named=named and not (on_paper and each.state not in PROMISED)) for each in files
        )
    )


def of_text(text: ObjectiveText, stands: str) -> str:
    """Whether an objective has its support, and what that is: `stands` says how far it is where the text has none yet."""
    if text.brokering == Brokering.WANTED and stands:
        return f"{stands}. What is wanted: {text.support}"
    return f"{text.get_brokering_display()}{f': {text.support}' if text.support else ''}"
