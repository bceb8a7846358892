"""What is due as a page: what needs the reader now, then what needs others. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.casework.queries.due import Board, Due
from trellis.interfaces.web.cases import addresses, presenters
from trellis.interfaces.web.cases.presenters import DueShown
from trellis.interfaces.web.govuk import words

KINDS = {
    "": "Everything",
    "late": "What is overdue",
    "visits": "Visits",
    "plans": "Plans and reviews",
    "groups": "Task groups",
    "levels": "Levels",
}
_OF_KIND = {
    "visits": {"identify", "inform", "visit", "follow_up"},
    "plans": {"plan_of_action", "plan", "review", "evaluate", "decision", "support"},
    "groups": {"group", "meeting", "papers", "hold", "minutes", "outcomes", "seen", "report"},
    "levels": {"level_step", "level_yearly", "level_review", "reply", "reply_late", "entry"},
}
MOST = 100
"""How many of what needs others a page lists: the latest."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Something that is due of a school, with where it is done."""

    urn: int
    school: str
    shown: DueShown
    href: str


@dataclass(frozen=True, kw_only=True)
class DuePage:
    """The page."""

    mine: tuple[Row, ...]
    others: tuple[Row, ...]
    more: str
    kinds: tuple[tuple[str, str, bool], ...]
    rate: str
    late: str
    note: str


def present(board: Board, *, mine: Sequence[Due], others: Sequence[Due], kind: str) -> DuePage:
    """Return the page, narrowed to a kind."""
    kind = kind if kind in KINDS else ""
    ours = [item for item in mine if _is(item, kind)]
    theirs = [item for item in others if _is(item, kind)]
    left = len(theirs) - MOST
    return DuePage(
        mine=tuple(_row(item, mine=True) for item in ours),
        others=tuple(_row(item, mine=False) for item in theirs[:MOST]),
        more=f"{words.count(left, 'other thing')} not shown: narrow the list." if left > 0 else "",
        kinds=tuple((each, name, each == kind) for each, name in KINDS.items()),
        rate=_rate(board),
        late=(
            words.count(board.overdue, "thing is overdue", "things are overdue")
            if board.overdue
            else "nothing is overdue"
        ),
        note=(
            "The days are counted by the usual term dates, since nobody has entered the authority’s own yet."
            if board.estimated
            else ""
        ),
    )


def _is(item: Due, kind: str) -> bool:
    if kind == "late":
        return bool(item.overdue)
    return not kind or item.ask.kind in _OF_KIND[kind]


def _row(item: Due, *, mine: bool) -> Row:
    shown = presenters.due_shown(item, mine=mine)
    return Row(
        urn=item.school.pk,
        school=item.school.name,
        shown=shown,
        href=addresses.of_ask(shown.page, shown.step if mine else "", item.school.pk),
    )


def _rate(board: Board) -> str:
    """How far the termly look at every level has come."""
    if board.term is None or not board.to_review:
        return ""
    percent = round(100 * board.reviewed / board.to_review)
    return (
        f"{board.term.name}: the level of {board.reviewed:,} of {words.count(board.to_review, 'school')} "
        f"has been looked at this term ({percent}%)."
    )
