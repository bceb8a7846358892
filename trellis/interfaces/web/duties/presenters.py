"""Duties as pages and files show them. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trellis.analysis.output.spreadsheet import Cell
from trellis.duties.queries import Kept
from trellis.interfaces.web.govuk import words

HEADER = (
    "Duty",
    "Kind",
    "Source",
    "Checked on",
    "Owner",
    "Somebody answers for it now",
    "Months that evidence is fresh",
    "Newest evidence",
    "What it was",
    "Where it can be read",
    "Next due",
    "Standing",
    "Days overdue",
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One duty of the list. `late` and `soon` say in words what the colour of their tag says; `vacant` that its owner has left."""

    id: str
    title: str
    kind: str
    source: str
    owner: str
    cycle: str
    newest: str
    due: str
    late: str
    soon: str
    vacant: str


def line(kept: Kept) -> Line:
    """A duty as a line."""
    newest, due = kept.newest, kept.due
    return Line(
        id=kept.duty.id,
        title=kept.duty.title,
        kind=kept.duty.kind.capitalize(),
        source=kept.duty.source,
        owner=kept.owner,
        cycle=f"Every {words.count(kept.months, 'month')}" if kept.months > 1 else "Every month",
        newest=words.day(newest.shown_on) if newest is not None else "",
        due=words.day(due) if due is not None else "Now",
        late=_late(kept),
        soon="Due soon" if kept.is_soon else "",
        vacant="" if kept.is_held else "Nobody now" if kept.person is None else "Holds no post now",
    )


def _late(kept: Kept) -> str:
    if kept.newest is None:
        return "No evidence yet"
    return f"Overdue by {words.count(kept.overdue, 'day')}" if kept.is_late else ""


def said(register: Sequence[Kept]) -> str:
    """How the register stands, in a sentence."""
    late = sum(1 for each in register if each.is_late)
    if not late:
        return f"All {len(register)} are evidenced within their cycle."
    are = "is" if late == 1 else "are"
    return f"{late} of {len(register)} {are} not evidenced within their cycle."


def rows(register: Iterable[Kept]) -> list[list[Cell]]:
    """The register as rows of a file."""
    return [
        [
            each.duty.title,
            each.duty.kind,
            each.duty.source,
            each.duty.checked_on,
            each.owner,
            "Yes" if each.is_held else "No",
            each.months,
            each.newest.shown_on if each.newest is not None else "",
            each.newest.note if each.newest is not None else "",
            each.newest.link if each.newest is not None else "",
            each.due if each.due is not None else "",
            _late(each) or ("Due soon" if each.is_soon else "Evidenced"),
            each.overdue,
        ]
        for each in register
    ]
