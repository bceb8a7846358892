"""The geometry of a state machine: a box for each state, an arrow for each step, the current box marked. Pure functions.

States stand in columns by how many steps they are from the start, or in rows that are given. All that the picture shows stands in
words beside it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trellis.workflow import Workflow

_ACROSS, _DOWN, _WIDE, _TALL, _EDGE = 150.0, 66.0, 122.0, 42.0, 8.0
_LINE = 16


@dataclass(frozen=True, kw_only=True)
class Box:
    """One state. `css` says whether a record is here, was here, or has not been."""

    x: float
    y: float
    width: float
    height: float
    words: tuple[tuple[float, float, str], ...]
    css: str


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """One step, as the points of a line that ends in a head; in two where a step leads back."""

    points: str
    head: str
    other_head: str = ""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A machine ready to draw."""

    width: float
    height: float
    title: str
    description: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    aside: tuple[str, ...] = ()
    """Sentences for the states that so many others lead to and from that their arrows are not drawn."""


def draw(
    workflow: Workflow,
    *,
    current: str,
    passed: Collection[str] = (),
    rows: Sequence[Sequence[str]] = (),
) -> Flow:
    """Return the machine with one state marked as current and others as passed.

    With `rows` the states stand as they say, and a state that half of all others lead into has a sentence in place of arrows.
    """
    if rows:
        places = {
            state: (column, row) for row, states in enumerate(rows) for column, state in enumerate(states)
        }
    else:
        places = {
            state: (column, row)
            for column, states in enumerate(_columns(workflow))
            for row, state in enumerate(states)
        }
    drawn = {(source, step.target) for step in workflow.transitions for source in step.sources}
    hubs = _hubs(workflow, drawn) if rows else ()
    drawn = {(source, target) for source, target in drawn if source not in hubs and target not in hubs}
    across = max(column for column, _ in places.values())
    down = max(row for _, row in places.values())
    here = workflow.said(current) if current else "nowhere yet"
    been = ", ".join(workflow.said(state) for state in workflow.states if state in passed)
    return Flow(
        width=_EDGE * 2 + _ACROSS * across + _WIDE,
        height=_EDGE * 2 + _DOWN * down + _TALL,
        title=f"{workflow.title}: where it stands",
        description=f"Now: {here}." + (f" Before: {been}." if been else ""),
        boxes=tuple(
            _box(
                workflow.states[state],
                *places[state],
                css="here" if state == current else "passed" if state in passed else "ahead",
            )
            for state in workflow.states
        ),
        arrows=tuple(_arrows(drawn, places, slanted=bool(rows))),
        aside=tuple(_aside(workflow, hub) for hub in hubs),
    )


def _hubs(workflow: Workflow, drawn: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """The states that half of all others, or more, lead into."""
    into = {state: sum(1 for _, target in drawn if target == state) for state in workflow.states}
    return tuple(state for state in workflow.states if into[state] * 2 >= len(workflow.states))


def _aside(workflow: Workflow, hub: str) -> str:
    """How a state is entered and left, in words."""

    def said(states: Collection[str]) -> str:
        named = [workflow.said(state) for state in workflow.states if state in states]
        return " or ".join(filter(None, (", ".join(named[:-1]), named[-1])))

    into = {source for step in workflow.transitions if step.target == hub for source in step.sources}
    out = {step.target for step in workflow.ahead(hub)}
    words = f"{workflow.states[hub]}: from {said(into)}"
    words += ", and back" if into & out else ""
    further = out - into
    return f"{words}; or on to {said(further)}." if further else f"{words}."


def _arrows(
    drawn: Collection[tuple[str, str]], places: dict[str, tuple[int, int]], *, slanted: bool
) -> list[Arrow]:
    """An arrow for each step; with `slanted`, one with two heads for two steps that lead there and back."""
    made = []
    for source, target in sorted(drawn):
        both = slanted and (target, source) in drawn
        if both and target < source:
            continue
        made.append(_arrow(places[source], places[target], slanted=slanted, both=both))
    return made


def _columns(workflow: Workflow) -> list[list[str]]:
    distance = {workflow.initial: 0}
    ahead = [workflow.initial]
    while ahead:
        state = ahead.pop(0)
        for step in workflow.ahead(state):
            if step.target not in distance:
                distance[step.target] = distance[state] + 1
                ahead.append(step.target)
    return [
        [state for state in workflow.states if distance[state] == column]
        for column in range(max(distance.values()) + 1)
    ]


def _box(words: str, column: int, row: int, *, css: str) -> Box:
    x, y = _EDGE + _ACROSS * column, _EDGE + _DOWN * row
    lines = _wrapped(words)
    top = y + _TALL / 2 - _LINE * (len(lines) - 1) / 2 + 5
    return Box(
        x=x,
        y=y,
        width=_WIDE,
        height=_TALL,
        words=tuple((x + _WIDE / 2, top + _LINE * place, line) for place, line in enumerate(lines)),
        css=css,
    )


def _wrapped(words: str, *, most: int = 16) -> list[str]:
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


def _arrow(
    source: tuple[int, int], target: tuple[int, int], *, slanted: bool = False, both: bool = False
) -> Arrow:
    (from_column, from_row), (to_column, to_row) = source, target
    left, top = _EDGE + _ACROSS * from_column, _EDGE + _DOWN * from_row
    to_left, to_top = _EDGE + _ACROSS * to_column, _EDGE + _DOWN * to_row
    if slanted and from_row != to_row:
        # From one long side of a box to another’s, so that no line runs through a box between them
        lean = 0.25 * ((to_column > from_column) - (to_column < from_column))
        falls = to_row > from_row
        start = (left + _WIDE * (0.5 + lean), top + (_TALL if falls else 0))
        end = (to_left + _WIDE * (0.5 - lean), to_top + (0 if falls else _TALL))
    elif to_column > from_column:
        start = (left + _WIDE, top + _TALL / 2)
        end = (to_left, to_top + _TALL / 2)
    elif to_column < from_column:
        start, end = (left, top + _TALL / 2), (to_left + _WIDE, to_top + _TALL / 2)
    elif to_row < from_row:
        start, end = (left + _WIDE / 2, top), (to_left + _WIDE / 2, to_top + _TALL)
    else:
        start, end = (left + _WIDE / 2, top + _TALL), (to_left + _WIDE / 2, to_top)
    base, head = _head(start, end)
    first, other = _head(end, start) if both else (start, "")
    return Arrow(points=_points([first, base]), head=head, other_head=other)


def _head(start: tuple[float, float], end: tuple[float, float]) -> tuple[tuple[float, float], str]:
    """Where the line to a head stops, and the head."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = max(1.0, (across**2 + down**2) ** 0.5)
    ux, uy = across / length, down / length
    base = (end[0] - 7 * ux, end[1] - 7 * uy)
    corners = [end, (base[0] - 4 * uy, base[1] + 4 * ux), (base[0] + 4 * uy, base[1] - 4 * ux)]
    return base, _points(corners)


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
