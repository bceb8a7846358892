"""What is due as a page: what needs the reader now, then what needs others. Pure functions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.casework.queries.due import Board
from trellis.interfaces.web.cases import due_filters
from trellis.interfaces.web.cases.due_filters import Filter, Filters, Offered
from trellis.interfaces.web.cases.due_rows import Row
from trellis.interfaces.web.govuk import words

MOST = 100
"""How many of what needs others a page lists: the latest."""
USUAL_DATES = (
    "The days are counted by the usual term dates, since nobody has entered the authority’s own yet."
)


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """One thing that the page is narrowed by, in words, and the address without it."""

    label: str
    text: str
    without: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many things are due of somebody or of a team, and how many of them are late."""

    text: str
    href: str
    due: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class DuePage:
    """The page. `nothing` is what to say where nothing is left of it; `mine_only` leaves out what needs others."""

    mine: tuple[Row, ...]
    others: tuple[Row, ...]
    mine_only: bool
    more: str
    filters: tuple[Filter, ...]
    narrowings: tuple[Narrowing, ...]
    everything: str
    shown: str
    nothing: str
    people: tuple[Tally, ...]
    teams: tuple[Tally, ...]
    rate: str
    late: str
    note: str


def present(
    board: Board,
    rows: Sequence[Row],
    *,
    offered: Offered,
    filters: Filters,
    wrong: Collection[str],
    authority: str,
    untold: str = "",
) -> DuePage:
    """Return the page of these rows, narrowed. The filters hold nothing but what is offered; `wrong` names those that did.

    `untold` says what could not be read, so that its absence is not taken for there being nothing.
    """
    found = due_filters.narrowed(rows, filters)
    ours = _ordered(row for row in found if row.mine)
    theirs = _ordered(row for row in found if not row.mine)
    overdue, left = sum(1 for row in rows if row.overdue), len(theirs) - MOST
    drawn = due_filters.shown(offered, filters, wrong=wrong)
    narrowings = tuple(
        Narrowing(
            label=each.label,
            text=each.chosen.text,
            without=filters.address(authority=authority, **{each.name: ""}),
        )
        for each in drawn
        if each.chosen is not None
    )
    return DuePage(
        mine=ours,
        others=theirs[:MOST],
        mine_only=filters.person == due_filters.ME,
        more=f"{words.count(left, 'other thing')} not shown: narrow the list." if left > 0 else "",
        filters=drawn,
        narrowings=narrowings,
        everything=Filters().address(authority=authority),
        shown=_shown(len(ours) + min(len(theirs), MOST), len(rows)),
        nothing=_nothing(narrowings) if narrowings and not found else "",
        people=_tallies(
            "person",
            {**offered.person[""], **offered.person[due_filters.AT_AUTHORITY]},
            rows,
            authority=authority,
        ),
        teams=_tallies("team", offered.team[""], rows, authority=authority),
        rate=_rate(board),
        late=(
            words.count(overdue, "thing is overdue", "things are overdue")
            if overdue
            else "nothing is overdue"
        ),
        note=" ".join(each for each in (USUAL_DATES if board.estimated else "", untold) if each),
    )


def _shown(shown: int, every: int) -> str:
    """How many are shown of how many there are; "" where there is nothing to show."""
    if not every:
        return ""
    return f"{shown:,} of {words.count(every, 'thing')} {'is' if shown == 1 else 'are'} shown."


def _nothing(narrowings: Sequence[Narrowing]) -> str:
    said = "; ".join(f"{each.label}: {each.text}" for each in narrowings)
    return f"Nothing that you may see is due now of what you asked for ({said})."


def _tallies(
    name: str, choices: Mapping[str, str], rows: Sequence[Row], *, authority: str
) -> tuple[Tally, ...]:
    """How much is due of each choice of a filter of whom anything is, the latest first."""
    found = []
    for value, text in choices.items():
        theirs = due_filters.narrowed(rows, Filters(**{name: value})) if value else []
        if theirs:
            found.append(
                Tally(
                    text=text,
                    href=Filters(**{name: value}).address(authority=authority),
                    due=len(theirs),
                    overdue=sum(1 for row in theirs if row.overdue),
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.overdue, -each.due)))


def _ordered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The most overdue first, then by day. What is as late keeps the order that it came in."""
    return tuple(sorted(rows, key=lambda row: (-row.overdue, row.by or date.max)))


def _rate(board: Board) -> str:
    """How far the termly look at every level has come."""
    if board.term is None or not board.to_review:
        return ""
    percent = round(100 * board.reviewed / board.to_review)
    return (
        f"{board.term.name}: the level of {board.reviewed:,} of {words.count(board.to_review, 'school')} "
        f"has been looked at this term ({percent}%)."
    )
